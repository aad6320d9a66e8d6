import { addDays, dayOf, daysBetween, fromMs, toMs, weekday } from '../../core/instant.ts';
import { weekdayWord } from '../../core/words.ts';
import { serverNow } from '../api/server-clock.ts';
import { DEADLINE_TEXTS } from '../texts/deadline.ts';
import type { Tone } from './light.tsx';

const HOUR = 3_600_000;
/** So near that it is the next thing to do. */
const NEAR_DAYS = 2;

/** The instant now by the server's clock, in the one form of the ledger (+08:00), whatever zone the browser is in. */
export function nowInstant(): string {
  return fromMs(Math.floor(serverNow() / 1_000) * 1_000);
}

/** `4 月 9 日 周四`, with the year where it is another one. */
export function dayText(day: string, now = nowInstant()): string {
  const [year = '', month, date] = day.split('-');
  const words = `${DEADLINE_TEXTS.day(Number(month), Number(date))} ${weekdayWord(weekday(day))}`;
  return year === now.slice(0, 4) ? words : `${DEADLINE_TEXTS.year(Number(year))}${words}`;
}

/** `2026-03-12 09:30`. */
export function instantText(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

/** Anything with an end: its instant, and for periods of days its last day. */
export interface Ending {
  readonly dueAt: string;
  readonly lastDay?: string | undefined;
  readonly start?: string | undefined;
}

/** The last day of a period of days; undefined for hours and minutes. */
export function lastDayOf({ dueAt, lastDay }: Ending): string | undefined {
  if (lastDay !== undefined) return lastDay;
  return dueAt.slice(11, 16) === '00:00' ? addDays(dayOf(dueAt), -1) : undefined;
}

/** When it ends, with weekday; for hours and minutes with the time. */
export function endText(ending: Ending, now = nowInstant()): string {
  const day = lastDayOf(ending);
  return day === undefined ? `${dayText(dayOf(ending.dueAt), now)} ${ending.dueAt.slice(11, 16)}` : dayText(day, now);
}

/** What is left, in the unit in which it is counted; working days need to be counted by who has the calendar. */
export function leftText(ending: Ending, now = nowInstant(), workingDays?: number | 'pending'): string {
  const day = lastDayOf(ending);
  const ms = toMs(ending.dueAt) - toMs(now);
  if (ms <= 0) {
    const days = daysBetween(day ?? dayOf(ending.dueAt), dayOf(now));
    return days === 0 ? DEADLINE_TEXTS.lateToday : DEADLINE_TEXTS.late(days);
  }
  if (day === undefined)
    return ms >= HOUR
      ? DEADLINE_TEXTS.leftHours(Math.floor(ms / HOUR))
      : DEADLINE_TEXTS.leftMinutes(Math.ceil(ms / 60_000));
  if (day === dayOf(now)) return DEADLINE_TEXTS.today;
  // As wide as it will be, so that nothing moves when the calendar comes.
  if (workingDays === 'pending') return DEADLINE_TEXTS.leftWorking('…');
  return workingDays === undefined
    ? DEADLINE_TEXTS.left(daysBetween(dayOf(now), day))
    : DEADLINE_TEXTS.leftWorking(workingDays);
}

/** Red when it is over, amber when it is near, green before. */
export function toneOf(ending: Ending, now = nowInstant()): Tone {
  const ms = toMs(ending.dueAt) - toMs(now);
  if (ms <= 0) return 'red';
  const day = lastDayOf(ending);
  const near = day === undefined ? ms <= 4 * HOUR : daysBetween(dayOf(now), day) <= NEAR_DAYS;
  return near ? 'amber' : 'green';
}
