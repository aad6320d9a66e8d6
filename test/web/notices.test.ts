import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../src/cli/ledger-access.ts';
import { addMs } from '../../src/core/index.ts';
import { hazard } from '../api/stand.ts';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, elsewhere, NASTY, PIXEL, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('papers and messages', () => {
  let web: WebStand;
  /** The notice of a rectification as it was drafted, and one more that is voided elsewhere. */
  let paper: string;
  let other: string;

  beforeAll(async () => {
    web = await startWeb({ printed: true });
    [paper, other] = [await drafted(web), await drafted(web)];
    await web.ledger.messages.putInbox({
      id: 'message-1',
      person: 'p011',
      subject: `【待签发】隐患整改通知书：${NASTY}`,
      body: `事由：待签发（${paper}）\n为何发给你：街道安办——你是该岗位的任职人员\n查看办理：https://duban.example/cases/${paper}\n${NASTY}\n`,
    });
  });
  afterAll(() => web?.close());

  it('given a draft, when each figure is opened, then it shows the entry it comes from; completed, signed, served, received, the paper has its number and its way', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/notices');
    await page.locator('.notice-list li').first().waitFor();
    await look(page, 'notices');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    await page.goto(`/notices/${paper}`);
    const sheet = page.locator('.paper-sheet');
    await sheet.locator('.paper-value').first().waitFor();
    await look(page, 'paper-draft');
    expect(await sheet.innerText()).toContain('进行检查，发现存在下列安全隐患');
    await sheet.locator('.paper-value', { hasText: '堆放货物' }).click();
    const fact = page.locator('.paper-facts .shown');
    await fact.locator('.entry').first().waitFor();
    expect(await fact.locator('a').first().getAttribute('href')).toMatch(/^\/cases\/H-\d{4}-\d{6}#event-\d+$/);
    expect(await accessibilityFaults(page)).toEqual([]);

    const form = page.getByRole('dialog');
    await page.getByText('其他操作').click();
    await page.getByRole('button', { name: '补充文书内容' }).click();
    await asOffice(form);
    await form.getByLabel('被检查单位签收或拒签说明', { exact: false }).fill(NASTY);
    await look(page, 'paper-complete');
    await form.getByRole('button', { name: '补充文书内容' }).click();
    await page.getByText('已办理：补充文书内容').waitFor();
    await sheet.locator('.paper-value', { hasText: '</script>' }).waitFor();
    await page.getByText('签发后立即编号', { exact: false }).waitFor();
    await page.getByRole('button', { name: '签发文书' }).first().click();
    await asOffice(form);
    await form.getByRole('button', { name: '签发文书' }).click();
    await page.getByText('已办理：签发文书').waitFor();
    await expect.poll(() => page.locator('.paper-marks b').innerText()).toMatch(/〔\d{4}〕\d+号/);

    await page.getByRole('button', { name: '登记送达' }).click();
    await asOffice(form);
    await form.getByLabel('送达方式').click();
    await page.locator('.ant-select-item', { hasText: '当面送达' }).click();
    await form.getByLabel('送达人').fill('林明燊');
    // The photo is still on its way when the act is sent: it waits for it.
    let arrive = () => {};
    const slow = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route('**/api/v1/blobs', async (route) => {
      await slow;
      await route.continue();
    });
    await form.locator('input[type=file]').setInputFiles({ name: 'slip.png', mimeType: 'image/png', buffer: PIXEL });
    await form.getByText('slip.png 正在上传').waitFor();
    await look(page, 'paper-serve');
    await form.getByRole('button', { name: '登记送达' }).click();
    arrive();
    await page.locator('.paper-services li', { hasText: '当面送达，送达人 林明燊' }).waitFor();
    await page.locator('.paper-services').getByText('送达凭证').waitFor();
    await page.getByRole('button', { name: '登记签收' }).click();
    await asOffice(form);
    await form.getByLabel('签收人').fill('陈经理');
    await form.getByRole('button', { name: '登记签收' }).click();
    await page.getByText('签收人 陈经理').waitFor();
    await page.getByRole('radio', { name: 'PDF' }).check();
    const frame = page.locator('iframe.paper-frame');
    const file = await page.request.get((await frame.getAttribute('src')) ?? '');
    expect(file.headers()['content-disposition']).toMatch(/^inline/);
    expect(file.headers()['content-security-policy']).toContain("frame-ancestors 'self'");
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.getByRole('radio', { name: '正文' }).check();
    await look(page, 'paper-received');
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });

  it('given a signer at work, when the paper is voided elsewhere, then he is told and nothing is signed; the register explains the number', async () => {
    const page = await web.page();
    await signIn(page, 'chief', `/notices/${other}`);
    await page.locator('.paper-sheet').waitFor();
    const office = await elsewhere(web, 'office');
    const signed = await office.act(other, 'signNotice', {}, { post: 'street.safetyOffice' });
    expect([signed.status, signed.text]).toEqual([200, expect.any(String)]);
    await page.getByText('已签发待送达').first().waitFor();
    const gone = await office.act(other, 'voidNotice', { reason: '单位名称有误' });
    expect([gone.status, gone.text]).toEqual([200, expect.any(String)]);
    await page.getByText('已作废：单位名称有误').waitFor();

    await page.goto('/notices?tab=register');
    await page.getByText('序号连续，没有缺号').waitFor();
    await page.locator('.register-table tr.voided', { hasText: '单位名称有误' }).waitFor();
    await look(page, 'register');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    expect(web.complaints).toEqual([]);
  });

  it('given a message with markup in it, when it is opened on a telephone, then it says why and leads to the paper, and is read once', async () => {
    const page = await web.page('phone');
    await signIn(page, 'office', '/inbox');
    await page.getByText('1 条未读').waitFor();
    await page.locator('.inbox summary').focus();
    await page.keyboard.press('Enter');
    await page.getByText('为何发给你').waitFor();
    await expect.poll(async () => (await web.ledger.messages.unread('p011')) === 0).toBe(true);
    await look(page, 'inbox');
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('.message-body a').first().click();
    await page.waitForURL(`**/notices/${paper}`);
    await page.locator('.paper-sheet').waitFor();
    await look(page, 'paper-phone');
    expect(await isTooWide(page)).toBe(false);
    expect(web.complaints).toEqual([]);
  });
});

/** Whoever holds several posts says in which he acts. */
async function asOffice(form: Locator): Promise<void> {
  await form.locator('button[type=submit]').waitFor();
  const post = form.getByRole('radio', { name: '街道安办', exact: true });
  if ((await post.count()) > 0) await post.check();
}

/** A hazard whose rectification was ordered a minute ago, and the notice drafted from it. */
async function drafted(web: WebStand): Promise<string> {
  const grid = await elsewhere(web, 'grid');
  const office = await elsewhere(web, 'office');
  const { caseId } = (await grid.post('/hazards', hazard('E04', { found: addMs(now(), -60_000) }))).body;
  const post = { post: 'street.safetyOffice' };
  await office.act(caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } }, post);
  const ordered = await office.act(caseId, 'orderRectification', {}, post);
  const opened = await office.post(`/cases/${caseId}/notices`, { seq: ordered.body.seq, nth: 0 });
  if (opened.status !== 200) throw new Error(opened.text);
  return opened.body.caseId;
}
