import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  type Answer,
  type CaseEvent,
  type CaseKind,
  type CaseState,
  type Clock,
  type Command,
  type CountQuestion,
  type Deciding,
  type Input,
  isRefusal,
  type Message,
  OTHERS_FIRST,
  type Outcome,
  type PlanAnswer,
  type PlanQuestion,
  type Refusal,
  type SealedEvent,
  type Tally,
  type TallyQuestion,
  type Terms,
} from './case.ts';
import { knownAt, momentOf } from './draft.ts';
import type { Instant } from './instant.ts';
import { CanonicalJsonError } from './log/canonical.ts';
import { type Sha256, seal } from './log/chain.ts';
import { refuse } from './refusal.ts';

/** More than this many facts in one settling means a rule that re-arms itself in the past. */
const MOST_FACTS = 2_000;

/** A case as it was loaded: nothing else is read while its next events are computed. */
export interface LoadedCase {
  readonly state: CaseState | undefined;
  /** Hash of the last event, empty for none. */
  readonly lastHash: string;
  /** Messages not yet consumed, in any order. */
  readonly inbox: readonly Message[];
  readonly terms: Terms;
  /** A faster one than the portable default, where there is one. */
  readonly sha256?: Sha256;
}

/** What one settling or recording adds to a case. */
export interface Plan {
  readonly events: readonly SealedEvent[];
  readonly state: CaseState | undefined;
  /** Messages that became events. */
  readonly consumed: readonly Message[];
  /** Facts that other cases may count, in the order of the events. */
  readonly tallies: readonly Tally[];
  /** The command was refused; the events above (what time had made due) stand all the same. */
  readonly refusal?: Refusal;
  /** The plan stopped at this question: the events above stand, other cases of the subject are to be settled first, and then the rest is planned anew. */
  readonly waitsFor?: CountQuestion;
}

/**
 * The same message always makes the same key, so it is consumed once. A hazard opened from a tip-off stands under a hash: its events
 * are read by people who must not learn which tip-off it came from.
 */
export function messageKey(message: Message): string {
  const key = `${message.from}:${message.fromSeq}:${message.nth}`;
  return message.type === 'openHazard' ? `msg:${bytesToHex(sha256(utf8ToBytes(key))).slice(0, 32)}` : `msg:${key}`;
}

/** The same firing always makes the same key: a clock re-armed under its id is another firing. */
export function clockKey(clock: Clock): string {
  return `clk:${clock.id}:${clock.dueAt}`;
}

/** The earliest instant at which this case must be looked at again, if any. */
export function nextDue(state: CaseState | undefined): Instant | undefined {
  let next: Instant | undefined;
  for (const clock of Object.values(state?.clocks ?? {}))
    if (next === undefined || firesAt(clock) < next) next = firesAt(clock);
  return next;
}

/** The messages an event puts into other cases' inboxes. A clock's message bears the due instant, a person's the instant of entry. */
export function messagesOf(event: CaseEvent): readonly Message[] {
  const at = knownAt(event);
  return event.effects.flatMap((effect, nth) =>
    effect.do === 'send'
      ? [
          {
            to: effect.to,
            kind: effect.kind,
            type: effect.message,
            payload: effect.payload,
            from: event.caseId,
            fromSeq: event.seq,
            nth,
            at,
          },
        ]
      : [],
  );
}

/**
 * Everything that is due for a case by `now`, in order of time, and then the command if there is one. A clock goes before a message of
 * the same instant: what people enter comes after what time has made due, also when it arrives from another case, and whether the
 * engine fired the clock before that entry or finds both later cannot then make a difference. Pure: questions about other cases are yielded, answers
 * are handed in; `OTHERS_FIRST` stops the plan. What is planned is recorded at `recordedAt` (default `now`).
 */
