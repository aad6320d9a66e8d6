import type { Duration } from '../deadline/duration.ts';
import { endsOn } from '../watch.ts';
import type { DeadlineRule } from './rule-set.ts';

/** Whether a rule is that of the written report after an interview (约谈整改报告): a rung that invites gives its period. */
export function isReport(rule: DeadlineRule): boolean {
  return rule.startsOn === 'interviewHeld' && endsOn(rule, 'interviewReportFiled');
}

/** Whether a rule already says this period. */
export function sameDuration({ duration }: DeadlineRule, { value, unit }: Duration): boolean {
  return !('monthlyOnDay' in duration) && duration.value === value && duration.unit === unit;
}
