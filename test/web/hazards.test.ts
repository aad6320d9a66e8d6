import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('the list of hazards', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb();
  });
  afterAll(() => web?.close());

  it('is filtered by its address, searched in Chinese, and opened again by a saved view', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/hazards?standing=all&sort=opened');
    const rows = page.locator('.hazard-table tbody tr');
    await rows.first().waitFor();
    const all = await page.locator('.list-count').innerText();
    await look(page, 'hazards');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    const search = page.getByPlaceholder('编号、标题、部位', { exact: false });
    await search.fill('灭火器');
    await search.press('Enter');
    await expect.poll(() => page.locator('.list-count').innerText()).not.toBe(all);
    for (const row of await rows.allInnerTexts()) expect(row).toContain('灭火器');
    expect(decodeURIComponent(page.url())).toContain('q=灭火器');

    await page.getByText('常用视图').click();
    await page.getByPlaceholder('视图名称').fill('灭火器<img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: '保存' }).click();
    await page.locator('.views-list li').waitFor();
    await page.goBack();
    await expect.poll(() => page.locator('.list-count').innerText()).toBe(all);
    await page.getByRole('button', { name: /^灭火器</ }).click();
    await expect.poll(() => decodeURIComponent(page.url())).toContain('q=灭火器');
    await expect.poll(() => page.locator('.views-list').isVisible()).toBe(false);
    expect(web.complaints).toEqual([]);
  });

  it('goes out as an Excel file, and what was chosen as sheets of paper', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/hazards?standing=all');
    await page.locator('.hazard-table tbody tr').first().waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 Excel' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^隐患台账-\d{4}-\d\d-\d\d\.xlsx$/);
    expect(
      readFileSync(await file.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');

    await page
      .getByRole('checkbox', { name: /^选择 / })
      .nth(0)
      .check();
    await page
      .getByRole('checkbox', { name: /^选择 / })
      .nth(1)
      .check();
    await page.getByRole('link', { name: '打印所选 2 件' }).click();
    await expect.poll(() => page.locator('.sheet').count()).toBe(2);
    await look(page, 'hazards-print');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });

  it('is a list of cards on a telephone', async () => {
    const page = await web.page('phone');
    await signIn(page, 'village', '/hazards?standing=all');
    await page.locator('.hazard-cards li').first().waitFor();
    await page.locator('.fold summary').click();
    await look(page, 'hazards-village');
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto('/hazards?q=nothing-is-called-this');
    await page.getByText('没有符合条件的隐患').waitFor();
    expect(web.complaints).toEqual([]);
  });
});
