import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../src/cli/ledger-access.ts';
import { addMs } from '../../src/core/index.ts';
import { hazard, nextId } from '../api/stand.ts';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, elsewhere, signIn, startWeb, type WebStand } from './stand.ts';

/** A photo as a telephone takes it, of one colour. */
async function photo(background: string): Promise<Buffer> {
  return sharp({ create: { width: 1200, height: 900, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('the page of a case', () => {
  let web: WebStand;
  /** A hazard of E01 that waits to be graded, and the same for two who act at once. */
  let caseId: string;
  let contested: string;

  beforeAll(async () => {
    web = await startWeb();
    const department = await elsewhere(web, 'department');
    const before = await store(department, await photo('#7a4a2a'));
    const at = addMs(now(), -60_000);
    const post = 'department.head@D1';
    const report = async () =>
      (await department.post('/hazards', { ...hazard('E01'), post, found: at, photos: [before] })).body.caseId;
    caseId = await report();
    contested = await report();
  });
  afterAll(() => web?.close());

  async function store({ cookie, csrf }: Awaited<ReturnType<typeof elsewhere>>, bytes: Buffer): Promise<string> {
    const answer = await fetch(`${web.url}/api/v1/blobs`, {
      method: 'POST',
      headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    });
    return ((await answer.json()) as { sha256: string }).sha256;
  }

  async function open(page: Page, login: Parameters<typeof signIn>[1], id: string): Promise<void> {
    await signIn(page, login, `/cases/${id}`);
    await page.locator('.case-card').first().waitFor();
  }

  it('is acted on from the diagram, and says what happens next', async () => {
    const page = await web.page();
    await open(page, 'office', caseId);
    expect(await page.locator('.sentence').innerText()).toMatch(/定级/);
    expect(await page.locator('.state-box.now').textContent()).toContain('待定级');

    const next = page.locator('.state-box.can', { hasText: '已定级' });
    await next.focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog');
    await form.getByLabel('预计整改天数').fill('2');
    await form.getByRole('radio', { name: '否' }).first().check();
    await form.getByRole('button', { name: '定级', exact: true }).click();
    await page.getByText('已办理：定级').waitFor();
    await expect.poll(() => page.locator('.state-box.now').textContent()).toContain('已定级');
    expect(await page.locator('.move.taken text').allTextContents()).toContain('定级');
    // What I did myself is no news.
    expect(await page.getByText('刚有新记录').count()).toBe(0);

    await page
      .getByRole('button', { name: /剩|今日/ })
      .first()
      .click();
    const table = page.getByRole('dialog', { name: '逐日计算表' });
    await table.locator('tbody tr').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    expect(web.complaints).toEqual([]);
  });

  it('is shown on a telephone, where the unit hands in what it has done with a photo', async () => {
    const office = await elsewhere(web, 'office');
    expect((await office.act(caseId, 'orderRectification', { legalBasis: '《安全生产法》第六十五条' })).status).toBe(
      200,
    );
    expect((await office.act(caseId, 'recordService', { mode: 'inPerson', signedBy: '负责人' })).status).toBe(200);
    const page = await web.page('phone');
    await open(page, 'unit', caseId);
    expect(await page.locator('.chart-list li[aria-current=step]').innerText()).toContain('整改中');
    await look(page, 'case-unit');
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.locator('.acts').getByRole('button', { name: '提交整改' }).click();
    const form = page.getByRole('dialog');
    await form
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'after.jpg',
        mimeType: 'image/jpeg',
        buffer: await photo('#2a7a4a'),
      });
    await form.locator('figure img').first().waitFor();
    await form.getByRole('button', { name: '提交整改' }).click();
    await page.getByText('已办理：提交整改').waitFor();
    const sides = page.locator('.evidence-pair .evidence-side');
    await expect.poll(() => sides.nth(1).locator('img').count()).toBe(1);
    await sides.nth(1).getByRole('button', { name: /放大/ }).click();
    await expect
      .poll(() => page.evaluate("document.querySelector('.photo-view img').naturalWidth"))
      .toBeGreaterThan(360);
    await page.getByRole('button', { name: '关闭' }).click();
    expect(web.complaints).toEqual([]);
  });

  it('tells who did what, on whose behalf, when, and leads from each fact to its entry', async () => {
    const page = await web.page();
    await open(page, 'office', caseId);
    const where = page.locator('.facts dd .who-when', { hasText: '二楼安全出口' }).first();
    await where.focus();
    expect(await where.locator('.note').innerText()).toMatch(/录入 \d{4}-\d\d-\d\d/);
    await where.getByRole('button', { name: '查看第 1 条记录' }).click();
    await expect.poll(() => page.locator('#event-1 details').getAttribute('open')).not.toBeNull();
    expect(await page.locator('#event-1').innerText()).toMatch(/部位\s*二楼安全出口/);
    expect(await page.locator('.messages li').count()).toBeGreaterThan(0);
    await look(page, 'case-office');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('.acts').isVisible()).toBe(false);
    expect(await page.locator('.entries > li').count()).toBe(5);
    await look(page, 'case-print');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });

  it('tells two who act at once of each other, and keeps what the slower one has typed', async () => {
    const slow = await web.page();
    await open(slow, 'chief', contested);
    await slow.getByRole('button', { name: '定级', exact: true }).first().click();
    const form = slow.getByRole('dialog');
    await form.getByLabel('预计整改天数').fill('45');

    const office = await elsewhere(web, 'office');
    const graded = await office.act(contested, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
    expect(graded.status).toBe(200);
    await slow.getByText(/刚有新记录：定级/).waitFor();
    await expect.poll(() => slow.locator('.state-box.now').textContent()).toContain('已定级');
    expect(await form.getByLabel('预计整改天数').inputValue()).toBe('45');

    await form.getByRole('radio', { name: '否' }).first().check();
    await form.getByRole('button', { name: '定级', exact: true }).click();
    await form.getByText('有人先办了一步').waitFor();
    expect(await form.getByLabel('预计整改天数').inputValue()).toBe('45');
    await look(slow, 'case-conflict');
    expect((await office.get(`/cases/${contested}`)).body.seq).toBe(2);
    expect(web.complaints).toEqual([]);
  });

  it('shows every kind in the same frame, each with what only it has', async () => {
    const office = await elsewhere(web, 'office');
    const { body: entry } = await office.post('/registers/emergencyPlan/entries', {
      commandId: nextId(),
      post: 'street.safetyOffice',
      fields: { unit: 'E01', kind: '综合应急预案', version: '2026 版', publishedAt: now().slice(0, 10) },
    });
    await web.ledger.settle(entry.duties[0]);
    const { body: papers } = await office.get(`/cases/${caseId}/notices`);
    const { body: paper } = await office.post(`/cases/${caseId}/notices`, {
      seq: papers.owed[0].seq,
      nth: papers.owed[0].nth,
    });
    const page = await web.page();
    await open(page, 'auditor', 'H-2026-000021');
    expect(await page.getByText('已办结：只能查看').count()).toBe(1);
    expect(await page.locator('.state-box.can, .act-button.main').count()).toBe(0);
    const frames = [
      ['H-2026-000021', /已结束的期限/],
      ['H-2026-000002-A1', /升级阶梯\s*第 1 级/],
      ['T-2026-000006', /承办岗位/],
      [paper.caseId, /主送/],
      [entry.caseId, /版本\s*2026 版/],
      [entry.duties[0], /履职期次/],
    ] as const;
    for (const [id, words] of frames) {
      await page.goto(`/cases/${id}`);
      await page.locator('.case-card.tools').waitFor();
      expect(await page.locator('.page').innerText()).toMatch(words);
      expect([id, await isTooWide(page)]).toEqual([id, false]);
    }
    await page.goto('/cases/H-2026-000002-A1');
    await page.getByRole('button', { name: '为什么' }).click();
    await page.getByRole('dialog').locator('h2, .state').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });

  it('is not shown to whom it is not meant for', async () => {
    const page = await web.page();
    await signIn(page, 'village', `/cases/${caseId}`);
    await page.locator('.state').waitFor();
    expect(await page.locator('.case-card').count()).toBe(0);
    expect(web.complaints).toEqual([]);
  });
});
