import {
  type CaseId,
  type CaseKind,
  type CaseState,
  type Command,
  counts,
  type Instant,
  type KindName,
  type LoadedCase,
  type Message,
  messagesOf,
  nextDue,
  OTHERS_FIRST,
  type Plan,
  type PlanAnswer,
  type PlanQuestion,
  plan,
  type RelatedCase,
  type RelatedQuestion,
  type SealedEvent,
  type Tally,
  type Terms,
  type UnitFacts,
} from '../core/index.ts';
import { openerNamed } from '../core/names.ts';
import { entryFacts } from './entry-facts.ts';
import { createQueue } from './queue.ts';

/** A case in memory. */
interface SimulatedCase {
  readonly kind: KindName;
  state: CaseState | undefined;
  lastHash: string;
  readonly events: SealedEvent[];
  inbox: Message[];
  readonly opener?: CaseId;
  terms?: Terms;
}

/** What a simulation is given. */
export interface WorldSetup {
  readonly kinds: { readonly [Kind in KindName]: CaseKind };
  /** Terms of a case, pinned when it opens; one for all, or by what opens it. */
  readonly terms: Terms | ((caseId: CaseId) => Terms);
  readonly units?: { readonly [unit: string]: Omit<UnitFacts, 'unit'> };
  /** Number of a case that another case opens; default: the opener's with a suffix. */
  readonly numberOf?: (by: CaseId) => CaseId;
  /** Number that a paper got; default: the next of its series. */
  readonly noticeNumberOf?: (paper: CaseId) => number | undefined;
  /** Facts of cases outside this world that its cases may count. */
  readonly tallies?: readonly Tally[];
  /** Terms by id, for cases that go over to others. */
  readonly termsNamed?: (ids: { readonly ruleSet: string; readonly calendar: string }) => Terms | undefined;
  /** Told of each event; with it the world keeps no log of its own, so that a year of history fits in memory. */
  readonly onEvent?: (event: SealedEvent, state: CaseState) => void;
}

/** A whole office on a virtual clock: the same `plan` as live, a store in memory, and a queue of due instants. */
export interface World {
  /** Everything that is due by `instant` happens, each thing at its own instant. */
  runTo(instant: Instant): void;
  /** One case is looked at `now`, whatever became due since: an engine that comes late. */
  settle(caseId: CaseId, now: Instant): void;
  /** Settles the opener and the case, then the command. */
  record(kind: KindName, command: Command): Plan;
  state(caseId: CaseId): CaseState | undefined;
  events(caseId: CaseId): readonly SealedEvent[];
  cases(): readonly CaseId[];
  /** Lets go of a case that is closed and that nobody will speak to again; what others count of it stays. */
  forget(caseId: CaseId): void;
  /** Every event in the order in which it was recorded. */
  readonly log: readonly SealedEvent[];
  /** The next instant at which something happens by itself. */
  next(): Instant | undefined;
}

