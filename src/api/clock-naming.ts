import { workingDaysBetween } from '../core/deadline/working-days.ts';
import type { Calendar, Clock, Day, RuleSet, SealedEvent } from '../core/index.ts';
import { clockLabel } from './duty.ts';

/** What the duties of a case are called, and how much time is left in the unit in which their rule counts. */
export interface ClockNaming {
  labelOf(clock: Pick<Clock, 'id' | 'rule' | 'does'>): string;
  /** A verdict names its duty by the clock's id. */
  labelOfDuty(duty: string): string;
  /** Working days after today up to the last day; undefined for periods that are not counted in working days. */
  workingDaysLeft(clock: Clock): number | undefined;
}

/** Names by the rules to which a case is pinned; without them the ids stay. */
export function clockNaming(rules: RuleSet | undefined, calendar: Calendar | undefined, today: Day): ClockNaming {
  return {
    labelOf: (clock) => clockLabel(clock, rules),
    labelOfDuty: (duty) => dutyLabel(duty, rules),
    workingDaysLeft({ rule, lastDay, fixed }) {
      const found = rules?.deadlines.find(({ id }) => id === rule)?.duration;
      const counted = found !== undefined && 'unit' in found && found.unit === 'workingDay';
      if (!counted || fixed || calendar === undefined || lastDay === undefined || lastDay < today) return undefined;
      return workingDaysBetween(calendar, today, lastDay);
    },
  };
}

/** What the deadlines and rungs that events speak of are called, by id; what has no name of its own is left out. */
export function labelsIn(events: readonly SealedEvent[], rules: RuleSet | undefined): Record<string, string> {
  const ids = events.flatMap(({ clocks, verdicts = [], payload }) => [
    ...clocks.set.flatMap(({ id, rule }) => [id, rule]),
    ...verdicts.map(({ duty }) => duty),
    ...[payload.duty, payload.rule, payload.clock].filter((one) => typeof one === 'string'),
  ]);
  const named = [...new Set(ids)].map((id) => [id, dutyLabel(id, rules)] as const);
  return Object.fromEntries(named.filter(([id, label]) => id !== label));
}

/** A reminder is called after what it reminds of. */
function dutyLabel(id: string, rules: RuleSet | undefined): string {
  const duty = id.replace(/\/reminder$/, '');
  const label = clockLabel({ id: duty, rule: duty, does: 'lapse' }, rules);
  return label === duty ? id : label;
}
