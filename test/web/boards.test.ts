import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now } from '../../src/cli/ledger-access.ts';
import { addDays, type Instant, kinds } from '../../src/core/index.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, elsewhere, signIn, startWeb, type WebStand } from './stand.ts';

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('boards and the flow of an interview', () => {
  let web: WebStand;
  /** A matter whose interview was named eighteen days ago for ten days ago. */
  let matter: string;

  beforeAll(async () => {
    web = await startWeb({ printed: true });
    matter = await invited(web);
  });
  afterAll(() => web?.close());

  it('given cases in several states, when a leader opens the boards, then each column counts and opens exactly its cases', async () => {
    const page = await web.page();
    await signIn(page, 'leader', '/boards');
    const ordered = page.getByRole('region', { name: '挂牌中' });
    await ordered.waitFor();
    const count = Number(await ordered.locator('h2 b').innerText());
    expect(await ordered.locator('.board-card').count()).toBe(count);
    expect(count).toBeGreaterThan(1);
    await look(page, 'board-supervision');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);

    await ordered.locator('h2 a').click();
    await page.getByText(`挂牌中：共 ${count} 件`, { exact: false }).waitFor();
    expect(await page.locator('.board-list .board-card').count()).toBe(count);
    await look(page, 'board-column');
    await page.getByRole('button', { name: '返回看板' }).click();
    await ordered.waitFor();

    for (const board of ['三级会商', '问责', '约谈'])
      await page.getByRole('navigation', { name: '选择看板' }).getByRole('link', { name: board, exact: true }).click();
    await page.getByRole('region', { name: '待约谈' }).locator('.board-card').first().waitFor();
    await look(page, 'board-interview');
    await page.goto('/boards/accountability');
    await page.getByRole('region', { name: '已发出' }).locator('.board-card').first().waitFor();
    await look(page, 'board-accountability');
    expect(web.complaints).toEqual([]);
  });

  it('given a telephone and a tier, when the board is narrowed, then columns are a list with headings and the address keeps the filter', async () => {
    const page = await web.page('phone');
    await signIn(page, 'office', '/boards/supervision?tier=T2');
    await page.getByText('现在没有案件').waitFor();
    await page.getByRole('button', { name: '清除筛选' }).click();
    const first = page.locator('.board-card').first();
    await first.waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await first.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/cases\//);
    expect(web.complaints).toEqual([]);
  });

  it('given an interview that was named, when the office goes through its steps, then no proxy is taken and each demand has its day', async () => {
    const page = await web.page();
    await signIn(page, 'office', `/interviews/${matter}`);
    const step = (name: string) => page.locator('.interview-step', { hasText: name });
    await step('到场约谈').getByText('现在办理').waitFor();
    await step('约谈通知').getByText('街道三楼会议室').waitFor();
    await page
      .getByText('个工作日后', { exact: false })
      .or(page.getByText('最多改期', { exact: false }))
      .first()
      .waitFor();
    await look(page, 'interview-attendance');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: '登记约谈', exact: true }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('radio', { name: '街道安办', exact: true }).check();
    await form.getByRole('radio', { name: '委托他人' }).check();
    const send = form.getByRole('button', { name: '登记约谈', exact: true });
    await send.click();
    await form.getByText('本人', { exact: false }).last().waitFor();
    expect((await web.ledger.state(matter))?.regions.interview).toBe('decided');
    await form.getByRole('radio', { name: '本人到场' }).check();
    await form.getByRole('button', { name: '添加一行' }).click();
    await form.getByLabel('要求', { exact: true }).fill('三日内清空安全出口');
    await form.getByLabel('责任单位').fill('盐垾村');
    await form.getByLabel('完成日期').fill(addDays(now().slice(0, 10), 5));
    await look(page, 'interview-form');
    await send.click();
    await step('约谈纪要').getByText('现在办理').waitFor();
    await step('约谈要求').getByText('三日内清空安全出口').waitFor();
    await look(page, 'interview-held');

    await page.getByRole('button', { name: '登记约谈纪要' }).click();
    await form.getByRole('radio', { name: '街道安办', exact: true }).check();
    await form.getByRole('button', { name: '登记约谈纪要' }).click();
    await step('约谈纪要').getByText('已完成').waitFor();

    // The report is the village's own; the office then finds the demand unmet.
    const village = await elsewhere(web, 'village');
    const filed = await village.act(matter, 'fileInterviewReport', { report: '已部分清理', note: '附照片' });
    expect([filed.status, filed.text]).toEqual([200, expect.any(String)]);
    await page.getByRole('button', { name: '核查约谈要求' }).click();
    const check = page.getByRole('dialog');
    await check.getByRole('radio', { name: '街道安办', exact: true }).check();
    await check.getByRole('radio', { name: '否' }).check();
    await check.getByText('补充信息', { exact: false }).click();
    await check.getByLabel('理由').fill('出口仍堵塞');
    await check.getByRole('button', { name: '核查约谈要求' }).click();
    await step('核查落实').getByText('未落实').first().waitFor();
    await look(page, 'interview-failed');
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(web.complaints).toEqual([]);
  });
});

/** Opens a matter at the rung of the interview and signs its notice, as it happened some days ago. */
async function invited({ db }: WebStand): Promise<string> {
  let clock: Instant = onDay(-20, '10:00');
  const past = createLedger({ db, kinds, now: () => clock });
  const office = { post: 'street.safetyOffice', person: 'p011' };
  const opened = await past.record({
    kind: 'matter',
    commandId: 'interview-open',
    type: 'openMatter',
    actor: office,
    payload: {
      ladder: 'A',
      subjectKind: 'village',
      subjectId: 'V1',
      ground: 'accident',
      what: '出租屋火灾',
      basis: '安委〔2018〕2号',
      reason: '发生事故',
    },
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
  const { caseId } = opened;
  clock = onDay(-16, '10:00');
  await past.settle(caseId);
  const signed = await past.record({
    kind: 'matter',
    caseId,
    commandId: 'interview-sign',
    type: 'signNotice',
    actor: { post: 'street.leader', person: 'p017' },
    payload: {
      notice: 'interviewNotice',
      interviewAt: onDay(-1, '09:30'),
      place: '街道三楼会议室',
      host: '分管领导',
      reasons: '火灾事故暴露排查不到位',
    },
  });
  if (!signed.ok) throw new Error(JSON.stringify(signed.refusal));
  return caseId;
}

function onDay(days: number, time: string): Instant {
  return `${addDays(now().slice(0, 10), days)}T${time}:00+08:00`;
}
