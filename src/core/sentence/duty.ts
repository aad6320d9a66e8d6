import type { CaseState, Clock } from '../case.ts';
import type { PostRef } from '../effect.ts';
import type { MatterState } from '../matter/state.ts';
import type { RuleSet, Rung } from '../rules/rule-set.ts';
import { dutyHolder, holderRef } from './holder.ts';

const DUTIES: ReadonlySet<Clock['does']> = new Set(['lapse', 'signature', 'answer']);

/** The duty that comes first: the one that lapsed first and is unmet, else the one that is due first; undefined: nobody owes anything by a day. */
export function nextDuty(state: CaseState): { readonly clock: Clock; readonly lapsed: boolean } | undefined {
  const [lapsed] = Object.values(state.overdue).sort(byDue);
  if (lapsed) return { clock: lapsed, lapsed: true };
  const [running] = Object.values(state.clocks)
    .filter(({ does }) => DUTIES.has(does))
    .sort(byDue);
  return running && { clock: running, lapsed: false };
}

/** The post whose duty a clock is; who signs the paper of a rung is the ladder's to say. */
export function holderOfDuty(state: CaseState, clock: Clock, rules: RuleSet | undefined): PostRef {
  const holder = dutyHolder(clock);
  if (holder !== 'rung.issuer') return holderRef(state, holder);
  return { post: (rules && rungOfPaper(state as MatterState, rules)?.issuer) ?? holder };
}

/** The rung of a matter whose paper is in hand. */
export function rungOfPaper(state: MatterState, { ladders }: Pick<RuleSet, 'ladders'>): Rung | undefined {
  const taken = state.rungs?.filter((one) => !one.skipped).at(-1);
  return taken && ladders.find((one) => one.id === state.ladder)?.rungs[taken.rung - 1];
}

function byDue(a: Clock, b: Clock): number {
  return a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.id < b.id ? -1 : 1;
}