export function* plan(
  kind: CaseKind,
  loaded: LoadedCase,
  now: Instant,
  command?: Command,
  recordedAt = now,
): Generator<PlanQuestion, Plan, PlanAnswer> {
  let { terms } = loaded;
  const inbox = [...loaded.inbox].sort(byInstant);
  const events: SealedEvent[] = [];
  const consumed: Message[] = [];
  const tallies: Tally[] = [];
  let state = loaded.state;
  let lastHash = loaded.lastHash;

  let waitsFor: CountQuestion | undefined;

  function* take(input: Input): Generator<PlanQuestion, Refusal | undefined, PlanAnswer> {
    const outcome = yield* knowingItself(kind.decide(state, input, terms), input, tallies);
    if ('ask' in outcome) {
      waitsFor = outcome;
      return undefined;
    }
    if (isRefusal(outcome)) return outcome;
    const event = sealed(outcome, lastHash, input, loaded.sha256);
    if (isRefusal(event)) return event;
    state = kind.advance(state, event).state;
    lastHash = event.hash;
    events.push(event);
    tallies.push(...kind.tallies(event, state));
    // The case went over to other terms: what comes next in this plan is decided under them.
    if (event.ruleSet !== terms.rules.id || event.calendar !== terms.calendar.id)
      terms =
        ((yield { ask: 'terms', ruleSet: event.ruleSet, calendar: event.calendar }) as Terms | undefined) ?? terms;
    return undefined;
  }

  for (let turn = 0; ; turn++) {
    if (turn > MOST_FACTS)
      throw new Error(
        `case ${state?.caseId ?? command?.caseId}: more than ${MOST_FACTS} facts due at once; a rule re-arms itself in the past`,
      );
    const message = inbox[0];
    const clock = earliest(state);
    if (message !== undefined && message.at <= now && (clock === undefined || message.at < firesAt(clock))) {
      const refusal = yield* take({
        input: 'message',
        caseId: message.to,
        commandId: messageKey(message),
        at: message.at,
        recordedAt,
        type: message.type,
        payload: message.payload,
        from: message.from,
      });
      if (refusal) throw new Error(`case ${message.to} refused a message of ${message.from}: ${refusal.code}`);
      if (waitsFor) break;
      inbox.shift();
      consumed.push(message);
    } else if (clock !== undefined && firesAt(clock) <= now && state !== undefined) {
      const refusal = yield* take({
        input: 'clock',
        caseId: state.caseId,
        commandId: clockKey(clock),
        at: firesAt(clock),
        recordedAt,
        clock,
      });
      if (refusal) throw new Error(`case ${state.caseId} refused its clock ${clock.id}: ${refusal.code}`);
      if (waitsFor) break;
    } else break;
  }
  const refusal = command && !waitsFor ? yield* take(command) : undefined;
  return { events, state, consumed, tallies, ...(refusal ? { refusal } : {}), ...(waitsFor ? { waitsFor } : {}) };
}

/** Passes questions on, and adds to each count what this very plan has just recorded: a late engine counts what a punctual one did. Gives the question back if others come first. */
function* knowingItself(
  deciding: Deciding<Outcome>,
  input: Input,
  tallies: readonly Tally[],
): Generator<PlanQuestion, CaseEvent | Refusal | CountQuestion, PlanAnswer> {
  let turn = deciding.next();
  while (!turn.done) {
    const asked = turn.value;
    if (asked.ask === 'tally') {
      const question = { ...asked, before: momentOf(input), circle: circleOf(asked) };
      const answer = yield question;
      if (answer === OTHERS_FIRST) return question;
      turn = deciding.next([
        ...((answer ?? []) as readonly Tally[]),
        ...tallies.filter((tally) => counts(question, tally)),
      ]);
    } else turn = deciding.next((yield asked) as Answer);
  }
  return turn.value;
}

/** Whether a fact is one of those that are asked for. */
export function counts(question: CountQuestion, tally: Tally): boolean {
  return (
    tally.subject === question.subject &&
    question.what.includes(tally.what) &&
    tally.caseId !== question.except &&
    tally.at >= question.from &&
    tally.at <= question.until &&
    tally.known < question.before
  );
}

/** Of `unit/kind` the cases of the unit. */
function circleOf({ subject }: TallyQuestion): readonly string[] {
  const slash = subject.lastIndexOf('/');
  return slash < 0 ? [subject] : [subject, subject.slice(0, slash)];
}

/** What people enter may be too long, or hold characters that have no bytes; what time and other cases cause never is. */
function sealed(event: CaseEvent, lastHash: string, input: Input, sha256?: Sha256): SealedEvent | Refusal {
  try {
    return seal(event, lastHash, sha256);
  } catch (error) {
    if (input.input === 'command' && error instanceof CanonicalJsonError) return refuse('event-unrecordable');
    throw error;
  }
}

/** When a clock fires: its due instant, or later the instant at which it was set. */
function firesAt(clock: Clock): Instant {
  return clock.notBefore ?? clock.dueAt;
}

function byInstant(a: Message, b: Message): number {
  return a.at < b.at
    ? -1
    : a.at > b.at
      ? 1
      : a.from < b.from
        ? -1
        : a.from > b.from
          ? 1
          : a.fromSeq - b.fromSeq || a.nth - b.nth;
}

function before(a: Clock, b: Clock): boolean {
  const [x, y] = [firesAt(a), firesAt(b)];
  if (x !== y) return x < y;
  return a.dueAt === b.dueAt ? a.id < b.id : a.dueAt < b.dueAt;
}

function earliest(state: CaseState | undefined): Clock | undefined {
  let first: Clock | undefined;
  for (const clock of Object.values(state?.clocks ?? {}))
    if (first === undefined || before(clock, first)) first = clock;
  return first;
}
