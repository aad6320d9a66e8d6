import { addDays, weekday } from '../../../core/instant.ts';

const WEEK = 7;

/** The first and last day of a month (`2026-03`). */
export function boundsOf(month: string): { readonly from: string; readonly to: string } {
  return { from: `${month}-01`, to: addDays(`${monthAfter(month, 1)}-01`, -1) };
}

/** The month so many months on. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, nth = 1] = month.split('-').map(Number);
  const count = year * 12 + nth - 1 + by;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** The weeks that a month touches, each from Monday; days of other months are empty. */
export function weeksOf(month: string): readonly (readonly (string | undefined)[])[] {
  const { from, to } = boundsOf(month);
  const weeks: (string | undefined)[][] = [];
  for (let monday = addDays(from, 1 - weekday(from)); monday <= to; monday = addDays(monday, WEEK))
    weeks.push(
      Array.from({ length: WEEK }, (_, nth) => addDays(monday, nth)).map((day) =>
        day < from || day > to ? undefined : day,
      ),
    );
  return weeks;
}
