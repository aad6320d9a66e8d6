import { type Day, dayOf, daysBetween, type Instant } from '../instant.ts';
import type { DeadlineRule, TierId } from '../rules/rule-set.ts';
import { anchor, dutyClock, fixDuty, startDuty } from '../watch.ts';
import { dropCauses } from './matters.ts';
import type { HazardDraft } from './steps.ts';
import { rectifyRule, watchHazard } from './watched.ts';

/** Puts another last day in the place of the running one; if that had lapsed, the days up to the decision are `lateHolder`'s. */
export function replaceDay(draft: HazardDraft, rule: DeadlineRule, lastDay: Day, lateHolder: string): void {
  const duty = dutyClock(draft, rule.id);
  const at = draft.input.at;
  if (duty?.lapsed) {
    const { clock } = duty;
    draft.verdicts.push({
      duty: rule.id,
      result: 'late',
      holder: lateHolder,
      dueAt: clock.dueAt,
      ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
      actAt: at,
      daysLate: Math.max(0, daysBetween(clock.lastDay ?? dayOf(clock.dueAt), dayOf(at))),
    });
  }
  fixDuty(draft, watchHazard(draft), rule, duty?.clock.start ?? at, lastDay);
  // Not overdue any more: no ladder climbs on a day that no longer counts; the verdict above keeps the days that were late.
  if (duty?.lapsed) dropCauses(draft, [rule.id], 'withdrawn');
}

/** After a failed acceptance or a reopening: a new, short clock. */
export function restartRectification(draft: HazardDraft, at: Instant): void {
  const tier = draft.state?.tier as TierId | undefined;
  const rule = tier ? rectifyRule(draft, tier) : undefined;
  const duration = tier ? draft.terms.rules.failedAcceptance.duration[tier] : undefined;
  anchor(draft, watchHazard(draft), 'rectificationRestarted', at);
  if (rule && duration) startDuty(draft, watchHazard(draft), rule, at, undefined, duration);
}
