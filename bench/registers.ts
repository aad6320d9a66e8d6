import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import exceljs from 'exceljs';
import type { SqliteDatabase } from '../db/open.ts';
import { quantile } from '../drill/invariants.ts';
import { openOffice } from '../drill/office.ts';
import { readSheet, templateOf } from '../src/api/register-sheet.ts';
import { kinds } from '../src/core/index.ts';
import { type Register, registerNamed } from '../src/core/rules/registers.ts';
import { createLedger } from '../src/ledger/record.ts';
import { createRegisters } from '../src/ledger/registers.ts';
import type { Figure } from './figure.ts';
import { NOW } from './record.ts';
import { serve } from './stand.ts';

const UNITS = 10_000;
const RECORDS = 200_000;
const DUTIES = 40_000;
/** Duties that are opened by their messages; the rest are copies of their rows. */
const OPENED = 400;
const ROUNDS = 20;
const ACTOR = { post: 'street.safetyOffice', person: 'p-office' };

/** What people ask of registers and duties, by name. */
const ASKED: { readonly [what: string]: string } = {
  'units, the newest first': '/registers/unit/entries?inForce=true',
  'units of a village': '/registers/unit/entries?organisation=V3',
  'units by grade': '/registers/unit/entries?where=grade:D',
  'units searched: two characters': `/registers/unit/entries?q=${encodeURIComponent('铝业')}`,
  'units searched: a credit code': '/registers/unit/entries?q=CREDIT00042',
  'inspections, the newest first': '/registers/inspection/entries',
  'inspections of a unit': '/registers/inspection/entries?unit=N42',
  'inspections searched: in vain': `/registers/inspection/entries?q=${encodeURIComponent('恐龙')}`,
  'inspections searched: a word': `/registers/inspection/entries?q=${encodeURIComponent('第 777 次')}`,
  'calendar of a post': `/duties?from=2025-03-01&to=2025-05-31&post=${encodeURIComponent('village.head@V3')}`,
  'calendar of a unit': '/duties?from=2025-03-01&to=2025-12-31&unit=N42',
};

