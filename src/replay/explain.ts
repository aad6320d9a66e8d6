import { type CountingRow, countingTable } from '../core/deadline/counting-table.ts';
import type { Effect } from '../core/effect.ts';
import {
  type CaseState,
  type Clock,
  commandTables,
  type Instant,
  type Json,
  type JsonObject,
  kinds,
  type RuleSet,
  refuse,
  type SealedEvent,
} from '../core/index.ts';
import { ruleLabelled } from '../core/rules/rule-label.ts';
import { eventWord } from '../core/words.ts';
import type { Basis, DeliveryRecord, RefusedRecord, TermsAtHand } from './record.ts';
import type { CaseReplay } from './replay.ts';
import { becauseWord, type STANDING_WORDS } from './words.ts';

/** The rule behind a clock, as its rule set has it; `tag` `unverified` is shown as 待核实. */
export interface RuleNamed {
  readonly id: string;
  readonly label: string;
  readonly holder?: string;
  readonly duration?: RuleSet['deadlines'][number]['duration'];
  readonly basis: Basis;
}

/** Why a deadline: what set it, by which rule, on which basis, and every day that was counted or not. */
export interface ClockExplanation {
  readonly clock: Clock;
  readonly standing: keyof typeof STANDING_WORDS;
  readonly setBy: { readonly seq: number; readonly type: string; readonly at: Instant; readonly recordedAt: Instant };
  /** Days that it had before an event moved it, the oldest first. */
  readonly earlier: readonly {
    readonly seq: number;
    readonly type: string;
    readonly dueAt: Instant;
    readonly lastDay?: string;
  }[];
  readonly ruleSet: string;
  readonly rule?: RuleNamed;
  readonly table: readonly CountingRow[];
}

/** Explains every clock with a proof, or the one named, as it was last set. */
export function explainClocks(
  events: readonly SealedEvent[],
  state: CaseState,
  terms: TermsAtHand,
  only?: string,
): readonly ClockExplanation[] {
  const settings = Map.groupBy(
    events.flatMap((event) => event.clocks.set.map((clock) => ({ clock, event }))),
    ({ clock }) => clock.id,
  );
  return [...settings].flatMap(([id, all]): ClockExplanation[] => {
    const last = all.at(-1);
    if (last === undefined || (only === undefined ? last.clock.proof === undefined : id !== only)) return [];
    const { clock, event } = last;
    const calendar = clock.proof && terms.calendar(clock.proof.calendar);
    const rules = terms.rules(event.ruleSet);
    const rule = rules && ruleNamed(rules, clock.rule);
    return [
      {
        clock,
        standing: standingOf(state, clock),
        setBy: { seq: event.seq, type: event.type, at: event.at, recordedAt: event.recordedAt },
        earlier: all.slice(0, -1).map((one) => ({
          seq: one.event.seq,
          type: one.event.type,
          dueAt: one.clock.dueAt,
          ...(one.clock.lastDay === undefined ? {} : { lastDay: one.clock.lastDay }),
        })),
        ruleSet: event.ruleSet,
        ...(rule ? { rule } : {}),
        table: clock.proof && calendar ? countingTable(clock.proof, calendar) : [],
      },
    ];
  });
}

/** A deadline rule or a rung (`A3`) by id. */
export function ruleNamed(rules: RuleSet, id: string): RuleNamed | undefined {
  const deadline = rules.deadlines.find((one) => one.id === id);
  if (deadline) {
    const { label, holder, duration, basis } = deadline;
    return { id, label, holder, duration, basis };
  }
  const duty = ruleLabelled(rules, id);
  if (duty) return { id, label: duty.label, holder: 'duty.bearer', basis: duty.basis };
  const rung = rules.ladders
    .flatMap((ladder) => ladder.rungs.map((one) => ({ id: `${ladder.id}${one.rung}`, one })))
    .find((one) => one.id === id)?.one;
  if (rung === undefined) return undefined;
  const { label, target, basis, answerWithin } = rung;
  return { id, label, holder: target, ...(answerWithin === null ? {} : { duration: answerWithin }), basis };
}

function standingOf(state: CaseState, clock: Clock): ClockExplanation['standing'] {
  if (state.clocks[clock.id]?.dueAt === clock.dueAt) return 'running';
  if (state.suspended[clock.id]) return 'suspended';
  return state.overdue[clock.id]?.dueAt === clock.dueAt ? 'overdue' : 'ended';
}

