import { givenPayload } from '../core/draft.ts';
import { type CaseId, type CaseKind, type CaseState, type Command, type Day, type Instant, type KindName, type MatterState, type SealedEvent, type Terms, type UnitFacts, type Verdict, dayOf } from '../core/index.ts';
import { createWorld, type World } from './world.ts';

/** What a what-if is asked. */
export interface WhatIfRequest {
  readonly kinds: { readonly [Kind in KindName]: CaseKind };
  /** Recorded events of whole cases, in the order in which they were written. */
  readonly history: readonly SealedEvent[];
  /** Terms by rule set id, as they were published. */
  readonly thenTerms: (ruleSet: string) => Terms;
  readonly draft: Terms;
  readonly units?: { readonly [unit: string]: Omit<UnitFacts, 'unit'> };
  /** Until when time runs on after the last input. */
  readonly until: Instant;
  readonly onProgress?: (done: number, total: number) => void;
  readonly cancelled?: () => boolean;
}

/** A duty of a case under one set of rules. */
export interface DutyOutcome {
  readonly caseId: CaseId;
  readonly duty: string;
  readonly result: Verdict['result'] | 'open' | 'overdue';
  readonly lastDay?: Day;
  readonly daysLate?: number;
}

/** An input that the draft would have refused: what would have been done instead cannot be known. */
export interface Impossible {
  readonly caseId: CaseId;
  readonly at: Instant;
  readonly command: string;
  readonly code: string;
  readonly message: string;
}

/** Totals of one side. */
export interface Side {
  readonly events: number;
  readonly lapses: number;
  /** Notices by kind. */
  readonly notices: { readonly [notice: string]: number };
  /** Rungs by ladder and number, `A3`. */
  readonly rungs: { readonly [rung: string]: number };
  readonly interviews: number;
  /** Messages and papers to bodies of the district. */
  readonly district: number;
  /** Busiest day of each post: how many messages and papers. */
  readonly peaks: { readonly [post: string]: { readonly day: Day; readonly count: number } };
}

/** What the draft would have done to the office's own history. */
export interface WhatIfReport {
  readonly cases: number;
  readonly inputs: number;
  readonly then: Side;
  readonly draft: Side;
  readonly newlyLate: readonly Change[];
  readonly noLongerLate: readonly Change[];
  readonly changed: readonly Change[];
  readonly impossible: readonly Impossible[];
  /** Invariant 9: the rules of then give the recorded facts; differences are listed, and the comparison is worth nothing for those cases. */
  readonly faithful: { readonly same: number; readonly different: readonly { readonly caseId: CaseId; readonly why: string }[] };
}

export interface Change {
  readonly caseId: CaseId;
  readonly duty: string;
  readonly then: DutyOutcome | undefined;
  readonly draft: DutyOutcome | undefined;
}

/** The work was stopped on request. */
export class WhatIfCancelled extends Error {
  readonly code = 'cancelled';
}

/**
 * Replays the recorded inputs of whole cases under the rules of then and, beside it, under a draft. Time decides anew in both; people
 * act as they did, at the instants at which they did. What they would have done otherwise is not known and not guessed.
 */
