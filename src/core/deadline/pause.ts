import type { Day, Instant } from '../instant.ts';
import { dayFromNumber, dayNumberAt, toMs } from '../instant.ts';

/** A stretch of time that does not count (handbook §17), half-open; without `to` it is still running. */
export interface Pause {
  from: Instant;
  to?: Instant;
  reason?: string;
}

/** A merged stretch on a number line (milliseconds or day numbers), `end` excluded; Infinity while a pause still runs. */
export interface Span {
  start: number;
  end: number;
}

/** The pauses in order, overlapping and adjoining ones merged, as half-open spans of milliseconds; an empty pause vanishes, a reversed one throws RangeError. */
export function pausedSpans(pauses: readonly Pause[]): Span[] {
  return merged(pauses.map((pause) => ({ start: toMs(pause.from), end: pauseEnd(pause) })));
}

/** The days touched by any pause as half-open spans of day numbers: a pause of one minute touches its day, a pause that ends at 00:00 not the day that begins. */
export function pausedDaySpans(pauses: readonly Pause[]): Span[] {
  return merged(
    pausedSpans(pauses).map(({ start, end }) => ({
      start: dayNumberAt(start),
      end: end === Infinity ? end : dayNumberAt(end - 1) + 1,
    })),
  );
}

/** The pauses with those still running ended at `at` (or left out if they begin later). */
export function closePauses(pauses: readonly Pause[], at: Instant): Pause[] {
  return pauses.flatMap((pause) => {
    if (pause.to !== undefined) return [pause];
    return pause.from < at ? [{ ...pause, to: at }] : [];
  });
}

/** The pause that is still running, if any. */
export function openPause(pauses: readonly Pause[]): Pause | undefined {
  return pauses.find((pause) => pause.to === undefined);
}

/** Every day touched by a pause, in order, each once; a pause still running counts up to `until`, without which it throws RangeError. */
export function touchedDays(pauses: readonly Pause[], until?: Instant): Day[] {
  const days: Day[] = [];
  for (const { start, end } of pausedDaySpans(closed(pauses, until))) {
    for (let day = start; day < end; day += 1) days.push(dayFromNumber(day));
  }
  return days;
}

/** Paused milliseconds, overlaps counted once; a pause still running counts up to `until`, without which it throws RangeError. */
export function totalMs(pauses: readonly Pause[], until?: Instant): number {
  return pausedSpans(closed(pauses, until)).reduce((sum, { start, end }) => sum + end - start, 0);
}

function closed(pauses: readonly Pause[], until: Instant | undefined): readonly Pause[] {
  if (until !== undefined) return closePauses(pauses, until);
  if (openPause(pauses) !== undefined) throw new RangeError('暂停尚未结束，须给出计算到的时刻');
  return pauses;
}

function pauseEnd(pause: Pause): number {
  if (pause.to === undefined) return Infinity;
  if (pause.to < pause.from) throw new RangeError(`暂停的结束时刻 ${pause.to} 早于开始时刻 ${pause.from}`);
  return toMs(pause.to);
}

function merged(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push({ ...span });
    else last.end = Math.max(last.end, span.end);
  }
  return result;
}
