import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, NASTY, PIXEL, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('the pages of the measures', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb();
  });
  afterAll(() => web?.close());

  it('a register is searched, entered into, amended with a reason, and retired', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/registers');
    await page.getByRole('link', { name: /重大安全生产问题库/ }).waitFor();
    await look(page, 'registers');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: /重大安全生产问题库/ }).click();
    await page.getByRole('heading', { name: '重大安全生产问题库' }).waitFor();
    await look(page, 'register-entries');
    await page.getByRole('button', { name: '登记一件' }).first().click();
    const form = page.getByRole('form', { name: '登记一件' });
    await form.getByText('重大风险', { exact: true }).click();
    await form.getByLabel('问题', { exact: true }).fill(`老旧厂房 ${NASTY}`);
    await form.getByLabel('发现日期').fill('2026-03-02');
    await form.getByLabel('责任单位').click();
    await page.keyboard.type('盐垾');
    await page.keyboard.press('Enter');
    await form.getByLabel('成因和难点').fill('产权不清');
    await form.getByLabel('状态').click();
    await page.keyboard.type('上报');
    await page.locator('.ant-select-item-option', { hasText: '上报' }).click();
    await look(page, 'register-form');
    await form.getByRole('button', { name: '登记一件' }).click();
    await page.getByText(/已登记到/).waitFor();
    await look(page, 'register-entered');
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole('link', { name: '查看', exact: true }).click();
    await page.getByRole('button', { name: '变更', exact: true }).click();
    const amend = page.getByRole('form', { name: '变更' });
    await amend.getByLabel('成因和难点').fill('产权不清，资金不足');
    await amend.getByLabel('理由').fill('补充情况');
    await amend.getByRole('button', { name: '变更', exact: true }).click();
    await page.getByText('变更登记').waitFor();
    await page.locator('.entry-history', { hasText: '理由：补充情况' }).waitFor();
    expect(await page.locator('.entry-history del').innerText()).toContain('产权不清');
    expect(await accessibilityFaults(page)).toEqual([]);
    await look(page, 'register-entry');
    expect(web.complaints).toEqual([]);
  });

  it('a sheet that is no sheet is refused before anything is entered', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/registers/problem');
    await page.getByRole('button', { name: '从 Excel 导入' }).click();
    await page
      .locator('.import-choose input')
      .setInputFiles({ name: '表.xlsx', mimeType: 'application/octet-stream', buffer: PIXEL });
    await page.locator('.import-panel .fault, .import-panel .remark.warn').first().waitFor();
    await look(page, 'register-import');
    expect(await page.getByRole('button', { name: /^录入/ }).count()).toBe(0);
  });

  it('duties stand in a calendar on a desk and in a list on a telephone', async () => {
    const desk = await web.page();
    await signIn(desk, 'office', '/duties?whose=all');
    await desk.locator('.duty-grid, .state').first().waitFor();
    await look(desk, 'duties');
    expect(await accessibilityFaults(desk)).toEqual([]);
    await desk.getByRole('button', { name: '设立履职事项' }).click();
    const form = desk.getByRole('form', { name: '设立履职事项' });
    await form.getByLabel('履职规则').click();
    await desk.keyboard.type('汇总表');
    await desk.keyboard.press('Enter');
    await form.getByRole('button', { name: '设立履职事项' }).click();
    await desk.getByText(/新设立 [1-9]/).waitFor();
    await desk.getByRole('button', { name: '下个月' }).click();
    await desk.locator('.duty-grid li button').first().waitFor();
    await look(desk, 'duties-month');
    expect(await accessibilityFaults(desk)).toEqual([]);
    await desk.locator('.duty-grid li button').first().click();
    await desk.getByText('历次期次和证明材料').waitFor();
    await look(desk, 'duties-round');
    const phone = await web.page('phone');
    await signIn(phone, 'village', '/duties');
    await phone.getByRole('button', { name: '下个月' }).click();
    await phone.locator('.round-card').first().waitFor();
    await look(phone, 'duties-phone');
    expect(await isTooWide(phone)).toBe(false);
    expect(web.complaints).toEqual([]);
  });

  it('an accident is reported on a telephone with both clocks in sight', async () => {
    const page = await web.page('phone');
    await signIn(page, 'village', '/accidents');
    await page.getByRole('button', { name: '事故快报' }).click();
    const form = page.getByRole('form', { name: '事故快报' });
    await page.getByText(/1 小时内/).waitFor();
    await form.getByLabel('事故单位').click();
    await page.keyboard.type('云岭加');
    await page.keyboard.press('Enter');
    await form.getByText('生产经营', { exact: true }).click();
    await form.getByLabel('地点').fill('油罐区');
    await form.getByLabel('简要经过').fill('卸油时起火，已扑灭');
    await look(page, 'accident-form');
    expect(await accessibilityFaults(page)).toEqual([]);
    await form.getByRole('button', { name: '事故快报' }).click();
    await page.waitForURL(/\/cases\//);
    const { rows } = await web.ledger.cases({ kind: 'accident', limit: 5 });
    expect(rows.length).toBe(1);
    expect(web.complaints).toEqual([]);
  });

  it('the internal list says what it is not, and a tip-off by telephone gets its code', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/roster');
    await page.getByText(/不是法定的失信名单/).waitFor();
    await look(page, 'roster');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto('/tipoffs');
    await page.getByRole('button', { name: '登记举报' }).click();
    const form = page.getByRole('form', { name: '登记举报' });
    await form.getByLabel('渠道').click();
    await page.keyboard.press('Enter');
    await form.getByLabel('举报事项').fill('仓库堵塞消防通道');
    await form.getByRole('button', { name: '登记举报' }).click();
    await page.locator('.receipt-code').waitFor();
    await look(page, 'tipoffs');
    expect(await page.locator('.receipt-code').innerText()).toMatch(/[A-Z0-9-]{10,}/i);
    expect(web.complaints).toEqual([]);
  });
});
