/**
 * A deadline as an instant with its proof. The rules (民法典 Art. 200–204, handbook §4): the day on which a period starts does not
 * count; a period in days ends at 24:00 of its last day, written as 00:00 of the next; one in calendar days or months that ends on a
 * day not worked ends on the next worked day; hours and minutes run at once and roll over nothing. A day touched by a pause does not
 * count; to hours and minutes the paused time is added. Past the calendar's covered days only weekdays are known: provisional.
 */

import type { Day, Instant } from '../instant.ts';
import {
  addDays,
  addMonths,
  dayFromNumber,
  dayInMonth,
  dayNumber,
  dayOf,
  daysBetween,
  fromMs,
  startOfDay,
  toMs,
} from '../instant.ts';
import type { Duration } from './duration.ts';
import { checkedDuration, durationMs } from './duration.ts';
import type { Pause, Span } from './pause.ts';
import { pausedDaySpans, pausedSpans } from './pause.ts';
import type { Calendar } from './working-days.ts';
import { covers, isWorked, kindOfNumber, rollToWorkingDay } from './working-days.ts';

/** Why a day of a period was not counted. */
export type NotCountedReason = 'rest' | 'holiday' | 'paused';

/** Consecutive days, both ends included, that were not counted for one reason. */
export interface NotCountedRun {
  from: Day;
  to: Day;
  why: NotCountedReason;
}

/** How a deadline was counted; stored in every event, hence compact: `countingTable` expands it day by day. */
export interface Proof {
  rule: string;
  /** The paper or article behind it, if it is not the rule's own. */
  basis?: string;
  /** Id of the calendar that was used. */
  calendar: string;
  start: Instant;
  /** The period; absent if the last day was fixed (`fixed`). */
  duration?: Duration;
  /** A last day that was set, not counted: by a decision from outside, or the nominal day of a monthly duty. */
  fixed?: Day;
  /** Days that were counted; absent for hours, minutes and fixed days. */
  counted?: number;
  /** The nominal last day that is not worked, and the worked day that replaced it. */
  rolled?: { from: Day; to: Day };
  /** For working days every day passed over; for calendar days and months only the paused ones. */
  notCounted: NotCountedRun[];
  /** For hours and minutes: the pauses that were added. */
  paused?: { from: Instant; to: Instant }[];
}

/** A due instant (the first instant after the period), its last day (null for hours and minutes), and the proof. */
export interface Deadline {
  dueAt: Instant;
  lastDay: Day | null;
  provisional: boolean;
  proof: Proof;
}

/** What every deadline names: the rule it follows, the calendar it is counted on, and the paper behind it. */
export interface DeadlineTerms {
  rule: string;
  calendar: Calendar;
  basis?: string;
}

/** A period to be counted from its start; a pause that still runs when the period would end throws RangeError, since no end is known. */
export interface Period extends DeadlineTerms {
  start: Instant;
  duration: Duration;
  pauses?: readonly Pause[];
}

/** The deadline of a period, with proof; throws RangeError on a malformed start, duration or pause. */
export function computeDeadline(period: Period): Deadline {
  const duration = checkedDuration(period.duration);
  const ms = durationMs(duration);
  if (ms !== null) return exactDeadline(period, ms);
  return duration.unit === 'workingDay' ? workingDayDeadline(period) : calendarDayDeadline(period);
}

/** The deadline after an extension: days are counted from the (rolled) last day before it, hours and minutes from its 24:00. */
export function extendDeadline(
  lastDay: Day,
  duration: Duration,
  calendar: Calendar,
  more: { rule?: string; basis?: string; pauses?: readonly Pause[] } = {},
): Deadline {
  const start = startOfDay(durationMs(duration) === null ? lastDay : addDays(lastDay, 1));
  return computeDeadline({ rule: 'extension', ...more, start, duration, calendar });
}

/** A deadline on a day that somebody with the power to do so has set (a district's term, a granted new day): taken as it is, not rolled. */
export function fixedDeadline(given: DeadlineTerms & { start: Instant; lastDay: Day }): Deadline {
  const { start, lastDay, calendar } = given;
  return dayDeadline({
    lastDay,
    provisional: false,
    proof: { ...heading(given, start, calendar), fixed: lastDay, notCounted: [] },
  });
}

/** The end of a period of the calendar (a month, a quarter): its last day, rolled if it is not worked. */
export function periodDeadline(given: DeadlineTerms & { start: Instant; nominal: Day }): Deadline & { lastDay: Day } {
  const { start, nominal, calendar } = given;
  const lastDay = rollToWorkingDay(calendar, nominal);
  const proof = { ...heading(given, start, calendar), fixed: nominal, ...rolling(nominal, lastDay), notCounted: [] };
  return { ...dayDeadline({ lastDay, provisional: !covers(calendar, nominal, lastDay), proof }), lastDay };
}

/** The next monthly day after `from` (the month's last day if it has no such day), rolled if it is not worked; count the following period from `nominal`. */
export function monthlyDeadline(
  given: DeadlineTerms & { from: Day; onDay: number; firstAtLeast?: number },
): Deadline & { lastDay: Day; nominal: Day } {
  const { from, onDay, calendar } = given;
  if (!Number.isInteger(onDay) || onDay < 1 || onDay > 31) throw new RangeError(`每月日期 ${onDay} 应为 1 至 31`);
  const nominal = firstMonthlyDay(addDays(from, Math.max(1, given.firstAtLeast ?? 1)), onDay);
  const lastDay = rollToWorkingDay(calendar, nominal);
  const proof = {
    ...heading(given, startOfDay(from), calendar),
    fixed: nominal,
    ...rolling(nominal, lastDay),
    notCounted: [],
  };
  return { ...dayDeadline({ lastDay, provisional: !covers(calendar, nominal, lastDay), proof }), lastDay, nominal };
}

