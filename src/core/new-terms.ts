import type { CaseState, Clock, Command, Deciding, JsonObject, Refusal, Terms } from './case.ts';
import { addWorkingDays, workingDaysBetween } from './deadline/calendar.ts';
import { computeDeadline, type Deadline, fixedDeadline, monthlyDeadline } from './deadline/deadline.ts';
import { type Draft, momentOf } from './draft.ts';
import { addDays, atTime, dayOf } from './instant.ts';
import { canonicalJson } from './log/canonical.ts';
import { refuse } from './refusal.ts';
import type { DeadlineRule } from './rules/rule-set.ts';
import {
  dutyClock,
  endsOn,
  rulesOf,
  setDuty,
  setReminder,
  standsIn,
  startDuty,
  type Watched,
  withdrawDuty,
} from './watch.ts';
import { CLOCK_WORDS, STATE_WORDS } from './words.ts';

/** What becomes of one clock when a case gets other terms. */
export interface ClockChange {
  readonly clock: string;
  readonly label: string;
  /** `stands`: would move by the new terms, but was served on someone (or fixed by a decision) and stays; `firm`: provisional before, the same day for certain. */
  readonly change: 'moved' | 'firm' | 'stands' | 'started' | 'ended';
  readonly from?: string;
  readonly to?: string;
}

/** How a kind tells which of its deadlines were served on someone. */
export interface Served {
  /** The day was told to somebody by a paper: without an order it does not move (handbook §4). */
  readonly served: (rule: DeadlineRule, clock: Clock) => boolean;
}

/** Why the terms cannot be those of the case; undefined if they can. */
export function checkNewTerms(state: CaseState, before: Terms, after: Terms | undefined): Refusal | undefined {
  if (after === undefined) return refuse('terms-unknown');
  if (after.calendar.coveredUntil < before.calendar.coveredUntil)
    return refuse('calendar-shorter', {
      detail: `${after.calendar.coveredUntil} 早于 ${before.calendar.coveredUntil}`,
    });
  const orphan = Object.values(state.overdue).find(
    (clock) => clock.does === 'lapse' && !after.rules.deadlines.some((rule) => rule.id === clock.rule),
  );
  return orphan ? refuse('rules-drop-overdue', { detail: orphan.rule }) : undefined;
}

/** The command that every kind has: the case goes over to a later calendar of its rules, its deadlines are confirmed. `begin` starts the event under the new terms. */
export function* confirmUnder<State extends CaseState>(
  state: State,
  terms: Terms,
  calendar: string,
  begin: (after: Terms) => Draft<State>,
  how: Served & {
    readonly watched: (draft: Draft<State>) => Watched;
    /** Arms the next rung from the case as it stands. */
    readonly rearm?: (draft: Draft<State>) => void;
  },
): Deciding<Draft<State> | Refusal> {
  const after = (yield { ask: 'terms', ruleSet: state.ruleSet, calendar }) as Terms | undefined;
  const wrong = checkNewTerms(state, terms, after);
  if (wrong || !after) return wrong ?? refuse('terms-unknown');
  const draft = begin(after);
  draft.adopts = true;
  const changes = [
    ...confirmDuties(draft, how.watched(draft), how),
    ...confirmOthers(draft, terms, how.rearm ?? (() => undefined)),
  ];
  if (changes.length === 0) return refuse('nothing-to-confirm');
  Object.assign(draft.payload, { fromCalendar: state.calendar, changes: changesAsJson(changes) });
  return draft;
}

/** Only a day that a decision fixed was told to somebody. */
export const FIXED_ONLY: Served = { served: (_, clock) => clock.fixed === true };

/**
 * A year's notice has been imported (or put right): provisional deadlines are counted again and become firm; of the others only those that
 * nobody was told of move. The draft already has the new terms. Gives what became of each clock that the calendar touches.
 */
