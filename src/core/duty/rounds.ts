import { computeDeadline, type Deadline, periodDeadline } from '../deadline/deadline.ts';
import type { Calendar } from '../deadline/working-days.ts';
import {
  addDays,
  addMonths,
  type Day,
  dayInMonth,
  daysBetween,
  type Instant,
  startOfDay,
  weekday,
} from '../instant.ts';
import type { Recurs } from '../rules/duty-rules.ts';

/** One round of a duty: its name, and the first and (nominal) last day on which it can be done in time. */
export interface Round {
  /** `2025-05`, `2025-Q1`, `2025-W20`, `2025`, `2025-1/4`, or the day itself. */
  readonly id: string;
  readonly from: Day;
  readonly to: Day;
}

/** How a duty comes round: with the calendar, after each doing, on a day that an entry names, or once. */
export function mannerOf(recurs: Recurs): 'calendar' | 'interval' | 'namedDay' | 'once' {
  if ('every' in recurs) return 'interval';
  if ('onDayOf' in recurs) return 'namedDay';
  return 'once' in recurs ? 'once' : 'calendar';
}

/** The round of the calendar that a day lies in, or the next one where the day lies between two. */
export function roundAt(recurs: Recurs, day: Day): Round {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  if ('weekly' in recurs) return week(day);
  if ('monthly' in recurs) return months(year, month, 1, day.slice(0, 7));
  if ('quarterly' in recurs) return part(year, month, 4, (nth) => `${year}-Q${nth}`);
  if ('halfYearly' in recurs) return part(year, month, 2, (nth) => `${year}-H${nth}`);
  if ('yearly' in recurs) return months(year, 1, 12, String(year));
  if ('monthlyOnDay' in recurs) return byMonthDay(year, month, day, recurs.monthlyOnDay);
  if ('quarterlyOnDay' in recurs) return afterQuarter(year, month, day, recurs.quarterlyOnDay);
  if ('yearlyBy' in recurs) return byYearDay(year, day, recurs.yearlyBy);
  if ('perYear' in recurs) return partOfYear(year, day, recurs.perYear.min);
  throw new RangeError(`周期 ${JSON.stringify(recurs)} 不按日历循环`);
}

/** The round after one of the calendar. */
export function roundAfter(recurs: Recurs, round: Round): Round {
  return roundAt(recurs, addDays(round.to, 1));
}

/** The first round for a duty that begins on a day; one of which less than `atLeast` days are left is passed over. */
export function firstRound(recurs: Recurs, day: Day, atLeast: number): Round {
  const here = roundAt(recurs, day);
  return daysBetween(day, here.to) + 1 < atLeast && here.from <= day ? roundAfter(recurs, here) : here;
}

/** Rounds that ended before a day, beginning with `round`: what a pause passed over. */
export function roundsBefore(recurs: Recurs, round: Round, day: Day): readonly Round[] {
  const passed: Round[] = [];
  for (let one = round; one.to < day; one = roundAfter(recurs, one)) passed.push(one);
  return passed;
}

/** When a round is due, with proof: the end of its last day, rolled off a rest day. */
export function dueOfRound(rule: string, round: Round, calendar: Calendar): Deadline {
  return periodDeadline({ rule, calendar, start: startOfDay(round.from), nominal: round.to });
}

/** The round of an interval: so long after the instant at which it was last done, or at which the duty began. */
export function intervalRound(
  rule: string,
  every: Extract<Recurs, { readonly every: unknown }>['every'],
  start: Instant,
  calendar: Calendar,
): { readonly round: Round; readonly deadline: Deadline } {
  const deadline = computeDeadline({ rule, calendar, start, duration: every });
  const to = deadline.proof.rolled?.from ?? deadline.lastDay ?? start.slice(0, 10);
  return { round: { id: to, from: addDays(start.slice(0, 10), 1), to }, deadline };
}

function months(year: number, month: number, count: number, id: string): Round {
  const from = dayInMonth(year, month, 1);
  return { id, from, to: addDays(addMonths(from, count), -1) };
}

/** The part of the year, of `parts` equal ones in months, that a month lies in. */
function part(year: number, month: number, parts: number, id: (nth: number) => string): Round {
  const length = 12 / parts;
  const nth = Math.ceil(month / length);
  return months(year, (nth - 1) * length + 1, length, id(nth));
}

/** Monday to Sunday; the year of a week is that of its Thursday (GB/T 7408). */
function week(day: Day): Round {
  const from = addDays(day, 1 - weekday(day));
  const thursday = addDays(from, 3);
  const nth = Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
  return { id: `${thursday.slice(0, 4)}-W${String(nth).padStart(2, '0')}`, from, to: addDays(from, 6) };
}

function byMonthDay(year: number, month: number, day: Day, onDay: number): Round {
  const here = dayInMonth(year, month, onDay);
  const first = dayInMonth(year, month, 1);
  const to = day <= here ? here : dayInMonth(...monthOf(addMonths(first, 1)), onDay);
  const before = dayInMonth(...monthOf(addMonths(`${to.slice(0, 7)}-01`, -1)), onDay);
  return { id: to.slice(0, 7), from: addDays(before, 1), to };
}

/** What is due after the end of a quarter can be done from the day after it. */
function afterQuarter(year: number, month: number, day: Day, onDay: number): Round {
  const opens = dayInMonth(year, Math.floor((month - 1) / 3) * 3 + 1, 1);
  const due = dayInMonth(...monthOf(opens), onDay);
  const from = day <= due ? opens : addMonths(opens, 3);
  const quarter = addMonths(from, -3);
  const [of, first] = monthOf(quarter);
  return { id: `${of}-Q${(first - 1) / 3 + 1}`, from, to: dayInMonth(...monthOf(from), onDay) };
}

function byYearDay(year: number, day: Day, by: string): Round {
  const dueIn = (one: number) => dayInMonth(one, Number(by.slice(0, 2)), Number(by.slice(3)));
  const of = day <= dueIn(year) ? year : year + 1;
  return { id: String(of), from: dayInMonth(of, 1, 1), to: dueIn(of) };
}

/** `count` parts of a year: of whole months where they divide it, else of days as equal as can be. */
function partOfYear(year: number, day: Day, count: number): Round {
  const first = dayInMonth(year, 1, 1);
  if (12 % count === 0) {
    const month = Number(day.slice(5, 7));
    return part(year, month, count, (nth) => (count === 12 ? day.slice(0, 7) : `${year}-${nth}/${count}`));
  }
  const days = daysBetween(first, dayInMonth(year + 1, 1, 1));
  const begins = (nth: number) => addDays(first, Math.floor((days * nth) / count));
  let nth = 0;
  while (nth + 1 < count && begins(nth + 1) <= day) nth += 1;
  return { id: `${year}-${nth + 1}/${count}`, from: begins(nth), to: addDays(begins(nth + 1), -1) };
}

function monthOf(day: Day): [year: number, month: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
}
