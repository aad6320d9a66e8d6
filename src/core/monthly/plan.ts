import type { CaseId } from '../case.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../instant.ts';
import type { CaseFact } from './fact.ts';
import type { ReturnView } from './view.ts';

/** Something that falls due before the next cut-off. */
export interface Planned {
  readonly caseId: CaseId;
  readonly title: string;
  /** The last day on which it is in time. */
  readonly day: Day;
}

/** Lapsed, or due and not yet seen to have lapsed. */
export function isLate({ overdue, dueAt }: CaseFact, at: Instant): boolean {
  return overdue || (dueAt !== undefined && dueAt < at);
}

/** What of a measure falls due between a cut-off and the next, the oldest first. */
export function plannedOf(stock: readonly CaseFact[], measure: number, from: Instant, until: Instant): Planned[] {
  return stock
    .filter(({ overdue, dueAt = '', measure: of }) => of === measure && !overdue && dueAt >= from && dueAt < until)
    .map(({ caseId, title, dueAt = '' }) => ({ caseId, title, day: dayBefore(dueAt) }))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.caseId < b.caseId ? -1 : 1));
}

/** A deadline in days, or a period, ends at the next midnight: its day is the one before. */
function dayBefore(dueAt: Instant): Day {
  return dueAt.slice(11, 19) === '00:00:00' ? addDays(dayOf(dueAt), -1) : dayOf(dueAt);
}

/** What is overdue of a measure at the cut-off, the longest first. */
export function overdueOf(
  { stock, to }: Pick<ReturnView, 'stock' | 'to'>,
  measure: number,
): (Planned & { readonly days: number })[] {
  return stock
    .filter((fact) => fact.measure === measure && isLate(fact, to.at))
    .map(({ caseId, title, dueAt = to.at }) => {
      const day = dayBefore(dueAt);
      return { caseId, title, day, days: Math.max(0, daysBetween(day, dayBefore(to.at))) };
    })
    .sort((a, b) => b.days - a.days || (a.caseId < b.caseId ? -1 : 1));
}

/** What the return before had planned, and what came of it: done, or still owed as it was. */
export function planKept(
  view: ReturnView,
  measure: number,
): { readonly planned: readonly Planned[]; readonly open: readonly Planned[] } {
  const planned = plannedOf(view.before, measure, view.from.at, view.to.at);
  const late = new Set(view.stock.filter((fact) => isLate(fact, view.to.at)).map(({ caseId }) => caseId));
  return { planned, open: planned.filter(({ caseId }) => late.has(caseId)) };
}