/** The day from which a deadline's lateness is counted: its last day, or for hours and minutes the day of the due instant. */
export function lastDayOf(deadline: { dueAt: Instant; lastDay: Day | null }): Day {
  return deadline.lastDay ?? dayOf(deadline.dueAt);
}

/** Periods in minutes and hours: the paused time within the period is added. */
function exactDeadline(period: Period, ms: number): Deadline {
  const start = toMs(period.start);
  let due = start + ms;
  const paused: { from: Instant; to: Instant }[] = [];
  for (const span of pausedSpans(period.pauses ?? [])) {
    if (span.end <= start) continue;
    if (span.start >= due) break;
    refuseEndless(span);
    const from = Math.max(span.start, start);
    due += span.end - from;
    paused.push({ from: fromMs(from), to: fromMs(span.end) });
  }
  const proof: Proof = { ...heading(period, period.start, period.calendar), duration: period.duration, notCounted: [] };
  if (paused.length > 0) proof.paused = paused;
  return { dueAt: fromMs(due), lastDay: null, provisional: false, proof };
}

function workingDayDeadline(period: Period): Deadline {
  const { calendar, duration } = period;
  const { end, notCounted } = countDays(period, duration.value, (number) => {
    const kind = kindOfNumber(calendar, number);
    return kind === 'rest' || kind === 'holiday' ? kind : null;
  });
  const first = addDays(dayOf(period.start), 1);
  const lastDay = dayFromNumber(end);
  const proof = { ...heading(period, period.start, calendar), duration, counted: duration.value, notCounted };
  return dayDeadline({ lastDay, provisional: !covers(calendar, first, lastDay), proof });
}

/** Calendar days and months; a month is the number of days to the same day of a later month, so that pauses lengthen it by whole days too. */
function calendarDayDeadline(period: Period): Deadline {
  const { calendar, duration } = period;
  const startDay = dayOf(period.start);
  const days = duration.unit === 'month' ? daysBetween(startDay, addMonths(startDay, duration.value)) : duration.value;
  const { end, notCounted, isPaused } = countDays(period, days, () => null);
  // The roll passes over paused days as well: a day that does not count cannot be the last one.
  let last = end;
  while (!isWorked(calendar, last) || isPaused(last)) last += 1;
  const nominal = dayFromNumber(end);
  const lastDay = dayFromNumber(last);
  const proof = {
    ...heading(period, period.start, calendar),
    duration,
    counted: days,
    ...rolling(nominal, lastDay),
    notCounted,
  };
  return dayDeadline({ lastDay, provisional: !covers(calendar, nominal, lastDay), proof });
}

interface Count {
  /** Day number of the last counted day. */
  end: number;
  notCounted: NotCountedRun[];
  isPaused: (number: number) => boolean;
}

/** Counts days after the start day, passing over paused days and those for which `skip` gives a reason. */
function countDays(period: Period, days: number, skip: (number: number) => NotCountedReason | null): Count {
  const isPaused = pausedDay(pausedDaySpans(period.pauses ?? []));
  const notCounted: NotCountedRun[] = [];
  let number = dayNumber(dayOf(period.start));
  for (let left = days; left > 0; ) {
    number += 1;
    const why = isPaused(number) ? 'paused' : skip(number);
    if (why === null) left -= 1;
    else noteNotCounted(notCounted, dayFromNumber(number), why);
  }
  return { end: number, notCounted, isPaused };
}

/** A test for rising day numbers; the one position kept makes a long count linear. */
function pausedDay(spans: readonly Span[]): (number: number) => boolean {
  let at = 0;
  return (number) => {
    while (at < spans.length && (spans[at]?.end ?? 0) <= number) at += 1;
    const span = spans[at];
    if (span === undefined || number < span.start) return false;
    refuseEndless(span);
    return true;
  };
}

function noteNotCounted(runs: NotCountedRun[], day: Day, why: NotCountedReason): void {
  const last = runs.at(-1);
  if (last !== undefined && last.why === why && addDays(last.to, 1) === day) last.to = day;
  else runs.push({ from: day, to: day, why });
}

function refuseEndless(span: Span): void {
  if (span.end === Infinity) throw new RangeError('期限处于暂停中，恢复之前没有到期时刻');
}

function firstMonthlyDay(earliest: Day, onDay: number): Day {
  const year = Number(earliest.slice(0, 4));
  const month = Number(earliest.slice(5, 7));
  const here = dayInMonth(year, month, onDay);
  if (here >= earliest) return here;
  return month === 12 ? dayInMonth(year + 1, 1, onDay) : dayInMonth(year, month + 1, onDay);
}

function heading(terms: { rule: string; basis?: string }, start: Instant, calendar: Calendar) {
  const basis = terms.basis === undefined ? {} : { basis: terms.basis };
  return { rule: terms.rule, ...basis, calendar: calendar.id, start };
}

function rolling(from: Day, to: Day): { rolled?: { from: Day; to: Day } } {
  return from === to ? {} : { rolled: { from, to } };
}

function dayDeadline(parts: { lastDay: Day; provisional: boolean; proof: Proof }): Deadline {
  return { dueAt: startOfDay(addDays(parts.lastDay, 1)), ...parts };
}
