import { isWorkingDay } from '../../core/deadline/calendar.ts';
import type { Calendar } from '../../core/deadline/working-days.ts';
import { addDays, atTime, type Day, dayOf, type Instant, startOfDay } from '../../core/instant.ts';

/** Hours at which somebody of the office sits down and works through what lies on the desk. */
const ROUNDS = ['08:40', '10:20', '15:00', '16:50'] as const;

/** Every round of work between two instants, on working days. */
export function roundsBetween(from: Instant, until: Instant, calendar: Calendar): Instant[] {
  const rounds: Instant[] = [];
  for (let day: Day = dayOf(from); startOfDay(day) <= until; day = addDays(day, 1)) {
    if (!isWorkingDay(calendar, day)) continue;
    for (const time of ROUNDS) {
      const at = atTime(day, time);
      if (at >= from && at <= until) rounds.push(at);
    }
  }
  return rounds;
}