/** Import of 10,000 units from a sheet; lists, searches and calendars over HTTP with 200,000 entries and 40,000 duties. */
export async function benchRegisters(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const db = await openOffice({ sqlite: path.join(folder, 'duban.db') });
  if (db.dialect !== 'sqlite') throw new Error('the registers are measured on SQLite');
  const ledger = createLedger({ db, kinds, now: () => NOW });
  const registers = createRegisters({ db, ledger });
  const rules = await registers.rulesOn(NOW.slice(0, 10));
  const unit = registerNamed(rules ?? {}, 'unit') as Register;
  const bytes = await sheetOf(unit);
  const begun = performance.now();
  const { rows, problems } = await readSheet(unit, bytes);
  const entered = await registers.enter({ register: unit, rows, actor: ACTOR, now: NOW });
  const took = (performance.now() - begun) / 1_000;
  if (entered.entered !== UNITS || problems.length > 0) throw new Error(JSON.stringify(entered.problems.slice(0, 3)));
  await fill(db, ledger);
  db.raw.exec('ANALYZE');
  const stand = await serve(db, folder);
  try {
    const figures: Figure[] = [];
    const all: number[] = [];
    for (const [what, query] of Object.entries(ASKED)) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS + 2; round++) {
        const start = performance.now();
        const { status, body } = await stand.people.office.send('GET', query);
        if (status !== 200) throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
        if (round >= 2) times.push(performance.now() - start);
      }
      all.push(...times);
      times.sort((a, b) => a - b);
      figures.push({ subject: 'registers', what: `${what}, p95`, measured: quantile(times, 0.95), unit: 'ms' });
    }
    all.sort((a, b) => a - b);
    const target = { of: 'measured', atMost: 100 } as const;
    return [
      {
        subject: 'registers',
        what: `${UNITS} units from a sheet`,
        measured: took,
        unit: 's',
        target: { of: 'measured', atMost: 60 },
      },
      {
        subject: 'registers',
        what: `${RECORDS} entries, ${DUTIES} duties: lists and searches, p95`,
        measured: quantile(all, 0.95),
        unit: 'ms',
        target,
      },
      ...figures,
    ];
  } finally {
    await stand.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sheetOf(unit: Register): Promise<Buffer> {
  const book = new exceljs.Workbook();
  await book.xlsx.load((await templateOf(unit)) as unknown as Parameters<typeof book.xlsx.load>[0]);
  const sheet = book.getWorksheet('登记') as exceljs.Worksheet;
  const headings = (sheet.getRow(1).values as string[]).map((text) => text?.replace('*', ''));
  for (let i = 0; i < UNITS; i++) {
    const cells: { readonly [heading: string]: string } = {
      编号: `N${i}`,
      名称: `${['云岭', '海坪', '荷浦'][i % 3]}${['铝业', '化工', '服装'][(i >> 2) % 3]}第 ${i} 厂`,
      统一社会信用代码: `CREDIT${String(i).padStart(5, '0')}`,
      地址: `工业路 ${i} 号`,
      规模: ['规模', '小型', '微型'][i % 3] ?? '',
      监管等级: ['A 级', 'B 级', 'C 级', 'D 级'][i % 4] ?? '',
      监管单位: `V${(i % 24) + 1}`,
      状态: '在营',
    };
    for (const [heading, value] of Object.entries(cells)) sheet.getCell(i + 2, headings.indexOf(heading)).value = value;
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** One inspection and some duties through the ledger, their rows copied under other numbers: lists read nothing else. */
async function fill(db: SqliteDatabase, ledger: ReturnType<typeof createLedger>): Promise<void> {
  const outcome = await ledger.record({
    kind: 'record',
    commandId: 'bench-inspection',
    type: 'enterRecord',
    payload: {
      register: 'inspection',
      fields: {
        unit: 'N1',
        organisation: 'V2',
        purpose: 'planned',
        by: ['p-office', 'p-grid'],
        summary: '第 0 次检查',
      },
    },
    actor: ACTOR,
  });
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  for (let i = 0; i < OPENED; i++) await ledger.settle(`D.quarterStats.N${3 * i}`);
  copyRows(db, outcome.caseId, RECORDS - UNITS, (n) => ({
    case_id: `R-2025-9${String(n).padStart(6, '0')}`,
    unit: `N${n % UNITS}`,
    organisation: `V${(n % 24) + 1}`,
    search: `第 ${n} 次检查`,
  }));
  for (let i = 0; i < OPENED; i++)
    copyRows(db, `D.quarterStats.N${3 * i}`, DUTIES / OPENED - 1, (n) => ({
      case_id: `D.copy${n}.N${3 * i}`,
      unit: `N${3 * i + n}`,
      organisation: `V${((3 * i) % 24) + 1}`,
      search: `copy ${n}`,
    }));
}

function copyRows(
  db: SqliteDatabase,
  from: string,
  count: number,
  change: (n: number) => { case_id: string; unit: string; organisation: string; search: string },
): void {
  const { raw } = db;
  const one = (table: string) =>
    raw.prepare(`SELECT * FROM ${table} WHERE case_id = ?`).get(from) as Record<string, unknown>;
  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row);
    return raw.prepare(
      `INSERT OR IGNORE INTO ${table} (${names.join()}) VALUES (${names.map((name) => `@${name}`).join()})`,
    );
  };
  const [view, entry] = [one('case_view'), one('register_entry')];
  const values = raw.prepare('SELECT * FROM register_value WHERE case_id = ?').all(from) as Record<string, unknown>[];
  const [addView, addEntry] = [insert('case_view', view), insert('register_entry', entry)];
  const addValue = values[0] && insert('register_value', values[0]);
  raw.transaction(() => {
    for (let n = 0; n < count; n++) {
      const { case_id, unit, organisation, search } = change(n);
      addView.run({ ...view, case_id, unit, organisation });
      addEntry.run({ ...entry, case_id, unit, organisation, search });
      for (const value of values)
        addValue?.run({
          ...value,
          case_id,
          ...(value.field === 'unit' ? { value: unit } : value.field === 'organisation' ? { value: organisation } : {}),
        });
    }
  })();
}
