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
const now = () => new Date(Date.now() + 8 * 3_600_000 - 60_000).toISOString().replace(/\.\d+Z$/, '+08:00');
const found = (unit = 'E10') =>
  JSON.stringify({
    unit,
    kind: '消防通道',
    where: '车间',
    what: '堆放货物堵塞安全出口',
    found: now(),
    photos: ['p-before'],
  });
const facts = JSON.stringify({ facts: { threatensLife: false, estimatedDays: 12 } });

async function act(id: string, type: string, as: string, payload: string, ...more: string[]) {
  return duban('case', 'command', id, type, '--as', as, '--payload', payload, '--json', ...more);
}

describe('a ledger that is not there', () => {
  it.each([['case', 'list'], ['outbox'], ['reconcile'], ['rebuild'], ['user', 'list'], ['explain', 'H-1']])(
    'duban %s %s: exit 3, and nothing is made by the way',
    async (...argv) => {
      const empty = path.join(folder.path, 'nothing-here');
      const { code, error } = await run(...argv.filter((part) => part !== undefined), '--data', empty);
      expect(code).toBe(3);
      expect(error).toContain('duban start');
    },
  );
});

describe('duban case and explain', () => {
  it('one hazard from report to service, by the posts whose duty it is; refusals name what is possible', async () => {
    const opened = await act('new', 'reportHazard', 'village.gridWorker@V5', found());
    expect(opened.code).toBe(0);
    const { caseId } = opened.json() as { caseId: string };
    expect(caseId).toMatch(/^H-\d{4}-000001$/);

    const early = await act(caseId, 'submitRectification', 'unit.head@E10', '{}');
    expect(early.code).toBe(2);
    expect(early.json()).toMatchObject({
      error: { code: 'not-allowed-now', details: { allowed: expect.arrayContaining(['gradeHazard']) } },
    });
    const wrong = await act(caseId, 'gradeHazard', 'village.gridWorker@V5', facts);
    expect(wrong.json()).toMatchObject({ error: { code: 'not-your-duty' } });

    const holders = (await duban('user', 'posts', '--json')).json() as {
      posts: { post: string; holders: { person: string }[] }[];
    };
    const person = [
      '--person',
      holders.posts.find((one) => one.post === 'street.safetyOffice')?.holders[0]?.person ?? '',
    ];
    expect((await act(caseId, 'gradeHazard', 'street.safetyOffice', facts)).error).toContain('--person');
    for (const [type, payload] of [
      ['gradeHazard', facts],
      ['orderRectification', '{}'],
      ['recordService', '{"mode":"inPerson"}'],
    ] as const) {
      expect(await act(caseId, type, 'street.safetyOffice', payload, ...person)).toMatchObject({ code: 0 });
    }

    const shown = await duban('case', 'show', caseId);
    expect(shown.out).toMatch(/环节：整改中/);
    expect(shown.out).toMatch(/期限：较大隐患整改　\d{4}-\d\d-\d\d 周./);
    expect(shown.out).toContain('提交整改（submitRectification）');
    expect(shown.out).toMatch(/● 网格员 V5 +隐患登记/);
    // Reading is on record, as the API's is.
    const looks = await folder.look((db) => db.knex('access_log').where({ object: caseId }));
    expect(looks).toMatchObject([{ act: 'read', detail: 'duban case show' }]);

    const explained = await duban('explain', caseId, 'hazard.T2.rectify');
    expect(explained.out).toMatch(/较大隐患整改（hazard\.T2\.rectify）　计时中/);
    expect(
      explained.out.split('\n').filter((line) => /^\d{4}-\d\d-\d\d 周. {2}/.test(line)).length,
    ).toBeGreaterThanOrEqual(31);
    const { clocks } = (await duban('explain', caseId, 'hazard.T2.rectify', '--json')).json() as {
      clocks: { table: unknown[]; setBy: object }[];
    };
    expect(clocks[0]?.setBy).toMatchObject({ type: 'RectificationServed' });
    expect(await duban('explain', caseId, 'nonsense')).toMatchObject({
      code: 2,
      error: expect.stringContaining('hazard.T2.rectify'),
    });
  });

  it('the same command id is recorded once; the list finds by unit and words', async () => {
    const body = found('E36');
    const once = await act('new', 'reportHazard', 'village.gridWorker@V5', body, '--command-id', 'same');
    const { caseId } = once.json() as { caseId: string };
    const again = await act('new', 'reportHazard', 'village.gridWorker@V5', body, '--command-id', 'same');
    expect(again.json()).toMatchObject({ caseId, repeated: true });
    const other = await act('new', 'reportHazard', 'village.gridWorker@V5', found('E35'), '--command-id', 'same');
    expect(other.json()).toMatchObject({ error: { code: 'command-id-reused' } });
    const list = await duban('case', 'list', '--unit', 'E36', '--open', '--json');
    expect((list.json() as { rows: { caseId: string }[] }).rows.map((row) => row.caseId)).toEqual([caseId]);
    expect((await duban('case', 'list', '--kind', 'tipoff')).out).toBe('没有符合条件的案件。');
    expect((await duban('case', 'list', '--q', '安全出口')).out).toMatch(/隐患 +.*待定级/);
  });

  it.each([
    [['case', 'show', 'H-1999-000001'], 'case-not-found'],
    [['case', 'command', 'new', 'closeOut', '--as', 'street.safetyOffice.head'], 'wrong-use'],
    [['case', 'command', 'new', 'reportHazard'], 'wrong-use'],
    [['case', 'command', 'new', 'reportHazard', '--as', 'village.gridWorker@V99'], 'wrong-use'],
    [['case', 'command', 'new', 'reportHazard', '--as', 'village.gridWorker@V5', '--payload', '{'], 'wrong-use'],
    [
      ['case', 'command', 'new', 'reportHazard', '--as', 'village.gridWorker@V5', '--payload', '{"unit":"E10"}'],
      'invalid',
    ],
    [['case', 'command', 'new', 'reportHazard', '--as', 'village.gridWorker@V5', '--at', 'yesterday'], 'wrong-use'],
    [['case', 'list', '--kind', 'dragon'], 'wrong-use'],
    [['case', 'list', '--limit', '0'], 'wrong-use'],
    [['outbox', '--state', 'lost'], 'wrong-use'],
  ])('%j: exit 2', async (argv, code) => {
    const result = await duban(...argv, '--json');
    expect(result.code).toBe(2);
    expect(result.json()).toMatchObject({ error: { code } });
    expect(result.error).toMatch(/[\u4e00-\u9fff]/);
  });
});

