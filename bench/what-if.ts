import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWhatIf } from '../src/api/what-if-job.ts';
import { loadRuleSet, parseCalendar } from '../src/core/index.ts';
import { preview } from '../src/simulator/preview.ts';
import type { Figure } from './figure.ts';
import { median } from './measure.ts';

/** A year of this many events must be done in a minute and in 600 MB, beyond what the process had before. */
const YEAR = 100_000;
const SIZES = [10_000, YEAR, 500_000] as const;
const SECONDS = 60;
const MEGABYTES = 600;
const PREVIEW_MS = 100;
/** So much more may an event cost at the largest size than at the smallest: what is not linear shows here. */
const GROWTH = 1.3;

/** What-if on a ledger's own history at three sizes, its stopping, and the preview of a sample case. */
export async function benchWhatIf(sizes: readonly number[] = SIZES): Promise<readonly Figure[]> {
  const done: Size[] = [];
  for (const size of sizes) done.push(await oneSize(size));
  return [...done.flatMap((one) => one.figures), ...growth(done), benchPreview()];
}

interface Size {
  readonly events: number;
  readonly cpuSeconds: number;
  readonly figures: readonly Figure[];
}

/** What an event costs at each size against the smallest one; CPU time, which a busy machine does not change much. */
function growth(sizes: readonly Size[]): readonly Figure[] {
  const [smallest, ...larger] = sizes.map(({ events, cpuSeconds }) => ({ events, each: (1e6 * cpuSeconds) / events }));
  if (smallest === undefined) return [];
  return larger.map(({ events, each }, n) => ({
    subject: 'what-if',
    what: `${events.toLocaleString('en')} events: CPU an event, against ${smallest.events.toLocaleString('en')}`,
    measured: each,
    unit: 'µs',
    floor: smallest.each,
    ratio: each / smallest.each,
    ...(n === larger.length - 1 ? { target: { of: 'ratio', atMost: GROWTH } as const } : {}),
  }));
}

async function oneSize(size: number): Promise<Size> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const file = path.join(folder, 'ledger.db');
  try {
    const filled = execFileSync(
      process.execPath,
      [fileURLToPath(new URL('fill-ledger.ts', import.meta.url)), file, String(size)],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const { events, until }: { readonly events: number; readonly until: string } = JSON.parse(filled);
    const cpu = process.cpuUsage();
    const before = process.memoryUsage.rss();
    let most = before;
    const job = startWhatIf(
      { sqlite: path.join(folder, 'ledger.db') },
      { period: { from: '2025-01-01', to: '2026-12-31' }, draft: JSON.stringify(shortened()), until },
    );
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
    const started = performance.now();
    const report = await job.result.finally(() => clearInterval(watch));
    const seconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const cpuSeconds = (user + system) / 1e6;
    if (report.faithful.different.length > 0)
      throw new Error(`invariant 9 does not hold for ${report.faithful.different.length} cases`);
    const target = size === YEAR;
    const what = `${events.toLocaleString('en')} events, draft and then`;
    const figures: readonly Figure[] = [
      {
        subject: 'what-if',
        what,
        measured: seconds,
        unit: 's',
        ...(target ? { target: { of: 'measured', atMost: SECONDS } as const } : {}),
      },
      {
        subject: 'what-if',
        what: `${what}: events a second, both sides`,
        measured: (2 * events) / seconds,
        unit: '/s',
      },
      { subject: 'what-if', what: `${what}: CPU`, measured: cpuSeconds, unit: 's' },
      {
        subject: 'what-if',
        what: `${what}: memory on top`,
        measured: (most - before) / 1e6,
        unit: 'MB',
        ...(target ? { target: { of: 'measured', atMost: MEGABYTES } as const } : {}),
      },
      ...(target ? [await benchCancel(file, until)] : []),
    ];
    return { events, cpuSeconds, figures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchCancel(file: string, until: string): Promise<Figure> {
  const job = startWhatIf(
    { sqlite: file },
    { period: { from: '2025-01-01', to: '2026-12-31' }, draft: JSON.stringify(shortened()), until },
  );
  job.result.catch(() => undefined);
  while (job.progress().phase === 'reading') await new Promise((resolve) => setTimeout(resolve, 20));
  const started = performance.now();
  await job.cancel();
  return {
    subject: 'what-if',
    what: 'cancelled in the midst: threads gone',
    measured: performance.now() - started,
    unit: 'ms',
    target: { of: 'measured', atMost: 1_000 },
  };
}

function benchPreview(): Figure {
  const terms = bundledTerms();
  const took = Array.from({ length: 9 }, () => {
    const started = performance.now();
    preview({ terms, tier: 'T2' });
    return performance.now() - started;
  });
  return {
    subject: 'preview',
    what: 'a T2 hazard, nobody acts and all act on the last day',
    measured: median(took),
    unit: 'ms',
    target: { of: 'measured', atMost: PREVIEW_MS },
  };
}

function bundled(name: string) {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
}

function bundledTerms() {
  return {
    rules: loadRuleSet(bundled('rules.default.json')),
    calendar: parseCalendar(bundled('calendar.cn-2024-2026.json')),
  };
}

/** The rules in force with ten days less for serious hazards. */
function shortened(): object {
  const rules = bundled('rules.default.json');
  rules.id = 'draft-shorter';
  for (const deadline of rules.deadlines) if (deadline.id === 'hazard.T2.rectify') deadline.duration.value = 20;
  return rules;
}
