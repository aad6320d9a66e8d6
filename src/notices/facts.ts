import type { CaseEvent, CaseId, CaseState, Json, Terms } from '../core/case.ts';
import type { IssueNotice, PostRef } from '../core/effect.ts';
import { type Day, daysBetween } from '../core/instant.ts';
import type { NoticeKind } from './catalogue.ts';
import { printedDay } from './printed-words.ts';

/** Where a value of a paper comes from: events of the record first of all. */
export type Source =
  | {
      readonly caseId: CaseId;
      readonly seq: number;
      readonly also?: readonly { readonly caseId: CaseId; readonly seq: number }[];
    }
  | { readonly given: true }
  | { readonly register: 'organisation' | 'post' | 'person' | 'unit'; readonly id: string }
  | { readonly rule: string }
  | { readonly template: string };

/** A value and its source. */
export interface Found {
  readonly value: Json;
  readonly from: Source;
}

/** A case as far as a paper may know it. */
export interface CaseFacts {
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
}

/** Names that the record knows by id alone; undefined where the registers have none. */
export interface Names {
  organisation(id: string): string | undefined;
  post(ref: PostRef): string | undefined;
  /** `note`: what papers print behind the name, such as the number of an inspector's card. */
  person(id: string): { readonly name: string; readonly note?: string } | undefined;
  unit(id: string): { readonly creditCode?: string } | undefined;
}

/** A paper that went out earlier in the same matter or hazard. */
export interface EarlierPaper {
  /** The paper's own case, and the event that issued it. */
  readonly caseId: CaseId;
  readonly seq: number;
  readonly notice: string;
  readonly title: string;
  readonly reference: string;
  readonly issuedOn: Day;
}

/** Everything a paper is filled from. */
export interface NoticeFacts {
  /** The event that ordered the paper, and its effect. */
  readonly event: CaseEvent;
  readonly effect: IssueNotice;
  /** The case that ordered it, first, and the cases it hangs on (a matter's hazard). */
  readonly cases: readonly CaseFacts[];
  readonly terms: Terms;
  readonly names: Names;
  readonly papers?: readonly EarlierPaper[];
  /** What a person has given, by field; goes before the record. */
  readonly given?: { readonly [field: string]: Json };
  /** The day on which the paper is made. */
  readonly on: Day;
}

/** A finder's view: the facts of one kind of paper. */
export type Facts = NoticeFacts & { readonly kind: NoticeKind };

/** The source that an event is. */
export function sourceOf(event: CaseEvent): { readonly caseId: CaseId; readonly seq: number } {
  return { caseId: event.caseId, seq: event.seq };
}

/** The source that several events are together. */
export function sourceOfAll(...events: readonly (CaseEvent | undefined)[]): Source {
  const [first, ...rest] = events.filter((event) => event !== undefined).map(sourceOf);
  if (first === undefined) throw new RangeError('a value from the record needs an event');
  return rest.length === 0 ? first : { ...first, also: rest };
}

/** The last event of one of these types, in the case that comes first. */
export function lastOf({ cases }: NoticeFacts, ...types: readonly string[]): CaseEvent | undefined {
  for (const { events } of cases) {
    const found = events.findLast((event) => types.includes(event.type));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What an event of one of these types says under a key; the last that says it counts. */
export function said(facts: NoticeFacts, types: readonly string[], key: string): Found | undefined {
  for (const { events } of facts.cases) {
    const event = events.findLast((one) => types.includes(one.type) && !isNothing(one.payload[key]));
    const value = event?.payload[key];
    if (event !== undefined && value !== undefined) return { value, from: sourceOf(event) };
  }
  return undefined;
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The last day of a clock whose id fits, from the event that set it last. */
export function lastDayOf({ cases }: NoticeFacts, clock: RegExp): Found | undefined {
  for (const { events } of cases)
    for (const event of events.toReversed()) {
      const set = event.clocks.set.find((one) => clock.test(one.id) && one.lastDay !== undefined);
      if (set?.lastDay !== undefined) return { value: set.lastDay, from: sourceOf(event) };
    }
  return undefined;
}

/** The state of the first case of a kind. */
export function stateOf<Kind extends CaseState['kind']>({ cases }: NoticeFacts, kind: Kind): CaseState | undefined {
  return cases.find(({ state }) => state.kind === kind)?.state;
}

/** A tier's name in the rule set. */
export function tierLabel({ terms }: NoticeFacts, tier: string | undefined): string | undefined {
  return terms.rules.tiers.find((one) => one.id === tier)?.label;
}

/** 《title》（number，day） of an earlier paper. */
export function citation({ title, reference, issuedOn }: EarlierPaper): string {
  return `《${title}》（${reference}，${printedDay(issuedOn)}）`;
}

/** Reference into the running register (台账): each fact names the record that it rests on. */
export function recordMark({ caseId, seq }: { readonly caseId: CaseId; readonly seq: number }): string {
  return `（台账记录${caseId}第${seq}条）`;
}

/** How a lapse stands on a day: the term, and how long it has been over. */
export function lateSince(label: string, lastDay: Day, on: Day): string {
  const days = daysBetween(lastDay, on);
  return `“${label}”的期限于${printedDay(lastDay)}届满，截至${printedDay(on)}${days > 0 ? `逾期${days}日` : ''}仍未完成`;
}
