import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paragraphsOf } from '../notices/docx-text.ts';
import { type Client, hazard, logIn, nextId, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let grid: Client;
let head: Client;

beforeAll(async () => {
  stand = await startStand();
  [office, grid, head] = await Promise.all([logIn(stand, 'office'), logIn(stand, 'grid1'), logIn(stand, 'head1')]);
});
afterAll(() => stand.close());

const act = (client: Client, name: string, more: object = {}) =>
  client.post(`/returns/2025-03/V1/${name}`, { commandId: nextId(), ...more });

async function file(path: string, client: Client): Promise<Buffer> {
  const answer = await fetch(`${stand.url}/api/v1${path}`, { headers: { cookie: client.cookie } });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

describe('monthly returns by the interface', () => {
  it('are drafted by the office, seen by whose they are, and open the cases of every figure', async () => {
    const found = await grid.post('/hazards', hazard());
    expect(found.status).toBe(201);
    expect(await office.post('/returns/draft', { month: '2025-03' })).toMatchObject({
      status: 409,
      body: { code: 'return-not-due' },
    });
    stand.clock.now = '2025-03-20T09:00:00+08:00';
    const again = await Promise.all([logIn(stand, 'office'), logIn(stand, 'grid1'), logIn(stand, 'head1')]);
    [office, grid, head] = again;
    expect((await grid.post('/returns/draft', { month: '2025-03' })).status).toBe(403);
    expect(await office.post('/returns/draft', { month: '2025-03' })).toMatchObject({
      status: 200,
      body: { drafted: 3 },
    });
    expect((await office.get('/returns')).body).toMatchObject({
      month: '2025-03',
      returns: [{ organisation: 'V1', stage: 'draft' }, { organisation: 'V2' }, { organisation: 'S', street: true }],
    });
    expect((await grid.get('/returns?month=2025-03')).body.returns).toMatchObject([
      { organisation: 'V1', dueDay: '2025-03-25' },
    ]);
    expect((await grid.get('/returns/2025-03/V2')).status).toBe(404);
    const { body } = await grid.get('/returns/2025-03/V1');
    expect(body).toMatchObject({ changed: false, cutOff: '2025-03-20T00:00:00+08:00', may: ['edit', 'redraw'] });
    const figure = body.rows[11].figures.find(({ name }: { name: string }) => name === 'registered');
    expect(figure).toMatchObject({ count: 1, cases: [found.body.caseId] });
    expect((await office.get('/returns/2025-03/street')).body).toMatchObject({ organisation: 'S', street: true });
  });

  it('are worded, signed by the leader, sent in; each by whose it is', async () => {
    const row = (await grid.get('/returns/2025-03/V1')).body.rows[11];
    const edit = (done: string) => act(grid, 'rows', { rows: [{ measure: 12, done, words: '=HYPERLINK("x")' }] });
    expect(await edit(row.done.replace('1条', '9条'))).toMatchObject({
      status: 422,
      body: { code: 'return-numbers-fixed' },
    });
    expect((await edit(`我村${row.done}`)).status).toBe(200);
    expect(await act(grid, 'sign')).toMatchObject({ status: 403, body: { code: 'not-your-duty' } });
    expect(await act(grid, 'submit')).toMatchObject({ status: 409, body: { code: 'return-unsigned' } });
    expect((await act(head, 'sign')).status).toBe(200);
    expect((await act(grid, 'submit')).status).toBe(200);
    expect((await office.get('/returns')).body.returns[0]).toMatchObject({
      stage: 'submitted',
      edited: [12],
      unconfirmed: false,
    });
    expect((await act(grid, 'rows', { rows: [{ measure: 1, words: '晚' }] })).body).toMatchObject({
      code: 'return-submitted',
    });
  });

  it('come in the form of the annex, as Word and as a sheet; late ones are marked', async () => {
    const text = paragraphsOf(await file('/returns/2025-03/V1/table.docx', grid)).join('\n');
    for (const words of [
      '单位（盖章）：前村',
      '具体措施',
      '目前开展情况',
      '下一步推进计划',
      '责任领导',
      '责任人',
      '备注',
      '强化举报奖励',
    ])
      expect(text).toContain(words);
    expect(text).toContain('我村本期排查');
    stand.clock.now = '2025-03-27T09:00:00+08:00';
    office = await logIn(stand, 'office');
    const book = new exceljs.Workbook();
    await book.xlsx.load((await file('/returns/2025-03/street/table.xlsx', office)) as never);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['汇总表', '报送情况', '前村', '后村']);
    const own = book.getWorksheet('前村') as exceljs.Worksheet;
    expect(own.getCell('A1').value).toBe('安全生产“9+6”工作机制落实情况汇总表');
    expect((own.getRow(3).values as string[]).slice(1)).toEqual([
      '序号',
      '具体措施',
      '目前开展情况',
      '下一步推进计划',
      '责任领导',
      '责任人',
      '备注',
    ]);
    expect(own.getCell('A18').value).toBe(15);
    expect(String(own.getCell('C15').value)).toContain('补充：=HYPERLINK');
    expect(own.getCell('C15').formula ?? '').toBe('');
    expect(book.getWorksheet('后村')?.getCell('A1').value).toContain('（未经确认）');
    expect(book.getWorksheet('报送情况')?.getCell('F3').value).toBe('未经确认');
  });
});

describe("the leader's page", () => {
  it('shows fifteen measures, what is late first; not to a village', async () => {
    const { body } = await office.get('/leader');
    expect(body.tiles).toHaveLength(15);
    const graded = body.tiles[11];
    expect(graded).toMatchObject({ measure: 12, light: 'late', late: 1, trend: { now: 1, before: 0 } });
    expect(graded.wanting[0]).toMatchObject({ days: expect.any(Number) });
    expect((await (await logIn(stand, 'grid1')).get('/leader')).status).toBe(403);
  });
});
