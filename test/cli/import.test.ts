import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duban as run } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

let folder: DataFolder;
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(() => folder.end());

const duban = (...argv: string[]) => run(...argv, '--data', folder.path);

const done = {
  unit: 'E10',
  kind: '消防通道',
  where: '车间',
  what: '堵塞安全出口',
  tier: 'T3',
  found: '2026-09-01',
  served: '2026-09-02',
  submitted: '2026-09-07',
  accepted: '2026-09-08',
  closedOut: '2026-09-08',
  archive: '卷3-12',
};
const open = {
  unit: 'E11',
  kind: '电气线路',
  where: '车间',
  what: '私拉电线',
  tier: 'T2',
  found: '2026-09-10',
  graded: '2026-09-10',
  served: '2026-09-10',
};

function backlog(hazards: readonly object[]): string {
  const file = path.join(folder.path, 'backlog.json');
  writeFileSync(file, JSON.stringify({ schema: 'duban-backlog-v1', source: '旧台账', hazards }));
  return file;
}

describe('duban import', () => {
  it('a dry run writes nothing', async () => {
    const { code, out } = await duban('import', backlog([done, open]));
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('试算：可导入 2 行，0 行有问题') });
    expect((await duban('case', 'list')).out).toBe('没有符合条件的案件。');
  });

  it.each([
    ['an unknown unit', { ...done, unit: 'E99' }, '没有单位 E99'],
    ['a missing field', { unit: 'E10' }, '缺少字段 kind'],
    ['a field that nobody knows', { ...done, colour: '红' }, 'colour'],
    ['dates in the wrong order', { ...done, submitted: '2026-09-01' }, '先后'],
    ['an impossible day', { ...done, found: '2026-02-30' }, '2026-02-30'],
    [
      'a day before the first rule set',
      { ...open, found: '2024-05-06', graded: '2024-05-06', served: '2024-05-06' },
      '没有生效的规则集',
    ],
    ['a day to come', { unit: 'E10', kind: 'x', where: 'x', what: 'x', found: '2199-01-01' }, '晚于现在'],
    ['no evidence', { ...done, archive: undefined }, 'archive'],
  ])('a row with %s is listed with its reason, the others go on', async (_, row, hint) => {
    const { code, json } = await duban('import', backlog([row, open]), '--json');
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      applied: false,
      rows: 1,
      failed: [{ nth: 1, reason: expect.stringContaining(hint) }],
    });
  });

  it('--apply: closed cases are closed, open ones have lapsed at their instant, nothing is owed, ledger and read model agree', async () => {
    expect(await duban('import', backlog([done, open]), '--apply')).toMatchObject({
      code: 0,
      out: expect.stringContaining('已导入 2 行'),
    });
    const { rows } = (await duban('case', 'list', '--kind', 'hazard', '--json')).json() as {
      rows: { caseId: string; stage: string; overdue: boolean; closed: boolean }[];
    };
    expect(rows.map(({ stage, overdue, closed }) => ({ stage, overdue, closed }))).toEqual([
      { stage: 'rectifying', overdue: true, closed: false },
      { stage: 'closedOut', overdue: false, closed: true },
    ]);
    const { events } = (await duban('case', 'show', rows[0]?.caseId ?? '', '--json')).json() as {
      events: { type: string; at: string; payload: { note?: string } }[];
    };
    // 30 days from 10 September end on Saturday 10 October, which the State Council made a working day: no roll.
    expect(events.find((event) => event.type === 'DeadlineLapsed')).toMatchObject({ at: '2026-10-11T00:00:00+08:00' });
    expect(events[0]?.payload.note).toBe('历史台账导入：旧台账 第 2 行');
    expect((await duban('outbox')).out).toBe('没有符合条件的邮件和文书。');
    expect((await duban('reconcile', '--no-temporal-check')).code).toBe(0);
  });

  it('a row is taken once; new cases are numbered after those imported', async () => {
    expect(await duban('import', backlog([done, open]), '--apply')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/第 1 行：已导入为 H-2026-000001[\s\S]*已导入 0 行/),
    });
    const other = await duban('import', backlog([{ ...done, where: '仓库' }]), '--apply', '--json');
    expect(other.json()).toMatchObject({ rows: 1 });
    expect((await duban('case', 'show', 'H-2026-000003')).code).toBe(0);
  });

  it('a file that is no backlog: exit 2', async () => {
    const file = path.join(folder.path, 'x.json');
    writeFileSync(file, '{"hazards":[]}');
    expect(await duban('import', file)).toMatchObject({ code: 2, error: expect.stringContaining('docs/import.md') });
    expect(await duban('import', path.join(folder.path, 'none.json'))).toMatchObject({ code: 2 });
  });
});
