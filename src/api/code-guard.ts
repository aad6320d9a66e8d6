import { addMs, type Instant, toMs } from '../core/index.ts';

/** Wrong codes of one address within the window, and of everybody within a minute. */
const MOST_OF_ADDRESS = 10;
const ADDRESS_WINDOW_MS = 15 * 60_000;
const MOST_OF_ALL = 300;
const ALL_WINDOW_MS = 60_000;
/** Addresses kept; beyond it the oldest are forgotten, so that a flood of addresses cannot fill the memory. */
const MOST_ADDRESSES = 10_000;

interface Count {
  readonly since: Instant;
  readonly failures: number;
}

/** Bounds how fast receipt codes can be tried; addresses are held in memory for minutes and written nowhere. */
export interface CodeGuard {
  /** Seconds until this address may try again, undefined if it may now. */
  blocked(address: string, now: Instant): number | undefined;
  fail(address: string, now: Instant): void;
}

/** A guard in memory: whoever asks several processes may guess so many times more, which is no help against 138 bits. */
export function createCodeGuard(): CodeGuard {
  const addresses = new Map<string, Count>();
  let all: Count = { since: '', failures: 0 };
  return {
    blocked(address, now) {
      return (
        waitOf(all, ALL_WINDOW_MS, MOST_OF_ALL, now) ??
        waitOf(addresses.get(address), ADDRESS_WINDOW_MS, MOST_OF_ADDRESS, now)
      );
    },
    fail(address, now) {
      all = next(all, ALL_WINDOW_MS, now);
      const known = next(addresses.get(address), ADDRESS_WINDOW_MS, now);
      addresses.delete(address);
      addresses.set(address, known);
      if (addresses.size > MOST_ADDRESSES) for (const oldest of addresses.keys()) return void addresses.delete(oldest);
    },
  };
}

function next(count: Count | undefined, windowMs: number, now: Instant): Count {
  return count !== undefined && count.since !== '' && now < addMs(count.since, windowMs)
    ? { ...count, failures: count.failures + 1 }
    : { since: now, failures: 1 };
}

function waitOf(count: Count | undefined, windowMs: number, most: number, now: Instant): number | undefined {
  if (count === undefined || count.failures < most) return undefined;
  const until = addMs(count.since, windowMs);
  return now < until ? Math.ceil((toMs(until) - toMs(now)) / 1_000) : undefined;
}
