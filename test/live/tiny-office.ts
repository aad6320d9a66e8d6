import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { publishCalendar } from '../../db/calendar.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import type { WakeRow } from '../../db/wake.ts';
import type { CaseId, JsonObject } from '../../src/core/case.ts';
import { fromMs, type Instant } from '../../src/core/instant.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { tinyKind } from './tiny-kind.ts';

/** A real SQLite ledger in a folder, with the tiny kind and one person who gets the mails. */
export interface TinyOffice {
  readonly ledger: Ledger;
  /** Opens a case whose clocks lie so many milliseconds ahead. */
  open(clocks?: {
    readonly due?: number;
    readonly reminders?: readonly number[];
    readonly rungs?: readonly number[];
  }): Promise<CaseId>;
  act(caseId: CaseId, type: 'note' | 'finish'): Promise<void>;
  /** Number of events of the case. */
  seq(caseId: CaseId): Promise<number>;
}

export interface TinyOfficeOptions {
  readonly folder: string;
  readonly now?: () => Instant;
  readonly onCommit?: (wakes: readonly WakeRow[]) => void;
}

const terms = {
  ruleSet: () => ({ id: 'tiny', lateEntry: { within: { value: 3, unit: 'workingDay' } } }) as never,
  calendar: () => ({ id: 'tiny' }) as never,
};

const actor = { post: 'street.safetyOffice' };

/** Opens (and on the first call fills) the ledger of a folder. */
export async function openTinyOffice({
  folder,
  now = () => fromMs(Date.now()),
  onCommit,
}: TinyOfficeOptions): Promise<TinyOffice> {
  const db = await openDatabase({ sqlite: path.join(folder, 'duban.db') });
  await migrate(db);
  await saveRegisters(db.knex, {
    organisations: [{ id: 'V1', name: '一村', kind: 'village' }],
    persons: [{ id: 'p1', name: '甲', mail: 'head@village.example' }],
    posts: [{ organisation: 'V1', name: 'village.head', label: '村主任' }],
    holdings: [{ organisation: 'V1', post: 'village.head', person: 'p1', validFrom: '2020-01-01T00:00:00+08:00' }],
  });
  // The tiny kind asks no rules; the ledger wants some to be in force.
  await publishCalendar(db.knex, { id: 'tiny', body: '{}', publishedAt: '2025-01-01T00:00:00+08:00' });
  await publishRuleSet(db.knex, {
    id: 'tiny',
    calendar: 'tiny',
    effectiveFrom: '2025-01-01',
    body: '{}',
    publishedAt: '2025-01-01T00:00:00+08:00',
  });
  const ledger = createLedger({
    db,
    kinds: {
      hazard: tinyKind,
      matter: tinyKind,
      tipoff: tinyKind,
      notice: tinyKind,
      record: tinyKind,
      duty: tinyKind,
      accident: tinyKind,
      roster: tinyKind,
    },
    now,
    termsStore: terms,
    ...(onCommit === undefined ? {} : { onCommit }),
  });
  async function record(type: string, payload: JsonObject, caseId?: CaseId): Promise<CaseId> {
    const outcome = await ledger.record({
      kind: 'hazard',
      commandId: randomUUID(),
      type,
      payload,
      actor,
      ...(caseId === undefined ? {} : { caseId }),
    });
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    return outcome.caseId;
  }
  return {
    ledger,
    // Named here and not numbered by the ledger, so that the ledgers of several tests can share a Temporal server.
    open: (clocks = {}) => record('open', { ...clocks }, `H-${randomUUID().slice(0, 18)}`),
    act: async (caseId, type) => void (await record(type, {}, caseId)),
    seq: async (caseId) => (await ledger.row(caseId))?.seq ?? 0,
  };
}
