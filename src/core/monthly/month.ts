import { addMonths, atTime, type Day, dayInMonth, type Instant, startOfDay } from '../instant.ts';

/** A month as returns are named by it: `2025-05`. */
export type Month = string;

/** The first day that a return no longer counts: its cut-off is the end of the 19th (default, measures §2). */
const FIRST_DAY_AFTER = 20;
/** When drafts are made (default, measures §2). */
const DRAFTED_AT = '09:00';

/** The instant before which things must have happened to be counted in a month's return. */
export function cutOffOf(month: Month): Instant {
  return startOfDay(cutOffDay(month));
}

/** When a month's return is drafted: on the 20th, 09:00. */
export function draftedAt(month: Month): Instant {
  return atTime(cutOffDay(month), DRAFTED_AT);
}

/** The month after or, with a negative number, before. */
export function monthPlus(month: Month, n: number): Month {
  return addMonths(`${month}-01`, n).slice(0, 7);
}

/** The last month whose return has been due for drafting at an instant. */
export function lastDrafted(now: Instant): Month {
  const month = now.slice(0, 7);
  return now >= draftedAt(month) ? month : monthPlus(month, -1);
}

/** Whether a text names a month. */
export function isMonth(text: string): text is Month {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

function cutOffDay(month: Month): Day {
  return dayInMonth(Number(month.slice(0, 4)), Number(month.slice(5, 7)), FIRST_DAY_AFTER);
}
