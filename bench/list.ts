import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SqliteDatabase } from '../db/open.ts';
import { quantile } from '../drill/invariants.ts';
import { openOffice } from '../drill/office.ts';
import { loadRuleSet, parseCalendar } from '../src/core/index.ts';
import { createCaseIndex } from '../src/ledger/case-index.ts';
import type { Figure } from './figure.ts';
import { fillLedger } from './generated-ledger.ts';
import { serve } from './stand.ts';

const CASES = 100_000;
/** Events of the history whose cases are copied until there are enough. */
const EVENTS = 20_000;
const ROUNDS = 20;

/** What people ask of the list, by name. */
const ASKED: { readonly [what: string]: string } = {
  'the list, the newest first': '',
  'the list by consequence': 'sort=consequence',
  'filtered: tier, overdue, due': 'sort=due&tier=T1,T2&overdue=true',
  'filtered by organisation': 'org=V1&closed=false',
  'searched: two characters': `q=${encodeURIComponent('通道')}`,
  'searched: a word and a place': `sort=consequence&q=${encodeURIComponent('堵塞 二楼')}`,
  'searched: a number': 'q=H-2025-000042',
  'searched: in vain': `q=${encodeURIComponent('恐龙化石')}`,
};

/** Lists and searches over HTTP in a ledger of 100,000 cases; and how long the index takes to be built. */
export async function benchList(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const db = await openOffice({ sqlite: path.join(folder, 'duban.db') });
  if (db.dialect !== 'sqlite') throw new Error('the generated ledger is an SQLite one');
  let stand: Awaited<ReturnType<typeof serve>> | undefined;
  try {
    fillCases(db);
    const started = performance.now();
    const index = createCaseIndex(db);
    const cases = await index.rebuild();
    const built = (performance.now() - started) / 1_000;
    await index.close();
    stand = await serve(db, folder);
    const { office } = stand.people;
    const figures: Figure[] = [];
    const all: number[] = [];
    for (const [what, query] of Object.entries(ASKED)) {
      const took: number[] = [];
      for (let round = 0; round < ROUNDS + 2; round++) {
        const begun = performance.now();
        const { status, body } = await office.send('GET', `/cases?${query}`);
        if (status !== 200) throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
        if (round >= 2) took.push(performance.now() - begun);
      }
      all.push(...took);
      took.sort((a, b) => a - b);
      figures.push({ subject: 'list', what: `${what}, p95`, measured: quantile(took, 0.95), unit: 'ms' });
    }
    const target = { of: 'measured', atMost: 100 } as const;
    all.sort((a, b) => a - b);
    return [
      {
        subject: 'list',
        what: `${cases} cases: lists and searches, p95`,
        measured: quantile(all, 0.95),
        unit: 'ms',
        target,
      },
      ...figures,
      { subject: 'list', what: `the index of ${cases} cases, built anew`, measured: built, unit: 's' },
    ];
  } finally {
    await stand?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A generated history, its read model copied under other numbers: lists read nothing else. */
function fillCases(db: SqliteDatabase): void {
  const bundled = (name: string) => JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
  const terms = {
    rules: loadRuleSet(bundled('rules.default.json')),
    calendar: parseCalendar(bundled('calendar.cn-2024-2026.json')),
  };
  fillLedger(db, { seed: 1, events: EVENTS, terms });
  const { cases } = db.raw.prepare<[], { cases: number }>('SELECT count(*) AS cases FROM case_view').get() ?? {
    cases: 0,
  };
  const columns = db.raw.prepare<[], { name: string }>("SELECT name FROM pragma_table_info('case_view')").all();
  const kept = columns.map(({ name }) => name).filter((name) => name !== 'case_id' && name !== 'state');
  const copy = db.raw.prepare(
    `INSERT INTO case_view (case_id, state, ${kept.join(', ')})
     SELECT case_id || '.' || ?, replace(state, '"caseId":"' || case_id || '"', '"caseId":"' || case_id || '.' || ? || '"'), ${kept.join(', ')}
     FROM case_view WHERE instr(case_id, '.') = 0 LIMIT ?`,
  );
  db.raw.transaction(() => {
    for (let round = 1, all = cases; all < CASES; round++) {
      const { changes } = copy.run(round, round, CASES - all);
      if (changes === 0) throw new Error('there is nothing to copy');
      all += changes;
    }
  })();
}
