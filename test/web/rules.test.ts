import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../src/cli/ledger-access.ts';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, elsewhere, signIn, startWeb, type WebStand } from './stand.ts';

const DRAFT = 'yunjie-2027';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('a rule owner', () => {
  let web: WebStand;
  let page: Page;
  beforeAll(async () => {
    web = await startWeb();
    page = await web.page();
    page.setDefaultTimeout(20_000);
  });
  afterAll(() => web?.close());

  const days = () => page.getByLabel('较大隐患整改 时长', { exact: true });
  const saved = () => page.locator('.saving.saved').waitFor();

  it('drafts, sees old and new, takes back, and finds everything kept by the server', async () => {
    await signIn(page, 'office', '/rules');
    await page.locator('.rule-line.inForce').waitFor();
    await page.getByRole('button', { name: '起草新规则' }).click();
    await page.getByRole('textbox', { name: '编号', exact: true }).fill(DRAFT);
    await page.locator('input[name=effectiveFrom]').fill(now().slice(0, 10));
    await page.getByLabel('为什么要改').fill('较大隐患整改期限缩短');
    await page.getByRole('button', { name: '开始起草' }).click();

    await days().fill('20');
    const row = page.locator('.sheet tr', { hasText: '较大隐患整改' });
    await row.getByText('原为 30 日').waitFor();
    await page.getByRole('tab', { name: /^改动/ }).click();
    await page.getByText('“较大隐患整改”期限 由 30 日 改为 20 日').waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await expect.poll(() => days().inputValue()).toBe('30');
    await page.getByRole('button', { name: '重做' }).click();
    await expect.poll(() => days().inputValue()).toBe('20');
    await saved();
    await expect.poll(() => page.locator('.saving').innerText()).toMatch(/^已保存 \d\d:\d\d$/);
    await look(page, 'rules-sheet');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    const office = await elsewhere(web, 'office');
    const { body } = await office.get(`/rules/${DRAFT}`);
    expect(body.rules.deadlines.find(({ id }: { id: string }) => id === 'hazard.T2.rectify').duration.value).toBe(20);
  });

  it('is told what is wrong where it is, and nothing half-typed is lost or saved over the draft', async () => {
    await page.getByRole('tab', { name: /^检查/ }).click();
    await days().fill('10');
    const far = '早于期限开始';
    await page.locator('.findings .light.red').first().waitFor();
    await page.locator('.findings button', { hasText: far }).click();
    await expect
      .poll(() => page.evaluate('document.activeElement?.dataset.path'))
      .toMatch(/^deadlines\.\d+\.reminders\.0$/);
    await page.getByRole('button', { name: '撤销' }).click();
    await expect.poll(() => page.locator('.findings .light.red').count()).toBe(0);

    await page.locator('.part-head', { hasText: '定级表' }).click();
    const first = page.locator('.decision tbody tr').first();
    await first.getByLabel('比较').selectOption({ label: '不成立' });
    await first.getByText('原为 危及人身安全 成立').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '撤销' }).click();

    await first.getByRole('button', { name: '用文字表达式' }).click();
    const text = first.getByRole('textbox', { name: /条件表达式/ });
    await text.fill('threatensLif');
    await first.getByText('没有“threatensLif”这个事实').first().waitFor();
    await page.locator('.saving.refused').waitFor();
    await page.reload();
    await page.getByText('已恢复本机尚未保存的改动').waitFor();
    // The finding leads to the cell from wherever one is.
    await page.locator('.part-head', { hasText: '延期' }).first().click();
    await page.locator('.findings button', { hasText: 'threatensLif' }).first().click();
    await expect.poll(() => page.evaluate('document.activeElement?.dataset.path')).toBe('tierTable.rows.0.when');
    await page.locator('.decision textarea').first().fill('threatensLife');
    await saved();

    // Somebody else saves meanwhile: neither overwrites the other unasked.
    const colleague = await elsewhere(web, 'office');
    const { body } = await colleague.get(`/rules/${DRAFT}`);
    await colleague.put(`/rules/drafts/${DRAFT}`, { rules: { ...body.rules, label: '他人改名' }, reason: '更名' });
    await page.locator('.decision textarea').first().fill('threatensLife || accident');
    await page.locator('.saving.stale').waitFor();
    await page.getByRole('button', { name: '改用他人的版本' }).click();
    await page.getByRole('heading', { name: '他人改名' }).waitFor();
  });

  it('sees a deadline and a ladder on the axis of time, and what a sample case would meet', async () => {
    await page.goto(`/rules/${DRAFT}?part=deadlines&item=hazard.T2.rectify`);
    await page.locator('.axis-words', { hasText: 'A5 约谈' }).waitFor();
    await page.getByRole('tab', { name: '样例' }).click();
    await page.locator('.preview-course li', { hasText: '逾期 较大隐患整改' }).first().waitFor();
    await look(page, 'rules-deadline');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.locator('.part-head', { hasText: '升级阶梯' }).click();
    const words = page.locator('.axis-words', { hasText: 'A4' });
    const before = await words.innerText();
    await words.click();
    await page.locator('.rung.open').getByLabel('逾期满', { exact: true }).fill('25');
    await expect.poll(() => words.innerText()).not.toBe(before);
    await look(page, 'rules-ladder');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await saved();
  });

  it('tries it on the history: three numbers, charts, cases, two timelines', async () => {
    await page.getByRole('button', { name: '假设推演' }).click();
    await page.locator('.headline').waitFor({ timeout: 40_000 });
    expect(await page.locator('.figure').count()).toBe(3);
    await page.locator('.chart-box canvas').first().waitFor();
    const late = page.locator('#report-lists tbody tr').first();
    await late.waitFor();
    expect(Number(await page.locator('.figure .value').first().innerText())).toBeGreaterThan(0);
    await look(page, 'what-if');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await late.getByRole('link').click();
    await page.locator('.timelines .only-draft').first().waitFor();
    await look(page, 'what-if-case');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('has it approved by somebody else, who answers for the differences, and published', async () => {
    await page.goto(`/rules/${DRAFT}`);
    await page.getByRole('button', { name: '场景检验' }).click();
    await page.getByRole('button', { name: '开始检验' }).click();
    await page.getByText(/个场景符合/).waitFor();
    await page.getByRole('button', { name: '返回' }).click();
    await page.getByRole('button', { name: '批准', exact: true }).click();
    await page.getByText('您起草或修改过这个草案').waitFor();

    const other = await web.page();
    await signIn(other, 'chief', `/rules/${DRAFT}`);
    await other.getByRole('button', { name: '批准', exact: true }).click();
    await other.getByText('“较大隐患整改”期限 由 30 日 改为 20 日').waitFor();
    await other.getByLabel(/我已逐条看过/).check();
    await other.getByLabel(/场景不符的理由/).fill('缩短期限正是本次修改的目的');
    await look(other, 'rules-approve');
    await other.locator('.act-form').getByRole('button', { name: '批准', exact: true }).click();
    await other.getByText('已批准。可以发布。').waitFor();
    await other.getByRole('button', { name: '返回' }).click();
    await other.getByRole('button', { name: '发布', exact: true }).click();
    await other.locator('.act-form').getByRole('button', { name: '发布' }).click();
    await other.getByText(/已发布，自/).waitFor();
    await other.getByRole('button', { name: '返回' }).click();

    await other.getByRole('button', { name: '在办案件改用' }).click();
    await other.getByLabel('文书号').fill('云街〔2026〕9号');
    await other.getByLabel('批准人').fill('街道主任');
    await other.getByLabel('理由').fill('统一期限');
    await other.getByRole('button', { name: '试算' }).click();
    await other.locator('.moved li').first().waitFor();
    expect(await accessibilityFaults(other)).toEqual([]);
    await other.getByRole('button', { name: /^改用 \d+ 件$/ }).click();
    await other.getByText(/^已改用 [1-9]\d* 件/).waitFor();
  });

  it('imports a year by clicking days, sees what it moves first; whoever owns no rules only reads', async () => {
    await page.goto('/calendar');
    await page.locator('.day.holiday').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '导入放假安排' }).click();
    for (const day of ['1月1日', '5月1日', '5月2日', '10月1日', '10月2日', '10月3日'])
      await page.getByRole('button', { name: new RegExp(`^2027年${day} `) }).click();
    expect(await page.getByLabel(/放假日期/).inputValue()).toBe(
      '2027-01-01\n2027-05-01 至 2027-05-02\n2027-10-01 至 2027-10-03',
    );
    await page.getByLabel('通知名称和文号').fill('关于2027年部分节假日安排的通知');
    await page.getByRole('button', { name: '核对影响' }).click();
    await page.getByText(/导入后日历覆盖至 2027年12月31日/).waitFor();
    await look(page, 'calendar-import');
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByText(/已导入，新日历为/).waitFor();
    await expect.poll(() => page.locator('.day.provisional').count()).toBe(1);

    const phone = await web.page('phone');
    await signIn(phone, 'village', '/rules/default-2025');
    await phone.getByText('已发布的规则集不能改动').waitFor();
    await phone.getByRole('button', { name: /^☰/ }).click();
    expect(await phone.locator('.rule-middle input, .rule-middle select').count()).toBe(0);
    expect(await isTooWide(phone)).toBe(false);
    expect(web.complaints).toEqual([]);
  });
});
