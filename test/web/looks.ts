import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';

const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1920, height: 1080 } } as const;

const TALLEST = 4_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Takes pictures of a page at 360 and 1920 pixels into the folder that DUBAN_SHOTS names, for somebody to look at; without it, nobody would. The size is put back. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.DUBAN_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  for (const [kind, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size);
    // As tall as the page is: what sticks to an edge would stand in the middle of a picture put together from several.
    const height = (await page.evaluate('document.documentElement.scrollHeight')) as number;
    await page.setViewportSize({ ...size, height: Math.max(size.height, Math.min(height, TALLEST)) });
    await page.screenshot({ path: path.join(folder, `${name}-${kind}.png`), animations: 'disabled' });
  }
  if (before !== null) await page.setViewportSize(before);
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Serious and critical accessibility faults of what is on the page, one line each; nothing if it is clean. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Given to the browser's debugger, which the page's policy does not bind.
  const found = (await page.evaluate(
    `${AXE}; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )) as readonly Violation[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`),
    );
}

/** Whether the page is wider than the window: then a telephone scrolls sideways. */
export async function isTooWide(page: Page): Promise<boolean> {
  return (await page.evaluate('document.documentElement.scrollWidth > window.innerWidth + 1')) as boolean;
}
