import type { Proof } from './deadline/deadline.ts';
import type { Duration } from './deadline/duration.ts';
import type { Pause } from './deadline/pause.ts';
import type { Calendar } from './deadline/working-days.ts';
import type { Effect } from './effect.ts';
import type { Day, Instant } from './instant.ts';
import type { CaseId, JsonObject, KindName } from './names.ts';
import type { RuleSet } from './rules/rule-set.ts';

export { type CaseId, type Json, type JsonObject, KIND_NAMES, type KindName } from './names.ts';

/** Who acted: the post speaks, the person is kept for the record. `engine` acts when time does. */
export interface Actor {
  readonly post: string;
  readonly person?: string;
  readonly organisation?: string;
  /** Post for which a deputy acted, with the order that named him. */
  readonly onBehalfOf?: string;
}

/** What a clock does when it fires. */
export type ClockAct = 'lapse' | 'remind' | 'askAgain' | 'rung' | 'signature' | 'answer' | 'pauseCap' | 'begin';

/** One timer: `(id, dueAt)` is its identity; set and cleared by events only. */
export interface Clock {
  readonly id: string;
  readonly dueAt: Instant;
  readonly does: ClockAct;
  /** Id of the rule (deadline or rung) that set it. */
  readonly rule: string;
  /** Deadlines in days: the last day on which the act is in time. */
  readonly lastDay?: Day;
  /** When the period began. */
  readonly start?: Instant;
  /** Counted past the calendar's covered-until day. */
  readonly provisional?: true;
  /** The post (or relation) whose duty it is. */
  readonly holder?: string;
  /** `fixed`: the day comes from a decision, not from counting. */
  readonly fixed?: true;
  /** Reminders and repeated acts: how many have fired before. */
  readonly nth?: number;
  /** Nominal day of a recurring duty, before it rolled off a rest day. */
  readonly nominalDay?: Day;
  /** The period, where it is not the rule's own (after a failed acceptance): a pause must count it again. */
  readonly duration?: Duration;
  /** Already due when it was set (a late entry, a downgrade): it fires at the instant at which it was set, never before anybody could know. */
  readonly notBefore?: Instant;
  /** How it was counted; kept in the event, dropped from the state. */
  readonly proof?: Proof;
}

/** How a duty ended: one per clock that an act ended. */
export interface Verdict {
  /** Clock id, which is the deadline rule's id. */
  readonly duty: string;
  readonly result: 'met' | 'late' | 'missed' | 'withdrawn';
  readonly holder: string;
  readonly dueAt: Instant;
  readonly lastDay?: Day;
  readonly actAt?: Instant;
  /** Calendar days between the last day and the day of the act. */
  readonly daysLate?: number;
  readonly daysToSpare?: number;
  /** Done in time, entered after the due instant. */
  readonly enteredLate?: true;
}

/** A fact with grounds (问责标记) that an auditor should see; never removed. */
export interface Flag {
  readonly code: string;
  readonly at: Instant;
  readonly seq: number;
  /** Who raised it, where a person did. */
  readonly by?: string;
}

/** What stands beside a flag that is contested (异议): its ground, and what a second person found. */
export interface FlagContest {
  readonly code: string;
  /** `seq` of the flag. */
  readonly flag: number;
  readonly ground: string;
  readonly by: string;
  readonly at: Instant;
  readonly result?: 'stands' | 'unfounded';
  readonly why?: string;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
}

/** How often something was recorded of a subject (an organisation, a unit, a case, or `unit/kind`) between two instants, both included. */
export interface TallyQuestion {
  readonly ask: 'tally';
  readonly subject: string;
  readonly what: readonly string[];
  readonly from: Instant;
  readonly until: Instant;
  readonly except: CaseId;
}

/** Something the core asks about other cases or registers before it decides; the answer is recorded in the event. */
export type Question =
  | TallyQuestion
  | { readonly ask: 'unit'; readonly unit: string }
  /** Published terms by id, for a case that is to go over to them. */
  | { readonly ask: 'terms'; readonly ruleSet: string; readonly calendar: string }
  /** An ordinary number for a case that this one opens: its name must not tell where it came from. */
  | { readonly ask: 'number'; readonly kind: KindName; readonly at: Instant; readonly by: CaseId }
  /** The next free number of a series of papers in a year; taken in the transaction that records it, so that none is left out. */
  | { readonly ask: 'noticeNumber'; readonly series: string; readonly year: number; readonly by: CaseId }
  /** Another case as it stands: a paper looks at the case that ordered it. */
  | { readonly ask: 'case'; readonly caseId: CaseId }
  /** What an entry of a register names, and whether somebody has its unique values already. */
  | EntryQuestion
  | RelatedQuestion;

/**
 * Cases of some kinds about a unit or of organisations that were opened between two instants, both included, in order of their numbers behind
 * `after`: what they recorded is looked back at. Matters of a hazard are not among them: it hands on to them what it is told.
 */