export function confirmDuties<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  { served }: Served,
): readonly ClockChange[] {
  return running(draft).flatMap(({ rule, clock }): ClockChange[] => {
    const counted = recount(draft, watched, rule, clock, clock.duration ?? rule.duration);
    const moves = counted.dueAt !== clock.dueAt;
    const head = { clock: clock.id, label: rule.label, from: dueText(clock) };
    if (!moves && clock.provisional !== true) return [];
    if (moves && clock.provisional !== true && served(rule, clock))
      return [{ ...head, change: 'stands', to: dueText(counted) }];
    put(draft, watched, rule, clock, counted);
    return [{ ...head, change: moves ? 'moved' : 'firm', to: dueText(counted) }];
  });
}

/** Clocks that no deadline rule set (an answer, a signature, the next rung, the cap of a pause …): those that were provisional are counted again. */
function confirmOthers<State extends CaseState>(
  draft: Draft<State>,
  before: Terms,
  rearm: (draft: Draft<State>) => void,
): ClockChange[] {
  const provisional = Object.values(draft.state?.clocks ?? {}).filter(
    (clock) => clock.provisional && clock.does !== 'lapse' && !draft.set.has(clock.id) && !draft.cleared.has(clock.id),
  );
  return provisional.flatMap((clock): ClockChange[] => {
    countAgain(draft, clock, before, rearm);
    const change = changeOf(draft, clock);
    if (change) return [change];
    draft.set.delete(clock.id);
    draft.cleared.delete(clock.id);
    return [];
  });
}

/** What the draft makes of a clock that no deadline rule set; undefined where it stays as it was. */
export function changeOf<State extends CaseState>(draft: Draft<State>, clock: Clock): ClockChange | undefined {
  const head = { clock: clock.id, label: CLOCK_WORDS[clock.id] ?? CLOCK_WORDS[clock.does] ?? clock.id };
  const after = draft.set.get(clock.id);
  if (after === undefined)
    return draft.cleared.has(clock.id) ? { ...head, change: 'ended', from: dueText(clock) } : undefined;
  if (after.dueAt !== clock.dueAt) return { ...head, change: 'moved', from: dueText(clock), to: dueText(after) };
  const firm = clock.provisional === true && (after.lastDay ?? dayOf(after.dueAt)) <= draft.terms.calendar.coveredUntil;
  return firm ? { ...head, change: 'firm', from: dueText(clock), to: dueText(after) } : undefined;
}

function countAgain<State extends CaseState>(
  draft: Draft<State>,
  clock: Clock,
  before: Terms,
  rearm: (draft: Draft<State>) => void,
): void {
  const { calendar } = draft.terms;
  const { provisional: _, ...rest } = clock;
  if (clock.does === 'rung') rearm(draft);
  else if (clock.does === 'remind') {
    const duty = dutyClock(draft, clock.rule)?.clock;
    const rule = draft.terms.rules.deadlines.find((one) => one.id === clock.rule);
    if (duty && rule) setReminder(draft, rule, duty, momentOf(draft.input));
  } else if (clock.lastDay && clock.duration && clock.start) {
    const { dueAt, lastDay, proof } = computeDeadline({
      rule: clock.proof?.rule ?? clock.rule,
      calendar,
      start: clock.start,
      duration: clock.duration,
    });
    draft.set.set(clock.id, { ...rest, dueAt, ...(lastDay ? { lastDay } : {}), proof });
  } else if (clock.start) {
    const from = dayOf(clock.start);
    const days = workingDaysBetween(before.calendar, from, dayOf(clock.dueAt));
    const day = addWorkingDays(calendar, from, days);
    draft.set.set(clock.id, { ...rest, dueAt: atTime(day, clock.dueAt.slice(11, 16)) });
  }
}

/** How a kind goes over to other rules. */
export interface Adopting<State extends CaseState> extends Served {
  /** Starts the event under the new terms. */
  readonly begin: (after: Terms, payload: JsonObject) => Draft<State>;
  readonly watched: (draft: Draft<State>) => Watched;
  /** The period of a clock that has its own, by the new rules. */
  readonly ownPeriod: (clock: Clock, after: Terms) => Clock['duration'];
  /** What else the kind must find in the new rules. */
  readonly check?: (after: Terms) => Refusal | undefined;
}