export async function whatIf(request: WhatIfRequest): Promise<WhatIfReport> {
  const { history, kinds, units = {}, until, draft } = request;
  const inputs = history.filter((event) => event.command !== undefined).map((event) => ({ kind: event.kind, command: commandOf(event) }));
  const ruleSets = new Map(history.filter((event) => event.seq === 1).map((event) => [event.caseId, event.ruleSet]));
  const then = createSide();
  const other = createSide();
  const recorded = new Map<CaseId, string[]>();
  for (const event of history) push(recorded, event.caseId, factOf(event));
  const own = new Map<CaseId, string[]>();
  const numbers = openedNumbers(history);
  const worlds: readonly World[] = [
    createWorld({
      kinds,
      units,
      numberOf: numbers(),
      terms: (caseId) => request.thenTerms(ruleSets.get(caseId) ?? ruleSets.get(caseId.replace(/-[AB]\d+$/, '')) ?? draft.rules.id),
      onEvent(event, state) {
        then.see(event, state);
        push(own, event.caseId, factOf(event));
      },
    }),
    createWorld({ kinds, units, numberOf: numbers(), terms: draft, onEvent: (event, state) => other.see(event, state) }),
  ];
  const impossible: Impossible[] = [];
  for (const [n, { kind, command }] of inputs.entries()) {
    worlds.forEach((world, side) => {
      world.runTo(command.recordedAt);
      const { refusal } = world.record(kind, command);
      if (refusal && side === 1) impossible.push({ caseId: command.caseId, at: command.recordedAt, command: command.type, code: refusal.code, message: refusal.message });
    });
    if (n % 200 !== 0) continue;
    if (request.cancelled?.()) throw new WhatIfCancelled('推演已按要求停止');
    request.onProgress?.(n, inputs.length);
    await breathe();
  }
  for (const world of worlds) world.runTo(until);
  request.onProgress?.(inputs.length, inputs.length);
  return { cases: recorded.size, inputs: inputs.length, then: then.total(), draft: other.total(), ...compare(then.duties(), other.duties()), impossible, faithful: faithfulness(recorded, own) };
}

/** A case that was opened by another keeps the number it got then, in both worlds. */
function openedNumbers(history: readonly SealedEvent[]): () => (by: CaseId) => CaseId {
  const opened = new Map<CaseId, CaseId[]>();
  for (const event of history) if (typeof event.payload.opensCase === 'string') push(opened, event.caseId, event.payload.opensCase);
  return () => {
    const taken = new Map<CaseId, number>();
    return (by) => {
      const n = taken.get(by) ?? 0;
      taken.set(by, n + 1);
      return opened.get(by)?.[n] ?? `${by}-H${n + 1}`;
    };
  };
}

/** Lets other work of the process run: a what-if of a year takes seconds. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The input as it was given, from the event that it became. */
function commandOf(event: SealedEvent): Command {
  const { caseId, commandId, at, recordedAt, actor, command } = event;
  return { input: 'command', caseId, commandId, at, recordedAt, actor, type: command ?? '', payload: givenPayload(event) };
}

