import {
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  log,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { Followed } from '../activities/follow.ts';
import type { Activities } from '../activities/index.ts';
import { fromMs, type Instant } from '../src/core/instant.ts';
import { createAlarm } from './alarm.ts';
import { label } from './attributes.ts';
import { earliest, emptyCopy, report, take } from './copy.ts';
import { type CaseInput, type CaseReport, NUDGE, POKE, STATE } from './poke.ts';
import { spread } from './spread.ts';

const MINUTE_MS = 60_000;

// One marker in the history and no task of its own. It must end before 80 % of the workflow task timeout (5 s).
const quick = proxyLocalActivities<Pick<Activities, 'follow'>>({
  startToCloseTimeout: 3_000,
  scheduleToCloseTimeout: 3_900,
  retry: { initialInterval: 100, maximumAttempts: 2 },
});

// The same when the ledger's database is away: three history events, however long that lasts.
const patient = proxyActivities<Pick<Activities, 'follow'>>({
  startToCloseTimeout: 20_000,
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 15_000 },
});

const poke = defineSignal(POKE);
const nudge = defineSignal(NUDGE);
const state = defineQuery<CaseReport>(STATE);

/** One case, from its first event until it is closed: follow the ledger, wait for a poke or for the next clock, follow again. */
export async function runCase({ caseId }: CaseInput): Promise<void> {
  const copy = emptyCopy();
  let awake = false;
  let nudged = false;
  const wake = () => {
    awake = true;
  };
  setHandler(poke, wake);
  setHandler(nudge, () => {
    nudged = true;
    wake();
  });
  setHandler(state, () => report(caseId, copy));
  CancellationScope.current().cancelRequested.catch(() =>
    log.warn('cancel ignored: a case ends when it is closed, never before'),
  );

  await CancellationScope.nonCancellable(async () => {
    const alarm = createAlarm(wake);
    let stage: string | undefined;
    let asOf: Instant | undefined;
    for (;;) {
      awake = false;
      const news = await follow(caseId, copy.seq, asOf);
      for (const event of news.events) take(copy, event);
      if (news.more) continue;
      if (news.labels !== undefined && news.labels.stage !== stage) label(news.labels, copy.flags);
      stage = news.labels?.stage ?? stage;
      if (news.closed) return;
      if (nudged || workflowInfo().continueAsNewSuggested) await continueAsNew<typeof runCase>({ caseId });

      const due = earliest(copy);
      const now = Date.now();
      const fruitless =
        news === NOTHING_READ || (asOf !== undefined && due !== undefined && due <= now && news.events.length === 0);
      if (fruitless) log.error('nothing was settled although it should; asking again in a minute');
      const at = fruitless ? now + MINUTE_MS : due === undefined ? undefined : due + spread(caseId, due);
      if (at === undefined || at > now) alarm.set(at);
      else awake = true;
      await condition(() => awake);
      asOf = due !== undefined && due <= Date.now() ? fromMs(Date.now()) : undefined;
    }
  });
}

const NOTHING_READ: Followed = { events: [], closed: false, more: false };

/** Settles what is due and reads the events after `seen`; whatever happens to the database or to the activity, the loop goes on. */
async function follow(caseId: string, seen: number, asOf: Instant | undefined): Promise<Followed> {
  for (const way of [quick, patient]) {
    try {
      return await way.follow(caseId, seen, asOf);
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      log.warn('the ledger could not be followed', { seq: seen });
    }
  }
  return NOTHING_READ;
}
