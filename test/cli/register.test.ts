import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import exceljs from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { seed } from '../../src/cli/seed.ts';
import { duban as run } from './console.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-registers-cli-'));
const duban = (...argv: string[]) => run(...argv, '--data', folder);
const file = (name: string) => path.join(folder, name);
const WANG = ['--person', 'p012'];

beforeAll(async () => {
  const db = await openDatabase({ sqlite: file('duban.db') });
  await migrate(db);
  await seed(db, undefined);
  await db.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('registers on the command line', () => {
  it('lists them, takes over the units of the office file once, and shows one with its duties', async () => {
    const { registers } = (await duban('register', 'list', '--json')).json() as { registers: unknown[] };
    expect(registers.length).toBeGreaterThan(30);
    const tried = await duban('register', 'adopt-units', ...WANG, '--json');
    expect([tried.code, tried.json()]).toMatchObject([0, { rows: 42, entered: 0, problems: [] }]);
    expect((await duban('register', 'adopt-units', '--apply', ...WANG, '--json')).json()).toMatchObject({
      entered: 42,
    });
    expect((await duban('register', 'adopt-units', '--apply', ...WANG)).out).toContain('所有单位都已登记');
    const found = await duban('register', 'list', 'unit', '--find', '化工');
    expect(found.out).toMatch(/E02 .*闽浔精细化工有限公司/);
    const shown = await duban('register', 'show', 'unit', 'E02', '--json');
    expect(shown.json()).toMatchObject({ fields: { code: 'E02' }, events: [{ type: 'RecordEntered' }] });
    expect((await duban('register', 'show', 'unit', 'E99')).code).toBe(2);
    expect((await duban('register', 'list', 'nothing')).error).toContain('没有登记簿');
  });

  it('gives a template, tries it, enters it, exports what is there', async () => {
    expect((await duban('register', 'template', 'stock', file('t.xlsx'))).code).toBe(0);
    const book = new exceljs.Workbook();
    await book.xlsx.readFile(file('t.xlsx'));
    const sheet = book.getWorksheet('登记') as exceljs.Worksheet;
    sheet.addRow(['W1', '灭火器', 20, '街道仓库', 'V1', '老周']);
    sheet.addRow(['W2', '沙袋', '许多', '街道仓库', 'V1', '老周']);
    await book.xlsx.writeFile(file('in.xlsx'));
    const wrong = await duban('register', 'import', 'stock', file('in.xlsx'), '--apply', ...WANG);
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('第 3 行　数量　数量应为数字')]);
    sheet.getCell('C3').value = 300;
    await book.xlsx.writeFile(file('in.xlsx'));
    expect((await duban('register', 'import', 'stock', file('in.xlsx'))).out).toContain('2 行都可以录入');
    const done = await duban('register', 'import', 'stock', file('in.xlsx'), '--apply', ...WANG, '--json');
    expect(done.json()).toMatchObject({ entered: 2, problems: [] });
    expect((await duban('register', 'export', 'stock', file('out.xlsx'), '--json')).json()).toMatchObject({
      entries: 2,
    });
    await book.xlsx.readFile(file('out.xlsx'));
    expect(book.worksheets[0]?.getRow(3).values).toEqual(expect.arrayContaining(['W1', '灭火器', 20]));
    expect((await duban('register', 'import', 'stock', file('none.xlsx'))).error).toContain('无法读取文件');
  });
});

describe('duties on the command line', () => {
  it('are opened for everybody who owes one, and listed by the day on which they are due', async () => {
    const would = await duban('duty', 'open', 'duty.monthlyReturn');
    expect(would.out).toContain('共 18 项；确认无误后加 --apply');
    expect((await duban('duty', 'open', 'duty.monthlyReturn', '--apply', ...WANG)).out).toContain('已设立 18 项');
    expect((await duban('duty', 'open', 'duty.monthlyReturn', '--apply', ...WANG)).out).toContain(
      '已设立 0 项，另有 18 项',
    );
    const listed = await duban('duty', 'list', '--holder', 'village.head@V1', '--json');
    expect(listed.json()).toMatchObject({ duties: [{ caseId: 'D.monthlyReturn.V1', rule: 'duty.monthlyReturn' }] });
    expect((await duban('duty', 'open', 'duty.inspectA')).error).toContain('登记簿');
  });
});
