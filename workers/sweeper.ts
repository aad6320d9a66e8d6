import type { Log } from '../activities/perform.ts';
import type { CaseId, KindName } from '../src/core/case.ts';
import { addMs, fromMs, type Instant } from '../src/core/instant.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { Poker } from './poker.ts';

export interface SweeperDeps {
  readonly ledger: Pick<Ledger, 'wakes' | 'forgotten' | 'follow'>;
  readonly poker: Poker;
  readonly log: Log;
  readonly now?: () => Instant;
  /** Milliseconds between sweeps of wake rows, default 3 s. */
  readonly wakesEvery?: number;
  /** Milliseconds between looks for forgotten cases, default one minute. */
  readonly forgottenEvery?: number;
  /** Milliseconds between looks for clocks that are late, default one second. */
  readonly lateEvery?: number;
}

export interface Sweeper {
  /** The workflow of a case has read what is new. */
  followed(caseId: CaseId): void;
  stop(): Promise<void>;
}

/**
 * A clock that is due this long was not fired by its case's workflow (ms): thousands are due at one instant and the workflows must be built
 * again from their histories, or Temporal is away. More than the clocks of two machines may differ, so that nothing fires early.
 */
const LATE_MS = 3_000;

/** Cases settled at once. */
const LANES = 8;

/** A look takes at most one part in so many of the time, however many cases are open. */
const LOOK_SHARE = 50;

/** Later than anything a reader may have seen: nothing is read, only settled. */
const NOTHING_NEW = Number.MAX_SAFE_INTEGER;

/** A wake row this old was not poked by whoever wrote it (ms). */
const WAKE_AGE_MS = 2_000;

/** An open case whose clock is due this long has no workflow that works (ms). */
const FORGOTTEN_AGE_MS = 60_000;

const PAGE = 1_000;

/** Pokes what a crash, an outage or a terminated workflow has left behind. Goes on whatever fails. */
export function startSweeper({
  ledger,
  poker,
  log,
  now = () => fromMs(Date.now()),
  wakesEvery = 3_000,
  forgottenEvery = 60_000,
  lateEvery = 1_000,
}: SweeperDeps): Sweeper {
  /** Settled here, and not yet read by its workflow; and since when. */
  const unread = new Map<CaseId, { readonly kind: KindName; readonly since: number }>();
  let lookedMs = 0;
  /** Late cases that could not be settled at the last look. */
  let stuck = 0;

  /**
   * Fires what is late in the workflow's place: two thousand clocks of one instant are in the log after seconds, whoever holds how many
   * workflows in memory. The case is not poked: its own timer makes it read the news, and only if it does not, it is poked like a forgotten one.
   */
  async function fireLate(): Promise<void> {
    const began = performance.now();
    const late = await ledger.forgotten(addMs(now(), -LATE_MS), PAGE);
    lookedMs = performance.now() - began;
    // From another place in each process: several of them share the work.
    const from = process.pid % Math.max(1, late.length);
    const queue = [...late.slice(from), ...late.slice(0, from)];
    let failed = 0;
    async function lane(): Promise<void> {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { caseId, kind } = next;
        await ledger.follow(caseId, NOTHING_NEW).then(
          () => unread.set(caseId, { kind, since: performance.now() }),
          () => failed++,
        );
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane));
    if (late.length > failed) poker.owed();
    // What cannot be settled stays late: it is said once, not every second until somebody mends it.
    if (late.length > failed || failed > stuck)
      log.warn('late clocks were fired in the place of their workflows', { cases: late.length, failed });
    stuck = failed;
  }

  function pokeUnread(): void {
    const before = performance.now() - FORGOTTEN_AGE_MS;
    for (const [caseId, { kind, since }] of unread) {
      if (since > before) continue;
      unread.delete(caseId);
      poker.poke([{ caseId, kind, seq: 0 }]);
    }
  }

  const sweeps = [
    repeat(() => Math.max(lateEvery, lookedMs * LOOK_SHARE), log, 'late clocks', fireLate),
    repeat(wakesEvery, log, 'wake rows', async () => {
      const wakes = await ledger.wakes(addMs(now(), -WAKE_AGE_MS), PAGE);
      poker.poke(wakes);
      poker.owed();
    }),
    repeat(forgottenEvery, log, 'forgotten cases', async () => {
      const cases = await ledger.forgotten(addMs(now(), -FORGOTTEN_AGE_MS), PAGE);
      // A clock is due there, so the next event is yet to come: any seq will do.
      poker.poke(cases.map((row) => ({ ...row, seq: 0 })));
      pokeUnread();
      if (cases.length > 0) log.warn('cases with a clock that should have fired were poked', { cases: cases.length });
    }),
  ];
  return {
    followed: (caseId) => void unread.delete(caseId),
    async stop() {
      await Promise.all(sweeps.map((end) => end()));
    },
  };
}

/** Does a sweep now and again for ever (ms between two), whatever fails; the result ends it. */
export function repeat(
  every: number | (() => number),
  log: Log,
  what: string,
  sweep: () => Promise<void>,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = run();

  async function run(): Promise<void> {
    try {
      await sweep();
    } catch (error) {
      log.error(`sweep of ${what} failed; the next one follows`, {
        reason: error instanceof Error ? error.name : 'unknown',
      });
    }
    if (!stopped) {
      timer = setTimeout(
        () => {
          running = run();
        },
        typeof every === 'number' ? every : every(),
      );
    }
  }

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
