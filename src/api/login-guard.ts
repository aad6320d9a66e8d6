import { addMs, type Instant, toMs } from '../core/index.ts';

/** Failures of one address within the window, and until when it is locked. */
interface Failures {
  count: number;
  since: Instant;
  lockedUntil?: Instant;
}

/** After so many failures … */
export const MOST_FAILURES = 5;
/** … within so long, log-in is locked for as long again (the project's rule; the classified-protection baseline GB/T 22239 demands some limit). */
export const LOCK_MS = 15 * 60_000;
/** Keys kept; beyond it the oldest are forgotten, so that a flood of addresses cannot fill the memory. */
const MOST_KEYS = 10_000;

/** Counts failed log-ins per address and per name of no account; accounts that exist are counted in the database. */
export interface LoginGuard {
  /** Seconds until the key may try again, undefined if it may now. */
  locked(key: string, now: Instant): number | undefined;
  /** Counts a failure; it is forgotten after the window, or only with a lock. */
  fail(key: string, now: Instant, counts?: 'for ever'): void;
}

/** A guard in memory: one process serves the log-ins. */
export function createLoginGuard(): LoginGuard {
  const keys = new Map<string, Failures>();
  return {
    locked(key, now) {
      const until = keys.get(key)?.lockedUntil;
      return until !== undefined && now < until ? secondsUntil(until, now) : undefined;
    },
    fail(key, now, counts) {
      const known = keys.get(key);
      const isFresh = known !== undefined && (counts === 'for ever' || now < addMs(known.since, LOCK_MS));
      const current = isFresh && known.lockedUntil === undefined ? known : { count: 0, since: now };
      const count = current.count + 1;
      keys.delete(key);
      keys.set(key, {
        count,
        since: current.since,
        ...(count >= MOST_FAILURES ? { lockedUntil: addMs(now, LOCK_MS) } : {}),
      });
      if (keys.size > MOST_KEYS) for (const oldest of keys.keys()) return void keys.delete(oldest);
    },
  };
}

/** Whole seconds, rounded up. */
export function secondsUntil(until: Instant, now: Instant): number {
  return Math.max(1, Math.ceil((toMs(until) - toMs(now)) / 1_000));
}
