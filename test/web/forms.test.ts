import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../src/cli/ledger-access.ts';
import { hazard, nextId } from '../api/stand.ts';
import { accessibilityFaults, look } from './looks.ts';
import { CHROMIUM, elsewhere, NASTY, PASSWORD, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('a form of an act', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb({ demo: false });
  });
  afterAll(() => web?.close());

  /** A hazard that waits for its grade, and the desk of the office with the form open. */
  async function grading(title: string): Promise<{ readonly page: Page; readonly caseId: string }> {
    const grid = await elsewhere(web, 'grid');
    const { body } = await grid.post('/hazards', {
      ...hazard('E04'),
      commandId: `w-${nextId()}`,
      what: title,
      found: now(),
    });
    const page = await web.page();
    await signIn(page, 'office');
    await page.getByRole('button', { name: new RegExp(`^办理.*${title}`) }).click();
    await page.getByRole('button', { name: '定级', exact: true }).waitFor();
    await page.getByRole('radio', { name: '否' }).first().check();
    await page.getByText('补充信息', { exact: false }).click();
    await page.getByLabel('备注').fill(NASTY);
    return { page, caseId: body.caseId };
  }

  const submit = (page: Page) => page.getByRole('button', { name: '定级', exact: true }).click();
  const types = async (caseId: string) => (await web.ledger.events(caseId)).map(({ type }) => type);

  it('is kept while the session is over, and sent after the log-in; what was typed arrives as it was', async () => {
    const { page, caseId } = await grading('会话过期');
    await web.db.knex('session').delete();
    await submit(page);
    const dialog = page.getByRole('dialog', { name: '登录已过期' });
    await dialog.getByLabel('密码').fill(PASSWORD);
    await look(page, 'form-session-over');
    await dialog.getByRole('button', { name: '登录' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('备注').inputValue()).toBe(NASTY);
    await submit(page);
    await page.getByText('已办理', { exact: false }).waitFor();
    const events = await web.ledger.events(caseId);
    expect(events.map(({ type }) => type)).toEqual(['HazardReported', 'HazardGraded']);
    expect(events.at(-1)?.payload.note).toBe(NASTY);
    expect(web.complaints).toEqual([]);
  });

  it('is sent again when the network is back, once', async () => {
    const { page, caseId } = await grading('断网办理');
    await page.route('**/commands', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await submit(page);
    await page.getByText('网络恢复后自动重发', { exact: false }).waitFor();
    await look(page, 'form-waiting');
    await expect.poll(() => types(caseId)).toEqual(['HazardReported', 'HazardGraded']);
    await page.unroute('**/commands');
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await page.getByText('已办理', { exact: false }).waitFor();
    expect(await types(caseId)).toEqual(['HazardReported', 'HazardGraded']);
  });

  it('says kindly that somebody was faster, and keeps what was typed', async () => {
    const { page, caseId } = await grading('有人先办');
    const chief = await elsewhere(web, 'chief');
    const first = await chief.act(caseId, 'gradeHazard', { facts: { threatensLife: false } });
    expect(first.status).toBe(200);
    await submit(page);
    await page.getByText('这一步不能再办', { exact: false }).waitFor();
    await look(page, 'form-overtaken');
    expect(await accessibilityFaults(page)).toEqual([]);
    await expect.poll(() => page.getByRole('alert').last().innerText()).toMatch(/定级.*这一步不能再办/s);
    expect(await page.getByLabel('备注').inputValue()).toBe(NASTY);
    expect((await types(caseId)).filter((type) => type === 'HazardGraded')).toHaveLength(1);
  });

  it('finds again what was typed before the page was left', async () => {
    const { page, caseId } = await grading('草稿恢复');
    await page.reload();
    await page.getByRole('button', { name: /^办理.*草稿恢复/ }).click();
    await page.getByText('填写但未提交的内容', { exact: false }).waitFor();
    await page.getByText('补充信息', { exact: false }).click();
    expect(await page.getByLabel('备注').inputValue()).toBe(NASTY);
    await page.getByRole('button', { name: '清除重填' }).click();
    expect(await page.getByLabel('备注').inputValue()).toBe('');
    await submit(page);
    await page.getByText('请选择是否危及人身安全').waitFor();
    expect(await types(caseId)).toEqual(['HazardReported']);
    expect(web.complaints).toEqual([]);
  });

  it('is recorded once when it is open in two tabs', async () => {
    const { page, caseId } = await grading('两个标签页');
    const other = await page.context().newPage();
    await other.goto('/');
    await other.getByRole('button', { name: /^办理.*两个标签页/ }).click();
    await other.getByText('填写但未提交的内容', { exact: false }).waitFor();
    await Promise.all([submit(page), submit(other)]);
    for (const tab of [page, other]) await tab.getByText(/已办理|有人先办了一步|此前已经送达并登记/).waitFor();
    expect(await types(caseId)).toEqual(['HazardReported', 'HazardGraded']);
    expect(web.complaints).toEqual([]);
  });
});
