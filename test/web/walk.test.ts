import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, addMs, fromMs, type Instant, toMs } from '../../src/core/index.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { CHROMIUM, type Login, signIn, startWeb, type WebStand } from './stand.ts';

const HAZARD = 'H-2025-000001';
/** The matter of the village that supervises the unit. */
const MATTER = `${HAZARD}-A1`;

describe.skipIf(CHROMIUM === undefined && !process.env.CI)(
  "a hazard from the clerk's phone to the auditor's replay",
  () => {
    const clock = runningFrom('2025-03-10T09:00:00+08:00');
    let web: WebStand;
    beforeAll(async () => {
      web = await startWeb({ demo: false, clock });
    });
    afterAll(() => web?.close());

    /** Lets time pass: each midnight and morning on the way, what is due happens, as it does when the engine runs. */
    async function until(at: Instant): Promise<void> {
      const stops: Instant[] = [];
      for (let day = clock.now.slice(0, 10); day <= at.slice(0, 10); day = addDays(day, 1))
        stops.push(`${day}T00:00:00+08:00`, `${day}T09:00:00+08:00`);
      for (const stop of [...stops.filter((one) => one > clock.now && one < at), at]) {
        clock.now = stop;
        await wakeUp();
      }
    }

    /** Settles whoever has news or a clock that has come, until nobody has. */
    async function wakeUp(): Promise<void> {
      const soon = addMs(clock.now, 1);
      const wakes = await web.ledger.wakes(soon, 100);
      const ids = new Set([...wakes, ...(await web.ledger.forgotten(soon, 100))].map(({ caseId }) => caseId));
      for (const caseId of ids) await web.ledger.settle(caseId);
      await web.ledger.acknowledge(wakes);
      if (ids.size > 0) await wakeUp();
    }

    /** Somebody sits down at a device, logs in, does something and leaves. */
    async function as(login: Login, at: string, work: (page: Page) => Promise<void>, device?: 'phone'): Promise<void> {
      const page = await web.page(device);
      await signIn(page, login, at);
      await work(page);
      await page.context().close();
    }

    /** Does the duty that the desk shows with these words. */
    async function fromDesk(page: Page, duty: string, act: string, fill?: (form: Locator) => Promise<void>) {
      await page.locator('.desk-row', { hasText: duty }).first().getByRole('button', { name: /^办理/ }).click();
      await submit(page, act, fill);
    }

    async function submit(page: Page, act: string, fill?: (form: Locator) => Promise<void>): Promise<void> {
      const form = page.getByRole('dialog');
      const send = form.getByRole('button', { name: act, exact: true });
      await send.waitFor();
      await fill?.(form);
      await send.click();
      await form.waitFor({ state: 'detached' });
      await page
        .getByText(/^已办理：/)
        .first()
        .waitFor();
    }

    async function addPhoto(input: Locator, background: string): Promise<void> {
      const buffer = await sharp({ create: { width: 1200, height: 900, channels: 3, background } })
        .jpeg()
        .toBuffer();
      await input.setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });
    }

    it("is entered by a grid worker on a telephone, and graded, ordered and served from the office's desk", async () => {
      await as(
        'grid',
        '/register',
        async (page) => {
          await addPhoto(page.locator('input[capture]'), '#7a4a2a');
          await page.getByAltText('第 1 张照片').waitFor();
          await page.getByRole('combobox', { name: '单位或场所' }).fill('云岭加');
          await page.getByRole('option', { name: '云岭加油站' }).click();
          await page.getByLabel('部位', { exact: true }).fill('二楼安全出口');
          await page.getByRole('button', { name: '消防通道' }).click();
          await page.getByLabel('隐患情况').fill('堆放货物堵塞安全出口');
          await page.getByRole('button', { name: '提交登记' }).click();
          await page.getByText(`编号 ${HAZARD}`).waitFor();
        },
        'phone',
      );

      clock.now = '2025-03-10T09:20:00+08:00';
      await as('office', '/', async (page) => {
        await fromDesk(page, '定级', '定级', async (form) => {
          await form.getByLabel('预计整改天数').fill('20');
          await form.getByRole('radio', { name: '否' }).first().check();
        });
        await fromDesk(page, '派发', '下达整改要求', async (form) => {
          await form.getByLabel('法律依据').fill('《安全生产法》第四十一条');
        });
        await fromDesk(page, '送达', '登记送达', async (form) => {
          await form.getByRole('radio', { name: '当面送达' }).check();
          await form.getByLabel('签收人').fill('站长');
        });
      });
      const state = await web.ledger.state(HAZARD);
      expect(Object.values(state?.clocks ?? {})).toContainEqual(
        expect.objectContaining({ rule: 'hazard.T2.rectify', dueAt: '2025-04-10T00:00:00+08:00' }),
      );
    });

    it('lapses in silence of the unit, climbs rung by rung, and each paper has its signer', async () => {
      await until('2025-04-23T15:00:00+08:00');
      await as('leader', '/', async (page) => {
        await page.getByText('需要关注的例外').waitFor();
        await fromDesk(page, MATTER, '签发文书');
      });
      await until('2025-05-09T16:00:00+08:00');
      await as('secretary', '/', (page) => fromDesk(page, MATTER, '签发文书'));
      const { rungs } = (await web.ledger.state(MATTER)) as never as { rungs: { notice: string }[] };
      expect(rungs.map(({ notice }) => notice)).toEqual(['prompt', 'notification', 'warning', 'criticism']);
    });

    it('comes to an interview, whose notice may not be too short and to which nobody sends another', async () => {
      await until('2025-05-23T15:00:00+08:00');
      await as('leader', `/interviews/${MATTER}`, async (page) => {
        await page.getByRole('button', { name: '签发文书' }).click();
        const form = page.getByRole('dialog');
        await form.getByLabel('约谈时间').fill('2025-05-28T10:00');
        await form.getByLabel('地点').fill('街道三楼会议室');
        await form.getByRole('button', { name: '签发文书', exact: true }).click();
        await form.getByText('没有提交成功').waitFor();
        await form.getByLabel('约谈时间').fill('2025-05-29T10:00');
        await submit(page, '签发文书');
      });
      await until('2025-05-29T11:00:00+08:00');
      await as('office', `/interviews/${MATTER}`, async (page) => {
        await page.getByRole('button', { name: '登记约谈', exact: true }).click();
        await submit(page, '登记约谈', async (form) => {
          await form.getByRole('radio', { name: '本人到场' }).check();
          await form.getByRole('button', { name: '添加一行' }).click();
          await form.getByLabel('要求', { exact: true }).fill('三日内清空安全出口');
          await form.getByLabel('责任单位').fill('盐垾村');
          await form.getByLabel('完成日期').fill('2025-06-03');
        });
        await page.getByRole('button', { name: '登记约谈纪要' }).click();
        await submit(page, '登记约谈纪要');
      });
    });

    it('is put right on a telephone, accepted by somebody else and struck off; the demands of the interview are checked', async () => {
      await until('2025-06-03T09:00:00+08:00');
      await as(
        'station',
        '/',
        (page) =>
          fromDesk(page, '整改', '提交整改', async (form) => {
            await addPhoto(form.locator('input[type=file]').first(), '#2a7a4a');
            await form.locator('figure img').first().waitFor();
            await form.getByLabel('整改情况').fill('已清空，并划出禁放线');
          }),
        'phone',
      );
      await as('village', `/interviews/${MATTER}`, async (page) => {
        await page.getByRole('button', { name: '报送约谈整改报告' }).click();
        await submit(page, '报送约谈整改报告', (form) =>
          form.getByRole('textbox', { name: '整改报告' }).fill('已督促清空'),
        );
      });
      await until('2025-06-05T10:00:00+08:00');
      await as('team', '/', (page) =>
        fromDesk(page, '复查', '验收结论', async (form) => {
          await form.getByRole('radio', { name: '是' }).first().check();
          await form.getByLabel('结论', { exact: true }).fill('现场核对，出口畅通');
        }),
      );
      await as('office', `/cases/${HAZARD}`, async (page) => {
        await page.locator('.acts').getByRole('button', { name: '销号', exact: true }).click();
        await submit(page, '销号');
        await page.getByText('已办结；需要时您可以', { exact: false }).waitFor();
        await page.goto(`/interviews/${MATTER}`);
        await page.getByRole('button', { name: '核查约谈要求' }).click();
        await submit(page, '核查约谈要求', (form) => form.getByRole('radio', { name: '是' }).first().check());
      });
      expect((await web.ledger.state(HAZARD))?.stage).toBe('closedOut');
    });

    it('is gone through again by the auditor, who sees whose turn it was at the lapse and proves the record in the browser', async () => {
      await createEventLog({
        db: web.db,
        origin: 'shanyao.example/duban',
        seeds: [new Uint8Array(32).fill(7)],
      }).sequence(clock.now);
      await as('auditor', '/replay', async (page) => {
        await page.getByRole('link', { name: HAZARD, exact: true }).click();
        await page.getByRole('heading', { name: `回放 ${HAZARD}` }).waitFor();
        await page.getByLabel('时刻', { exact: true }).fill('2025-04-09T12:00');
        const moment = page.locator('.moment');
        await moment.getByText('逾期未办').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: '下一步' }).click();
        await expect.poll(() => page.locator('.now-shown').innerText()).toContain('2025-04-10 00:00');
        expect(await moment.locator('.holder').innerText()).toContain('云岭加油站');
        expect(await moment.innerText()).toContain('逾期未办');
        await page.getByLabel('拖动回放').focus();
        await page.keyboard.press('End');
        await expect.poll(() => moment.innerText()).toContain('已销号');
        await page.getByRole('button', { name: '现在校验' }).click();
        const result = page.locator('.verify-result');
        await expect.poll(() => result.innerText()).toContain('校验通过');
        expect(await result.innerText()).toContain('shanyao.example/duban');
      });
      expect(web.complaints).toEqual([]);
    });
  },
);

/** A clock that is set by hand and goes on from there: one that stood still would be behind its pages. */
function runningFrom(start: Instant): { now: Instant } {
  let ahead = toMs(start) - Date.now();
  return {
    get now() {
      return fromMs(Date.now() + ahead);
    },
    set now(at) {
      ahead = toMs(at) - Date.now();
    },
  };
}