/** The command `adoptRules`: an explicit act with its order, by which a case goes over to a rule set that is in effect. */
export function* adoptUnder<State extends CaseState>(
  state: State,
  command: Command,
  terms: Terms,
  payload: JsonObject & { readonly ruleSet: string; readonly calendar: string },
  how: Adopting<State>,
): Deciding<Draft<State> | Refusal> {
  for (const need of ['document', 'approver', 'reason'] as const) if (!payload[need]) return refuse(`${need}-missing`);
  const { ruleSet, calendar } = payload;
  if (ruleSet === state.ruleSet) return refuse('rules-same');
  const after = (yield { ask: 'terms', ruleSet, calendar }) as Terms | undefined;
  const wrong = checkNewTerms(state, terms, after);
  if (wrong || !after) return wrong ?? refuse('terms-unknown');
  if (after.rules.effectiveFrom > dayOf(command.at))
    return refuse('rules-not-in-effect', { detail: `${after.rules.effectiveFrom} 起生效` });
  const missing = how.check?.(after);
  if (missing) return missing;
  const draft = how.begin(after, { ...payload, fromRuleSet: state.ruleSet, fromCalendar: state.calendar });
  draft.adopts = true;
  const changes = adoptDuties(draft, how.watched(draft), terms, {
    served: how.served,
    includeServed: payload.includeServed === true,
    ownPeriod: (clock) => how.ownPeriod(clock, after),
  });
  draft.payload.changes = changesAsJson(changes);
  return draft;
}

/**
 * The case goes over to another rule set: running deadlines are counted again by its rules from where they began, those served on someone
 * stand unless the order includes them, new ones start now, dropped ones end without a verdict against anybody.
 */
export function adoptDuties<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  before: Terms,
  {
    served,
    includeServed,
    ownPeriod,
  }: Served & { readonly includeServed: boolean; readonly ownPeriod: (clock: Clock) => Clock['duration'] },
): readonly ClockChange[] {
  const oldRule = (id: string) => before.rules.deadlines.find((rule) => rule.id === id);
  const changes: ClockChange[] = [];
  for (const clock of Object.values({ ...draft.state?.clocks, ...draft.state?.suspended })) {
    if (clock.does === 'askAgain' && !asksAgain(draft, clock.rule)) draft.cleared.add(clock.id);
    if (clock.does !== 'lapse' || (stillThere(draft, clock.rule) && watched.applies(ruleNow(draft, clock.rule))))
      continue;
    withdrawDuty(draft, clock.id);
    changes.push({
      clock: clock.id,
      label: oldRule(clock.rule)?.label ?? clock.rule,
      change: 'ended',
      from: dueText(clock),
    });
  }
  for (const { rule, clock } of running(draft)) {
    if (draft.cleared.has(clock.id) || 'monthlyOnDay' in rule.duration) continue;
    const was = clock.duration ?? oldRule(rule.id)?.duration ?? rule.duration;
    const own = clock.duration === undefined ? undefined : (ownPeriod(clock) ?? clock.duration);
    const counted = recount(draft, watched, rule, clock, own ?? rule.duration);
    const head = { clock: clock.id, label: rule.label, from: dueText(clock) };
    if (counted.dueAt === clock.dueAt && same(was, own ?? rule.duration)) {
      if (clock.provisional !== true || counted.provisional) continue;
      put(draft, watched, rule, clock, counted);
      changes.push({ ...head, change: 'firm', to: dueText(counted) });
    } else if (clock.fixed || (served(rule, clock) && !includeServed)) {
      keep(draft, watched, rule, clock, was);
      if (!clock.fixed) changes.push({ ...head, change: 'stands', to: dueText(counted) });
    } else {
      put(draft, watched, rule, clock, counted, own);
      changes.push({ ...head, change: 'moved', to: dueText(counted) });
    }
  }
  return [...changes, ...startNew(draft, watched, before)];
}