/** An event without what may differ between an engine that was up and one that was not. */
function factOf(event: SealedEvent): string {
  const { recordedAt: _r, prevHash: _p, hash: _h, ...fact } = event;
  return JSON.stringify(fact, (_key, value: unknown) => (isPlain(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function faithfulness(recorded: ReadonlyMap<CaseId, readonly string[]>, own: ReadonlyMap<CaseId, readonly string[]>): WhatIfReport['faithful'] {
  const different: { caseId: CaseId; why: string }[] = [];
  for (const [caseId, facts] of recorded) {
    const again = own.get(caseId) ?? [];
    // Time may have gone on further in the replay than in the record; what is recorded must come first and be the same.
    const at = facts.findIndex((fact, i) => fact !== again[i]);
    if (at >= 0) different.push({ caseId, why: `第 ${at + 1} 条事件不同` });
  }
  return { same: recorded.size - different.length, different };
}

// --------------------------------------------------------------------------------------------------------------- one side

interface Counting {
  see(event: SealedEvent, state: CaseState): void;
  total(): Side;
  duties(): ReadonlyMap<string, DutyOutcome>;
}

function createSide(): Counting {
  const states = new Map<CaseId, CaseState>();
  const notices: Record<string, number> = {};
  const rungs: Record<string, number> = {};
  const perPostAndDay = new Map<string, Map<Day, number>>();
  let events = 0;
  let lapses = 0;
  let district = 0;
  const add = (to: Record<string, number>, key: string) => {
    to[key] = (to[key] ?? 0) + 1;
  };
  return {
    see(event, state) {
      events++;
      states.set(event.caseId, state);
      if (event.type === 'DeadlineLapsed') lapses++;
      if ((event.moves ?? [event.type]).includes('RungDue')) add(rungs, `${String(event.payload.ladder)}${String(event.payload.rung)}`);
      for (const effect of event.effects) {
        if (effect.do === 'issueNotice') add(notices, effect.notice);
        if (effect.do !== 'notify' && effect.do !== 'issueNotice') continue;
        const post = effect.to.organisation ? `${effect.to.post}@${effect.to.organisation}` : effect.to.post;
        if (post.startsWith('district.')) district++;
        const days = perPostAndDay.get(post) ?? new Map<Day, number>();
        days.set(dayOf(event.at), (days.get(dayOf(event.at)) ?? 0) + 1);
        perPostAndDay.set(post, days);
      }
    },
    total() {
      const peaks: Record<string, { day: Day; count: number }> = {};
      for (const [post, days] of perPostAndDay) {
        const [day, count] = [...days].reduce((best, one) => (one[1] > best[1] ? one : best));
        peaks[post] = { day, count };
      }
      return { events, lapses, notices, rungs, interviews: rungs.A5 ?? 0, district, peaks };
    },
    duties() {
      const outcomes = new Map<string, DutyOutcome>();
      for (const state of states.values()) for (const outcome of dutiesOf(state)) outcomes.set(`${outcome.caseId}/${outcome.duty}/${nth(outcomes, outcome)}`, outcome);
      return outcomes;
    },
  };
}

/** The same duty may come several times in a case (after a failed acceptance): they are compared one by one. */
function nth(outcomes: ReadonlyMap<string, DutyOutcome>, { caseId, duty }: DutyOutcome): number {
  let n = 1;
  while (outcomes.has(`${caseId}/${duty}/${n}`)) n++;
  return n;
}

function dutiesOf(state: CaseState): DutyOutcome[] {
  const { caseId } = state;
  const day = (lastDay: Day | undefined) => (lastDay === undefined ? {} : { lastDay });
  return [
    ...state.verdicts.map((verdict) => ({ caseId, duty: verdict.duty, result: verdict.result, ...day(verdict.lastDay), ...(verdict.daysLate === undefined ? {} : { daysLate: verdict.daysLate }) })),
    ...Object.values(state.overdue).map((clock) => ({ caseId, duty: clock.id, result: 'overdue' as const, ...day(clock.lastDay) })),
    ...Object.values(state.clocks)
      .filter((clock) => clock.does === 'lapse')
      .map((clock) => ({ caseId, duty: clock.id, result: 'open' as const, ...day(clock.lastDay) })),
    ...(state.kind === 'matter' ? [{ caseId, duty: 'ladder', result: 'open' as const, daysLate: Math.max(0, ...(state as MatterState).rungs.map((taken) => taken.rung)) }] : []),
  ];
}

function compare(then: ReadonlyMap<string, DutyOutcome>, draft: ReadonlyMap<string, DutyOutcome>): Pick<WhatIfReport, 'newlyLate' | 'noLongerLate' | 'changed'> {
  const isLate = (outcome: DutyOutcome | undefined) => outcome !== undefined && ['late', 'missed', 'overdue'].includes(outcome.result);
  const newlyLate: Change[] = [];
  const noLongerLate: Change[] = [];
  const changed: Change[] = [];
  for (const key of new Set([...then.keys(), ...draft.keys()])) {
    const [before, after] = [then.get(key), draft.get(key)];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    const one = after ?? before;
    const change: Change = { caseId: one?.caseId ?? '', duty: one?.duty ?? '', then: before, draft: after };
    if (isLate(after) && !isLate(before)) newlyLate.push(change);
    else if (isLate(before) && !isLate(after)) noLongerLate.push(change);
    else changed.push(change);
  }
  return { newlyLate, noLongerLate, changed };
}
