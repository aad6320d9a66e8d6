import type { Clock, Terms } from '../case.ts';
import { adoptUnder, confirmUnder } from '../new-terms.ts';
import { refuse } from '../refusal.ts';
import type { DeadlineRule, TierId } from '../rules/rule-set.ts';
import { openLadders, tellMatters } from './matters.ts';
import type { HazardState } from './state.ts';
import { type Handlers, step } from './steps.ts';
import { watchHazard } from './watched.ts';

/** A hazard goes over to another rule set or calendar. */
export const NEW_TERMS = {
  *adoptRules(context) {
    const { state, command, terms, payload } = context;
    const draft = yield* adoptUnder(state, command, terms, payload, {
      begin: (after, given) => step({ ...context, terms: after }, 'RulesAdopted', given),
      watched: (begun) => watchHazard(begun),
      served: servedOnUnit(state),
      ownPeriod: (_, after) => after.rules.failedAcceptance.duration[state.tier as TierId],
      check: ({ rules }) => {
        const lost = openLadders(state).find((ladder) => !rules.ladders.some((one) => one.id === ladder));
        return lost ? refuse('rules-drop-ladder', { detail: lost }) : undefined;
      },
    });
    // A matter stands under the terms of the case that opened it: it goes over with it.
    if ('set' in draft) tellMatters(draft, 'rulesAdopted', payload);
    return draft;
  },

  *confirmDeadlines(context) {
    const { state, terms, payload } = context;
    const begin = (after: Terms) => step({ ...context, terms: after }, 'DeadlineConfirmed', payload);
    return yield* confirmUnder(state, terms, payload.calendar, begin, {
      served: servedOnUnit(state),
      watched: (draft) => watchHazard(draft),
    });
  },
} satisfies Handlers;

/** What the unit was told by the notice: its own duties once the order was served, and any day that a decision fixed. */
function servedOnUnit(state: HazardState): (rule: DeadlineRule, clock: Clock) => boolean {
  return (rule, clock) => clock.fixed === true || (rule.holder === 'unit' && state.anchors.orderServed !== undefined);
}
