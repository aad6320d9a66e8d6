import { givenPayload } from '../core/draft.ts';
import type { PostRef } from '../core/effect.ts';
import {
  type Actor,
  type Clock,
  charts,
  commandTables,
  type Flag,
  type Instant,
  type JsonObject,
  kinds,
  type SealedEvent,
  type Verdict,
} from '../core/index.ts';
import { eventWord } from '../core/words.ts';
import { type Ball, ballAt, firesLate } from './ball.ts';
import { explainRefusal, type RefusalExplanation, type RuleNamed, ruleNamed } from './explain.ts';
import type { DeliveryRecord, RefusedRecord, TermsAtHand } from './record.ts';
import type { CaseReplay } from './replay.ts';

/** What stands beside the events: rule sets, deliveries, refused inputs. */
export interface StepContext {
  readonly terms: TermsAtHand;
  readonly deliveries?: readonly DeliveryRecord[];
  readonly refused?: readonly RefusedRecord[];
}

/** Somebody who was to be told, and whether it arrived. */
export interface Told {
  readonly do: 'notify' | 'issueNotice';
  /** What a message is about, or which paper. */
  readonly what: string;
  readonly to: PostRef;
  readonly deliveries: readonly DeliveryRecord[];
}

/** One recorded fact, explained. */
export interface Step {
  readonly seq: number;
  readonly type: string;
  readonly label: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly input: {
    /** A person's act, a clock whose time had come, or a message from another case. */
    readonly from: 'person' | 'time' | 'case';
    readonly actor: Actor;
    readonly command?: string;
    readonly label?: string;
    /** As the person gave it, without what the engine added. */
    readonly given: JsonObject;
    /** A person entered it later than it happened. */
    readonly enteredLate?: true;
    /** Time fired it later than it was due. */
    readonly firedLate?: true;
  };
  readonly rule: { readonly ruleSet: string; readonly calendar: string; readonly named: readonly RuleNamed[] };
  /** Commands that the machine allowed just before. */
  readonly allowedBefore: readonly string[];
  readonly moves: readonly { readonly region: string; readonly from: string; readonly to: string }[];
  readonly set: readonly Clock[];
  readonly cleared: readonly string[];
  readonly suspended: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly flags: readonly Flag['code'][];
  readonly told: readonly Told[];
  readonly sent: readonly { readonly to: string; readonly message: string }[];
  readonly published: readonly string[];
  readonly ball: { readonly before?: Ball; readonly after: Ball };
  /** Inputs that were refused between the fact before and this one. */
  readonly refusedBefore: readonly RefusalExplanation[];
}

/** The nth step of a case, from 1, explained; undefined beyond its end. */
export function stepAt(opened: CaseReplay, nth: number, context: StepContext): Step | undefined {
  const event = opened.events[nth - 1];
  if (event === undefined) return undefined;
  const before = opened.stateAfter(nth - 1);
  const after = opened.stateAfter(nth);
  if (after === undefined) return undefined;
  return {
    seq: event.seq,
    type: event.type,
    label: eventWord(event.kind, event.type),
    at: event.at,
    recordedAt: event.recordedAt,
    input: inputOf(event),
    rule: { ruleSet: event.ruleSet, calendar: event.calendar, named: rulesNamedIn(event, context.terms) },
    allowedBefore: kinds[event.kind].allowed(before).map(({ type }) => type),
    moves: Object.entries(after.regions).flatMap(([region, to]) => {
      const from = before?.regions[region] ?? (region === 'main' ? '' : charts[event.kind].initial[region]) ?? '';
      return from === to ? [] : [{ region, from, to }];
    }),
    set: event.clocks.set,
    cleared: event.clocks.cleared,
    suspended: event.clocks.suspended ?? [],
    verdicts: event.verdicts ?? [],
    flags: event.flags ?? [],
    told: toldBy(event, context.deliveries ?? []),
    sent: event.effects.flatMap((effect) => (effect.do === 'send' ? [{ to: effect.to, message: effect.message }] : [])),
    published: event.effects.flatMap((effect) => (effect.do === 'publish' ? [effect.what] : [])),
    ball: {
      ...(before ? { before: ballAt(before, event.at, { past: opened.events.slice(0, nth - 1) }) } : {}),
      after: ballAt(after, event.at, { past: opened.events.slice(0, nth) }),
    },
    refusedBefore: refusedBetween(opened, nth, context.refused ?? []).map((one) => explainRefusal(opened, one)),
  };
}

/** The steps after the nth, at most `limit` of them. */
export function stepsAfter(opened: CaseReplay, after: number, limit: number, context: StepContext): readonly Step[] {
  const last = Math.min(opened.events.length, after + limit);
  const steps: Step[] = [];
  for (let nth = after + 1; nth <= last; nth++) {
    const step = stepAt(opened, nth, context);
    if (step) steps.push(step);
  }
  return steps;
}

/** Inputs that were refused after the last fact. */
export function refusedAtEnd(opened: CaseReplay, refused: readonly RefusedRecord[]): readonly RefusalExplanation[] {
  return refusedBetween(opened, opened.events.length + 1, refused).map((one) => explainRefusal(opened, one));
}

function refusedBetween(
  { events }: CaseReplay,
  nth: number,
  refused: readonly RefusedRecord[],
): readonly RefusedRecord[] {
  const from = events[nth - 2]?.recordedAt ?? '';
  const to = events[nth - 1]?.recordedAt ?? '~';
  return refused.filter(({ at }) => from <= at && at < to);
}

function inputOf(event: SealedEvent): Step['input'] {
  const { command, actor, at, recordedAt } = event;
  const given = givenPayload(event);
  if (command !== undefined) {
    const label = commandTables[event.kind][command]?.label;
    const late = at < recordedAt ? { enteredLate: true as const } : {};
    return { from: 'person', actor, command, ...(label === undefined ? {} : { label }), given, ...late };
  }
  const from = event.commandId.startsWith('msg:') ? 'case' : 'time';
  return { from, actor, given, ...(firesLate(event) ? { firedLate: true as const } : {}) };
}

/** The rules at work: the one that fired, those whose duty this fact ended, those whose clock it set. */
function rulesNamedIn(event: SealedEvent, terms: TermsAtHand): readonly RuleNamed[] {
  const rules = terms.rules(event.ruleSet);
  if (rules === undefined) return [];
  const { duty, rung, ladder } = event.payload;
  const ids = new Set([
    ...(typeof duty === 'string' ? [duty] : []),
    ...(typeof rung === 'number' ? [`${String(ladder ?? '')}${rung}`] : []),
    ...(event.verdicts ?? []).map((verdict) => verdict.duty),
    ...event.clocks.set.filter(({ does }) => does === 'lapse' || does === 'answer').map((clock) => clock.rule),
  ]);
  return [...ids].flatMap((id) => ruleNamed(rules, id) ?? []);
}

function toldBy({ seq, effects }: SealedEvent, deliveries: readonly DeliveryRecord[]): readonly Told[] {
  return effects.flatMap((effect, nth): Told[] => {
    if (effect.do !== 'notify' && effect.do !== 'issueNotice') return [];
    const what = effect.do === 'notify' ? effect.about : effect.notice;
    return [
      {
        do: effect.do,
        what,
        to: effect.to,
        deliveries: deliveries.filter((one) => one.seq === seq && one.nth === nth),
      },
    ];
  });
}
