import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Act, PROMPT_LIFE, playLife } from '../../bench/lifecycle.ts';
import { saveRegisters } from '../../db/organisation.ts';
import type { JsonObject, KindName } from '../../src/core/case.ts';
import { dutyId } from '../../src/core/duty/duty-id.ts';
import { addDays, atTime, dayOf, kinds } from '../../src/core/index.ts';
import { namesIn } from '../../src/core/monthly/draw.ts';
import { FIGURES } from '../../src/core/monthly/figures.ts';
import { MEASURE_ROWS } from '../../src/core/monthly/rows.ts';
import { createCaseFacts } from '../../src/ledger/case-facts.ts';
import { openDutyFor } from '../../src/ledger/duties.ts';
import { createRegisters } from '../../src/ledger/registers.ts';
import { createReturns, type Returns } from '../../src/ledger/returns.ts';
import { openTestLedger, type TestLedger } from './fixture.ts';

const OFFICE = { post: 'street.safetyOffice', person: 'p-desk' };
const HEAD = { post: 'village.head', organisation: 'V1', person: 'p-village' };
const CLERK = { post: 'village.gridWorker', organisation: 'V1', person: 'p-village' };
const UNIT: JsonObject = {
  code: 'U9',
  name: '九厂',
  creditCode: '91350505MA00000009',
  address: '工业路 9 号',
  size: 'scale',
  grade: 'D',
  gradeBasis: '评分',
  gradedAt: '2025-01-02',
  lead: 'V1',
  riskFlags: ['dangerousChemicals'],
  state: 'open',
};

const VISIT: JsonObject = {
  unit: 'U9',
  organisation: 'V1',
  purpose: 'planned',
  by: ['p-village', 'p-desk'],
  summary: '例行检查',
};

