import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../src/cli/ledger-access.ts';
import { addMs } from '../../src/core/index.ts';
import { hazard } from '../api/stand.ts';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, elsewhere, PIXEL, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('the desk', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb();
    // A danger to life that was found forty minutes ago: it had to be graded within thirty.
    const grid = await elsewhere(web, 'grid');
    const at = addMs(now(), -40 * 60_000);
    const { body } = await grid.post('/hazards', { ...hazard('E04'), found: at, at, threatensLife: true });
    await web.ledger.settle(body.caseId);
  });
  afterAll(() => web?.close());

  it('has what is overdue first, each with its sentence, and the act one click away', async () => {
    const page = await web.page();
    await signIn(page, 'office');
    const rows = page.locator('.desk-row');
    await rows.first().waitFor();
    const groups = await page.locator('h2.desk-group').allInnerTexts();
    expect(groups[0]).toContain('已逾期');
    expect(await rows.first().innerText()).toMatch(/街道安办.*\d+月\d+日|应于/s);
    await look(page, 'desk-office');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    const act = rows.first().getByRole('button', { name: /^办理/ });
    await act.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.waitFor();
    await expect.poll(() => drawer.getByRole('button').count()).toBeGreaterThan(1);
    await look(page, 'desk-act');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });

  it('changes by itself when what was to be done has been done elsewhere', async () => {
    const page = await web.page();
    await signIn(page, 'office');
    const row = page.locator('.desk-row', { hasText: '定级确认' });
    await row.waitFor();
    const office = await elsewhere(web, 'office');
    const { body } = await office.get('/desk');
    const item = body.items.find(({ label }: { label: string }) => label.startsWith('定级确认'));
    const post = { post: 'street.safetyOffice' };
    const done = await office.act(item.caseId, 'gradeHazard', { facts: { threatensLife: true } }, post);
    expect([done.status, done.text]).toEqual([200, expect.any(String)]);
    await row.waitFor({ state: 'detached' });
  });

  it('is worked off on a telephone: the evidence that the rules ask for is marked, and a file that is no photo is told at once', async () => {
    const page = await web.page('phone');
    await signIn(page, 'unit');
    const row = page.locator('.desk-row', { hasText: '整改' }).first();
    await row.waitFor();
    await look(page, 'desk-unit');
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    const caseId = /H-\d{4}-\d{6}/.exec(await row.innerText())?.[0] ?? '';
    await row.getByRole('button', { name: /^办理/ }).click();
    const send = page.getByRole('button', { name: '提交整改', exact: true });
    await send.click();
    await page.getByText('请填写整改后照片').waitFor();

    const photos = page.locator('input[type=file]').first();
    await photos.setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no photo at all') });
    await page.getByText('只接受照片', { exact: false }).waitFor();
    await page.getByRole('button', { name: '移除 photo.jpg' }).click();
    await photos.setInputFiles({ name: 'after.png', mimeType: 'image/png', buffer: PIXEL });
    await page.getByAltText('after.png').waitFor();
    await page.getByLabel('整改情况').fill('已补训并建档');
    await look(page, 'desk-rectify');
    expect(await accessibilityFaults(page)).toEqual([]);
    await send.click();
    await page.getByText('已办理', { exact: false }).waitFor();
    const last = (await web.ledger.events(caseId)).find(({ type }) => type === 'RectificationSubmitted');
    expect(last?.payload.photos).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(web.complaints).toEqual([]);
  });

  it('shows leaders what has gone wrong in the whole street', async () => {
    const page = await web.page();
    await signIn(page, 'leader');
    await page.getByText('需要关注的例外').waitFor();
    await expect.poll(() => page.locator('section[aria-labelledby=exceptions] .desk-row').count()).toBeGreaterThan(0);
    await look(page, 'desk-leader');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });
});