/** Why a tier: the row that matched with its condition and the facts it saw, or the person, approver or lapse that changed it. */
export interface TierExplanation {
  readonly seq: number;
  readonly at: Instant;
  readonly event: string;
  readonly tier: string;
  readonly ruleSet: string;
  readonly row?: { readonly id: string; readonly when?: string; readonly basis?: Basis };
  readonly facts?: JsonObject;
  /** What the table proposed where a person decided otherwise. */
  readonly proposed?: string;
  readonly reason?: string;
  readonly approver?: string;
  /** The criterion (判定标准) that was named. */
  readonly criterion?: Json;
  /** The lapsed duty that raised it. */
  readonly lapseOf?: string;
}

/** Explains each tier that a hazard has had, in order. */
export function explainTiers(events: readonly SealedEvent[], terms: TermsAtHand): readonly TierExplanation[] {
  return events.flatMap((event): TierExplanation[] => {
    const { payload } = event;
    if (event.kind !== 'hazard' || typeof payload.tier !== 'string') return [];
    const text = (key: string) => (typeof payload[key] === 'string' ? { [key]: payload[key] } : {});
    const row = terms.rules(event.ruleSet)?.tierTable.rows.find((one) => one.id === payload.row);
    return [
      {
        seq: event.seq,
        at: event.at,
        event: eventWord('hazard', event.type),
        tier: payload.tier,
        ruleSet: event.ruleSet,
        ...(typeof payload.row === 'string'
          ? {
              row: { id: payload.row, ...(row ? { when: row.when } : {}), ...(row?.basis ? { basis: row.basis } : {}) },
            }
          : {}),
        ...(payload.facts === undefined ? {} : { facts: payload.facts as JsonObject }),
        ...text('proposed'),
        ...text('reason'),
        ...text('approver'),
        ...(payload.criterion === undefined ? {} : { criterion: payload.criterion }),
        ...(event.type === 'DeadlineLapsed' ? { lapseOf: String(payload.duty ?? '') } : {}),
      },
    ];
  });
}

/** Why a message or a paper went to this person: the fact that ordered it, by which rule, to which post, and why the post meant him. */
export interface MessageExplanation {
  readonly seq: number;
  readonly event: string;
  readonly at: Instant;
  /** `ordered`: the event names the post; without it the row was made by hand. */
  readonly ordered?: { readonly post: string; readonly organisation?: string };
  readonly rule?: string;
  readonly delivery: DeliveryRecord;
  /** Why this person, in Chinese. */
  readonly because: string;
}

/** Explains each delivery of a case. */
export function explainMessages(
  events: readonly SealedEvent[],
  deliveries: readonly DeliveryRecord[],
): readonly MessageExplanation[] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  return deliveries.flatMap((delivery): MessageExplanation[] => {
    const event = bySeq.get(delivery.seq);
    if (event === undefined) return [];
    const effect = event.effects[delivery.nth];
    const rule = ruleOf(event, effect);
    return [
      {
        seq: event.seq,
        event: eventWord(event.kind, event.type),
        at: event.at,
        ...(effect?.do === 'notify' || effect?.do === 'issueNotice' ? { ordered: effect.to } : {}),
        ...(rule === undefined ? {} : { rule }),
        delivery,
        because: becauseWord(delivery.because),
      },
    ];
  });
}

function ruleOf({ payload }: SealedEvent, effect: Effect | undefined): string | undefined {
  if (effect?.do === 'notify' && effect.clock !== undefined) return effect.clock;
  if (typeof payload.rung === 'number') return `${String(payload.ladder ?? '')}${payload.rung}`;
  return typeof payload.duty === 'string' ? payload.duty : undefined;
}

/** Why a command was refused: the catalogue's sentence, where the case stood, and what was possible instead. */
export interface RefusalExplanation {
  readonly at: Instant;
  readonly type: string;
  readonly label: string;
  readonly code: string;
  readonly message: string;
  readonly post: string;
  readonly person?: string;
  readonly stage?: string;
  /** Commands that the machine allowed at that moment. */
  readonly allowed: readonly string[];
}

/** Explains a refused input against the case as it was known then. */
export function explainRefusal(opened: CaseReplay, refused: RefusedRecord): RefusalExplanation {
  const { at, type, code, post, person, stage } = refused;
  const state = opened.picture({ knownAt: at }).now?.state;
  const allowed = kinds[refused.kind].allowed(state);
  return {
    at,
    type,
    label: commandTables[refused.kind][type]?.label ?? type,
    code,
    message: refuse(code as Parameters<typeof refuse>[0]).message ?? code,
    post,
    ...(person ? { person } : {}),
    ...(stage ? { stage } : {}),
    allowed: allowed.map((one) => one.type),
  };
}
