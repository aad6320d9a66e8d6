import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  type Answer,
  type CaseEvent,
  type CaseKind,
  type CaseState,
  type Clock,
  type Command,
  type Input,
  isRefusal,
  type Message,
  type Question,
  type Refusal,
  type SealedEvent,
  type Tally,
  type Terms,
} from './case.ts';
import type { Instant } from './instant.ts';
import { CanonicalJsonError } from './log/canonical.ts';
import { seal } from './log/chain.ts';
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
  const at = event.commandId.startsWith('clk:') || event.commandId.startsWith('msg:') ? event.at : event.recordedAt;
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
 * engine fired the clock before that entry or finds both later cannot then make a difference. Pure: questions about other cases are yielded, answers are handed in.
 */
export function* plan(
  kind: CaseKind,
  loaded: LoadedCase,
  now: Instant,
  command?: Command,
): Generator<Question, Plan, Answer> {
  const { terms } = loaded;
  const inbox = [...loaded.inbox].sort(byInstant);
  const events: SealedEvent[] = [];
  const consumed: Message[] = [];
  const tallies: Tally[] = [];
  let state = loaded.state;
  let lastHash = loaded.lastHash;

  function* take(input: Input): Generator<Question, Refusal | undefined, Answer> {
    const outcome = yield* knowingItself(kind.decide(state, input, terms), tallies);
    if (isRefusal(outcome)) return outcome;
    const event = sealed(outcome, lastHash, input);
    if (isRefusal(event)) return event;
    state = kind.advance(state, event).state;
    lastHash = event.hash;
    events.push(event);
    tallies.push(...kind.tallies(event, state));
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
        recordedAt: now,
        type: message.type,
        payload: message.payload,
        from: message.from,
      });
      if (refusal) throw new Error(`case ${message.to} refused a message of ${message.from}: ${refusal.code}`);
      inbox.shift();
      consumed.push(message);
    } else if (clock !== undefined && firesAt(clock) <= now && state !== undefined) {
      const refusal = yield* take({
        input: 'clock',
        caseId: state.caseId,
        commandId: clockKey(clock),
        at: firesAt(clock),
        recordedAt: now,
        clock,
      });
      if (refusal) throw new Error(`case ${state.caseId} refused its clock ${clock.id}: ${refusal.code}`);
    } else break;
  }
  const refusal = command ? yield* take(command) : undefined;
  return { events, state, consumed, tallies, ...(refusal ? { refusal } : {}) };
}

/** Passes questions on, and adds to each count what this very plan has just recorded: a late engine counts what a punctual one did. */
function* knowingItself(
  deciding: Generator<Question, CaseEvent | Refusal, Answer>,
  tallies: readonly Tally[],
): Generator<Question, CaseEvent | Refusal, Answer> {
  let turn = deciding.next();
  while (!turn.done) {
    const question = turn.value;
    const answer = yield question;
    turn = deciding.next(
      question.ask === 'tally'
        ? [...((answer ?? []) as readonly Tally[]), ...tallies.filter((tally) => counts(question, tally))]
        : answer,
    );
  }
  return turn.value;
}

function counts(question: Question & { readonly ask: 'tally' }, tally: Tally): boolean {
  return (
    tally.subject === question.subject &&
    question.what.includes(tally.what) &&
    tally.caseId !== question.except &&
    tally.at >= question.from &&
    tally.at <= question.until
  );
}

/** What people enter may be too long, or hold characters that have no bytes; what time and other cases cause never is. */
function sealed(event: CaseEvent, lastHash: string, input: Input): SealedEvent | Refusal {
  try {
    return seal(event, lastHash);
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
