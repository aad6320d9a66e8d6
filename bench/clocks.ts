import { setTimeout as pause } from 'node:timers/promises';
import { FAST_DEADLINE_MS, fastRules } from '../drill/fast-rules.ts';
import { clockFaults, quantile, readLogs } from '../drill/invariants.ts';
import { UNITS } from '../drill/office.ts';
import type { Killable } from '../drill/process-control.ts';
import { log } from '../drill/process-setup.ts';
import { openStand, type Stand, until } from '../drill/stand.ts';
import { fromMs, type Instant, kinds, toMs } from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';
import { createPoker } from '../workers/poker.ts';
import type { Figure } from './figure.ts';
import { memoryOf } from './memory.ts';

const LONE = 10;
const MANY = 2_000;
const MANY_WITH_A_KILL = 600;
/** Memory is measured when it has come to rest: nothing more given back in this time, at the latest after a minute. */
const STILL_MS = 10_000;
const MOST_REST_MS = 60_000;
const LOOK_MS = 1_000;
/** Less than that is noise. */
const GIVEN_BACK = 0.99;

/** Clocks that really fire: alone, two thousand at one instant, and through a kill of the worker or of Temporal. */
export async function benchClocks(): Promise<readonly Figure[]> {
  return [
    ...(await loneClocks()),
    ...(await manyClocks()),
    ...(await killedClocks('worker')),
    ...(await killedClocks('temporal')),
  ];
}

/** A stand with a worker, and a ledger of this process that pokes. */
async function withStand<T>(work: (stand: Stand, ledger: Ledger) => Promise<T>): Promise<T> {
  const stand = await openStand({ rules: fastRules({ reminders: false }) });
  let poke: Parameters<typeof createLedger>[0]['onCommit'];
  const ledger = createLedger({
    db: stand.db,
    kinds,
    now: () => fromMs(Date.now()),
    onCommit: (wakes) => poke?.(wakes),
  });
  const poker = createPoker({ ...stand.target, ledger, log });
  poke = (wakes) => poker.poke(wakes);
  try {
    await stand.worker.start();
    return await work(stand, ledger);
  } finally {
    await poker.close();
    await stand.close();
  }
}

function loneClocks(): Promise<readonly Figure[]> {
  return withStand(async (stand, ledger) => {
    const lateness: number[] = [];
    for (let i = 0; i < LONE; i++) {
      // Entered almost a minute late, so that its deadline of a minute is two or three seconds away, at any fraction of a second.
      const at = Date.now() - FAST_DEADLINE_MS + 2_000 + ((i * 137) % 1_000);
      const caseId = await report(ledger, i, fromMs(at));
      await until(async () => ((await ledger.row(caseId))?.seq ?? 0) >= 2, 30_000);
      const [lapse] = await ledger.events(caseId, 1);
      if (lapse !== undefined) lateness.push(toMs(lapse.recordedAt) - toMs(lapse.at));
    }
    const fired = clockFaults(await readLogs(stand.db), fromMs(Date.now()));
    if (fired.faults.length > 0 || lateness.length !== LONE) throw new Error(`lone clocks: ${fired.faults.join('; ')}`);
    const sorted = lateness.toSorted((a, b) => a - b);
    return [
      {
        subject: 'clocks',
        what: `a lone clock in an idle system, the latest of ${LONE}`,
        measured: sorted.at(-1) ?? Number.NaN,
        unit: 'ms',
        target: { of: 'measured', atMost: 1_000 },
      },
      { subject: 'clocks', what: 'the same, p50', measured: quantile(sorted, 0.5), unit: 'ms' },
    ];
  });
}