/** Builds an empty world. */
export function createWorld({
  kinds,
  terms,
  units = {},
  termsNamed,
  onEvent,
  numberOf = numberAfter(),
  noticeNumberOf,
  tallies: outside = [],
}: WorldSetup): World {
  const termsOf = typeof terms === 'function' ? terms : () => terms;
  const cases = new Map<CaseId, SimulatedCase>();
  const log: SealedEvent[] = [];
  const tallies = Map.groupBy(outside, (tally) => tally.subject);
  /** Last number of each series and year. */
  const papers = new Map<string, number>();
  const queue = createQueue();

  function caseOf(caseId: CaseId, kind: KindName, opener?: CaseId): SimulatedCase {
    const known = cases.get(caseId);
    if (known) return known;
    const one = { kind, state: undefined, lastHash: '', events: [], inbox: [], ...(opener ? { opener } : {}) };
    cases.set(caseId, one);
    return one;
  }

  function answer(question: PlanQuestion): PlanAnswer {
    if (question.ask === 'terms') return termsNamed?.(question);
    if (question.ask === 'number') return numberOf(question.by);
    if (question.ask === 'noticeNumber')
      return noticeNumberOf?.(question.by) ?? (papers.get(`${question.series} ${question.year}`) ?? 0) + 1;
    if (question.ask === 'case') return cases.get(question.caseId)?.state;
    if (question.ask === 'unit')
      return units[question.unit] ? { unit: question.unit, ...units[question.unit] } : undefined;
    if (question.ask === 'related') return related(question);
    if (question.ask === 'entry') return entryFacts(question, cases.values(), units);
    if (firstDue(question.before) !== undefined) return OTHERS_FIRST;
    return (tallies.get(question.subject) ?? []).filter((tally) => counts(question, tally));
  }

  function related({
    kinds: wanted,
    unit,
    organisations,
    from,
    until,
    after,
    limit,
    except,
  }: RelatedQuestion): readonly RelatedCase[] {
    return [...cases]
      .flatMap(
        ([caseId, { kind, state, events, opener = '' }]): { caseId: CaseId; kind: KindName; opened: Instant }[] =>
          state !== undefined &&
          wanted.includes(kind) &&
          !(kind === 'matter' && cases.get(opener)?.kind === 'hazard') &&
          (state.unit === unit || organisations.includes(state.organisation ?? ''))
            ? [{ caseId, kind, opened: events[0]?.at ?? until }]
            : [],
      )
      .filter(({ caseId, opened }) => caseId > after && caseId !== except && opened >= from && opened <= until)
      .map(({ caseId, kind }) => ({ caseId, kind }))
      .sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
      .slice(0, limit);
  }

  /** The earliest thing due before an instant; entries of the queue that time has overtaken are dropped on the way. */
  function firstDue(before: Instant): { readonly at: Instant; readonly caseId: CaseId } | undefined {
    for (let due = queue.peek(); due !== undefined && due.at < before; due = queue.peek()) {
      const one = cases.get(due.caseId);
      const { at } = due;
      if (one && (one.inbox.some((message) => message.at <= at) || (nextDue(one.state) ?? '~') <= at)) return due;
      queue.pop();
    }
    return undefined;
  }

  /** What was due before an instant happens, the earliest first; it is written down `now`. */
  function settleBefore(instant: Instant, now: Instant): void {
    for (let due = firstDue(instant); due !== undefined; due = firstDue(instant)) settleTo(due.caseId, due.at, now);
  }

  /** The terms of the office; a case that another one opens takes those that the message names, if they are others. */
  function firstTerms(caseId: CaseId, { inbox }: SimulatedCase): Terms {
    const usual = termsOf(caseId);
    const { ruleSet = usual.rules.id, calendar = usual.calendar.id } = inbox[0]?.payload ?? {};
    if (ruleSet === usual.rules.id && calendar === usual.calendar.id) return usual;
    return termsNamed?.({ ruleSet: String(ruleSet), calendar: String(calendar) }) ?? usual;
  }

  /** Everything due by `until`, and then the command; where a count needs other cases settled first, they are, and the rest is planned anew. */
  function apply(caseId: CaseId, one: SimulatedCase, until: Instant, now: Instant, command?: Command): Plan {
    const events: SealedEvent[] = [];
    for (;;) {
      const done = applyOnce(caseId, one, until, now, command);
      events.push(...done.events);
      if (done.waitsFor === undefined) return { ...done, events };
      settleBefore(done.waitsFor.before, now);
    }
  }

  function applyOnce(caseId: CaseId, one: SimulatedCase, until: Instant, now: Instant, command?: Command): Plan {
    one.terms ??= firstTerms(caseId, one);
    const loaded: LoadedCase = {
      state: one.state,
      lastHash: one.lastHash,
      inbox: one.inbox.filter((message) => message.at <= until),
      terms: one.terms,
    };
    const steps = plan(kinds[one.kind], loaded, until, command, now);
    let turn = steps.next();
    while (!turn.done) turn = steps.next(answer(turn.value));
    const done = turn.value;
    if (done.consumed.length > 0) one.inbox = one.inbox.filter((message) => !done.consumed.includes(message));
    one.state = done.state;
    if (done.state && (done.state.ruleSet !== one.terms.rules.id || done.state.calendar !== one.terms.calendar.id))
      one.terms = termsNamed?.(done.state) ?? one.terms;
    for (const event of done.events) {
      one.lastHash = event.hash;
      if (event.kind === 'notice' && typeof event.payload.number === 'number')
        papers.set(`${event.payload.series} ${event.payload.year}`, event.payload.number);
      if (onEvent) onEvent(event, done.state as CaseState);
      else {
        one.events.push(event);
        log.push(event);
      }
      for (const message of messagesOf(event)) {
        caseOf(message.to, message.kind, event.caseId).inbox.push(message);
        queue.push(message.at, message.to);
      }
    }
    for (const tally of done.tallies) {
      const known = tallies.get(tally.subject);
      if (known) known.push(tally);
      else tallies.set(tally.subject, [tally]);
    }
    const due = nextDue(done.state);
    if (due !== undefined) queue.push(due, done.state?.caseId ?? '');
    return done;
  }

  /** A case settles the case that opened it first, so that the two agree on what came first. */
  function settleTo(caseId: CaseId, until: Instant, now: Instant): void {
    const one = cases.get(caseId);
    if (!one) return;
    if (one.opener && cases.has(one.opener)) settleTo(one.opener, until, now);
    apply(caseId, one, until, now);
  }

  return {
    log,
    settle: (caseId, now) => settleTo(caseId, now, now),
    runTo(instant) {
      for (let due = queue.peek(); due !== undefined && due.at <= instant; due = queue.peek()) {
        queue.pop();
        const one = cases.get(due.caseId);
        const stillDue =
          one && (one.inbox.some((message) => message.at <= due.at) || (nextDue(one.state) ?? '~') <= due.at);
        if (stillDue) settleTo(due.caseId, due.at, due.at);
      }
    },
    record(kind, command) {
      const one = caseOf(command.caseId, kind, kind === 'notice' ? openerNamed(command.caseId) : undefined);
      const now = command.recordedAt;
      if (one.opener) settleTo(one.opener, now, now);
      return apply(command.caseId, one, now, now, command);
    },
    state: (caseId) => cases.get(caseId)?.state,
    events: (caseId) => cases.get(caseId)?.events ?? [],
    cases: () => [...cases.keys()],
    forget(caseId) {
      const one = cases.get(caseId);
      if (one?.state?.closed && one.inbox.length === 0) cases.delete(caseId);
    },
    next: () => queue.peek()?.at,
  };
}

/** `T1-H1`, `T1-H2` … */
function numberAfter(): (by: CaseId) => CaseId {
  const opened = new Map<CaseId, number>();
  return (by) => {
    const n = (opened.get(by) ?? 0) + 1;
    opened.set(by, n);
    return `${by}-H${n}`;
  };
}
