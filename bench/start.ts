import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../db/open.ts';
import { openOffice, UNITS } from '../drill/office.ts';
import { until } from '../drill/stand.ts';
import { fromMs, kinds } from '../src/core/index.ts';
import { createLedger } from '../src/ledger/record.ts';
import type { Figure } from './figure.ts';
import { memoryOf } from './memory.ts';

const OPEN_CASES = 2_000;
const REST_MS = 15_000;
/** After all have woken at once: what they left behind is given back within a minute. */
const REST_AFTER_WAKING_MS = 60_000;

/** `npm start` on a data folder with many open cases: time until it is healthy, and the memory of all its processes at rest. */
export async function benchStart(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  try {
    await fill(folder);
    // The first start makes Temporal's database and starts every workflow.
    const first = start(folder);
    await healthy(first);
    await followed(folder);
    await pause(REST_AFTER_WAKING_MS);
    const everyCaseWoken = memoryOf(first.pid ?? 0);
    await stop(first);
    const began = performance.now();
    const second = start(folder);
    await healthy(second);
    const ms = performance.now() - began;
    await pause(REST_MS);
    const megabytes = memoryOf(second.pid ?? 0);
    await stop(second);
    return [
      {
        subject: 'start',
        what: `npm start on a folder with ${OPEN_CASES} open cases, until healthy`,
        measured: ms,
        unit: 'ms',
        target: { of: 'measured', atMost: 10_000 },
      },
      {
        subject: 'start',
        what: `memory of all its processes at rest, ${OPEN_CASES} open cases`,
        measured: megabytes,
        unit: 'MB',
        target: { of: 'measured', atMost: 700 },
      },
      {
        subject: 'start',
        what: 'the same a minute after every case was woken at once (first start, rebuild)',
        measured: everyCaseWoken,
        unit: 'MB',
        target: { of: 'measured', atMost: 700 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string): Promise<void> {
  const db = await openOffice({ sqlite: path.join(folder, 'duban.db') });
  const ledger = createLedger({ db, kinds, now: () => fromMs(Date.now()) });
  for (let i = 0; i < OPEN_CASES; i += 20) await Promise.all(Array.from({ length: 20 }, (_, n) => open(i + n)));
  await ledger.close();

  async function open(i: number): Promise<void> {
    const actor = { post: 'street.safetyOffice', person: 'p-office' };
    const reported = await ledger.record({
      kind: 'hazard',
      commandId: `start-${i}`,
      type: 'reportHazard',
      payload: {
        unit: UNITS[i % UNITS.length] ?? '',
        kind: `kind-${i}`,
        where: '二楼',
        what: '堵塞',
        found: fromMs(Date.now()),
      },
      actor,
    });
    if (!reported.ok) throw new Error(reported.refusal.code);
    for (const [type, payload] of [
      ['gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } }],
      ['orderRectification', {}],
      ['recordService', { mode: 'inPerson' }],
    ] as const) {
      await ledger.record({ kind: 'hazard', caseId: reported.caseId, commandId: type, type, payload, actor });
    }
  }
}

function start(folder: string): ChildProcess {
  const launcher = fileURLToPath(new URL('../bin/duban.mjs', import.meta.url));
  return spawn(process.execPath, [launcher, 'start', '--data', folder, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Resolves when `/health` says that everything runs. */
async function healthy(child: ChildProcess): Promise<void> {
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += String(part);
      const found = /"address":\s*"([^"]+)"/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`duban start ended with ${code}: ${text}`)));
  });
  const held = await until(
    async () => (await fetch(`${address}/api/v1/health`).catch(() => undefined))?.status === 200,
    60_000,
  );
  if (!held) throw new Error('duban start did not become healthy');
}

/** Every wake row is acknowledged: each case has its workflow. */
async function followed(folder: string): Promise<void> {
  const db = await openDatabase({ sqlite: path.join(folder, 'duban.db') });
  const ledger = createLedger({ db, kinds, now: () => fromMs(Date.now()) });
  await until(async () => (await ledger.health()).wakes === 0, 180_000);
  await ledger.close();
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
}
