import type { Log } from '../activities/perform.ts';
import { addMs, fromMs, type Instant } from '../src/core/instant.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { Poker } from './poker.ts';

export interface SweeperDeps {
  readonly ledger: Pick<Ledger, 'wakes' | 'forgotten'>;
  readonly poker: Poker;
  readonly log: Log;
  readonly now?: () => Instant;
  /** Milliseconds between sweeps of wake rows, default 3 s. */
  readonly wakesEvery?: number;
  /** Milliseconds between looks for forgotten cases, default one minute. */
  readonly forgottenEvery?: number;
}

export interface Sweeper {
  stop(): Promise<void>;
}

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
}: SweeperDeps): Sweeper {
  const sweeps = [
    repeat(wakesEvery, log, 'wake rows', async () => {
      const wakes = await ledger.wakes(addMs(now(), -WAKE_AGE_MS), PAGE);
      poker.poke(wakes);
      poker.owed();
    }),
    repeat(forgottenEvery, log, 'forgotten cases', async () => {
      const cases = await ledger.forgotten(addMs(now(), -FORGOTTEN_AGE_MS), PAGE);
      // A clock is due there, so the next event is yet to come: any seq will do.
      poker.poke(cases.map((row) => ({ ...row, seq: 0 })));
      if (cases.length > 0) log.warn('cases with a clock that should have fired were poked', { cases: cases.length });
    }),
  ];
  return {
    async stop() {
      await Promise.all(sweeps.map((end) => end()));
    },
  };
}

/** Does a sweep now and again for ever, whatever fails; the result ends it. */
export function repeat(every: number, log: Log, what: string, sweep: () => Promise<void>): () => Promise<void> {
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
      timer = setTimeout(() => {
        running = run();
      }, every);
    }
  }

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
