/** Instants around a deadline: reminders before it, overdue steps after it, and the last day on which an extension may be asked for. */

import type { Day, Instant } from '../instant.ts';
import { addDays, addMonths, addMs, atTime, dayOf, fromMs, toMs } from '../instant.ts';
import { lastDayOf } from './deadline.ts';
import type { Duration, ReminderOffset } from './duration.ts';
import { checkedDuration, durationMs, isReminderOffset } from './duration.ts';
import type { Calendar } from './working-days.ts';
import { addWorkingDays } from './working-days.ts';

/** What reminders and refusals need of a deadline. */
export interface DueTime {
  dueAt: Instant;
  lastDay: Day | null;
}

/** The hour of the day for everything that is due on a day rather than at an instant. */
export const DEFAULT_TIME = '09:00';

/**
 * The instant of a reminder. In days: at `time` of the day counted back from the last day; in hours and minutes: so long before the due
 * instant; in percent: when that share of the period from `start` remains, for deadlines in days at `time` of that day.
 */
export function reminderInstant(given: {
  deadline: DueTime;
  before: ReminderOffset;
  start: Instant;
  calendar: Calendar;
  time?: string;
}): Instant {
  const { deadline, before, start, calendar, time = DEFAULT_TIME } = given;
  if (!isReminderOffset(before)) throw new RangeError(`催办提前量 ${JSON.stringify(before)} 不正确`);
  if (before.unit === 'percent') return percentInstant(deadline, before.value, start, time);
  const period: Duration = { value: before.value, unit: before.unit };
  const ms = durationMs(period);
  return ms === null ? atTime(countBack(lastDayOf(deadline), period, calendar), time) : addMs(deadline.dueAt, -ms);
}

/** The instant of the nth overdue working day: at `time` of the nth working day after the last day (for hours take `lastDayOf`). */
export function overdueInstant(lastDay: Day, n: number, calendar: Calendar, time: string = DEFAULT_TIME): Instant {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`逾期工作日数 ${n} 应为正整数`);
  return atTime(addWorkingDays(calendar, lastDay, n), time);
}

/** The last day on which an extension may be asked for, so many days before the last day; throws RangeError for hours and minutes. */
export function latestDayToAsk(lastDay: Day, before: Duration, calendar: Calendar): Day {
  return countBack(lastDay, checkedDuration(before), calendar);
}

/** Codes with which a request for an extension is refused by time alone. */
export type ExtensionRefusal = 'extension-after-expiry' | 'extension-too-late';

/**
 * Whether an extension may still be asked for at `at`: null, or the refusal. `requestBefore` in days means up to the end of that day.
 * `window` is the office's reading of the rule: `atLeast` so long before the last day (default), or only `within` that last stretch.
 */
export function checkExtensionRequest(request: {
  at: Instant;
  deadline: DueTime;
  requestBefore?: Duration;
  window?: 'atLeast' | 'within';
  calendar: Calendar;
}): ExtensionRefusal | null {
  const { at, deadline, requestBefore, window = 'atLeast', calendar } = request;
  if (toMs(at) >= toMs(deadline.dueAt)) return 'extension-after-expiry';
  if (requestBefore === undefined) return null;
  const ms = durationMs(checkedDuration(requestBefore));
  const limit = ms === null ? latestDayToAsk(lastDayOf(deadline), requestBefore, calendar) : addMs(deadline.dueAt, -ms);
  const asked = ms === null ? dayOf(at) : at;
  const inTime = window === 'atLeast' ? asked <= limit : asked >= limit;
  return inTime ? null : 'extension-too-late';
}

function percentInstant(deadline: DueTime, percent: number, start: Instant, time: string): Instant {
  const due = toMs(deadline.dueAt);
  const instant = fromMs(Math.floor(due - ((due - toMs(start)) * percent) / 100));
  return deadline.lastDay === null ? instant : atTime(dayOf(instant), time);
}

function countBack(day: Day, before: Duration, calendar: Calendar): Day {
  switch (before.unit) {
    case 'calendarDay':
      return addDays(day, -before.value);
    case 'workingDay':
      return addWorkingDays(calendar, day, -before.value);
    case 'month':
      return addMonths(day, -before.value);
    case 'hour':
    case 'minute':
      throw new RangeError('按天倒数不能用小时或分钟');
    default:
      return before.unit satisfies never;
  }
}