/** Rules that the old set did not have, whose beginning has happened and whose end has not: from now on, because nobody could know before. */
function startNew<State extends CaseState>(draft: Draft<State>, watched: Watched, before: Terms): ClockChange[] {
  const at = (name: string) => draft.state?.anchors[name];
  return rulesOf(draft.terms.rules, draft.kind).flatMap((rule): ClockChange[] => {
    const began = at(rule.startsOn);
    const known = before.rules.deadlines.some((one) => one.id === rule.id);
    if (
      known ||
      began === undefined ||
      !watched.applies(rule) ||
      !standsIn(draft, rule) ||
      isElsewhere(draft, rule) ||
      dutyClock(draft, rule.id)
    )
      return [];
    if (Object.keys(draft.state?.anchors ?? {}).some((name) => endsOn(rule, name) && (at(name) ?? '') >= began))
      return [];
    startDuty(draft, watched, rule, momentOf(draft.input));
    const clock = draft.set.get(rule.id);
    return clock ? [{ clock: rule.id, label: rule.label, change: 'started', to: dueText(clock) }] : [];
  });
}

/** A rule of another stage of the main line: what that stage asks for is behind the case, or still before it. */
function isElsewhere<State extends CaseState>(draft: Draft<State>, rule: DeadlineRule): boolean {
  return rule.stage !== draft.regions.main && STATE_WORDS[draft.kind].main?.[rule.stage] !== undefined;
}

function running<State extends CaseState>(
  draft: Draft<State>,
): readonly { readonly rule: DeadlineRule; readonly clock: Clock }[] {
  const clocks = { ...draft.state?.clocks, ...draft.state?.suspended };
  return rulesOf(draft.terms.rules, draft.kind).flatMap((rule) => {
    const clock = clocks[rule.id];
    return clock?.does === 'lapse' ? [{ rule, clock }] : [];
  });
}

/** A running deadline counted under the draft's terms, from where it began. */
function recount<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  clock: Clock,
  duration: DeadlineRule['duration'],
): Deadline {
  const { calendar } = draft.terms;
  const start = clock.start ?? draft.input.at;
  if (clock.fixed && clock.lastDay) return fixedDeadline({ rule: rule.id, calendar, start, lastDay: clock.lastDay });
  if ('monthlyOnDay' in duration)
    return monthlyDeadline({
      rule: rule.id,
      calendar,
      from: addDays(clock.nominalDay ?? clock.lastDay ?? dayOf(start), -1),
      onDay: duration.monthlyOnDay,
    });
  return computeDeadline({ rule: rule.id, calendar, start, duration, pauses: watched.pauses(rule) });
}

function put<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  clock: Clock,
  counted: Deadline,
  own = clock.duration,
): void {
  setDuty(draft, watched, rule, clock.start ?? draft.input.at, counted, {
    ...(clock.nominalDay ? { nominalDay: clock.nominalDay } : {}),
    ...(own ? { duration: own } : {}),
    ...(clock.fixed ? { fixed: true as const } : {}),
  });
}

/** A served day stays under the new rules too: with its own period, so that a later pause counts it by what was served. */
function keep<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  clock: Clock,
  was: DeadlineRule['duration'],
): void {
  if (clock.fixed || 'monthlyOnDay' in was || same(clock.duration, was)) return;
  const counted = recount(draft, watched, rule, clock, was);
  draft.set.set(clock.id, {
    ...clock,
    duration: was,
    ...(counted.dueAt === clock.dueAt ? { proof: counted.proof } : {}),
  });
  if (draft.state?.suspended[clock.id]) draft.suspended.add(clock.id);
}

function stillThere<State extends CaseState>(draft: Draft<State>, id: string): boolean {
  return rulesOf(draft.terms.rules, draft.kind).some((rule) => rule.id === id);
}

function ruleNow<State extends CaseState>(draft: Draft<State>, id: string): DeadlineRule {
  return rulesOf(draft.terms.rules, draft.kind).find((rule) => rule.id === id) as DeadlineRule;
}

function asksAgain<State extends CaseState>(draft: Draft<State>, id: string): boolean {
  return stillThere(draft, id) && ruleNow(draft, id).onLapse.some((act) => act.do === 'askAgain');
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
}

/** Its last day, or the instant of a deadline in hours. */
function dueText(due: { readonly lastDay?: string | null; readonly dueAt: string }): string {
  return due.lastDay ?? due.dueAt;
}

/** The changes as an event records them. */
export function changesAsJson(changes: readonly ClockChange[]): readonly JsonObject[] {
  return changes.map((change) => ({ ...change }));
}
