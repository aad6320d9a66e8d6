import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtWeb } from './built.ts';
import { accessibilityFaults, isTooWide, look } from './looks.ts';
import { CHROMIUM, NASTY, PIXEL, startWeb, type WebStand } from './stand.ts';

/** Compressed script that the public page may need. */
const BUDGET = 100_000;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

it('the public page loads less than 100 KB of compressed script, and nothing of the desk', async () => {
  const folder = await builtWeb();
  const manifest: { readonly [source: string]: Chunk } = JSON.parse(
    readFileSync(path.join(folder, 'manifest.json'), 'utf8'),
  );
  const needed = new Set<string>();
  const add = (source: string) => {
    const chunk = manifest[source];
    if (chunk === undefined || needed.has(chunk.file)) return;
    needed.add(chunk.file);
    for (const one of chunk.imports ?? []) add(one);
  };
  add('tipoff.html');
  const sizes = [...needed].map((file) => readFileSync(path.join(folder, `${file}.br`)).length);
  expect(needed.size).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET);
});

describe.skipIf(CHROMIUM === undefined && !process.env.CI)('the public tip-off page', () => {
  let web: WebStand;
  beforeAll(async () => {
    web = await startWeb({ demo: false });
  });
  afterAll(() => web?.close());

  it('takes a report without a log-in, gives a code, and follows it: supplemented, then withdrawn', async () => {
    const page = await web.page('phone');
    await page.goto('/tipoff');
    await page.getByText(/目前只能匿名举报/).waitFor();
    await look(page, 'tipoff');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '提交举报' }).click();
    await page.getByText('请写明举报什么').waitFor();
    await page.locator('input[type=file]').setInputFiles([
      { name: 'a.png', mimeType: 'image/png', buffer: PIXEL },
      { name: 'b.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') },
      { name: 'c.png', mimeType: 'image/png', buffer: Buffer.alloc(9 * 1024 * 1024) },
    ]);
    await page.getByText(/“b.pdf”不是/).waitFor();
    await page.getByText(/“c.png”超过 8 MB/).waitFor();
    await page.getByLabel('举报什么').fill(`通道堵塞 ${NASTY}`);
    await page.getByLabel('在哪里').fill('三号库');
    await look(page, 'tipoff-filled');
    await page.getByRole('button', { name: '提交举报' }).click();
    await page.getByRole('heading', { name: '已收到您的举报' }).waitFor();
    await look(page, 'tipoff-receipt');
    expect(await isTooWide(page)).toBe(false);
    const code = await page.locator('.code').innerText();
    await page.getByRole('button', { name: '查看进度' }).click();
    expect(await page.getByLabel('查询码').inputValue()).toBe(code);
    await page.getByRole('button', { name: '查询', exact: true }).click();
    await page.getByText('没有打开过。').waitFor();
    await page.getByRole('button', { name: '补充情况' }).click();
    await page.getByLabel('补充的内容').fill('仍然堵着');
    await page.getByRole('button', { name: '提交补充' }).click();
    await page.getByText('已提交。').waitFor();
    await look(page, 'tipoff-status');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '撤回举报' }).click();
    await page.getByRole('button', { name: '撤回这件举报' }).click();
    await page.getByText('已提交。').waitFor();
    const { rows } = await web.ledger.cases({ kind: 'tipoff', limit: 5 });
    const events = await web.ledger.events(rows[0]?.caseId ?? '');
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['TipoffReceived', 'SupplementReceived', 'TipoffWithdrawn']),
    );
    expect(events[0]?.payload.matter).toBe(`通道堵塞 ${NASTY}`);
    expect(web.complaints).toEqual([]);
  });

  it('refuses a forged code with a sentence, under its Chinese address too', async () => {
    const page = await web.page();
    await page.goto('/举报');
    await page.getByRole('button', { name: '查询进度' }).click();
    await page.getByLabel('查询码').fill('AAAA-BBBB-CCCC');
    await page.getByRole('button', { name: '查询', exact: true }).click();
    await page.getByText('查询码不正确，请核对后重试。').waitFor();
    expect(web.complaints).toEqual([]);
  });
});
