import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccesses } from '../../db/access-log.ts';
import { harmless } from '../../src/api/xlsx.ts';
import { type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
});
afterAll(() => stand.close());

async function rowsOf(client: Client, query = ''): Promise<readonly (readonly unknown[])[]> {
  const answer = await fetch(`${stand.url}/api/v1/cases.xlsx?${query}`, { headers: { cookie: client.cookie } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/cases-2025-03-03\.xlsx/);
  const book = new exceljs.Workbook();
  await book.xlsx.load((await answer.arrayBuffer()) as never);
  const rows: unknown[][] = [];
  book.worksheets[0]?.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}

describe('the list as a spreadsheet', () => {
  it('has the rows of the list, for each what he may see, and is on record', async () => {
    for (let i = 0; i < 3; i++) await office.post('/hazards', hazard(i === 0 ? 'U2' : 'U1', { where: `${i}号楼` }));
    const rows = await rowsOf(office, 'sort=opened');
    expect(rows[0]?.slice(0, 3)).toEqual(['编号', '类别', '标题']);
    expect(rows.length).toBe(4);
    expect(rows[1]).toEqual(expect.arrayContaining(['隐患', '2号楼 堆放货物堵塞安全出口', '待定级', '一厂', '前村']));
    expect((await rowsOf(office, 'unit=U2')).length).toBe(2);
    expect((await rowsOf(await logIn(stand, 'unit2'))).length).toBe(2);
    const noted = await readAccesses(stand.db.knex, 'cases.xlsx', 10);
    expect(JSON.stringify(noted)).toContain('unit=U2');
  });

  it('no text becomes a formula', async () => {
    await office.post('/hazards', hazard('U1', { where: '=HYPERLINK("http://x","y")', what: '\u0001控制符' }));
    const rows = await rowsOf(office);
    expect(rows[1]?.[2]).toBe('\'=HYPERLINK("http://x","y") 控制符');
    for (const text of ['=1', '+1', '-1', '@a', '\t=1']) expect(harmless(text)).toBe(`'${text}`);
    expect(harmless('1-2')).toBe('1-2');
  });
});