export interface RelatedQuestion {
  readonly ask: 'related';
  readonly kinds: readonly KindName[];
  readonly unit: string;
  readonly organisations: readonly string[];
  readonly from: Instant;
  readonly until: Instant;
  readonly after: CaseId;
  readonly limit: number;
  readonly except: CaseId;
}

/** A case that is looked back at. */
export interface RelatedCase {
  readonly caseId: CaseId;
  readonly kind: KindName;
}

/** Something that an entry names in one of its fields. */
export interface EntryName {
  readonly field: string;
  readonly type: 'organisation' | 'unit' | 'post' | 'person' | 'case' | 'entry' | 'blob';
  readonly id: string;
  /** `entry`: the register it must belong to. */
  readonly register?: string;
}

/** Asked before an entry is written. */
export interface EntryQuestion {
  readonly ask: 'entry';
  readonly register: string;
  readonly self: CaseId;
  readonly names: readonly EntryName[];
  /** Unique fields and their values. */
  readonly unique: { readonly [field: string]: string };
}

/** What the registers know of what an entry names. */
export interface EntryFacts {
  /** Fields that name something which is not there. */
  readonly unknown: readonly EntryName[];
  /** Unique fields whose value another entry in force has. */
  readonly taken: { readonly [field: string]: CaseId };
  /** Kinds of the organisations named. */
  readonly kinds: { readonly [organisation: string]: string };
  /** The cases of the entries, and of the units in their register, that are named, by the id under which they are. */
  readonly entries: { readonly [id: string]: CaseId };
}

/**
 * A question as `plan` passes it on: of what other cases recorded only that counts which was known strictly `before` the instant of the
 * question, so that the answer does not hang on which of two cases of one instant is looked at first (ADR 11).
 */
export type PlanQuestion = Exclude<Question, TallyQuestion> | CountQuestion;

/** A count with the instant before which a fact must have been known, and the names of whoever may still record one: an organisation, a unit, a case. */
export interface CountQuestion extends TallyQuestion {
  readonly before: Instant;
  readonly circle: readonly string[];
}

/** The answer to a count while another case of the subject still has something due before that instant: the plan stops there. */
export const OTHERS_FIRST = 'others-first';

/** What `plan` is handed for its questions. */
export type PlanAnswer = Answer | typeof OTHERS_FIRST;

/** One counted fact of another case, the answer to a `tally` question. */
export interface Tally {
  readonly subject: string;
  readonly what: string;
  readonly at: Instant;
  /** When it became known: a person's act when it was entered, all else when it happened. */
  readonly known: Instant;
  readonly caseId: CaseId;
}

/** What the registers know of a unit. */
export interface UnitFacts {
  readonly unit: string;
  readonly supervisor?: string;
  /** `department` where a department of the street supervises it, else the village. */
  readonly supervisorKind?: 'village' | 'department';
  readonly industry?: string;
  readonly size?: string;
}

export type Answer =
  | readonly Tally[]
  | UnitFacts
  | CaseId
  | Terms
  | CaseState
  | EntryFacts
  | readonly RelatedCase[]
  | number
  | undefined;

interface InputBase {
  readonly caseId: CaseId;
  /** Idempotency key, unique per case. */
  readonly commandId: string;
  /** When it happened. */
  readonly at: Instant;
  /** When it is being written. */
  readonly recordedAt: Instant;
}

/** A person's act, imperative: `submitRectification`. Outside decisions enter this way too, with their document. */
export interface Command extends InputBase {
  readonly input: 'command';
  readonly type: string;
  readonly payload: JsonObject;
  readonly actor: Actor;
}

/** A clock whose time has come; `at` is the due instant. */
export interface ClockFired extends InputBase {
  readonly input: 'clock';
  readonly clock: Clock;
}

/** A message from another case; `at` is its instant. */
export interface MessageReceived extends InputBase {
  readonly input: 'message';
  readonly type: string;
  readonly payload: JsonObject;
  readonly from: CaseId;
}

export type Input = Command | ClockFired | MessageReceived;

/** A row of the inbox: what one case has to say to another. */
export interface Message {
  readonly to: CaseId;
  readonly kind: KindName;
  readonly type: string;
  readonly payload: JsonObject;
  readonly from: CaseId;
  readonly fromSeq: number;
  /** Place among the effects of its event. */
  readonly nth: number;
  readonly at: Instant;
}

