import { CancellationScope, condition, continueAsNew, defineQuery, defineSignal, log, proxyActivities, proxyLocalActivities, setHandler, TemporalFailure, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Followed } from '../activities/follow.ts';
import { fromMs, type Instant } from '../src/core/instant.ts';
import { label } from './attributes.ts';
import { earliest, emptyCopy, report, take } from './copy.ts';
import { type CaseInput, type CaseReport, NUDGE, POKE, STATE } from './poke.ts';
import { spread } from './spread.ts';

const MINUTE_MS = 60_000;

/** Longest timer: after this the case looks at the ledger whether it must or not. */
const LONGEST_WAIT_MS = 30 * 86_400_000;

// One marker in the history and no task of its own. It must end before 80 % of the workflow task timeout (5 s).
const quick = proxyLocalActivities<Pick<Activities, 'follow'>>({ startToCloseTimeout: 3_000, scheduleToCloseTimeout: 3_900, retry: { initialInterval: 100, maximumAttempts: 2 } });

// The same when the ledger's database is away: three history events, however long that lasts.
const patient = proxyActivities<Pick<Activities, 'follow'>>({ startToCloseTimeout: 20_000, retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 15_000 } });

const poke = defineSignal(POKE);
const nudge = defineSignal(NUDGE);
const state = defineQuery<CaseReport>(STATE);

/** One case, from its first event until it is closed: follow the ledger, wait for a poke or the next clock, follow again. */
export async function runCase({ caseId }: CaseInput): Promise<void> {
  const copy = emptyCopy();
  let poked = false;
  let nudged = false;
  setHandler(poke, () => {
    poked = true;
  });
  setHandler(nudge, () => {
    poked = true;
    nudged = true;
  });
  setHandler(state, () => report(caseId, copy));
  CancellationScope.current().cancelRequested.catch(() => log.warn('cancel ignored: a case ends when it is closed, never before'));

  await CancellationScope.nonCancellable(async () => {
    let stage: string | undefined;
    let asOf: Instant | undefined;
    for (;;) {
      poked = false;
      const news = await follow(caseId, copy.seq, asOf);
      for (const event of news?.events ?? []) take(copy, event);
      if (news?.more) continue;
      if (news?.labels !== undefined && news.labels.stage !== stage) {
        stage = news.labels.stage;
        label(news.labels, copy.flags);
      }
      if (news?.closed) return;
      if (nudged || workflowInfo().continueAsNewSuggested) await continueAsNew<typeof runCase>({ caseId });

      const due = earliest(copy);
      const ms = news === undefined ? MINUTE_MS : untilNextTurn(caseId, due, asOf !== undefined && news.events.length === 0);
      if (!poked && ms !== 0) await (ms === undefined ? condition(() => poked) : condition(() => poked, ms));
      asOf = due !== undefined && due <= Date.now() ? fromMs(Date.now()) : undefined;
    }
  });
}

/** Milliseconds to wait for a poke: 0 not at all, undefined for as long as it takes. */
function untilNextTurn(caseId: string, due: number | undefined, fruitless: boolean): number | undefined {
  const ms = due === undefined ? undefined : Math.max(0, due + spread(caseId, due) - Date.now());
  if (fruitless && ms === 0) {
    // The ledger says there is nothing to settle although a clock is due: never spin on it.
    log.error('a clock is due but was not settled; asking again in a minute');
    return MINUTE_MS;
  }
  return ms === undefined ? undefined : Math.min(ms, LONGEST_WAIT_MS);
}

/** Settles what is due and reads the events after `seen`; undefined when even the patient way was refused by the server. */
async function follow(caseId: string, seen: number, asOf: Instant | undefined): Promise<Followed | undefined> {
  try {
    return await quick.follow(caseId, seen, asOf);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
  }
  try {
    return await patient.follow(caseId, seen, asOf);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    log.error('the ledger could not be followed; asking again in a minute', { seq: seen });
    return undefined;
  }
}
