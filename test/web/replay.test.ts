import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../src/cli/ledger-access.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, elsewhere, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)("the auditor's replay", () => {
  let web: WebStand;
  let caseId: string;
  beforeAll(async () => {
    web = await startWeb();
    const log = createEventLog({ db: web.db, origin: 'demo.example/duban', seeds: [new Uint8Array(32).fill(7)] });
    while ((await log.sequence(now())).more);
    const auditor = await elsewhere(web, 'auditor');
    const { cases } = (await auditor.get('/cases?late=true&kind=hazard&limit=1')).body;
    caseId = cases[0].caseId;
  });
  afterAll(() => web?.close());

  it('finds a case, goes through its life on two clocks, and compares two moments', async () => {
    const page = await web.page();
    await signIn(page, 'auditor', '/replay?late=true');
    await page.locator('.find-list li').first().waitFor();
    await look(page, 'replay-find');
    await page.goto(`/replay/${caseId}`);
    await page.locator('.why-panel').waitFor();
    await look(page, 'replay');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    const ball = page.locator('.moment .holder');
    const inTheEnd = await ball.innerText();
    const slider = page.getByLabel('拖动回放');
    await page.getByRole('button', { name: '以此刻为对照' }).click();
    await slider.press('Home');
    await expect.poll(() => ball.innerText()).not.toBe(inTheEnd);
    await slider.press('ArrowRight');
    expect(await page.locator('.compare tr.differs').count()).toBeGreaterThan(0);
    await look(page, 'replay-compare');
    await page.getByLabel('当时已知').click();
    await expect.poll(() => page.url()).toContain('axis=known');
    await page.locator('.moment').waitFor();
    expect(web.complaints).toEqual([]);
  });

  it('proves the record in the browser, and names the byte that was changed on the way', async () => {
    const page = await web.page('phone');
    await signIn(page, 'auditor', `/replay/${caseId}`);
    const verify = page.getByRole('button', { name: '现在校验' });
    await verify.click();
    await page.getByText('校验通过').waitFor();
    await page.getByText('签署者 demo.example/duban').waitFor();
    await look(page, 'replay-verified');
    expect(await isTooWide(page)).toBe(false);

    await page.route(`**/cases/${caseId}/events`, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.events[1].at = body.events[1].at.replace(/^2/, '3');
      await route.fulfill({ response: answer, json: body });
    });
    await verify.click();
    await page.getByText('第 2 条：内容与它的哈希不符，这条记录被改动过。').waitFor();
    await page.getByText('第 2 条：与签名的存证树不符').waitFor();
    await look(page, 'replay-tampered');
    await page.unroute(`**/cases/${caseId}/events`);

    await page.route(`**/cases/${caseId}/proof`, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.checkpoint = body.checkpoint.replace(/\n\d+\n/, (size: string) => `\n${Number(size) + 1}\n`);
      await route.fulfill({ response: answer, json: body });
    });
    await verify.click();
    await page.getByText('存证点的签名不成立').waitFor();
    expect(web.complaints).toEqual([]);
  });

  it('shows figures whose every number opens exactly its cases', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/figures?from=2020-01-01');
    const number = page.locator('.headlines a').nth(1);
    await number.waitFor();
    await look(page, 'figures');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    const count = await number.innerText();
    await number.click();
    await expect.poll(() => page.locator('.list-count').innerText()).toContain(count);
    expect(web.complaints).toEqual([]);
  });

  it('tells how everything runs, in words', async () => {
    const page = await web.page();
    await signIn(page, 'admin', '/health');
    await page.getByText('保存全部记录').waitFor();
    await look(page, 'health');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    expect(web.complaints).toEqual([]);
  });

  it('keeps the registers, says beside its field what is wrong, and shows who changed what', async () => {
    const page = await web.page();
    await signIn(page, 'admin', '/admin');
    await page.getByText('新增或修改单位').click();
    const form = page.locator('.register-form');
    await form.getByLabel('编号').fill('坏');
    await form.getByRole('button', { name: '保存单位' }).click();
    await form.getByText('编号只能用字母').waitFor();
    await form.getByLabel('编号').fill('E99');
    await form.getByLabel('名称').fill('新桥五金厂');
    await form.getByRole('button', { name: '保存单位' }).click();
    await page.getByText('已保存').waitFor();
    await look(page, 'admin-organisations');
    for (const part of ['people', 'posts', 'accounts', 'settings']) {
      await page.goto(`/admin/${part}`);
      await page.locator('.card').first().waitFor();
      await page.locator('.skeleton').waitFor({ state: 'detached' });
      await look(page, `admin-${part}`);
      expect(await accessibilityFaults(page), part).toEqual([]);
      expect(await isTooWide(page), part).toBe(false);
    }
    await page.goto('/admin/changes');
    await page.getByText('新桥五金厂').waitFor();
    await look(page, 'admin-changes');
    await page.goto('/access-log?act=login');
    await page.locator('.admin-table tbody tr').first().waitFor();
    await look(page, 'access-log');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });
});
