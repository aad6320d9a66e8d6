import { useState } from 'react';
import { addDays, type Day, isDay } from '../../../core/instant.ts';
import { CALENDAR_TEXTS } from '../../texts/calendar.ts';

/** The days of a notice while it is entered, as text: what is clicked in the calendar and what is typed are the same. */
export interface Marks {
  readonly holidays: string;
  readonly makeUpDays: string;
  setHolidays(text: string): void;
  setMakeUpDays(text: string): void;
  /** What a day is marked as. */
  of(day: Day): 'holiday' | 'makeUpDay' | undefined;
  /** Off, then worked, then neither. */
  toggle(day: Day): void;
}

const { import: TEXTS } = CALENDAR_TEXTS;

/** Days as they are typed: one or a range a line. Throws with the Chinese sentence for the first that cannot be read. */
export function daysOf(text: string): readonly Day[] {
  const parts = text
    .split(/[\n,，、;；]+/)
    .map((part) => part.trim())
    .filter(Boolean);
  return [...new Set(parts.flatMap(rangeOf))].sort();
}

function rangeOf(part: string): readonly Day[] {
  const [from = '', to = from] = part.split(new RegExp(`\\s*(?:${TEXTS.range}|~|—|\\s)\\s*`));
  if (!isDay(from) || !isDay(to) || to < from || to > addDays(from, 60)) throw new Error(TEXTS.bad(part));
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Days as text again, ranges together. */
function textOf(days: readonly Day[]): string {
  const ranges: { from: Day; to: Day }[] = [];
  for (const day of [...days].sort()) {
    const last = ranges.at(-1);
    if (last !== undefined && addDays(last.to, 1) === day) last.to = day;
    else ranges.push({ from: day, to: day });
  }
  return ranges.map(({ from, to }) => (from === to ? from : `${from} ${TEXTS.range} ${to}`)).join('\n');
}

function readable(text: string): readonly Day[] {
  try {
    return daysOf(text);
  } catch {
    return [];
  }
}

/** A notice that is being entered. */
export function useMarks(): Marks {
  const [holidays, setHolidays] = useState('');
  const [makeUpDays, setMakeUpDays] = useState('');
  const [off, worked] = [new Set(readable(holidays)), new Set(readable(makeUpDays))];
  const of = (day: Day) => (off.has(day) ? 'holiday' : worked.has(day) ? 'makeUpDay' : undefined);
  return {
    holidays,
    makeUpDays,
    setHolidays,
    setMakeUpDays,
    of,
    toggle(day) {
      const now = of(day);
      if (now === undefined) setHolidays(textOf([...off, day]));
      else if (now === 'holiday') {
        setHolidays(textOf([...off].filter((one) => one !== day)));
        setMakeUpDays(textOf([...worked, day]));
      } else setMakeUpDays(textOf([...worked].filter((one) => one !== day)));
    },
  };
}
