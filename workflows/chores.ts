import { condition, proxyActivities } from '@temporalio/workflow';
import type { Chores } from '../activities/chores.ts';
import { toMs } from '../src/core/instant.ts';
import { createAlarm } from './alarm.ts';

// A chore that cannot end is given up: the next one follows, and the health shows the gap.
const short = proxyActivities<Pick<Chores, 'setOutCanary' | 'flyCanary' | 'sendHeartbeat'>>({
  startToCloseTimeout: 120_000,
  scheduleToCloseTimeout: 900_000,
  retry: { initialInterval: 5_000, backoffCoefficient: 2, maximumInterval: 120_000 },
});

const long = proxyActivities<Pick<Chores, 'reconcileAll' | 'draftReturns'>>({
  startToCloseTimeout: 6 * 3_600_000,
  heartbeatTimeout: 120_000,
  scheduleToCloseTimeout: 12 * 3_600_000,
  retry: { initialInterval: 60_000, backoffCoefficient: 2, maximumInterval: 900_000 },
});

/** The daily canary: its first clock is waited for as a case waits for its own, by the same timer; the rest of its way is played at once. */
export async function canary(): Promise<void> {
  const start = await short.setOutCanary();
  if (start != null) {
    let rang = false;
    createAlarm(() => {
      rang = true;
    }).set(toMs(start.due));
    await condition(() => rang);
  }
  await short.flyCanary(start ?? undefined);
}

/** The nightly comparison of log, read model and workflows. */
export async function reconcile(): Promise<void> {
  await long.reconcileAll();
}

/** The morning look whether this month's returns are to be drafted (20th, 09:00, and every morning after for what is missing). */
export async function returns(): Promise<void> {
  await long.draftReturns();
}

/** One heartbeat. */
export async function heartbeat(): Promise<void> {
  await short.sendHeartbeat();
}
