import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('monthly returns and the leader', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb();
  });
  afterAll(() => web?.close());

  it('the office drafts a month; every figure of a village opens its cases', async () => {
    const page = await web.page();
    // A month that is over, whatever day it is today.
    await signIn(page, 'office', '/returns');
    const month = page.getByLabel('月份');
    await month.waitFor();
    const last = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 7);
    await month.fill(last);
    await page.getByRole('button', { name: '起草本月汇总表' }).click();
    await page.getByText(/已起草 \d+ 份/).waitFor();
    await look(page, 'returns-list');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('link', { name: '浔港区云岭街道' }).click();
    const figure = page.getByRole('button', { name: /在册未改 \d+/ });
    await figure.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link').first().waitFor();
    expect(await dialog.getByRole('link').first().innerText()).toMatch(/^H-\d{4}-\d{6}$/);
    await look(page, 'returns-figure');
    await dialog.getByRole('button', { name: '关闭' }).click();
    await look(page, 'returns-street');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    expect(web.complaints).toEqual([]);
  });

  it('a village words, signs and sends in its own on a telephone; a number is not worded away', async () => {
    const page = await web.page('phone');
    const last = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 7);
    await signIn(page, 'village', `/returns/${last}/V1`);
    await page.getByRole('button', { name: '改文字 大排查大整治分级分类监管' }).click();
    const done = page.getByRole('textbox', { name: '目前开展情况' });
    const words = await done.inputValue();
    await done.fill(words.replace(/\d+/, '999'));
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('汇总表中的数字不能改', { exact: false }).waitFor();
    await done.fill(`我村${words}`);
    await page.getByRole('textbox', { name: '补充' }).fill('正在协调。');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('文字经修改', { exact: false }).first().waitFor();
    await look(page, 'returns-village');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole('button', { name: '签发' }).click();
    await page.getByRole('button', { name: '报送' }).click();
    await page.getByText('已报送', { exact: false }).first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: '签发' }).count()).toBe(0);
    expect(web.complaints).toEqual([]);
  });

  it('the leader sees fifteen tiles, and what wants him first', async () => {
    const page = await web.page();
    await signIn(page, 'leader', '/leader');
    await page.locator('.leader-tile').first().waitFor();
    expect(await page.locator('.leader-tile').count()).toBe(15);
    await look(page, 'leader');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.locator('.leader-tile.red a').first().click();
    await page.waitForURL(/\/cases\//);
    expect(web.complaints).toEqual([]);
  });
});
