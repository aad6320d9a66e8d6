import type { Knex } from 'knex';
import * as ledger from './0001-ledger.ts';
import * as office from './0002-office.ts';
import * as rules from './0003-rules.ts';
import * as knownTallies from './0007-known-tallies.ts';

export interface Migration {
  /** Never changed once released: an unknown name in a database means that the database is newer. */
  readonly name: string;
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

/** Every step of the schema, oldest first. */
export const MIGRATIONS: readonly Migration[] = [ledger, office, rules, knownTallies];
