import type { Knex } from 'knex';
import * as ledger from './0001-ledger.ts';
import * as office from './0002-office.ts';
import * as rules from './0003-rules.ts';
import * as notices from './0004-notices.ts';
import * as liveness from './0005-liveness.ts';
import * as messages from './0006-messages.ts';
import * as knownTallies from './0007-known-tallies.ts';
import * as log from './0008-log.ts';
import * as wake from './0009-wake.ts';
import * as evidence from './0010-evidence.ts';
import * as access from './0011-access.ts';
import * as caseList from './0012-case-list.ts';
import * as sealedEnvelopes from './0013-sealed-envelopes.ts';
import * as registers from './0014-registers.ts';
import * as caseFacts from './0015-case-facts.ts';

export interface Migration {
  /** Never changed once released: an unknown name in a database means that the database is newer. */
  readonly name: string;
  /** There is no way back from a ledger: restore a backup. */
  up(knex: Knex): Promise<void>;
}

/** Every step of the schema, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  ledger,
  office,
  rules,
  notices,
  liveness,
  messages,
  knownTallies,
  log,
  wake,
  evidence,
  access,
  caseList,
  sealedEnvelopes,
  registers,
  caseFacts,
];
