import type {
  Actor,
  CaseEvent,
  CaseState,
  Clock,
  Input,
  Json,
  JsonObject,
  KindName,
  Refusal,
  Terms,
  Verdict,
} from './case.ts';
import type { Effect } from './effect.ts';
import { dayOf, type Instant } from './instant.ts';
import type { Regions, Statechart } from './statechart.ts';

/** The engine's own actor: what time or another case causes is nobody's act. */
export const ENGINE: Actor = { post: 'engine' };

/** An event while it is being decided: filled by small steps, then frozen by `finish`. */
export interface Draft<State extends CaseState> {
  readonly kind: KindName;
  readonly state: State | undefined;
  readonly input: Input;
  readonly terms: Terms;
  readonly chart: Statechart;
  /** The case goes over to the draft's terms with this event. */
  adopts?: true;
  type: string;
  readonly payload: Record<string, Json | undefined>;
  /** Where the regions stand after the moves so far. */
  regions: Regions;
  readonly moves: string[];
  readonly set: Map<string, Clock>;
  readonly cleared: Set<string>;
  readonly suspended: Set<string>;
  readonly anchors: Record<string, Instant>;
  readonly verdicts: Verdict[];
  readonly flags: string[];
  readonly effects: Effect[];
}

/** Starts an event of `type`; it moves nothing yet. */
export function draftOf<State extends CaseState>(
  kind: KindName,
  chart: Statechart,
  state: State | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: { readonly [key: string]: Json | undefined } = {},
): Draft<State> {
  return {
    kind,
    state,
    input,
    terms,
    chart,
    type,
    payload: { ...payload },
    regions: state?.regions ?? chart.initial,
    moves: [],
    set: new Map(),
    cleared: new Set(),
    suspended: new Set(),
    anchors: {},
    verdicts: [],
    flags: [],
    effects: [],
  };
}

/** Moves the statechart; false when no state handles the event, and then nothing has changed. */
export function move<State extends CaseState>(
  draft: Draft<State>,
  event: string,
  onAction?: (type: string, params: { readonly [key: string]: unknown }) => void,
): boolean {
  const step = draft.chart.next(draft.regions, event);
  if (step === undefined) return false;
  draft.regions = step.regions;
  draft.moves.push(event);
  for (const action of step.actions)
    onAction?.(action.type, (action.params ?? {}) as { readonly [key: string]: unknown });
  return true;
}

/**
 * The instant that “now” means for what this event sets: entry for a person's act (nothing can be reminded of before it is known),
 * the instant itself for clocks and messages, so that a late engine records the same facts.
 */
export function momentOf(input: Input): Instant {
  return input.input === 'command' ? input.recordedAt : input.at;
}

/** When an event became known: a person's act when it was entered, what time or another case causes when it happened (a late engine knows nothing later). */
export function knownAt({ commandId, at, recordedAt }: Pick<CaseEvent, 'commandId' | 'at' | 'recordedAt'>): Instant {
  return /^(clk|msg):/.test(commandId) ? at : recordedAt;
}

/** A clock that is already due when it is set fires at once, not in the past: what it causes cannot have been known before. */
function notBefore(clock: Clock, moment: Instant): Clock {
  return clock.dueAt < moment ? { ...clock, notBefore: moment } : clock;
}

/** What is counted in working days but bears no last day. */
const MORNINGS: ReadonlySet<Clock['does']> = new Set(['rung', 'signature', 'askAgain', 'remind']);

/** A clock counted past the calendar's covered-until day is provisional, also one that no deadline rule set, and keeps what is needed to count it again. */
function provisionally(clock: Clock, { calendar }: Terms): Clock {
  if (clock.does === 'lapse') return clock;
  const { provisional: _, ...rest } = clock;
  const day = clock.lastDay ?? (MORNINGS.has(clock.does) ? dayOf(clock.dueAt) : undefined);
  if (day === undefined || clock.fixed || day <= calendar.coveredUntil) return rest;
  const { start = clock.proof?.start } = clock;
  const { duration = clock.proof?.duration } = clock;
  return { ...rest, ...(start ? { start } : {}), ...(duration ? { duration } : {}), provisional: true };
}

/** A command's own event is not legal where the case stands, though another of the same command is, or lies before what it ends; `decide` makes a refusal of it. */
export class NotLegalNow extends Error {
  readonly refusal: Refusal | undefined;
  constructor(type: string, refusal?: Refusal) {
    super(`${type} is not legal here`);
    this.refusal = refusal;
  }
}

/** Freezes the draft into the event to be recorded. */
export function finish<State extends CaseState>(draft: Draft<State>): CaseEvent {
  const { input, state, terms } = draft;
  const ownMove = draft.moves.length === 1 && draft.moves[0] === draft.type;
  const cleared = [...draft.cleared].filter(
    (id) => !draft.set.has(id) && (state?.clocks[id] || state?.suspended[id] || state?.overdue[id]),
  );
  return {
    caseId: input.caseId,
    kind: draft.kind,
    seq: (state?.seq ?? 0) + 1,
    type: draft.type,
    at: input.at,
    recordedAt: input.recordedAt,
    commandId: input.commandId,
    actor: input.input === 'command' ? input.actor : ENGINE,
    payload: draft.payload,
    ...(input.input === 'command' ? { command: input.type, ...provenance(input.payload, draft.payload) } : {}),
    ...(ownMove ? {} : { moves: draft.moves }),
    clocks: {
      set: [...draft.set.values()].map((clock) => notBefore(provisionally(clock, terms), momentOf(input))),
      cleared,
      ...(draft.suspended.size > 0 ? { suspended: [...draft.suspended] } : {}),
    },
    ...(Object.keys(draft.anchors).length > 0 ? { anchors: draft.anchors } : {}),
    ...(draft.verdicts.length > 0 ? { verdicts: draft.verdicts } : {}),
    ...(draft.flags.length > 0 ? { flags: draft.flags } : {}),
    effects: draft.effects,
    ruleSet: draft.adopts ? terms.rules.id : (state?.ruleSet ?? terms.rules.id),
    calendar: draft.adopts ? terms.calendar.id : (state?.calendar ?? terms.calendar.id),
  };
}

/** Which keys of the recorded payload are the engine's, and what was given in their place: from these the input can be had back. */
function provenance(given: JsonObject, recorded: JsonObject): Pick<CaseEvent, 'derived' | 'given'> {
  const derived: string[] = [];
  const replaced: Record<string, Json> = {};
  for (const key in recorded) {
    const value = recorded[key];
    if (value === undefined || (key in given && same(value, given[key]))) continue;
    derived.push(key);
    if (given[key] !== undefined) replaced[key] = given[key];
  }
  for (const key in given)
    if (recorded[key] === undefined && given[key] !== undefined) replaced[key] = given[key] as Json;
  return {
    ...(derived.length > 0 ? { derived } : {}),
    ...(Object.keys(replaced).length > 0 ? { given: replaced } : {}),
  };
}

/** Equal as values: a stored payload has its keys in another order than the one that was given. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as JsonObject, b as JsonObject];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].every((key) => same(x[key], y[key]));
}

/** The payload as the person gave it: what a replay under other rules decides upon. */
export function givenPayload(event: Pick<CaseEvent, 'payload' | 'derived' | 'given'>): JsonObject {
  const given = Object.fromEntries(Object.entries(event.payload).filter(([key]) => !event.derived?.includes(key)));
  return { ...given, ...event.given };
}
