import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, PASSWORD, signIn, startWeb, type WebStand } from './stand.ts';

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

  it('asks for a new password in place of a one-time password, and opens nothing before', async () => {
    const page = await web.page('phone');
    await page.goto('/hazards');
    await page.getByLabel('用户名').fill('fresh');
    await page.getByLabel('密码').fill(PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('heading', { name: '首次登录须先修改密码' }).waitFor();
    expect(await page.locator('nav.menu').count()).toBe(0);
    await page.getByLabel('当前密码').fill(PASSWORD);
    await page.getByLabel('新密码', { exact: true }).fill('new horse battery staple');
    await page.getByLabel('再输一次新密码').fill('new horse battery stable');
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.getByText('两次输入的新密码不一致').waitFor();
    await page.getByLabel('再输一次新密码').fill('new horse battery staple');
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.getByText('密码已修改').waitFor();
    await page.getByLabel('用户名').fill('fresh');
    await page.getByLabel('密码').fill('new horse battery staple');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('heading', { name: '隐患台账' }).waitFor();
    expect(web.complaints).toEqual([]);
  });

  it('is ended from another place, and by oneself; nothing stays to be seen', async () => {
    const [page, other] = [await web.page(), await web.page('phone')];
    await signIn(other, 'team');
    await signIn(page, 'team', '/account');
    await page.getByRole('button', { name: '结束其他登录' }).click();
    await page.getByText('已结束 1 个登录').waitFor();
    await look(page, 'account');
    expect(await accessibilityFaults(page)).toEqual([]);
    await other.getByRole('button', { name: '打开菜单' }).click();
    await other.getByRole('link', { name: '隐患台账' }).click();
    await other.getByRole('dialog', { name: '登录已过期' }).waitFor();

    await page.getByRole('button', { name: /^我的账户/ }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('heading', { name: '登录督办系统' }).waitFor();
    await page.goBack();
    expect(await page.locator('nav.menu').count()).toBe(0);
    expect(web.complaints).toEqual([]);
  });

  it('is locked after too many failures, and says for how long', async () => {
    const page = await web.page();
    await page.goto('/');
    for (let nth = 0; nth < 12 && (await page.getByText('已暂时锁定').count()) === 0; nth++) {
      await page.getByLabel('用户名').fill('chief');
      await page.getByLabel('密码').fill(`wrong ${nth}`);
      const answered = page.waitForResponse('**/api/v1/session');
      await page.getByRole('button', { name: '登录' }).click();
      await answered;
      await page.getByRole('button', { name: '登录' }).isEnabled();
    }
    await page.getByText(/已暂时锁定，约 \d+ 分钟后可以再试/).waitFor();
  });
});
