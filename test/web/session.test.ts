import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('logging in on a page', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb();
  });
  afterAll(() => web?.close());

  it('shows what the person may open, and leads on to the address that was asked for', async () => {
    const page = await web.page();
    await signIn(page, 'office', '/hazards');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('隐患台账');
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toContain('登记隐患');
    await look(page, 'hazards');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    const admin = await web.page();
    await signIn(admin, 'auditor');
    expect(await admin.getByRole('navigation').getByRole('link').allInnerTexts()).not.toContain('登记隐患');
    expect(web.complaints).toEqual([]);
  });

  it('says why it did not work', async () => {
    const page = await web.page('phone');
    await page.goto('/');
    await page.getByRole('button', { name: '登录' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toBe('请填写用户名');
    await page.getByLabel('用户名').fill('grid');
    await page.getByLabel('密码').fill('wrong');
    await page.getByRole('button', { name: '登录' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('用户名或密码不正确');
    await look(page, 'login');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  });
});
