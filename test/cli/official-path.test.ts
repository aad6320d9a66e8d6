import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { addDays, addMs, dayOf, fromMs, kinds, startOfDay } from '../../src/core/index.ts';
import { createLedger } from '../../src/ledger/record.ts';
import type { WhatIfReport } from '../../src/simulator/what-if.ts';
import { duban as run } from './console.ts';

// An official's whole path on a generated year: copy the rules in force, shorten a deadline, lint, preview, what-if, read the report, a colleague
// approves, publish for next month; then new cases are under the new rules and old ones are not.

const folder = mkdtempSync(path.join(tmpdir(), 'duban-official-'));
const data = path.join(folder, 'year');
const draft = path.join(folder, 'draft.json');
const duban = (...argv: string[]) => run(...argv, '--data', data);
const WANG = ['--as', 'street.safetyOffice', '--person', 'p012'];
const LI = ['--as', 'street.safetyOffice.head', '--person', 'p014'];
const NEXT_MONTH = addDays(dayOf(fromMs(Date.now())), 31);

let made: { readonly cases: number; readonly events: number; readonly adminPassword: string };
beforeAll(async () => {
  const answer = await run(
    'simulate',
    ...['--generate', '5', '--year', '2025', '--events', '1200', '--into', data, '--json'],
  );
  expect([answer.code, answer.error]).toEqual([0, '']);
  made = answer.json();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function look<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase({ sqlite: path.join(data, 'duban.db') });
  try {
    await migrate(db);
    return await work(db);
  } finally {
    await db.close();
  }
}

describe('the generated year', () => {
  it('is there, sound, and not put over another one', async () => {
    expect(made.events).toBeGreaterThan(800);
    expect((await duban('reconcile', '--no-temporal-check')).code).toBe(0);
    const again = await run('simulate', '--generate', '5', '--year', '2025', '--into', data);
    expect([again.code, again.error]).toEqual([3, expect.stringContaining('台账中已有案件')]);
  }, 60_000);
});

describe('an official’s whole path', () => {
  it('copy, shorten, lint, preview', async () => {
    expect((await duban('rules', 'export', 'default-2025', '-o', draft)).code).toBe(0);
    const rules = JSON.parse(readFileSync(draft, 'utf8'));
    Object.assign(rules, { id: 'shorter', effectiveFrom: NEXT_MONTH });
    for (const rule of rules.deadlines) if (rule.id === 'hazard.T2.rectify') rule.duration.value = 20;
    writeFileSync(draft, JSON.stringify(rules));
    expect((await run('rules', 'lint', draft)).code).toBe(0);
    const diff = await duban('rules', 'diff', 'default-2025', draft);
    expect(diff.out).toContain('30 日 改为 20 日');
    expect((await run('preview', draft, '--tier', 'T2', '--conduct', 'nobody')).code).toBe(0);
  }, 60_000);

  it('what-if: who becomes late, what it costs, and that the rules of then give the record', async () => {
    const answer = await duban('what-if', '--draft', draft, '--from', '2025-01-01', '--to', '2025-12-31', '--json');
    expect([answer.code, answer.error]).toEqual([0, '']);
    const report: WhatIfReport = answer.json();
    expect(report.cases).toBe(made.cases);
    expect(report.faithful).toEqual({ same: made.cases, different: [] });
    expect(report.headline.casesNewlyLate).toBeGreaterThan(0);
    expect(report.persons.length).toBeGreaterThan(0);
    const late = report.newlyLate.find((one) => one.duty === 'hazard.T2.rectify')?.caseId ?? '';
    const near = await duban('what-if', '--draft', draft, '--case', late);
    expect([near.code, near.out]).toEqual([0, expect.stringContaining('当时的规则')]);
  }, 120_000);

  it('draft, a colleague’s approval, publication for next month: new cases use it, old ones do not', async () => {
    expect((await duban('rules', 'draft', '--file', draft, '--reason', '缩短较大隐患整改期限', ...WANG)).code).toBe(0);
    expect((await duban('rules', 'approve', 'shorter', ...WANG)).error).toContain('不能批准自己的草案');
    const scenarios = path.join(folder, 'scenarios.json');
    const all = JSON.parse(readFileSync(new URL('../../data/scenarios.json', import.meta.url), 'utf8'));
    const own = all.scenarios.filter(({ id }: { id: string }) => id === 't3-on-time');
    writeFileSync(scenarios, JSON.stringify({ ...all, scenarios: own }));
    expect((await duban('rules', 'test', 'shorter', '--scenarios', scenarios, ...WANG)).code).toBe(0);
    expect((await duban('rules', 'approve', 'shorter', ...LI)).error).toContain('假设推演');
    const period = ['--from', '2025-01-01', '--to', '2025-12-31'];
    const text = await duban('what-if', '--draft', 'shorter', ...period, ...WANG);
    expect(text.code).toBe(0);
    for (const part of ['新逾期案件', '不再逾期', '约谈', '消息和文书', '区级收到', '最忙的一天', '按人', '不变量 9'])
      expect(text.out).toContain(part);
    const approve = await duban('rules', 'approve', 'shorter', ...LI);
    expect([approve.code, approve.error]).toEqual([0, '']);
    const publish = await duban('rules', 'publish', 'shorter', ...WANG);
    expect([publish.code, publish.error]).toEqual([0, '']);

    await look(async (db) => {
      const old: { case_id: string } = await db.knex('case_view').select('case_id').where({ kind: 'hazard' }).first();
      const unit: { id: string } = await db.knex('unit').select('id').first();
      const inForce = async (day: string) => {
        const at = addMs(startOfDay(day), 9 * 3_600_000);
        const ledger = createLedger({ db, kinds, now: () => at });
        const found = { unit: unit.id, kind: '消防通道', where: '二楼', what: '堵塞', found: at, photos: ['p'] };
        const done = await ledger.record({
          kind: 'hazard',
          commandId: `new-${day}`,
          type: 'reportHazard',
          payload: found,
          actor: { post: 'village.gridWorker', organisation: 'V1' },
        });
        return done.ok ? [done.state.ruleSet, (await ledger.state(old.case_id))?.ruleSet] : [done.refusal.code];
      };
      expect(await inForce(addDays(NEXT_MONTH, -1))).toEqual(['default-2025', 'default-2025']);
      expect(await inForce(NEXT_MONTH)).toEqual(['shorter', 'default-2025']);
    });
  }, 120_000);
});