describe('duban outbox', () => {
  it('lists what is owed, to whom', async () => {
    const { code, out, json } = await duban('outbox', '--json');
    expect(code).toBe(0);
    expect((json() as { deliveries: { about: string; state: string }[] }).deliveries).toContainEqual(
      expect.objectContaining({ about: 'rectificationNotice', state: 'due', person: expect.any(String) }),
    );
    expect(out).toContain('rectificationNotice');
    expect((await duban('outbox')).out).toMatch(/待发 +H-\d{4}-000001\/\d+ +隐患整改通知书 +企业主要负责人 E10/);
  });
});

describe('duban user deputy', () => {
  const order = (...more: readonly string[]) =>
    duban('user', 'deputy', '--order', '〔2025〕3号', '--from', '2025-06-01', '--until', '2025-06-15', ...more);

  it('registers an order; its last day is the whole day', async () => {
    const { json, code } = await order('--post', 'village.head', '--org', 'V5', '--person', 'p012', '--json');
    expect(code).toBe(0);
    expect(json()).toEqual({
      organisation: 'V5',
      post: 'village.head',
      person: 'p012',
      orderNo: '〔2025〕3号',
      validFrom: '2025-06-01T00:00:00+08:00',
      validUntil: '2025-06-16T00:00:00+08:00',
    });
  });

  it.each([
    [['--post', 'village.head', '--org', 'V99', '--person', 'p012'], '没有岗位'],
    [['--post', 'village.head', '--org', 'V5', '--person', 'p999'], '没有人员'],
    [['--post', 'village.head', '--org', 'V5', '--person', 'p012', '--until', '2025-05-01'], '--until 应晚于'],
    [['--post', 'village.head', '--org', 'V5', '--person', 'p012', '--until', 'soon'], '应为日期'],
  ])('%j is refused', async (more, why) => {
    const { code, error } = await order(...more);
    expect([code, error]).toEqual([2, expect.stringContaining(why)]);
  });
});

