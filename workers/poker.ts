import type { Client } from '@temporalio/client';
import type { Log } from '../activities/perform.ts';
import type { CaseId, KindName } from '../src/core/case.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { isLater, pokeCase, pokeDispatcher, reasonOf, type Target } from './signal.ts';

/** Pokes under way at once; more only queue inside Temporal. */
const MOST_IN_FLIGHT = 16;

/** Wake rows are acknowledged together: one transaction per this time (ms). */
const ACKNOWLEDGE_MS = 200;

/** A wake row as the ledger made it. */
export interface Wake {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
}

/** Wakes workflows after a commit, without making anybody wait. */
export interface Poker {
  /** Fire and forget; one poke in flight per case, the highest seq counts. */
  poke(wakes: Iterable<Wake>): void;
  /** Something is owed to the outside: wakes the dispatcher if a delivery has not been tried yet. */
  owed(): void;
  /** Resolves when nothing waits, nothing is in flight and everything is acknowledged. */
  idle(): Promise<void>;
  stats(): PokerStats;
  /** Takes no more, finishes what is in flight. */
  close(): Promise<void>;
}

export interface PokerStats {
  readonly poked: number;
  /** Left to the sweeper because Temporal was away or busy. */
  readonly later: number;
  readonly waiting: number;
  readonly inFlight: number;
  /** The last call failed. */
  readonly away: boolean;
}

export interface PokerDeps {
  readonly client: Client;
  readonly ledger: Pick<Ledger, 'acknowledge' | 'messages'>;
  readonly taskQueue: string;
  readonly workflowTaskTimeout?: number;
  readonly log: Log;
}

/** The poker: used after each commit and by the sweeper. */
export function createPoker({ ledger, log, ...target }: PokerDeps): Poker {
  const away = createAwayNotice(log);
  const acknowledger = createAcknowledger(ledger, log);
  const dispatch = createDispatchWaker(target, ledger, away);
  const waiting = new Map<CaseId, Wake>();
  const inFlight = new Map<CaseId, Wake>();
  let idlers: (() => void)[] = [];
  let poked = 0;
  let later = 0;
  let closed = false;

  function pump(): void {
    for (const [caseId, wake] of waiting) {
      if (inFlight.size >= MOST_IN_FLIGHT) break;
      if (inFlight.has(caseId)) continue;
      waiting.delete(caseId);
      inFlight.set(caseId, wake);
      void run(wake);
    }
    if (inFlight.size === 0 && waiting.size === 0) {
      for (const resolve of idlers) resolve();
      idlers = [];
    }
  }

  async function run(wake: Wake): Promise<void> {
    try {
      await pokeCase(target, wake.caseId, wake.kind);
      poked++;
      away.back();
      acknowledger.add(wake);
    } catch (error) {
      later++;
      away.report(error);
    }
    inFlight.delete(wake.caseId);
    pump();
  }

  return {
    poke(wakes) {
      if (closed) return;
      for (const wake of wakes) {
        const known = Math.max(waiting.get(wake.caseId)?.seq ?? -1, inFlight.get(wake.caseId)?.seq ?? -1);
        if (wake.seq > known) waiting.set(wake.caseId, wake);
      }
      pump();
    },
    owed() {
      if (!closed) dispatch.wake();
    },
    async idle() {
      if (inFlight.size > 0 || waiting.size > 0) await new Promise<void>((resolve) => idlers.push(resolve));
      await acknowledger.flush();
      await dispatch.idle();
    },
    stats: () => ({ poked, later, waiting: waiting.size, inFlight: inFlight.size, away: away.now() }),
    async close() {
      closed = true;
      waiting.clear();
      await this.idle();
    },
  };
}

/** One line when Temporal goes and one when it is back, however many pokes meet it. */
function createAwayNotice(log: Log) {
  let gone = false;
  return {
    now: () => gone,
    report(error: unknown): void {
      if (!isLater(error)) log.error('poke refused', { reason: reasonOf(error) });
      else if (!gone)
        log.warn('Temporal is away; cases go on, the sweeper will poke them', { reason: reasonOf(error) });
      gone = true;
    },
    back(): void {
      if (gone) log.info('Temporal is back');
      gone = false;
    },
  };
}

function createAcknowledger(ledger: Pick<Ledger, 'acknowledge'>, log: Log) {
  const done = new Map<CaseId, Wake>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const wakes = [...done.values()];
    done.clear();
    if (wakes.length === 0) return;
    // Rows that stay are swept and poked again, which is harmless.
    await ledger
      .acknowledge(wakes)
      .catch(() => log.warn('wake rows could not be acknowledged', { rows: wakes.length }));
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(write);
    return running;
  }

  return {
    flush,
    add(wake: Wake): void {
      const known = done.get(wake.caseId);
      if (known === undefined || known.seq < wake.seq) done.set(wake.caseId, wake);
      timer ??= setTimeout(flush, ACKNOWLEDGE_MS);
    },
  };
}

function createDispatchWaker(
  target: Target,
  ledger: Pick<Ledger, 'messages'>,
  away: ReturnType<typeof createAwayNotice>,
) {
  let running: Promise<void> | undefined;
  let again = false;

  async function wake(): Promise<void> {
    do {
      again = false;
      try {
        // What was tried before is the dispatcher's own business: it knows when to try it again.
        if (await ledger.messages.owes()) await pokeDispatcher(target);
      } catch (error) {
        away.report(error);
      }
      // Many cases settle at one instant: one signal for all of them is enough.
      await new Promise((resolve) => setTimeout(resolve, ACKNOWLEDGE_MS));
    } while (again);
    running = undefined;
  }

  return {
    wake(): void {
      again = true;
      running ??= wake();
    },
    idle: async () => running,
  };
}
