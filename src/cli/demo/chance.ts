import { isWorkingDay } from '../../core/deadline/calendar.ts';
import type { Calendar } from '../../core/deadline/working-days.ts';
import { addDays, atTime, type Day, dayOf, type Instant, startOfDay } from '../../core/instant.ts';

/** Deterministic chance: the same seed gives the same office (mulberry32). */
export interface Chance {
  /** At least 0, below 1. */
  next(): number;
  /** True with this probability. */
  yes(probability: number): boolean;
  /** A whole number within limits, both included. */
  between(min: number, max: number): number;
  one<T>(list: readonly [T, ...T[]] | readonly T[]): T;
}

/** Chance from a seed. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    yes: (probability) => next() < probability,
    one: (list) => list[between(0, list.length - 1)] as never,
  };
}

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
