import { readFileSync } from 'node:fs';
import { publishCalendar } from '../../db/calendar.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import type { WakeRow } from '../../db/wake.ts';
import type { JsonObject } from '../../src/core/case.ts';
import { addMs, type Instant } from '../../src/core/instant.ts';
import type { Ledger, RecordOutcome } from '../../src/ledger/ledger.ts';
import { createLedger, type LedgerDeps } from '../../src/ledger/record.ts';
import { TINY_KINDS } from './tiny-kinds.ts';

export const START: Instant = '2025-03-03T09:00:00+08:00';

/** A clock that stands until it is moved. */
export interface TestClock {
  now: Instant;
}

export interface TestLedger {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly clock: TestClock;
  readonly wakes: WakeRow[];
}

/** Opens, migrates and fills a database (terms and a small office), and a ledger over it, of the tiny kinds unless told otherwise. */
export async function openTestLedger(
  location: DatabaseLocation,
  clock: TestClock = { now: START },
  kinds: LedgerDeps['kinds'] = TINY_KINDS,
): Promise<TestLedger> {
  const db = await openDatabase(location);
  await migrate(db);
  await seed(db);
  const wakes: WakeRow[] = [];
  const ledger = createLedger({ db, kinds, now: () => clock.now, onCommit: (rows) => wakes.push(...rows) });
  return { db, ledger, clock, wakes };
}

async function seed(db: Database): Promise<void> {
  const data = (name: string) => readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8');
  await publishCalendar(db.knex, { id: 'cn-2024-2026', body: data('calendar.cn-2024-2026.json'), publishedAt: START });
  await publishRuleSet(db.knex, {
    id: 'default-2025',
    effectiveFrom: '2025-01-01',
    calendar: 'cn-2024-2026',
    body: data('rules.default.json'),
    publishedAt: START,
  });
  await saveRegisters(db.knex, {
    organisations: [
      { id: 'S', name: '山腰街道', kind: 'street' },
      { id: 'V1', name: '前村', kind: 'village', parent: 'S' },
      { id: 'U1', name: '一厂', kind: 'unit', parent: 'V1' },
    ],
    persons: [
      { id: 'p-head', name: '王一', mail: 'head@example.test' },
      { id: 'p-desk', name: '李二', mail: 'desk@example.test' },
      { id: 'p-deputy', name: '赵三', mail: 'deputy@example.test' },
      { id: 'p-village', name: '孙四', mail: 'village@example.test' },
    ],
    posts: [
      { organisation: 'U1', name: 'unit.head', label: '单位负责人' },
      { organisation: 'V1', name: 'village.head', label: '村主任' },
      {
        organisation: 'V1',
        name: 'village.gridWorker',
        label: '网格员',
        above: 'village.head',
        aboveOrganisation: 'V1',
      },
      { organisation: '', name: 'street.safetyOffice', label: '安办' },
    ],
    holdings: [
      { organisation: 'U1', post: 'unit.head', person: 'p-head', validFrom: '2020-01-01T00:00:00+08:00' },
      { organisation: 'V1', post: 'village.head', person: 'p-village', validFrom: '2020-01-01T00:00:00+08:00' },
      { organisation: '', post: 'street.safetyOffice', person: 'p-desk', validFrom: '2020-01-01T00:00:00+08:00' },
    ],
    units: [{ id: 'U1', supervisor: 'V1', industry: 'textile', size: 'small' }],
  });
}

let commands = 0;

/** A command of a person; `hazard` unless the case id is a matter's. */
export function command(
  ledger: Ledger,
  type: string,
  caseId: string | undefined,
  payload: JsonObject = {},
  more: { commandId?: string; expectedSeq?: number; at?: Instant } = {},
): Promise<RecordOutcome> {
  const kind = caseId?.includes('-A') ? 'matter' : 'hazard';
  return ledger.record({
    kind,
    ...(caseId === undefined ? {} : { caseId }),
    commandId: `test-${++commands}`,
    type,
    payload,
    actor: { post: 'village.gridWorker', person: 'p-village' },
    ...more,
  });
}

/** The same, for one that must be accepted. */
export async function accepted(outcome: Promise<RecordOutcome>): Promise<Extract<RecordOutcome, { ok: true }>> {
  const answer = await outcome;
  if (!answer.ok) throw new Error(`refused: ${answer.refusal.code}`);
  return answer;
}

/** A hazard of unit U1, reported now. */
export async function report(ledger: Ledger, caseId?: string): Promise<string> {
  return (await accepted(command(ledger, 'reportHazard', caseId, { unit: 'U1', title: '堵塞安全出口' }))).caseId;
}

/** Moves a test clock. */
export function pass(clock: TestClock, ms: number): Instant {
  clock.now = addMs(clock.now, ms);
  return clock.now;
}
