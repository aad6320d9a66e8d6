import { readFileSync } from 'node:fs';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishRuleSet } from '../../db/rule-set.ts';
import { type Client, hazard, logIn, nextId, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let grid: Client;
let unit1: Client;

beforeAll(async () => {
  stand = await startStand();
  [office, grid, unit1] = await Promise.all([logIn(stand, 'office'), logIn(stand, 'grid1'), logIn(stand, 'unit1')]);
});
afterAll(() => stand.close());

const UNIT = {
  code: 'N1',
  name: '新厂',
  creditCode: '91350505MA00000001',
  address: '工业路 1 号',
  size: 'scale',
  grade: 'D',
  gradeBasis: '评分',
  gradedAt: '2025-01-02',
  lead: 'V1',
  state: 'open',
};
const enter = (client: Client, register: string, fields: object, more: object = {}) =>
  client.post(`/registers/${register}/entries`, { commandId: nextId(), fields, ...more });

async function workbook(path: string, client = office): Promise<exceljs.Workbook> {
  const answer = await fetch(`${stand.url}/api/v1${path}`, { headers: { cookie: client.cookie } });
  expect(answer.status).toBe(200);
  const book = new exceljs.Workbook();
  await book.xlsx.load((await answer.arrayBuffer()) as never);
  return book;
}

async function upload(book: exceljs.Workbook, query = '', client = office) {
  const answer = await fetch(`${stand.url}/api/v1/registers/unit/import${query}`, {
    method: 'POST',
    headers: { cookie: client.cookie, 'x-csrf-token': client.csrf, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(await book.xlsx.writeBuffer()),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { entered: number; problems: { row: number; label: string; message: string }[] },
  };
}

/** The template with rows of these values by heading. */
async function filled(rows: readonly { readonly [heading: string]: exceljs.CellValue }[]): Promise<exceljs.Workbook> {
  const book = await workbook('/registers/unit/template');
  const sheet = book.getWorksheet('登记') as exceljs.Worksheet;
  const headings = (sheet.getRow(1).values as string[]).map((text) => text?.replace('*', ''));
  for (const [i, row] of rows.entries())
    for (const [heading, value] of Object.entries(row)) sheet.getCell(i + 2, headings.indexOf(heading)).value = value;
  return book;
}

const ROW = {
  编号: 'X1',
  名称: '甲厂',
  统一社会信用代码: 'C1',
  地址: '一路',
  监管单位: 'V1',
  监管等级: 'B 级',
  状态: '在营',
};

describe('registers by the interface', () => {
  it('says what there is, what each holds, and who may enter', async () => {
    const { body } = await grid.get('/registers');
    expect(body.registers.length).toBeGreaterThan(30);
    expect(body.registers.find(({ id }: { id: string }) => id === 'unit')).toMatchObject({
      measure: 5,
      mayEnter: true,
    });
    expect(body.registers.find(({ id }: { id: string }) => id === 'source')).toMatchObject({ mayEnter: false });
    const { body: shape } = await grid.get('/registers/unit');
    expect(shape.fields.find(({ name }: { name: string }) => name === 'grade')).toMatchObject({
      label: '监管等级',
      type: 'enum',
      values: expect.arrayContaining([{ value: 'D', label: 'D 级' }]),
    });
    expect((await grid.get('/registers/none')).status).toBe(404);
  });

  it('an entry is made, found, amended and retired; each sees what is his', async () => {
    const made = await enter(office, 'unit', UNIT);
    expect(made).toMatchObject({ status: 201, body: { duties: expect.arrayContaining(['D.inspectD.N1']) } });
    const list = async (client: Client, query = '') => (await client.get(`/registers/unit/entries?${query}`)).body;
    expect(await list(grid, 'q=新厂')).toMatchObject({ total: 1, entries: [{ key: 'N1', organisation: 'V1' }] });
    expect(await list(office, 'where=grade:D')).toMatchObject({ total: 1 });
    expect((await office.get('/registers/unit/entries?where=name:x')).status).toBe(422);
    expect(await list(await logIn(stand, 'grid2'))).toMatchObject({ total: 0 });
    expect(await list(unit1)).toMatchObject({ total: 0 });
    expect((await office.get('/registers/unit/entries/N1')).body).toMatchObject({ fields: { name: '新厂' } });
    const id = made.body.caseId;
    const allowed = (await grid.get(`/cases/${id}/allowed`)).body;
    expect(allowed.mine.map(({ type }: { type: string }) => type)).toContain('amendRecord');
    expect(await grid.act(id, 'amendRecord', { changes: { grade: 'C' }, reason: '复评' })).toMatchObject({
      status: 200,
    });
    expect((await grid.act(id, 'amendRecord', { changes: { lead: 'V2' }, reason: '误' })).body.code).toBe(
      'record-not-own',
    );
    expect(await office.act(id, 'amendRecord', { changes: { lead: 'V9' }, reason: '误' })).toMatchObject({
      status: 422,
      body: { code: 'record-names-unknown', fields: { lead: expect.any(String) } },
    });
    expect(await list(office, 'where=grade:C&inForce=true')).toMatchObject({ total: 1 });
  });

  it('a register for named posts is closed to others', async () => {
    expect((await grid.get('/registers/clue/entries')).status).toBe(403);
    expect((await office.get('/registers/clue/entries')).status).toBe(200);
  });
});

describe('whole sheets', () => {
  it('the template has drop-downs, and what it fills goes in; a try changes nothing; twice is once', async () => {
    const template = await workbook('/registers/unit/template');
    const sheet = template.getWorksheet('登记') as exceljs.Worksheet;
    const grade = (sheet.getRow(1).values as string[]).indexOf('监管等级');
    expect(sheet.getCell(2, grade).dataValidation).toMatchObject({ type: 'list' });
    const book = await filled([
      ROW,
      { ...ROW, 编号: 'X2', 统一社会信用代码: 'C2', 定级日期: new Date('2025-01-06T00:00:00Z') },
    ]);
    expect(await upload(book)).toMatchObject({ status: 200, body: { entered: 0, problems: [] } });
    expect((await office.get('/registers/unit/entries?q=甲厂')).body.total).toBe(0);
    expect(await upload(book, '?apply=true')).toMatchObject({ body: { entered: 2, problems: [] } });
    expect(await upload(book, '?apply=true')).toMatchObject({ body: { entered: 0, before: 2 } });
    expect((await office.get('/registers/unit/entries/X2')).body.fields).toMatchObject({
      grade: 'B',
      gradedAt: '2025-01-06',
    });
    const exported = (await workbook('/registers/unit/export?q=甲厂')).worksheets[0];
    expect(exported?.rowCount).toBe(3);
    expect(exported?.getRow(1).values).toContain('监管等级');
  });

  it('names every row that is wrong, and enters none of the file', async () => {
    const before = (await office.get('/registers/unit/entries')).body.total;
    const book = await filled([
      { ...ROW, 编号: 'Y1', 统一社会信用代码: 'D1' },
      { ...ROW, 编号: 'Y2', 统一社会信用代码: 'D1' },
      { ...ROW, 编号: 'Y3', 统一社会信用代码: 'C1', 监管单位: 'V99' },
      { ...ROW, 编号: 'Y4', 统一社会信用代码: 'D4', 定级日期: '2025年1月6日', 监管等级: '甲' },
      { ...ROW, 编号: 'Y5', 统一社会信用代码: 'D5' },
    ]);
    book.getWorksheet('登记')?.mergeCells('B6:C6');
    const { body } = await upload(book, '?apply=true');
    const said = body.problems.map(({ row, label, message }) => `${row} ${label} ${message}`);
    expect(said).toContain('6 名称 名称是合并单元格，请取消合并后逐行填写');
    expect(body.entered).toBe(0);
    book.getWorksheet('登记')?.unMergeCells('B6:C6');
    const again = (await upload(book, '?apply=true')).body;
    expect(again.problems.map(({ row, label, message }) => `${row} ${label} ${message}`)).toEqual(
      expect.arrayContaining([
        '3 统一社会信用代码 统一社会信用代码与第 2 行重复',
        '4 监管单位 监管单位“V99”没有登记，请核对',
        expect.stringMatching(/^4 统一社会信用代码 统一社会信用代码与已登记的 R-/),
        '5 定级日期 定级日期应为日期，例如 2025-06-30',
        '5 监管等级 监管等级只能是：A 级、B 级、C 级、D 级',
      ]),
    );
    expect((await office.get('/registers/unit/entries')).body.total).toBe(before);
  });

  it('refuses wrong columns, and what is no workbook', async () => {
    const book = await filled([ROW]);
    const sheet = book.getWorksheet('登记') as exceljs.Worksheet;
    sheet.getCell('A1').value = '序号';
    expect((await upload(book)).body.problems.map(({ message }) => message)).toEqual([
      '没有“序号”这一栏，请使用模板的表头',
      '缺少必填的“编号”这一栏',
    ]);
    const answer = await fetch(`${stand.url}/api/v1/registers/unit/import`, {
      method: 'POST',
      headers: { cookie: office.cookie, 'x-csrf-token': office.csrf, 'content-type': 'application/octet-stream' },
      body: 'not a workbook',
    });
    expect(await answer.json()).toMatchObject({ problems: [{ row: 0, message: expect.stringContaining('.xlsx') }] });
  });
});

describe('duties by the interface', () => {
  it('are opened for everybody who owes one, once; shown as a calendar of a post, a person and a place', async () => {
    const opened = await office.post('/duties', { rule: 'duty.monthlyReturn' });
    expect(opened.body).toEqual({ opened: ['D.monthlyReturn.V1', 'D.monthlyReturn.V2'], running: [] });
    expect((await office.post('/duties', { rule: 'duty.monthlyReturn' })).body.opened).toEqual([]);
    expect(await grid.post('/duties', { rule: 'duty.monthlyReturn' })).toMatchObject({ status: 403 });
    expect((await office.post('/duties', { rule: 'duty.none' })).body.code).toBe('duty-rule-unknown');
    const calendar = async (client: Client, query: string) =>
      (await client.get(`/duties?from=2025-03-01&to=2025-05-31&${query}`)).body.rounds.filter(
        ({ rule }: { rule: string }) => rule === 'duty.monthlyReturn',
      );
    expect(await calendar(office, 'post=village.head@V1')).toMatchObject([
      { round: '2025-03', day: '2025-03-25', standing: 'due' },
      { round: '2025-04', day: '2025-04-25', standing: 'planned' },
      { round: '2025-05', day: '2025-05-26', standing: 'planned' },
    ]);
    expect(await calendar(office, 'person=p-head1')).toHaveLength(3);
    expect(await calendar(office, 'organisation=V2')).toHaveLength(3);
    expect(await calendar(await logIn(stand, 'grid2'), '')).toHaveLength(3);
    expect((await office.get('/duties?from=2025-03-01&to=2025-02-01')).status).toBe(422);
  });

  it('stand on the desk of whoever owes them, in words', async () => {
    const head = await logIn(stand, 'head1');
    const { body } = await head.get('/desk');
    expect(JSON.stringify(body)).toContain('9+6 落实情况汇总表');
    const explained = await office.get(
      `/cases/D.monthlyReturn.V1/explain/${encodeURIComponent('duty.monthlyReturn/2025-03')}`,
    );
    expect(explained.body).toMatchObject({ state: 'running', rule: { label: '9+6 落实情况汇总表' } });
  });

  it('whoever belongs to the village files its round; two at once are told apart', async () => {
    const file = (client: Client) => client.act('D.monthlyReturn.V1', 'fileRound', { what: '三月情况' });
    const head = await logIn(stand, 'head1');
    const both = await Promise.all([file(grid), file(head)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'round-already-done' });
    const other = await logIn(stand, 'head2');
    expect(await other.act('D.monthlyReturn.V1', 'fileRound', { what: '三月' })).toMatchObject({ status: 404 });
  });
});

describe('a register that says who sees it', () => {
  it('is closed to everybody else by every way, also to whom its entries are about; who is named sees all of it', async () => {
    const { caseId: about } = (await office.post('/hazards', hazard())).body;
    const facts = { kind: 'stalled', subject: 'V1', cases: [about], facts: '拖延不决', state: 'raised' };
    const { caseId } = (await enter(office, 'finding', facts)).body;
    const [head1, team, auditor] = [
      await logIn(stand, 'head1'),
      await logIn(stand, 'team'),
      await logIn(stand, 'auditor'),
    ];
    const ways = ['', '/events', '/allowed', '/replay', '/path', '/related', '/evidence'];
    const seenBy = async (client: Client) =>
      Promise.all(ways.map(async (way) => (await client.get(`/cases/${caseId}${way}`)).status));
    const [all, none] = [ways.map(() => 200), ways.map(() => 404)];
    expect([await seenBy(head1), await seenBy(team), await seenBy(unit1)]).toEqual([all, all, none]);

    const rules = JSON.parse(readFileSync(new URL('../../data/rules.default.json', import.meta.url), 'utf8'));
    rules.registers.find(({ id }: { id: string }) => id === 'finding').see = ['street.safetyOffice', 'unit.head'];
    await publishRuleSet(stand.db.knex, {
      id: 'closed-2025',
      effectiveFrom: '2025-01-02',
      calendar: 'cn-2024-2026',
      body: JSON.stringify({ ...rules, id: 'closed-2025' }),
      publishedAt: stand.clock.now,
    });
    expect([await seenBy(head1), await seenBy(team), await seenBy(unit1)]).toEqual([none, none, all]);
    expect([await seenBy(office), await seenBy(auditor)]).toEqual([all, all]);
    expect((await head1.get('/registers/finding/entries')).status).toBe(403);
    expect((await unit1.get('/registers/finding/entries')).body.entries).toHaveLength(1);
  });
});