describe('duban user', () => {
  it('adds, lists, disables, resets; the password is shown once and must be changed', async () => {
    const added = await duban('user', 'add', 'lin', '--person', 'p012', '--role', 'auditor', '--json');
    expect(added.json()).toMatchObject({
      name: 'lin',
      roles: ['auditor'],
      password: expect.stringMatching(/^\w{16}$/),
    });
    expect(await duban('user', 'add', 'lin', '--person', 'p012')).toMatchObject({
      code: 2,
      error: expect.stringContaining('reset-password'),
    });
    expect((await duban('user', 'disable', 'lin')).code).toBe(0);
    expect((await duban('user', 'list')).out).toMatch(/lin +p012 +\S+ +审计员 +已停用/);
    expect((await duban('user', 'disable', 'lin', '--undo')).code).toBe(0);
    const reset = (await duban('user', 'reset-password', 'lin', '--json')).json() as { password: string };
    expect(reset.password).not.toBe((added.json() as { password: string }).password);
    expect((await duban('user', 'list')).out).toMatch(/admin +p000[\s\S]*lin +p012 +\S+ +审计员 +待改密码/);
  });

  it.each([
    [['user', 'add', 'x', '--person', 'p999'], 'p999'],
    [['user', 'add', 'x'], '--person'],
    [['user', 'add', '林', '--person', 'p001'], '登录名'],
    [['user', 'add', 'x', '--person', 'p001', '--role', 'king'], 'auditor'],
    [['user', 'disable', 'nobody'], 'nobody'],
    [['user', 'reset-password', 'nobody'], 'nobody'],
  ])('%j: exit 2 and a sentence', async (argv, hint) => {
    expect(await duban(...argv)).toMatchObject({ code: 2, error: expect.stringContaining(hint) });
  });

  it('shows who holds which post, empty ones too', async () => {
    expect((await duban('user', 'posts', '--org', 'V9')).out).toMatch(/village\.deputyHead@V9 .*空缺/);
  });
});

describe('duban reconcile, rebuild and doctor', () => {
  it('agree on a sound ledger', async () => {
    expect(await duban('reconcile', '--no-temporal-check')).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 处不一致'),
    });
  });

  it('find a read model that was tampered with, and rebuild it', async () => {
    await folder.look((db) =>
      db.knex('case_view').where('case_id', 'like', 'H-%-000001').update({ stage: 'closedOut' }),
    );
    const found = await duban('reconcile', '--no-temporal-check');
    expect(found).toMatchObject({ code: 1, out: expect.stringContaining('读模型列表字段不符') });
    expect(await duban('rebuild', '--no-poke')).toMatchObject({ code: 0, out: expect.stringContaining('修复 1 处') });
    expect((await duban('reconcile', '--no-temporal-check')).code).toBe(0);
  });

  it('say when Temporal is not there: exit 3, the ledger compared all the same', async () => {
    expect(await duban('reconcile')).toMatchObject({
      code: 3,
      out: expect.stringMatching(/0 处不一致[\s\S]*Temporal 没有运行/),
    });
    expect(await duban('rebuild')).toMatchObject({ code: 3, out: expect.stringContaining('未唤醒') });
  });

  it('doctor names what stands still and what to do; exit 1', async () => {
    const { code, json } = await duban('doctor', '--json');
    const { findings } = json() as { findings: { part: string; ok: boolean; advice?: string }[] };
    expect(code).toBe(1);
    expect(findings.filter((one) => !one.ok).map((one) => one.part)).toContain('Temporal');
    expect(findings.filter((one) => !one.ok && !one.advice)).toEqual([]);
    expect(findings.find((one) => one.part === '台账数据库')).toMatchObject({ ok: true });
  });

  it('doctor shows a broken temporal.yaml with the line', async () => {
    const file = path.join(folder.path, 'temporal.yaml');
    writeFileSync(file, 'mode: embedded\nnamespce: duban\n');
    const { code, out } = await duban('doctor', '--temporal', file);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ temporal\.yaml：[\s\S]*第 2 行 namespce/);
  });

  it('a database of a newer version is refused: exit 3, nothing changed', async () => {
    await folder.look((db) =>
      db
        .knex('schema_migration')
        .insert({ name: '9999-from-the-future', batch: 9, migration_time: new Date().toISOString() }),
    );
    const { code, error } = await duban('case', 'list');
    expect(code).toBe(3);
    expect(error).toContain('9999-from-the-future');
    expect((await duban('doctor')).out).toMatch(/✗ 台账数据库：SQLite，结构 9999-from-the-future，由更新版本/);
    await folder.look((db) => db.knex('schema_migration').where('name', '9999-from-the-future').delete());
    expect((await duban('case', 'list')).code).toBe(0);
  });
});
