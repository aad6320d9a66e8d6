import type { CaseId, CaseKind, Day, Instant, KindName, SealedEvent, Terms } from '../core/index.ts';
import { historyOf, isImported, type RecordedHistory } from './recorded-history.ts';
import type { CaseOutcome, DutyOutcome, Side } from './what-if-counts.ts';
import {
  compareDays,
  comparePersons,
  comparePosts,
  districtLoad,
  type HeldPost,
  type PersonLoad,
  type PostLoad,
  sumOf,
} from './what-if-load.ts';
import {
  type Different,
  groupOf,
  type Impossible,
  type PlayedSide,
  playSide,
  type SideRequest,
} from './what-if-side.ts';

export type { DutyOutcome, Side } from './what-if-counts.ts';
export { type Different, type Impossible, WhatIfError } from './what-if-side.ts';

/** What a what-if is asked. */
export interface WhatIfRequest {
  readonly kinds: { readonly [Kind in KindName]: CaseKind };
  /** Recorded events of whole cases, in the order in which they were written. */
  readonly history: readonly SealedEvent[] | RecordedHistory;
  /** Terms by rule set and calendar id, as they were published. */
  readonly thenTerms: (ruleSet: string, calendar: string) => Terms;
  readonly draft: Terms;
  /** What the registers say of units of which the record itself says nothing. */
  readonly units?: SideRequest['units'];
  /** Until when time runs on after the last input. */
  readonly until: Instant;
  /** Events gone through and to go through, both sides together. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly cancelled?: () => boolean;
}

/** What the draft would have done to the office's own history. */
export interface WhatIfReport {
  readonly cases: number;
  readonly events: number;
  readonly inputs: number;
  /** Cases taken over silently from an old register: nothing was sent for them then, though the counts of both sides have it. */
  readonly imported: number;
  readonly own: SideReport;
  readonly draft: SideReport;
  /** Cases with at least one duty newly late, and no longer late. */
  readonly headline: {
    readonly casesNewlyLate: number;
    readonly casesNoLongerLate: number;
    readonly interviews: readonly [own: number, draft: number];
    readonly messages: readonly [own: number, draft: number];
  };
  /** By duty: how many late on either side. */
  readonly byDuty: {
    readonly [duty: string]: { readonly late: readonly [own: number, draft: number]; readonly moved: number };
  };
  readonly newlyLate: readonly Change[];
  readonly noLongerLate: readonly Change[];
  /** Other verdicts that change: kind, or by how many days. */
  readonly changed: readonly Change[];
  /** Matters that climb higher or lower, or exist on one side only. */
  readonly ladders: readonly { readonly caseId: CaseId; readonly own: number; readonly draft: number }[];
  readonly impossible: readonly Impossible[];
  /** Posts whose number of messages and papers changes, the largest increase first. */
  readonly posts: readonly PostLoad[];
  /** The same by person, by whoever held the posts on each day; empty without the office's registers. */
  readonly persons: readonly PersonLoad[];
  readonly district: readonly [own: number, draft: number];
  /** Messages and papers of the whole office by day. */
  readonly days: { readonly [day: Day]: readonly [own: number, draft: number] };
  /** Invariant 9: the rules of then give the recorded facts; for the cases listed the comparison is worth nothing. */
  readonly faithful: { readonly same: number; readonly different: readonly Different[] };
}

/** Totals of a side without its load, which is in `posts` and `days`. */
export type SideReport = Omit<Side, 'load'> & { readonly messages: number };

/** A duty that ends otherwise; `conjecture`: an input of the case was impossible before, so its course under the draft is a guess. */
export interface Change {
  readonly caseId: CaseId;
  readonly duty: string;
  readonly own: DutyOutcome | undefined;
  readonly draft: DutyOutcome | undefined;
  readonly conjecture?: true;
}

/**
 * Replays the recorded inputs of whole cases under the rules of then and, beside it, under a draft, one side after the other in this thread.
 * Throws WhatIfError.
 */
export async function whatIf(request: WhatIfRequest): Promise<WhatIfReport> {
  const { kinds, until, draft, units = {}, onProgress, cancelled } = request;
  const history = 'places' in request.history ? request.history : historyOf(request.history);
  const side = (rules: SideRequest['rules'], before: number) =>
    playSide({
      kinds,
      history,
      rules,
      units,
      until,
      ...(cancelled ? { cancelled } : {}),
      onProgress: (done) => onProgress?.(before + done, 2 * history.length),
    });
  const own = await side({ own: request.thenTerms }, 0);
  return compareSides({
    history,
    own,
    draft: await side({ draft }, history.length),
    budget: draft.rules.messages.budgetPerPersonPerDay,
  });
}

/** The report from two played sides; `budget`: messages a person a day beyond which a day counts as too full. */
export function compareSides({
  history,
  own,
  draft,
  budget,
  held = [],
}: {
  readonly history: RecordedHistory;
  readonly own: PlayedSide;
  readonly draft: PlayedSide;
  readonly budget: number;
  /** Who held the posts. */
  readonly held?: readonly HeldPost[];
}): WhatIfReport {
  const guessed = new Set(draft.impossible.filter((one) => !one.moot).map((one) => groupOf(one.caseId)));
  const duties = compareDuties(own.outcomes, draft.outcomes, guessed);
  const posts = comparePosts(own.total.load, draft.total.load, budget);
  const [thenReport, draftReport] = [sideReport(own.total), sideReport(draft.total)];
  const cases = [...history.cases()];
  return {
    cases: cases.length,
    events: history.length,
    inputs: own.inputs,
    imported: cases.filter((caseId) => isImported(history.read(history.places(caseId)[0] ?? 0))).length,
    own: thenReport,
    draft: draftReport,
    headline: {
      casesNewlyLate: new Set(duties.newlyLate.map((one) => one.caseId)).size,
      casesNoLongerLate: new Set(duties.noLongerLate.map((one) => one.caseId)).size,
      interviews: [thenReport.interviews, draftReport.interviews],
      messages: [thenReport.messages, draftReport.messages],
    },
    ...duties,
    ladders: compareLadders(own.outcomes, draft.outcomes),
    impossible: draft.impossible,
    posts,
    persons: comparePersons(own.total.load, draft.total.load, budget, held),
    district: districtLoad(posts),
    days: compareDays(own.total.load, draft.total.load),
    faithful: {
      same: cases.length - own.different.filter((one) => history.places(one.caseId).length > 0).length,
      different: own.different,
    },
  };
}

function sideReport({ load, ...total }: Side): SideReport {
  return { ...total, messages: Object.values(load).reduce((sum, days) => sum + sumOf(days), 0) };
}

// ------------------------------------------------------------------------------------------------------------------- duties

type Outcomes = ReadonlyMap<CaseId, CaseOutcome>;

function compareDuties(
  own: Outcomes,
  draft: Outcomes,
  guessed: ReadonlySet<CaseId>,
): Pick<WhatIfReport, 'byDuty' | 'newlyLate' | 'noLongerLate' | 'changed'> {
  const lists = { newlyLate: [] as Change[], noLongerLate: [] as Change[], changed: [] as Change[] };
  const byDuty: Record<string, { late: [number, number]; moved: number }> = {};
  for (const caseId of new Set([...own.keys(), ...draft.keys()])) {
    for (const { duty, before, after } of pairs(own.get(caseId), draft.get(caseId))) {
      byDuty[duty] ??= { late: [0, 0], moved: 0 };
      const row = byDuty[duty];
      if (isLate(before)) row.late[0]++;
      if (isLate(after)) row.late[1]++;
      if (before?.lastDay !== after?.lastDay && before && after) row.moved++;
      const list = listFor(before, after);
      if (list)
        lists[list].push({
          caseId,
          duty,
          own: before,
          draft: after,
          ...(guessed.has(groupOf(caseId)) ? { conjecture: true } : {}),
        });
    }
  }
  return { ...lists, byDuty };
}

/** The same duty may come several times in a case (after a failed acceptance): they are compared one by one. */
function pairs(
  own: CaseOutcome | undefined,
  draft: CaseOutcome | undefined,
): { readonly duty: string; readonly before: DutyOutcome | undefined; readonly after: DutyOutcome | undefined }[] {
  const before = Map.groupBy(own?.duties ?? [], (one) => one.duty);
  const after = Map.groupBy(draft?.duties ?? [], (one) => one.duty);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((duty) => {
    const [a, b] = [before.get(duty) ?? [], after.get(duty) ?? []];
    return Array.from({ length: Math.max(a.length, b.length) }, (_, n) => ({ duty, before: a[n], after: b[n] }));
  });
}

function isLate(outcome: DutyOutcome | undefined): boolean {
  return (
    outcome !== undefined && (outcome.result === 'late' || outcome.result === 'missed' || outcome.result === 'overdue')
  );
}

function listFor(
  before: DutyOutcome | undefined,
  after: DutyOutcome | undefined,
): 'newlyLate' | 'noLongerLate' | 'changed' | undefined {
  if (isLate(after) && !isLate(before)) return 'newlyLate';
  if (isLate(before) && !isLate(after)) return 'noLongerLate';
  return before?.result !== after?.result || before?.daysLate !== after?.daysLate ? 'changed' : undefined;
}

function compareLadders(own: Outcomes, draft: Outcomes): WhatIfReport['ladders'] {
  return [...new Set([...own.keys(), ...draft.keys()])].flatMap((caseId) => {
    const [before, after] = [own.get(caseId)?.rung ?? 0, draft.get(caseId)?.rung ?? 0];
    return before === after ? [] : [{ caseId, own: before, draft: after }];
  });
}

// ---------------------------------------------------------------------------------------------------------------- drill-down

/** A case's group (what opened it, what it opened) under the rules of then and under the draft, in order of time. */
export interface Timelines {
  readonly own: readonly SealedEvent[];
  readonly draft: readonly SealedEvent[];
  readonly impossible: readonly Impossible[];
}

/** Replays one case's group; what other cases recorded for it to count stands in `history.outside`. Throws WhatIfError. */
export async function timelines(request: Omit<WhatIfRequest, 'onProgress' | 'cancelled'>): Promise<Timelines> {
  const { kinds, until, draft, units = {} } = request;
  const history = 'places' in request.history ? request.history : historyOf(request.history);
  const play = async (rules: SideRequest['rules']) => {
    const events: SealedEvent[] = [];
    const { impossible } = await playSide({
      kinds,
      history,
      rules,
      units,
      until,
      onEvent: (event) => events.push(event),
    });
    return { events, impossible };
  };
  const own = await play({ own: request.thenTerms });
  const other = await play({ draft });
  return { own: own.events, draft: other.events, impossible: other.impossible };
}
