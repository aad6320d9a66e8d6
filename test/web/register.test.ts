import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, NASTY, PASSWORD, PIXEL, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('entering a hazard on a telephone', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb();
  });
  afterAll(() => web?.close());

  /** Hazards with these words in the ledger. */
  async function entered(what: string): Promise<number> {
    const { rows } = await web.ledger.cases({ kind: 'hazard', limit: 200 });
    return rows.filter(({ title }) => title.includes(what)).length;
  }

  async function fill(page: Page, what: string): Promise<void> {
    await page.getByRole('combobox', { name: '单位或场所' }).fill('云岭加');
    await page.getByRole('option', { name: '云岭加油站' }).click();
    await page.getByLabel('部位', { exact: true }).fill(`油罐区 ${what}`);
    await page.getByRole('button', { name: '消防通道' }).click();
    await page.getByLabel('隐患情况').fill(what);
  }

  const send = (page: Page) => page.getByRole('button', { name: '提交登记' }).click();

  it('takes photo, place and what, and says what it has become', async () => {
    const page = await web.page('phone');
    await signIn(page, 'grid', '/register');
    await page.getByText('拍照', { exact: true }).waitFor();
    await look(page, 'register');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    await send(page);
    await page.getByText('请填写部位').waitFor();
    await look(page, 'register-faults');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.locator('input[capture]').setInputFiles({ name: 'IMG.png', mimeType: 'image/png', buffer: PIXEL });
    await page.getByAltText('第 1 张照片').waitFor();
    await fill(page, `通道 ${NASTY}`);
    await page.getByLabel('其他类别').fill(`其他${NASTY}`);
    await page.getByText('补充信息').click();
    await page.getByLabel('违反的标准或条款').fill(NASTY);
    await page.getByLabel('备注').fill(NASTY);
    await look(page, 'register-filled');
    await send(page);
    await page.getByText('✓ 已登记').waitFor();
    await look(page, 'register-sent');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await entered('onerror')).toBe(1);
    const row = (await web.ledger.cases({ kind: 'hazard', limit: 200 })).rows.find(({ title }) =>
      title.includes('onerror'),
    );
    const [event] = await web.ledger.events(row?.caseId ?? '');
    expect(event?.payload).toMatchObject({
      ...{ what: `通道 ${NASTY}`, where: `油罐区 通道 ${NASTY}`, kind: `其他${NASTY}`, standard: NASTY, note: NASTY },
    });
    expect(event?.payload.photos).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(web.complaints).toEqual([]);
  });

  it('is finished by the keyboard alone', async () => {
    const page = await web.page();
    await signIn(page, 'grid', '/register');
    await page.getByRole('combobox', { name: '单位或场所' }).focus();
    await page.keyboard.type('云岭加');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('键盘一层');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByLabel('隐患情况').focus();
    await page.keyboard.type('键盘登记');
    await page.getByRole('button', { name: '提交登记' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('✓ 已登记').waitFor();
    expect(await entered('键盘登记')).toBe(1);
  });

  it('waits while there is no network, in view, and goes out once when it is back, from whichever tab', async () => {
    const page = await web.page('phone');
    await signIn(page, 'grid', '/register');
    await page.getByText('拍照', { exact: true }).waitFor();
    const other = await page.context().newPage();
    await other.goto('/');
    await other.locator('nav.menu').waitFor({ state: 'attached' });
    await page.context().setOffline(true);
    await page.locator('input[capture]').setInputFiles({ name: 'IMG.png', mimeType: 'image/png', buffer: PIXEL });
    await fill(page, '断网登记');
    await send(page);
    await page.getByRole('heading', { name: '等待发送 1' }).waitFor();
    await look(page, 'register-waiting');
    expect(await entered('断网登记')).toBe(0);
    await page.context().setOffline(false);
    await expect.poll(() => entered('断网登记'), { timeout: 20_000 }).toBe(1);
    await expect.poll(() => page.getByRole('heading', { name: /^等待发送/ }).count()).toBe(0);
    await page.reload();
    await page.getByText('拍照', { exact: true }).waitFor();
    expect(await page.getByRole('heading', { name: /^等待发送/ }).count()).toBe(0);
    expect(await entered('断网登记')).toBe(1);
  });

  it('can be begun where there is no network at all', async () => {
    const page = await web.page('phone');
    const units = page.waitForResponse('**/api/v1/units');
    await signIn(page, 'grid', '/');
    await units;
    const ready = `caches.open('duban-pages').then((cache) => cache.keys()).then((all) => all.some(({ url }) => url.includes('register-page')) && all.some(({ url }) => url.endsWith('/')))`;
    await expect.poll(() => page.evaluate(ready), { timeout: 20_000 }).toBe(true);
    await page.context().setOffline(true);
    await page.goto('/register');
    await page.getByText('网络已断开', { exact: false }).waitFor();
    await fill(page, '没有网络');
    await send(page);
    await page.getByRole('heading', { name: '等待发送 1' }).waitFor();
    await page.context().setOffline(false);
    await page.getByText('✓ 已登记').waitFor();
    expect(await entered('没有网络')).toBe(1);
  });

  it('is entered once though the answer was lost', async () => {
    const page = await web.page('phone');
    await signIn(page, 'grid', '/register');
    await page.route('**/api/v1/hazards', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await fill(page, '答复丢失');
    await send(page);
    await page.getByRole('heading', { name: '等待发送 1' }).waitFor();
    await expect.poll(() => entered('答复丢失')).toBe(1);
    await page.unroute('**/api/v1/hazards');
    await page.getByRole('button', { name: '现在发送' }).click();
    await page.getByText('✓ 已登记').waitFor();
    expect(await entered('答复丢失')).toBe(1);
  });

  it('is still there after the page was closed, and after the session was over', async () => {
    const page = await web.page('phone');
    await signIn(page, 'grid', '/register');
    await fill(page, '会话过期');
    await page.locator('input[capture]').setInputFiles({ name: 'IMG.png', mimeType: 'image/png', buffer: PIXEL });
    await page.getByAltText('第 1 张照片').waitFor();
    const kept = `new Promise((resolve) => {
      indexedDB.open('duban').onsuccess = ({ target }) => {
        const all = target.result.transaction('draft').objectStore('draft').getAll();
        all.onsuccess = () => resolve(all.result.some(({ entry }) => entry.photos.length === 1));
      };
    })`;
    await expect.poll(() => page.evaluate(kept)).toBe(true);
    await page.reload();
    await page.getByText('已恢复上次没有提交的内容').waitFor();
    await page.getByAltText('第 1 张照片').waitFor();
    expect(await page.getByLabel('隐患情况').inputValue()).toBe('会话过期');

    await web.db.knex('session').delete();
    await send(page);
    const dialog = page.getByRole('dialog', { name: '登录已过期' });
    await dialog.waitFor();
    expect(await entered('会话过期')).toBe(0);
    await dialog.getByLabel('密码').fill(PASSWORD);
    await dialog.getByRole('button', { name: '登录' }).click();
    await page.getByText('✓ 已登记').waitFor();
    expect(await entered('会话过期')).toBe(1);
    expect(web.complaints).toEqual([]);
  });
});
