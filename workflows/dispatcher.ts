import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  log,
  proxyActivities,
  setHandler,
  sleep,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Round } from '../activities/perform.ts';
import { POKE } from './poke.ts';

const poke = defineSignal(POKE);

// A round is short (perform.ts); a killed worker's round is given to another one when its heartbeat stays away.
const { perform } = proxyActivities<Pick<Activities, 'perform'>>({
  startToCloseTimeout: 180_000,
  heartbeatTimeout: 15_000,
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 60_000 },
});

const MINUTE_MS = 60_000;

/** Whatever is held, the dispatcher looks again after a day: working days and rules may have changed. */
const LONGEST_WAIT_MS = 24 * 60 * MINUTE_MS;

/** Postponed mails of one history: beyond this the oldest are simply tried again. */
const MOST_POSTPONED = 500;

/** When the mail server itself is away: 5 s, 10 s … up to five minutes. */
function untilServerIsBack(failures: number): number {
  return Math.min(5_000 * 2 ** (failures - 1), 5 * MINUTE_MS);
}

/** When the server said “later” (4xx) to one mail: half a minute, a minute … up to an hour. */
function untilNextTry(tries: number): number {
  return Math.min((MINUTE_MS / 2) * 2 ** (tries - 1), 60 * MINUTE_MS);
}

/**
 * Sends what the ledger owes to the outside, for all cases: round by round until nothing is due, then waits for a poke, for the next message
 * that was put off, or for the hour of what is held for a digest. Its memory is only of retry times; the delivery rows are the truth, so it carries nothing when it continues as new.
 */
export async function dispatcher(): Promise<void> {
  let poked = false;
  setHandler(poke, () => {
    poked = true;
  });
  CancellationScope.current().cancelRequested.catch(() => log.warn('cancel ignored: notices must go out'));

  await CancellationScope.nonCancellable(async () => {
    const postponed = new Map<string, { readonly tries: number; readonly untilMs: number }>();
    let failures = 0;
    for (;;) {
      poked = false;
      const now = Date.now();
      const except = [...postponed].filter(([, { untilMs }]) => untilMs > now).map(([id]) => id);
      const round = await attempt({ except });
      for (const id of round.done) postponed.delete(id);
      for (const id of round.again) {
        const tries = (postponed.get(id)?.tries ?? 0) + 1;
        postponed.delete(id);
        postponed.set(id, { tries, untilMs: Date.now() + untilNextTry(tries) });
      }
      while (postponed.size > MOST_POSTPONED) postponed.delete([...postponed.keys()][0] as string);
      failures = round.away ? failures + 1 : 0;
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof dispatcher>();

      if (round.away) await sleep(untilServerIsBack(failures));
      else if (!round.more && !poked)
        await idle(
          () => poked,
          [
            ...[...postponed.values()].map(({ untilMs }) => untilMs),
            // Rounds recorded before there were digests say nothing of what is held, and wait as they did.
            ...(round.nextInMs === undefined ? [] : [Date.now() + Math.min(round.nextInMs, LONGEST_WAIT_MS)]),
          ],
        );
    }
  });
}

async function attempt(ask: { readonly except: readonly string[] }): Promise<Round> {
  try {
    return await perform(ask);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    log.error('a round of deliveries failed; trying again soon');
    return { done: [], again: [], away: true, more: false };
  }
}

async function idle(poked: () => boolean, retries: readonly number[]): Promise<void> {
  if (retries.length === 0) await condition(poked);
  else await condition(poked, Math.max(1, Math.min(...retries) - Date.now()));
}
