/**
 * Counting on a working calendar. Kept apart from `calendar.ts`, whose zod schema must not get into the workflow bundle.
 */

import type { Day } from '../instant.ts';
import { dayFromNumber, dayNumber, weekdayOfNumber } from '../instant.ts';

/** A working calendar (工作日历): which days are worked, by the yearly notices of the State Council; immutable, named by `id`. */
export interface Calendar {
  id: string;
  /** First day for which a notice was entered; days before it are counted by weekday only. */
  coveredFrom?: Day;
  /** Last day for which the notice is published; days after it are counted by weekday only. */
  coveredUntil: Day;
  /** Days off that would be worked by weekday. */
  holidays: ReadonlySet<Day>;
  /** Weekend days that are worked (调休). */
  makeUpDays: ReadonlySet<Day>;
  /** 1 Monday to 7 Sunday. */
  weekendDays: readonly number[];
  /** Year → the notice that fixes it. */
  sources: Readonly<Record<string, string>>;
}

/** What a day is: worked are `workday` and `makeUpDay`, not worked `rest` (weekend) and `holiday`. */
export type DayKind = 'workday' | 'rest' | 'holiday' | 'makeUpDay';

/** The calendar as numbers (days since 1970-01-01), because counting asks for thousands of days. */
interface DayIndex {
  holidays: ReadonlySet<number>;
  makeUpDays: ReadonlySet<number>;
  weekend: readonly boolean[];
}

const indexes = new WeakMap<Calendar, DayIndex>();

/** What kind of day it is. */
export function kindOfDay(calendar: Calendar, day: Day): DayKind {
  return kindOfNumber(calendar, dayNumber(day));
}

/** The same for a day given as days since 1970-01-01. */
export function kindOfNumber(calendar: Calendar, number: number): DayKind {
  const index = indexOf(calendar);
  if (index.holidays.has(number)) return 'holiday';
  if (index.makeUpDays.has(number)) return 'makeUpDay';
  return index.weekend[weekdayOfNumber(number)] ? 'rest' : 'workday';
}

/** Whether the day is worked. */
export function isWorkingDay(calendar: Calendar, day: Day): boolean {
  return isWorked(calendar, dayNumber(day));
}

/** Whether the day, given as days since 1970-01-01, is worked. */
export function isWorked(calendar: Calendar, number: number): boolean {
  const kind = kindOfNumber(calendar, number);
  return kind === 'workday' || kind === 'makeUpDay';
}

/** The first working day after the day; the day itself is not considered. */
export function nextWorkingDay(calendar: Calendar, day: Day): Day {
  return addWorkingDays(calendar, day, 1);
}

/** The day itself if it is worked, else the next working day (民法典 Art. 203). */
export function rollToWorkingDay(calendar: Calendar, day: Day): Day {
  return isWorkingDay(calendar, day) ? day : nextWorkingDay(calendar, day);
}

/** The nth working day after the day, or before it if n is negative; the day itself does not count; n = 0 gives the day. */
export function addWorkingDays(calendar: Calendar, day: Day, n: number): Day {
  if (!Number.isInteger(n)) throw new RangeError(`工作日数 ${n} 不是整数`);
  const step = n < 0 ? -1 : 1;
  let number = dayNumber(day);
  for (let left = Math.abs(n); left > 0; ) {
    number += step;
    if (isWorked(calendar, number)) left -= 1;
  }
  return dayFromNumber(number);
}

/** Working days from a to b, the inverse of addWorkingDays: those after a up to and including b; negative if b is earlier. */
export function workingDaysBetween(calendar: Calendar, a: Day, b: Day): number {
  const end = dayNumber(b);
  const step = b < a ? -1 : 1;
  let count = 0;
  for (let number = dayNumber(a); number !== end; ) {
    number += step;
    if (isWorked(calendar, number)) count += step;
  }
  return count;
}

/** Whether the calendar rests on a published notice for every day from a to b; if not, a deadline is provisional. */
export function covers(calendar: Calendar, a: Day, b: Day): boolean {
  return b <= calendar.coveredUntil && (calendar.coveredFrom === undefined || a >= calendar.coveredFrom);
}

function indexOf(calendar: Calendar): DayIndex {
  const known = indexes.get(calendar);
  if (known !== undefined) return known;
  const weekend = [0, 1, 2, 3, 4, 5, 6, 7].map((weekday) => calendar.weekendDays.includes(weekday));
  // Without a single weekday that is worked, counting would never end.
  if (weekend.slice(1).every((rest) => rest)) throw new RangeError('工作日历没有任何工作日');
  const index = { holidays: numbers(calendar.holidays), makeUpDays: numbers(calendar.makeUpDays), weekend };
  indexes.set(calendar, index);
  return index;
}

function numbers(days: ReadonlySet<Day>): ReadonlySet<number> {
  return new Set(Array.from(days, dayNumber));
}
