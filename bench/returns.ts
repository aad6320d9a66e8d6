import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SqliteDatabase } from '../db/open.ts';
import { saveRegisters } from '../db/organisation.ts';
import { openOffice } from '../drill/office.ts';
import { kinds } from '../src/core/index.ts';
import { addDays, addMonths, type Day, startOfDay } from '../src/core/instant.ts';
import { createCaseFacts } from '../src/ledger/case-facts.ts';
import { createLedger } from '../src/ledger/record.ts';
import { createRegisters } from '../src/ledger/registers.ts';
import { createReturns } from '../src/ledger/returns.ts';
import type { Figure } from './figure.ts';

const ORGANISATIONS = 40;
const UNITS = 10_000;
const DUTIES = 40_000;
const RECORDS = 200_000;
const MONTHS = 30;
const FIRST: Day = '2023-01-05';
/** The month that is drafted, and the one two years before it. */
const MONTH = '2025-06';
const OLD = '2023-06';
const ROUNDS = 7;

/** A month's returns of forty organisations, and one of two years ago against one of today, over 200,000 records and 40,000 duties with their past. */
export async function benchReturns(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const db = await openOffice({ sqlite: path.join(folder, 'duban.db') });
  if (db.dialect !== 'sqlite') throw new Error('the returns are measured on SQLite');
  const village = (n: number) => ({ id: `V${n + 1}`, name: `第 ${n + 1} 村`, kind: 'village' as const });
  await saveRegisters(db.knex, { organisations: Array.from({ length: ORGANISATIONS }, (_, n) => village(n)) });
  const now = () => `${MONTH}-20T09:00:00+08:00`;
  const ledger = createLedger({ db, kinds, now });
  const rows = fill(db);
  db.raw.exec('ANALYZE');
  const registers = createRegisters({ db, ledger });
  const returns = createReturns({ db, ledger, registers, facts: createCaseFacts(db), now });
  try {
    const begun = performance.now();
    const drafted = await returns.draft(MONTH);
    const took = (performance.now() - begun) / 1_000;
    const failed = drafted.find((one) => !one.ok);
    if (failed || drafted.length < ORGANISATIONS) throw new Error(JSON.stringify(failed ?? drafted.length));
    const [today, old] = [await drawing(returns, MONTH), await drawing(returns, OLD)];
    return [
      {
        subject: 'returns',
        what: `all of a month: ${drafted.length} organisations, ${rows} facts`,
        measured: took,
        unit: 's',
        target: { of: 'measured', atMost: 20 },
      },
      { subject: 'returns', what: 'one of today, drawn, median', measured: today, unit: 'ms' },
      {
        subject: 'returns',
        what: 'one of two years ago, drawn, median, to one of today',
        measured: old,
        unit: 'ms',
        floor: today,
        ratio: old / today,
        target: { of: 'ratio', atMost: 1.1 },
      },
    ];
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drawing(returns: ReturnType<typeof createReturns>, month: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    const found = await returns.draw(month, 'V3');
    if ('refused' in found) throw new Error(found.code);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}

/** Facts as the log would have left them: units, duties with a round each month, visits, hazards; returns how many. */
function fill({ raw }: SqliteDatabase): number {
  const add = raw.prepare(
    `INSERT INTO case_fact (case_id, seq, at, recorded_at, until, what, organisation, unit, parent, name, open, measure, due_at, overdue, title, did, facts)
     VALUES (@id, @seq, @at, @at, @until, @what, @organisation, @unit, NULL, @name, @open, @measure, @due, 0, @title, @did, @facts)`,
  );
  let rows = 0;
  const put = (row: {
    id: string;
    seq: number;
    day: Day;
    next?: Day;
    what: string;
    organisation: string;
    unit: string;
    name?: string;
    open: boolean;
    measure: number;
    due?: Day;
    did: readonly string[];
    facts: object;
  }) => {
    const { day, next, open, due, did, facts, name, ...same } = row;
    add.run({
      ...same,
      at: startOfDay(day),
      until: next === undefined ? '~' : startOfDay(next),
      open: Number(open),
      due: due === undefined ? null : startOfDay(due),
      name: name ?? null,
      title: `${same.what} ${same.id}`,
      did: JSON.stringify(did),
      facts: JSON.stringify(facts),
    });
    rows += 1;
  };
  const villageOf = (n: number) => `V${(n % ORGANISATIONS) + 1}`;
  raw.transaction(() => {
    for (let n = 0; n < UNITS; n++)
      put({
        id: `R-2023-${String(n).padStart(6, '0')}`,
        seq: 1,
        day: FIRST,
        what: 'unit',
        organisation: villageOf(n),
        unit: `N${n}`,
        name: `unit/N${n}`,
        open: true,
        measure: 5,
        did: ['RecordEntered'],
        facts: { key: `N${n}`, state: 'open', grade: 'D', riskFlags: n % 20 === 0 ? ['dangerousChemicals'] : [] },
      });
    for (let n = 0; n < DUTIES; n++)
      for (let month = 0; month < MONTHS; month++) {
        const day = addDays(addMonths(FIRST, month), n % 25);
        put({
          id: `D.bench.${n}`,
          seq: month + 1,
          day,
          ...(month === MONTHS - 1 ? {} : { next: addDays(addMonths(FIRST, month + 1), n % 25) }),
          what: 'duty',
          organisation: villageOf(n),
          unit: `N${n % UNITS}`,
          open: true,
          measure: 5,
          due: addMonths(day, 1),
          did: ['RoundDone', `met:duty.selfCheck/${month}`],
          facts: { rule: 'duty.selfCheck' },
        });
      }
    for (let n = 0; n < RECORDS; n++) {
      const hazard = n % 10 === 0;
      put({
        id: hazard ? `H-2023-${String(n).padStart(6, '0')}` : `R-2024-${String(n).padStart(6, '0')}`,
        seq: 1,
        day: addDays(addMonths(FIRST, n % MONTHS), n % 25),
        what: hazard ? 'hazard' : 'inspection',
        organisation: villageOf(n),
        unit: `N${n % UNITS}`,
        open: hazard && n % 50 === 0,
        measure: hazard ? 12 : 5,
        did: [hazard ? 'HazardReported' : 'RecordEntered'],
        facts: hazard ? { tier: 'T3', stage: 'rectifying' } : { purpose: 'planned', found: [] },
      });
    }
  })();
  return rows;
}
