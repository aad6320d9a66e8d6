import type { CaseId } from '../case.ts';
import { type Day, dayOf, type Instant } from '../instant.ts';
import type { CaseFact } from './fact.ts';

/** A place on both axes of time: what had happened before `at`, of what was recorded before `known`. */
export interface Bound {
  readonly at: Instant;
  readonly known: Instant;
}

/** What a return is drawn from: the stock at its cut-off, what happened since the cut-off before it, and the stock of then. */
export interface ReturnView {
  /** Absent: the street as a whole. */
  readonly organisation?: string;
  readonly from: Bound;
  readonly to: Bound;
  /** The cut-off that follows: what falls due until then is the plan. */
  readonly next: Instant;
  readonly stock: readonly CaseFact[];
  /** In order of recording. */
  readonly period: readonly CaseFact[];
  readonly before: readonly CaseFact[];
  /** Cases, among those named by what happened, that had ended by the cut-off. */
  readonly ended: ReadonlySet<CaseId>;
  /** Tiers that the statutory statistics count as major (重大). */
  readonly majorTiers: ReadonlySet<string>;
}

/** A number of a return and the cases that it counts. */
export interface Counted {
  readonly count: number;
  readonly cases: readonly CaseId[];
}

type Test = (fact: CaseFact) => boolean;

/** Facts as a figure: one each, or what `each` gives. */
export function counted(facts: readonly CaseFact[], each: (fact: CaseFact) => number = () => 1): Counted {
  return {
    count: facts.reduce((sum, fact) => sum + each(fact), 0),
    cases: [...new Set(facts.map(({ caseId }) => caseId))].sort(),
  };
}

/** Cases of a kind or register that stood at the cut-off. */
export function stockOf({ stock }: ReturnView, what: string, test: Test = () => true): readonly CaseFact[] {
  return stock.filter((fact) => fact.what === what && test(fact));
}

/** What was done to cases of a kind or register in the period. */
export function doneTo(
  { period }: ReturnView,
  what: string,
  did: string,
  test: Test = () => true,
): readonly CaseFact[] {
  return period.filter((fact) => fact.what === what && fact.did.includes(did) && test(fact));
}

/** Entries made in the period. */
export function entered(view: ReturnView, register: string, test: Test = () => true): readonly CaseFact[] {
  return doneTo(view, register, 'RecordEntered', test);
}

/** Cases as they stood after the last thing that the period did to them. */
export function lastOf({ period }: ReturnView, facts: readonly CaseFact[]): readonly CaseFact[] {
  const ids = new Set(facts.map(({ caseId }) => caseId));
  const last = new Map(period.filter(({ caseId }) => ids.has(caseId)).map((fact) => [fact.caseId, fact]));
  return [...last.values()];
}

/** Cases that facts name in a field: what a visit found. */
export function namedBy(facts: readonly CaseFact[], field = 'found'): readonly CaseId[] {
  return [...new Set(facts.flatMap((fact) => listOf(fact, field)))].sort();
}

/** How many values stand in a field that holds several. */
export function listOf({ facts }: CaseFact, field: string): readonly string[] {
  const value = facts[field];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Rounds of duties whose rule begins so: how many came to be due or were done, and how many were done. */
export function rounds(
  view: ReturnView,
  rule: string,
): { readonly owed: readonly CaseFact[]; readonly done: readonly CaseFact[] } {
  const own = view.period.filter(({ what, facts }) => what === 'duty' && String(facts.rule).startsWith(rule));
  const has = (start: string) => own.filter(({ did }) => did.some((one) => one.startsWith(start)));
  const [met, late, lapsed] = [has('met:'), has('late:'), has('lapsed:')];
  return { owed: [...met, ...lapsed], done: [...met, ...late] };
}

/** The day of the cut-off: what ended before it is over. */
export function lastDay({ to }: ReturnView): Day {
  return dayOf(to.at);
}