function manyClocks(): Promise<readonly Figure[]> {
  return withStand(async (stand, ledger) => {
    const due = await reportAll(ledger, MANY);
    const { faults, lateness } = await drained(stand, MANY, due);
    const megabytes = await atRest(() => memoryOf(stand.worker.pid() ?? 0) + memoryOf(stand.temporal.pid() ?? 0));
    const what = `${MANY} clocks due at one instant`;
    return [
      {
        subject: 'clocks',
        what: `${what}: lost, doubled or early`,
        measured: faults.length,
        unit: 'clocks',
        target: { of: 'measured', atMost: 0 },
      },
      {
        subject: 'clocks',
        what: `${what}: drained after (goal 6,000)`,
        measured: lateness.at(-1) ?? Number.POSITIVE_INFINITY,
        unit: 'ms',
        target: { of: 'measured', atMost: 15_000 },
      },
      {
        subject: 'clocks',
        what: `${what}: memory of worker and Temporal at rest`,
        measured: megabytes,
        unit: 'MB',
        target: { of: 'measured', atMost: 700 },
      },
      { subject: 'clocks', what: `${what}: lateness p50`, measured: quantile(lateness, 0.5), unit: 'ms' },
      { subject: 'clocks', what: `${what}: lateness p99`, measured: quantile(lateness, 0.99), unit: 'ms' },
    ];
  });
}

function killedClocks(victim: 'worker' | 'temporal'): Promise<readonly Figure[]> {
  return withStand(async (stand, ledger) => {
    const due = await reportAll(ledger, MANY_WITH_A_KILL);
    await until(async () => (await ledger.health()).events > MANY_WITH_A_KILL * 1.3, toMs(due) - Date.now() + 60_000);
    const killed: Killable = stand[victim];
    await killed.kill();
    const left = MANY_WITH_A_KILL * 2 - (await ledger.health()).events;
    const restarted = Date.now();
    await killed.start();
    const { faults } = await drained(stand, MANY_WITH_A_KILL, due);
    return [
      {
        subject: 'clocks',
        what: `kill -9 of ${victim} with ${left} of ${MANY_WITH_A_KILL} still to fire: all fired after the restart`,
        measured: Date.now() - restarted,
        unit: 'ms',
        target: { of: 'measured', atMost: 15_000 },
      },
      {
        subject: 'clocks',
        what: 'the same: lost, doubled or early',
        measured: faults.length,
        unit: 'clocks',
        target: { of: 'measured', atMost: 0 },
      },
    ];
  });
}

/** So many hazards reported as of one instant; resolves with the instant at which all their deadlines lie, when every workflow has armed its timer. */
async function reportAll(ledger: Ledger, count: number): Promise<Instant> {
  const at = fromMs(Date.now());
  for (let i = 0; i < count; i += 16)
    await Promise.all(Array.from({ length: Math.min(16, count - i) }, (_, n) => report(ledger, i + n, at)));
  await until(async () => (await ledger.health()).wakes === 0, FAST_DEADLINE_MS);
  const due = fromMs(toMs(at) + FAST_DEADLINE_MS);
  const early = toMs(due) - Date.now();
  if (early < 0)
    throw new Error(`the machine is too slow: ${count} workflows were not ready ${-early} ms after their deadlines`);
  await pause(early);
  return due;
}

/** A measure once it falls no more. */
async function atRest(measure: () => number): Promise<number> {
  let now = measure();
  let lowest = now;
  for (let still = 0, rested = 0; still < STILL_MS && rested < MOST_REST_MS; rested += LOOK_MS) {
    await pause(LOOK_MS);
    now = measure();
    still = now < lowest * GIVEN_BACK ? 0 : still + LOOK_MS;
    lowest = Math.min(lowest, now);
  }
  return now;
}

/** Waits until all have fired, then looks at each. */
async function drained({ db, ledger }: Stand, count: number, due: Instant) {
  await until(async () => (await ledger.health()).events >= 2 * count, 120_000);
  return clockFaults(await readLogs(db), due);
}

async function report(ledger: Ledger, i: number, at: Instant): Promise<string> {
  const outcome = await ledger.record({
    kind: 'hazard',
    commandId: `clock-${i}`,
    type: 'reportHazard',
    payload: {
      unit: UNITS[i % UNITS.length] ?? '',
      kind: `kind-${i}`,
      where: '二楼',
      what: '堵塞',
      found: at,
      photos: ['before'],
    },
    actor: { post: 'village.gridWorker', organisation: 'V1' },
    at,
  });
  if (!outcome.ok) throw new Error(`report: ${outcome.refusal.code}`);
  return outcome.caseId;
}