let folder: string;
let test: TestLedger;
let returns: Returns;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duban-returns-'));
  test = await openTestLedger({ sqlite: path.join(folder, 'ledger.db') }, { now: '2025-03-21T09:00:00+08:00' }, kinds);
  await saveRegisters(test.db.knex, { organisations: [{ id: 'V2', name: '后村', kind: 'village', parent: 'S' }] });
  returns = over(test);
});
afterAll(async () => {
  await test.ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

function over({ db, ledger, clock }: TestLedger): Returns {
  const registers = createRegisters({ db, ledger });
  return createReturns({ db, ledger, registers, facts: createCaseFacts(db), now: () => clock.now });
}

async function record(
  kind: KindName,
  type: string,
  payload: JsonObject,
  { caseId, actor = OFFICE, at }: { caseId?: string; actor?: typeof OFFICE; at?: string } = {},
): Promise<string> {
  const outcome = await test.ledger.record({
    kind,
    commandId: randomUUID(),
    type,
    payload,
    actor,
    ...(caseId === undefined ? {} : { caseId }),
    ...(at === undefined ? {} : { at }),
  });
  if (!outcome.ok) throw new Error(`${type}: ${outcome.refusal.code} ${JSON.stringify(outcome.refusal)}`);
  return outcome.caseId;
}

const enter = (register: string, fields: JsonObject, more = {}) =>
  record('record', 'enterRecord', { register, fields }, more);
const live = (name: string, acts: readonly Act[], more: JsonObject = {}) =>
  playLife(
    test.ledger,
    acts.map((act, i) => (i === 0 ? { ...act, payload: { ...act.payload, ...more } } : act)),
    name,
    {
      kind: name,
      foundAt: test.clock.now,
    },
  );
const act = () => ({ commandId: randomUUID(), actor: CLERK });
const rowsOf = async (month: string, organisation = 'V1') => {
  const found = await returns.read(month, organisation);
  if ('refused' in found) throw new Error(found.code);
  return found;
};
const drawing = async (month: string, organisation = 'V1') => {
  const found = await returns.draw(month, organisation);
  if ('refused' in found) throw new Error(found.code);
  return found;
};
const figures = async (month: string, organisation = 'V1') => {
  const { drawn } = await drawing(month, organisation);
  return Object.fromEntries(drawn.rows.flatMap((row) => row.figures.map(({ name, count }) => [name, count])));
};

describe('rows of the return', () => {
  it('name figures that there are, fifteen of them, and no figure is idle', () => {
    const named = MEASURE_ROWS.flatMap(({ done, street = '', remarks = [], headline }) => [
      ...[done, street, ...remarks].flatMap(namesIn),
      headline,
    ]);
    expect(MEASURE_ROWS.map(({ measure }) => measure)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect([...new Set(named)].sort()).toEqual(Object.keys(FIGURES).sort());
  });
});

/** Days pass until an instant; what they and messages have made due happens every morning, as the engine would see to it. */
async function engine(until: string): Promise<void> {
  const { ledger, wakes, clock } = test;
  while (clock.now < until) {
    const morning = atTime(addDays(dayOf(clock.now), 1), '00:05');
    clock.now = morning < until ? morning : until;
    const open = await ledger.openCases(undefined, 200);
    for (const { caseId } of open) if ((await ledger.row(caseId))?.nextDue) await ledger.settle(caseId);
    while (wakes.length > 0) await ledger.settle(wakes.shift()?.caseId ?? '');
  }
}

describe('three months of a village', () => {
  let unit = '';
  let second = '';
  let visit = '';

  it('April: what was entered, closed and left open is counted as a hand counts it', async () => {
    unit = await enter('unit', UNIT);
    await openDutyFor(test.ledger, {
      rule: 'duty.monthlyReturn',
      owing: { kind: 'village', organisation: 'V1' },
      actor: OFFICE,
    });
    await enter('measureOwner', {
      organisation: 'V1',
      measure: 12,
      leader: 'village.head@V1',
      validFrom: '2025-01-01',
    });
    await live('first', PROMPT_LIFE);
    await engine('2025-04-02T10:00:00+08:00');
    second = await live('second', PROMPT_LIFE.slice(0, 4));
    visit = await enter('inspection', VISIT);
    await engine('2025-04-20T08:00:00+08:00');
    expect(await returns.draft('2025-04')).toMatchObject([{ ok: false, refusal: { code: 'return-not-due' } }]);
    expect(await returns.sign('2025-04', 'V1', act())).toMatchObject({ refusal: { code: 'return-missing' } });
    await engine('2025-04-20T09:00:00+08:00');
    expect(await returns.draft('2025-04')).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(await returns.draft('2025-04')).toEqual([]);
    expect(await figures('2025-04')).toMatchObject({
      units: 1,
      inspections: 1,
      inspectionsOwed: 2,
      inspectionsDone: 1,
      mustInsure: 1,
      insured: 0,
      chemicalUnits: 1,
      registered: 2,
      registeredT2: 2,
      nationalGeneral: 2,
      nationalMajor: 0,
      closedOut: 1,
      cameDue: 1,
      open: 1,
      overdue: 0,
      consultations: 1,
      consultationsVillage: 1,
      acceptancesPassed: 1,
    });
    expect(await figures('2025-04', 'V2')).toMatchObject({ registered: 0, units: 0 });
    expect(await figures('2025-04', 'street')).toMatchObject({ registered: 2, units: 1 });
    const { rows, stage } = await rowsOf('2025-04');
    expect(stage).toBe('draft');
    expect(rows[11]).toMatchObject({
      done: expect.stringContaining(
        '登记隐患2条（危及人身安全0、重大0、较大2、一般0、未定级0；按国家统计口径重大0、一般2），整改销号1条',
      ),
      next: expect.stringMatching(/^下期到期1项：.*（2025-05-06前）。$/),
      leader: '孙四',
      officer: '未明确',
    });
    expect(rows[0]).toMatchObject({ done: '本月无到期事项。', next: '下期无到期事项。', leader: '未明确' });
  });

  it('opens the cases behind a figure', async () => {
    const { drawn } = await drawing('2025-04');
    const of = (name: string) => drawn.rows.flatMap((row) => row.figures).find((one) => one.name === name);
    expect(of('open')?.cases).toEqual([second]);
    expect(of('inspections')?.cases).toEqual([visit]);
    expect(drawn.rows[11]?.planned).toEqual([second]);
  });

  it('words are edited and marked; a number is not; nothing goes in unsigned', async () => {
    const { rows } = await rowsOf('2025-04');
    const done = rows[11]?.done ?? '';
    expect(
      await returns.edit('2025-04', 'V1', [{ measure: 12, done: done.replace('2条', '3条') }], act()),
    ).toMatchObject({
      ok: false,
      refusal: { code: 'return-numbers-fixed', fields: { 'rows.12': expect.any(String) } },
    });
    const edits = [{ measure: 12, done: `我村${done}`, words: '正在协调外迁场地。' }];
    expect(await returns.edit('2025-04', 'V1', edits, act())).toMatchObject({ ok: true });
    expect(await rowsOf('2025-04')).toMatchObject({ edited: [12], rows: { 11: { drawnDone: done } } });
    expect(await returns.submit('2025-04', 'V1', act())).toMatchObject({ refusal: { code: 'return-unsigned' } });
    expect(await returns.sign('2025-04', 'V1', act())).toMatchObject({ refusal: { code: 'not-your-duty' } });
    expect(await returns.sign('2025-04', 'V1', { ...act(), actor: HEAD })).toMatchObject({ ok: true });
    // What is changed after the signature is not what was signed.
    await returns.edit('2025-04', 'V1', [{ measure: 12, words: '已协调。' }], act());
    expect(await returns.submit('2025-04', 'V1', act())).toMatchObject({ refusal: { code: 'return-unsigned' } });
    await returns.sign('2025-04', 'V1', { ...act(), actor: HEAD });
    expect(await returns.submit('2025-04', 'V1', act())).toMatchObject({ ok: true });
    expect(await returns.edit('2025-04', 'V1', [{ measure: 1, words: '晚了' }], act())).toMatchObject({
      refusal: { code: 'return-submitted' },
    });
    await engine('2025-04-22T09:00:00+08:00');
    const duty = await test.ledger.state(dutyId('duty.monthlyReturn', 'V1'));
    expect(duty).toMatchObject({ lastDone: { round: '2025-04' }, lapses: 0 });
  });

  it('May: what came late and what was corrected is said in May; April stays as it was, to the byte', async () => {
    const before = await drawing('2025-04');
    // Entered on the 22nd, of the 18th: April did not know of it.
    await enter('inspection', VISIT, { at: '2025-04-18T10:00:00+08:00' });
    await record('record', 'correctRecord', { changes: { purpose: 'special' }, reason: '误选' }, { caseId: visit });
    await record(
      'record',
      'amendRecord',
      { changes: { riskFlags: ['crowded'] }, reason: '停产危化' },
      { caseId: unit },
    );
    await engine('2025-05-20T09:00:00+08:00');
    const list = await returns.list('2025-04');
    expect(list.map(({ organisation, stage, unconfirmed }) => [organisation, stage, unconfirmed])).toEqual([
      ['V1', 'submitted', false],
      ['V2', 'draft', true],
      ['S', 'draft', false],
    ]);
    await returns.draft('2025-05');
    const after = await drawing('2025-04');
    expect(JSON.stringify(after)).toBe(JSON.stringify(before));
    expect(after.drawn.digest).toBe((await rowsOf('2025-04')).digest);
    // A copy of the facts made anew from the log says the same.
    await createCaseFacts(test.db).rebuild();
    expect(JSON.stringify(await over(test).draw('2025-04', 'V1'))).toBe(JSON.stringify(before));
    expect(await figures('2025-05')).toMatchObject({
      chemicalUnits: 0,
      inspections: 1,
      registered: 0,
      open: 1,
      overdue: 1,
      cameDue: 1,
      plannedBefore: expect.any(Number),
    });
    const { rows } = await rowsOf('2025-05');
    expect(rows[11]?.remark).toBe(
      '逾期1项，最长13天（二楼安全出口 堆放货物堵塞安全出口）；上期计划1项，已办0项、未办1项',
    );
    expect(rows[4]?.remark).toContain('补录或更正以前事项2件');
  });

  it('June: a figure corrected at its source before the return goes in is drawn again, once', async () => {
    await engine('2025-06-20T09:00:00+08:00');
    await returns.draft('2025-06');
    expect(await figures('2025-06')).toMatchObject({ inspections: 0, open: 1, overdue: 1 });
    await engine('2025-06-21T09:00:00+08:00');
    await enter('inspection', VISIT, { at: '2025-06-19T10:00:00+08:00' });
    await engine('2025-06-21T09:01:00+08:00');
    expect(await returns.redraw('2025-05', 'V1', act())).toMatchObject({ refusal: { code: 'return-followed' } });
    expect(await returns.redraw('2025-06', 'V1', act())).toMatchObject({ ok: true });
    expect(await figures('2025-06')).toMatchObject({ inspections: 1 });
    await engine('2025-07-20T09:00:00+08:00');
    await returns.draft('2025-07');
    // Counted in June, so not in July: nothing twice, nothing lost.
    expect(await figures('2025-07')).toMatchObject({ inspections: 0 });
  });
});
