import { computeDeadline } from '../core/deadline/deadline.ts';
import type { Duration } from '../core/deadline/duration.ts';
import type { Calendar } from '../core/deadline/working-days.ts';
import { dayOf } from '../core/instant.ts';

/** What of the terms says how late an act may be entered (补录). */
export interface LateEntryTerms {
  lateEntry(ruleSet: string): { readonly within: Duration; readonly beyondNeeds: readonly string[] } | undefined;
  calendar(id: string): Calendar | undefined;
}

interface TimedEvent {
  readonly caseId: string;
  readonly seq: number;
  readonly at: string;
  readonly recordedAt: string;
  readonly ruleSet: string;
  readonly calendar: string;
  /** A person's act. */
  readonly command?: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Late-entry limits and working calendars from the files as they were published; what is not of the expected shape is left out. */
export function readTermsAtHand(
  ruleSets: ReadonlyMap<string, unknown>,
  calendars: ReadonlyMap<string, unknown>,
): LateEntryTerms {
  return {
    lateEntry: (id) =>
      (ruleSets.get(id) as { lateEntry?: ReturnType<LateEntryTerms['lateEntry']> } | undefined)?.lateEntry,
    calendar(id) {
      const file = calendars.get(id) as CalendarFile | undefined;
      if (file === undefined) return undefined;
      const { coveredUntil, weekendDays, sources } = file;
      return {
        id,
        coveredUntil,
        weekendDays,
        sources,
        holidays: new Set(file.holidaysOnWeekdays),
        makeUpDays: new Set(file.makeUpDays),
      };
    },
  };
}

interface CalendarFile extends Omit<Calendar, 'holidays' | 'makeUpDays'> {
  readonly holidaysOnWeekdays: readonly string[];
  readonly makeUpDays: readonly string[];
}

/** Goes through the events of a log and says of each, in Chinese, why its times cannot be: entered beyond the limit without an approval, before it happened, or before the event in front of it. */
export function createBackdateCheck(terms: LateEntryTerms): { next(event: TimedEvent): string | undefined } {
  const recorded = new Map<string, string>();
  return {
    next(event) {
      const { caseId, at, recordedAt } = event;
      const before = recorded.get(caseId) ?? '';
      recorded.set(caseId, recordedAt > before ? recordedAt : before);
      if (recordedAt < before) return `录入时间 ${recordedAt} 早于前一条的 ${before}`;
      if (event.command === undefined) return undefined;
      if (at > recordedAt) return `发生时间 ${at} 晚于录入时间 ${recordedAt}`;
      return dayOf(at) === dayOf(recordedAt) ? undefined : tooLate(event, terms);
    },
  };
}

function tooLate(
  { at, recordedAt, ruleSet, calendar: id, payload }: TimedEvent,
  terms: LateEntryTerms,
): string | undefined {
  const limit = terms.lateEntry(ruleSet);
  const calendar = terms.calendar(id);
  if (limit === undefined || calendar === undefined) return undefined;
  const { dueAt } = computeDeadline({ rule: 'lateEntry', calendar, start: at, duration: limit.within });
  if (recordedAt < dueAt || limit.beyondNeeds.every((need) => payload[need])) return undefined;
  return `发生于 ${at}，录入于 ${recordedAt}，已过补录期限 ${dueAt}`;
}
