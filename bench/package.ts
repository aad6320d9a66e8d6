import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createBlobs } from '../db/blob.ts';
import { openDatabase } from '../db/open.ts';
import { createEventLog } from '../src/ledger/log.ts';
import { logSeeds, logSigner } from '../src/ledger/log-key.ts';
import { packagePrograms } from '../src/package/bundle.ts';
import { exportPackage } from '../src/package/export.ts';
import { openPackage } from '../src/package/open.ts';
import { verifyPackage } from '../src/replay/package-verify.ts';
import { CHROMIUM, startBrowser } from '../test/package/browser.ts';
import type { Figure } from './figure.ts';

/** Ten thousand cases. `BENCH_EVENTS` for a smaller run. */
const EVENTS = Number(process.env.BENCH_EVENTS ?? 100_000);
const ORIGIN = 'shanyao.example/duban';

/** An auditor's package of everything: how long, how large, in how much memory; verified; and its page opened from disk. */
export async function benchPackage(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  try {
    const ledger = path.join(folder, 'duban.db');
    const fill = fileURLToPath(new URL('fill-ledger.ts', import.meta.url));
    execFileSync(process.execPath, [fill, ledger, String(EVENTS)], { stdio: ['ignore', 'ignore', 'inherit'] });
    const file = path.join(folder, 'all.zip');
    const made = await benchExport(folder, ledger, file);
    return [...made, ...(await benchVerify(file)), ...(await benchPage(folder, file))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchExport(folder: string, ledger: string, file: string): Promise<readonly Figure[]> {
  const db = await openDatabase({ sqlite: ledger });
  try {
    const seeds = logSeeds({ dataDir: folder });
    const log = createEventLog({ db, origin: ORIGIN, seeds });
    while ((await log.sequence('2026-12-31T18:00:00+08:00')).more);
    const programs = await packagePrograms(path.join(folder, 'cache'));
    const signer = logSigner(ORIGIN, seeds[0] as Uint8Array);
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
    const cpu = process.cpuUsage();
    const started = performance.now();
    const source = { db, blobs: createBlobs(db.knex, path.join(folder, 'blobs')), signer, programs };
    const { cases, events } = await exportPackage(source, 'all', createWriteStream(file)).finally(() =>
      clearInterval(watch),
    );
    const seconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const what = (said: string) =>
      `${cases.toLocaleString('en')} cases, ${events.toLocaleString('en')} events: ${said}`;
    return [
      {
        subject: 'package',
        what: what('export'),
        measured: seconds,
        unit: 's',
        target: { of: 'measured', atMost: 120 },
      },
      { subject: 'package', what: what('CPU'), measured: (user + system) / 1e6, unit: 's' },
      {
        subject: 'package',
        what: what('size'),
        measured: statSync(file).size / 1e6,
        unit: 'MB',
        target: { of: 'measured', atMost: 500 },
      },
      {
        subject: 'package',
        what: what('memory beyond the process before'),
        measured: (most - before) / 2 ** 20,
        unit: 'MB',
      },
    ];
  } finally {
    await db.close();
  }
}

async function benchVerify(file: string): Promise<readonly Figure[]> {
  const files = await openPackage(file);
  try {
    const started = performance.now();
    const { events, findings } = await verifyPackage(files, {
      sha256: (bytes) => createHash('sha256').update(bytes).digest(),
      hasher: () => createHash('sha256'),
    });
    if (findings.length > 0) throw new Error(findings[0]?.message);
    return [
      { subject: 'package', what: 'verify', measured: (performance.now() - started) / 1_000, unit: 's' },
      {
        subject: 'package',
        what: 'verified a second, everything in the ZIP included',
        measured: (1_000 * events) / (performance.now() - started),
        unit: 'events',
      },
    ];
  } finally {
    await files.close();
  }
}

/** From the address to the answer who is late, without a network. */
async function benchPage(folder: string, file: string): Promise<readonly Figure[]> {
  if (CHROMIUM === undefined) return [];
  const files = await openPackage(file);
  const place = path.join(folder, 'page');
  for (const name of files.names) {
    mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    await writeFile(path.join(place, name), files.read(name));
  }
  await files.close();
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await page.goto('about:blank');
    const started = performance.now();
    await page.goto(pathToFileURL(path.join(place, 'index.html')).href);
    await page.locator('main section').waitFor();
    const opened = performance.now() - started;
    await page.goto(`${pathToFileURL(path.join(place, 'index.html')).href}#cases`);
    const link = page.locator('table.cases a').first();
    await link.waitFor();
    const clicked = performance.now();
    await link.click();
    await page.locator('article.case').waitFor();
    return [
      {
        subject: 'package',
        what: 'page opens from disk, who is late shown',
        measured: opened / 1_000,
        unit: 's',
        target: { of: 'measured', atMost: 2 },
      },
      { subject: 'package', what: 'a case opens', measured: performance.now() - clicked, unit: 'ms' },
    ];
  } finally {
    await browser.close();
  }
}
