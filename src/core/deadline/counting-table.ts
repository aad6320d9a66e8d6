/** A proof, expanded for people: `explain` and `duban deadline` print it day by day. */

import type { Day } from '../instant.ts';
import { dayFromNumber, dayNumber, dayOf, weekdayOfNumber } from '../instant.ts';
import type { NotCountedReason, Proof } from './deadline.ts';
import type { Calendar, DayKind } from './working-days.ts';
import { kindOfNumber } from './working-days.ts';

/** One day of a counting table; `n` is its number among the counted ones, `why` says why it is not counted, or that the period was rolled to it. */
export interface CountingRow {
  day: Day;
  weekday: number;
  kind: DayKind;
  counted: boolean;
  n?: number;
  why?: NotCountedReason | 'start' | 'rolled' | 'fixed';
}

/** Every day from the start day to the last day, in order; empty for hours and minutes; for a day that was set only that day and the roll. Throws RangeError if the calendar is not the proof's. */
export function countingTable(proof: Proof, calendar: Calendar): CountingRow[] {
  if (proof.calendar !== calendar.id) throw new RangeError(`计算依据的日历是 ${proof.calendar}，不是 ${calendar.id}`);
  if (proof.fixed !== undefined)
    return [rowOf(calendar, dayNumber(proof.fixed), { why: 'fixed' }), ...rolledRows(proof, calendar)];
  if (proof.counted === undefined) return [];
  return [...countedRows(proof, proof.counted, calendar), ...rolledRows(proof, calendar)];
}

function countedRows(proof: Proof, total: number, calendar: Calendar): CountingRow[] {
  let number = dayNumber(dayOf(proof.start));
  const rows = [rowOf(calendar, number, { why: 'start' })];
  for (let n = 0; n < total; ) {
    number += 1;
    const why = whyNotCounted(proof, dayFromNumber(number));
    if (why === undefined) n += 1;
    rows.push(rowOf(calendar, number, why === undefined ? { n } : { why }));
  }
  return rows;
}

function rolledRows(proof: Proof, calendar: Calendar): CountingRow[] {
  if (proof.rolled === undefined) return [];
  const rows: CountingRow[] = [];
  const last = dayNumber(proof.rolled.to);
  for (let number = dayNumber(proof.rolled.from) + 1; number < last; number += 1) {
    const kind = kindOfNumber(calendar, number);
    rows.push(rowOf(calendar, number, { why: kind === 'rest' || kind === 'holiday' ? kind : 'paused' }));
  }
  return [...rows, rowOf(calendar, last, { why: 'rolled' })];
}

function whyNotCounted(proof: Proof, day: Day): NotCountedReason | undefined {
  return proof.notCounted.find((run) => run.from <= day && day <= run.to)?.why;
}

function rowOf(calendar: Calendar, number: number, more: Pick<CountingRow, 'n' | 'why'>): CountingRow {
  const kind = kindOfNumber(calendar, number);
  return { day: dayFromNumber(number), weekday: weekdayOfNumber(number), kind, counted: more.n !== undefined, ...more };
}