/** A recorded fact, past tense; one input makes one event. Sealed with `prevHash` and `hash` when it enters the log. */
export interface CaseEvent {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
  readonly type: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly commandId: string;
  readonly actor: Actor;
  /** A person's act: the command as it was issued. */
  readonly command?: string;
  /** What was said and what the engine made of it, in one. */
  readonly payload: JsonObject;
  /** Keys of the payload that the engine computed; the rest is as the person gave it. */
  readonly derived?: readonly string[];
  /** What the person gave where the engine put something else in its place. */
  readonly given?: JsonObject;
  /** Statechart events that this fact causes, in order; absent: its own type alone. */
  readonly moves?: readonly string[];
  readonly clocks: {
    readonly set: readonly Clock[];
    readonly cleared: readonly string[];
    /** Cleared for the time of a pause, to be counted again at its end. */
    readonly suspended?: readonly string[];
  };
  /** Named instants from which deadlines are counted or at which they end: `orderServed`, `accepted` … */
  readonly anchors?: { readonly [anchor: string]: Instant };
  readonly verdicts?: readonly Verdict[];
  readonly flags?: readonly string[];
  readonly effects: readonly Effect[];
  readonly ruleSet: string;
  readonly calendar: string;
}

/** An event as it stands in the log. */
export interface SealedEvent extends CaseEvent {
  readonly prevHash: string;
  readonly hash: string;
}

/** Why an input was refused; nothing has changed. */
export interface Refusal {
  readonly refused: true;
  /** Stable code, kebab-case. */
  readonly code: string;
  /** Chinese sentence: what, why, what to do. */
  readonly message: string;
  readonly stage?: string;
  /** Commands that are legal now. */
  readonly allowed?: readonly string[];
  /** Field → Chinese sentence, for `invalid`. */
  readonly fields?: { readonly [field: string]: string };
}

/** What every kind's state has; the rest is the kind's own plain data. */
export interface CaseState {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
  /** Parallel regions of the machine and where each stands. */
  readonly regions: { readonly [region: string]: string };
  /** State of the main region. */
  readonly stage: string;
  /** `at` of the event that entered the stage; no late entry may lie before it. */
  readonly stageSince: Instant;
  /** The same for every region that has moved. */
  readonly since?: { readonly [region: string]: Instant };
  /** Nothing more can become due; the workflow may end. */
  readonly closed: boolean;
  readonly ruleSet: string;
  readonly calendar: string;
  /** The case that opened this one. */
  readonly opener?: CaseId;
  /** What lists call it. */
  readonly title?: string;
  /** The organisation in whose charge it is: who belongs to it sees it. */
  readonly organisation?: string;
  /** The unit it is about. */
  readonly unit?: string;
  /** Armed timers by id. */
  readonly clocks: { readonly [id: string]: Clock };
  /** Deadlines taken out by a pause. */
  readonly suspended: { readonly [id: string]: Clock };
  /** Lapsed duties that nobody has met yet. */
  readonly overdue: { readonly [id: string]: Clock };
  readonly verdicts: readonly Verdict[];
  readonly flags: readonly Flag[];
  /** Contests of flags, one a flag at most; absent: none was ever contested. */
  readonly contests?: readonly FlagContest[];
  readonly pauses: readonly Pause[];
  /** Accidents under whose mark it stands (冻结标记): what is entered from then on is entered after the accident. Absent: none. */
  readonly frozenBy?: readonly { readonly accident: CaseId; readonly at: Instant }[];
  readonly lapses: number;
  /** When each anchor (`reported`, `orderServed` …) last occurred. */
  readonly anchors: { readonly [anchor: string]: Instant };
}

/** The pinned rule set and the working calendar: versioned, immutable, handed in. */
export interface Terms {
  readonly rules: RuleSet;
  readonly calendar: Calendar;
}

export interface Step<State> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** What `/cases/{id}/allowed` lists: a command, and what stands in its way if anything does. */
export interface AllowedCommand {
  readonly type: string;
  /** Chinese name of the act. */
  readonly label: string;
  /** Posts that may issue it. */
  readonly by: readonly string[];
}

/** A decision on its way: it may ask what other cases know, and is handed the answer. */
export type Deciding<T> = Generator<Question, T, Answer>;

/** What comes of an input: the event to be recorded, or why not. */
export type Outcome = CaseEvent | Refusal;

/** The whole contract, for every kind of case. */
export interface CaseKind<State extends CaseState = CaseState> {
  readonly name: KindName;
  /** May this happen now, and what exactly is recorded? Yields questions about other cases; the answers are recorded. */
  decide(state: State | undefined, input: Input, terms: Terms): Deciding<Outcome>;
  /** What follows. Pure; total for every recorded event. */
  advance(state: State | undefined, event: CaseEvent): Step<State>;
  /** Commands that the machine allows in this state (or for opening a case), whoever asks. */
  allowed(state: State | undefined): readonly AllowedCommand[];
  /** Facts of this event that other cases may count. */
  tallies(event: CaseEvent, state: State): readonly Tally[];
}

/** True when `decide` said no. */
export function isRefusal(outcome: Outcome): outcome is Refusal {
  return 'refused' in outcome;
}
