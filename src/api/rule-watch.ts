import type { Database } from '../../db/open.ts';
import type { Instant } from '../core/index.ts';
import { readRuleLiveness } from '../ledger/liveness.ts';

/** How many rules are not alive, and when that was counted. */
export interface RuleCounts {
  readonly at: Instant;
  readonly overdue: number;
  readonly neverFired: number;
  readonly neverSet: number;
}

/** A count holds at least so long (ms), and so many times longer than it took: it never takes more than one per cent of the time. */
const HOLDS_MS = 30_000;
const HOLDS_TIMES = 100;

/** Counts the rules that are not alive now and again, when somebody asks: `/health` may be asked often and looks at every open case. */
export function createRuleWatch(db: Database, now: () => Instant): () => Promise<RuleCounts> {
  let last: Promise<RuleCounts> | undefined;
  let holdsUntil = 0;
  let counting = false;

  async function count(): Promise<RuleCounts> {
    const began = performance.now();
    const at = now();
    const rules = await readRuleLiveness(db, at);
    const ended = performance.now();
    holdsUntil = ended + Math.max(HOLDS_MS, (ended - began) * HOLDS_TIMES);
    const standing = (name: (typeof rules)[number]['standing']) =>
      rules.filter((rule) => rule.standing === name).length;
    return { at, overdue: standing('overdue'), neverFired: standing('neverFired'), neverSet: standing('neverSet') };
  }

  return () => {
    if (!counting && performance.now() >= holdsUntil) {
      counting = true;
      const next = count().finally(() => {
        counting = false;
      });
      // The first is waited for; later ones replace what is shown when they are there.
      if (last === undefined) last = next;
      next.then(
        () => {
          last = next;
        },
        () => {
          last = undefined;
        },
      );
    }
    return last ?? Promise.reject(new Error('the rules could not be counted'));
  };
}
