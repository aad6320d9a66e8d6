import { computeDeadline } from '../../../core/deadline/deadline.ts';
import { isDuration } from '../../../core/deadline/duration.ts';
import { overdueInstant, reminderInstant } from '../../../core/deadline/reminder.ts';
import { addWorkingDays, type Calendar } from '../../../core/deadline/working-days.ts';
import { addDays, atTime, dayOf } from '../../../core/instant.ts';
import type { DeadlineRule, Ladder, Rung } from '../../../core/rules/rule-set.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { conditionWords } from './condition-words.ts';
import { periodText } from './field-words.ts';

const { axis: TEXTS } = RULE_EDITOR_TEXTS;

/** Something that happens on the axis. */
export interface Mark {
  readonly id: string;
  readonly at: string;
  readonly label: string;
  readonly kind: 'start' | 'reminder' | 'due' | 'rung';
}

/** A deadline, and the ladders that its lapse begins, counted from a sample start; `after`: what time alone does not start. */
export interface Course {
  readonly marks: readonly Mark[];
  readonly provisional: boolean;
  readonly after: readonly { readonly id: string; readonly label: string; readonly when: string }[];
}

/** Counts a deadline from a day, with its reminders and the rungs of these ladders; undefined while a field is not filled in. */
export function courseOf(
  rule: DeadlineRule,
  ladders: readonly Ladder[],
  { calendar, start, time }: { readonly calendar: Calendar; readonly start: string; readonly time: string },
): Course | undefined {
  const { duration } = rule;
  if (!isDuration(duration)) return undefined;
  const began = atTime(start, '09:00');
  const deadline = computeDeadline({ rule: rule.id, calendar, start: began, duration });
  const reminders = rule.reminders.flatMap(({ before }, i): Mark[] => {
    try {
      const at = reminderInstant({ deadline, before, start: began, calendar, time });
      return [{ id: `reminder${i}`, at, label: TEXTS.reminder, kind: 'reminder' }];
    } catch (error) {
      // Half a number: the linter says what is wrong with it.
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
  const lastDay = deadline.lastDay ?? dayOf(deadline.dueAt);
  const rungs = ladders.flatMap((ladder) => rungMarks(ladder, lastDay, calendar));
  return {
    marks: [
      { id: 'start', at: began, label: TEXTS.start, kind: 'start' },
      ...reminders,
      {
        id: 'due',
        at: deadline.lastDay === null ? deadline.dueAt : atTime(deadline.lastDay, '23:59'),
        label: TEXTS.due,
        kind: 'due',
      },
      ...rungs.flatMap(({ at, id, label }): Mark[] => (at === undefined ? [] : [{ id, at, label, kind: 'rung' }])),
    ],
    provisional: deadline.provisional,
    after: rungs.flatMap(({ at, id, label, when }) => (at === undefined ? [{ id, label, when }] : [])),
  };
}

interface RungMark {
  readonly id: string;
  readonly label: string;
  /** Undefined: only a condition starts it. */
  readonly at: string | undefined;
  readonly when: string;
}

function rungMarks(ladder: Ladder, lastDay: string, calendar: Calendar): readonly RungMark[] {
  const days = new Map<number, string>();
  return ladder.rungs.map((rung) => {
    const day = rungDay(rung, lastDay, calendar, days);
    if (day !== undefined) days.set(rung.rung, day);
    return {
      id: `${ladder.id}${rung.rung}`,
      label: `${ladder.id}${rung.rung} ${rung.label}`,
      at: day === undefined ? undefined : atTime(day, '09:00'),
      when: triggerWords(rung),
    };
  });
}

/** The earliest day on which time alone begins a rung. */
function rungDay(
  { trigger }: Rung,
  lastDay: string,
  calendar: Calendar,
  days: ReadonlyMap<number, string>,
): string | undefined {
  const found = trigger.any.flatMap(({ overdue, afterRung, wait, condition }) => {
    if (condition !== undefined) return [];
    if (isDuration(overdue)) return [later(lastDay, overdue, calendar)];
    const from = afterRung === undefined ? undefined : days.get(afterRung);
    return from !== undefined && isDuration(wait) ? [later(from, wait, calendar)] : [];
  });
  return found.sort()[0];
}

function later(day: string, { value, unit }: { readonly value: number; readonly unit: string }, calendar: Calendar) {
  if (unit === 'workingDay') return dayOf(overdueInstant(day, value, calendar));
  if (unit === 'calendarDay') return addDays(day, value);
  return unit === 'month' ? addDays(day, 30 * value) : addWorkingDays(calendar, day, 1);
}

/** What starts a rung, in words. */
export function triggerWords({ trigger, startsWhen }: Rung): string {
  const parts = trigger.any.map(({ overdue, afterRung, wait, condition }) =>
    [
      overdue && TEXTS.overdue(periodText(overdue.value, overdue.unit)),
      afterRung !== undefined && wait && TEXTS.afterRung(afterRung, periodText(wait.value, wait.unit)),
      condition !== undefined && conditionWords(condition),
    ]
      .filter(Boolean)
      .join('，'),
  );
  return [...parts, ...(startsWhen === undefined ? [] : [conditionWords(startsWhen)])].join('；');
}
