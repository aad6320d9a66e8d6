import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LateList, standingOn } from '../../src/replay/package-data.ts';
import { duban } from '../cli/console.ts';
import { CHROMIUM, startBrowser } from './browser.ts';
import { takenApart } from './files.ts';
import { type Office, packageOffice } from './office.ts';

// A machine without a browser cannot show the page; CI must have one (`apt-get install chromium`, or CHROMIUM names it).
describe.skipIf(CHROMIUM === undefined && !process.env.CI)(
  'the page of a package, opened from disk in Chromium',
  () => {
    let office: Office;
    let folder: string;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    const asked: string[] = [];

    beforeAll(async () => {
      office = await packageOffice();
      folder = mkdtempSync(path.join(tmpdir(), 'duban-page-'));
      const zip = path.join(folder, 'all.zip');
      expect((await duban('export', '--all', '-o', zip, '--data', office.folder.path)).code).toBe(0);
      for (const [name, bytes] of await takenApart(zip)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), bytes);
      }
      browser = await startBrowser();
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
    });
    afterAll(async () => {
      await browser?.close();
      office?.folder.end();
      rmSync(folder, { recursive: true, force: true });
    });

    const open = (hash = '') => page.goto(`${pathToFileURL(path.join(folder, 'index.html')).href}${hash}`);

    /** The data of the page, read as the page reads it. */
    function lateList(): LateList {
      const text = readFileSync(path.join(folder, 'data/late.js'), 'utf8');
      return JSON.parse(JSON.parse(text.slice('duban.late('.length, text.lastIndexOf(')'))));
    }

    it('answers who was late on a day, by which rule, since when, and whether they knew', async () => {
      const span = lateList().spans.find(({ ended, told }) => ended === undefined && told.length > 0);
      const day = (span?.lapse.at ?? '').slice(0, 10);
      await open();
      await page.fill('#day', day);
      await page.dispatchEvent('#day', 'change');
      const row = page
        .locator('table.late tbody tr', { hasText: span?.caseId ?? '' })
        .filter({ hasText: span?.label ?? '' });
      await row.first().waitFor();
      expect(await row.count()).toBeGreaterThanOrEqual(1);
      const text = await row.first().innerText();
      expect(text).toContain(`规则 ${span?.rule}（${span?.ruleSet}）`);
      expect(text).toMatch(/\d{4}-\d{2}-\d{2} 起，第 1 天/);
      expect(text).toMatch(/应通知 \d+ 次，有发出记录 0 次，最近 \d{4}-\d{2}-\d{2}/);
      await row.first().locator('summary').click();
      expect(await row.first().locator('li').count()).toBeGreaterThanOrEqual(1);
      const expected = lateList().spans.filter((one) => ['late', 'unknown'].includes(standingOn(one, day) ?? ''));
      expect(await page.locator('table.late tbody tr').count()).toBe(expected.length);
      await page.getByRole('button', { name: '前一天' }).click();
      await expect.poll(() => row.count()).toBe(0);
    });

    it('goes to the case, steps back in what was known, and proves it in the browser', async () => {
      const span = lateList().spans.find(({ ended }) => ended === undefined);
      await open(`#case/${span?.caseId}`);
      await page.locator('.picture li.overdue').first().waitFor();
      const steps = await page.locator('ol.timeline > li').count();
      for (let i = 0; i < steps; i++) await page.getByRole('button', { name: '上一条' }).click();
      expect(await page.locator('.picture').innerText()).toContain('还没有立案');
      await page.getByLabel('当时已知（录入时间）').focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('ol.timeline > li.here').count()).toBe(1);
      await page.locator('details.deadline summary').first().click();
      expect(await page.locator('table.counting').count()).toBeGreaterThan(0);
      await page.locator('button.verify').click();
      expect(await page.locator('.result').innerText()).toContain('以上各项均已证明');
    });

    it('finds a changed event when it verifies', async () => {
      const file = path.join(folder, 'data/page-00000.js');
      const kept = readFileSync(file, 'utf8');
      writeFileSync(file, kept.replace('\\"commandId\\":\\"', '\\"commandId\\":\\"x'));
      await open('#proof');
      await page.reload();
      await page.locator('button.verify').click();
      await page.locator('.broken li').first().waitFor();
      expect(await page.locator('.broken li').allInnerTexts()).toEqual([
        expect.stringContaining('内容或哈希被改动'),
        expect.stringContaining('不在存证点之内'),
      ]);
      writeFileSync(file, kept);
    });

    it('shows a script in a description as text', async () => {
      await open('#cases');
      await page.reload();
      await page.fill('#search', office.hazard);
      await page.locator('table.cases a').first().click();
      await page.locator('article.case').waitFor();
      await page.locator('ol.timeline summary').first().click();
      expect(await page.locator('article.case').innerText()).toContain('<script>');
      expect(await page.locator('article.case img, article.case script').count()).toBe(0);
      expect(await page.title()).toBe('督办 审计档案包');
    });

    it('fits a telephone, and asks nothing of the network', async () => {
      await page.setViewportSize({ width: 360, height: 780 });
      for (const hash of ['#late', '#cases', `#case/${office.hazard}`, '#proof']) {
        await open(hash);
        await page.locator('main > *').first().waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), hash).toBe(true);
      }
      expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
      expect(complaints).toEqual([]);
    });
  },
);
