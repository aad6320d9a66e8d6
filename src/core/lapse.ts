import type { CaseState, Clock, JsonObject, Verdict } from './case.ts';
import { computeDeadline } from './deadline/deadline.ts';
import { type Draft, momentOf } from './draft.ts';
import type { PostRef } from './effect.ts';
import { atTime, dayOf, type Instant } from './instant.ts';
import type { DeadlineRule, LapseAct, RuleSet } from './rules/rule-set.ts';
import { dropClock, remindersOf, setReminder } from './watch.ts';

/** Finds the post whose duty a rule names: `unit`, `village`, `extension.approver` … */
export type HolderOf = (holder: string) => PostRef;

/** The rule that a clock belongs to; throws when the pinned rule set no longer has it, which cannot be. */
export function ruleOf(rules: RuleSet, id: string): DeadlineRule {
  const rule = rules.deadlines.find((one) => one.id === id);
  if (!rule) throw new Error(`rule ${id} is not in rule set ${rules.id}`);
  return rule;
}

/** A reminder (催办) fires: tell those it names, arm the next. */
export function remind<State extends CaseState>(draft: Draft<State>, clock: Clock, holderOf: HolderOf): void {
  const rule = ruleOf(draft.terms.rules, clock.rule);
  const duty = draft.state?.clocks[rule.id];
  draft.payload.clock = clock.id;
  draft.payload.duty = rule.id;
  if (!duty) return;
  if (duty.lastDay) draft.payload.lastDay = duty.lastDay;
  draft.payload.dueAt = duty.dueAt;
  const told = remindersOf(draft, rule, duty, clock.dueAt)
    .filter(({ at }) => at === clock.dueAt)
    .flatMap(({ to }) => to);
  for (const to of new Set(
    (told.length > 0 ? told : ['holder']).map((name) => (name === 'holder' ? rule.holder : name)),
  )) {
    draft.effects.push({
      do: 'notify',
      about: 'reminder',
      to: holderOf(to),
      clock: rule.id,
      params: dueParams(duty, rule),
    });
  }
  dropClock(draft, `${rule.id}/reminder`);
  setReminder(draft, rule, duty, clock.dueAt);
}

/** What a message about a deadline says: its name, its last day or instant, its basis. */
export function dueParams(clock: Clock, rule: DeadlineRule): JsonObject {
  return {
    label: rule.label,
    dueAt: clock.dueAt,
    ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
    basis: rule.basis.tag,
  };
}

/** Tells a post about something. */
export function tell<State extends CaseState>(
  draft: Draft<State>,
  about: string,
  to: PostRef,
  clock?: Clock,
  rule?: DeadlineRule,
  more: JsonObject = {},
): void {
  draft.effects.push({
    do: 'notify',
    about,
    to,
    ...(clock ? { clock: clock.id } : {}),
    params: { ...(clock && rule ? dueParams(clock, rule) : {}), ...more },
  });
}

/** 09:00 (by rule) of the nth working day after `from`, days touched by pauses left out. */
export function workingMorning(
  draft: { readonly terms: Draft<CaseState>['terms'] },
  from: Instant,
  n: number,
  pauses: CaseState['pauses'] = [],
): Instant {
  const { rules, calendar } = draft.terms;
  const { lastDay } = computeDeadline({
    rule: 'overdue',
    calendar,
    start: from,
    duration: { value: n, unit: 'workingDay' },
    pauses,
  });
  return atTime(lastDay ?? dayOf(from), rules.messages.reminderTime);
}

/** Asks somebody outside again, every so many working days; silence never decides. */
export function askAgain<State extends CaseState>(
  draft: Draft<State>,
  clock: Clock,
  rule: DeadlineRule,
  holderOf: HolderOf,
  days: number,
  nth: number,
): void {
  tell(draft, 'askAgain', holderOf(rule.holder), clock, rule, { nth });
  const id = `${rule.id}/askAgain`;
  const from = nth === 1 ? atTime(clock.lastDay ?? dayOf(clock.dueAt), '12:00') : momentOf(draft.input);
  draft.set.set(id, {
    id,
    dueAt: workingMorning(draft, from, days),
    does: 'askAgain',
    rule: rule.id,
    start: from,
    nth,
  });
}

/** What every kind's lapse records first: whose duty, which day; the reminder is gone, the holder is told. */
export function beginLapse<State extends CaseState>(
  draft: Draft<State>,
  clock: Clock,
  holderOf: HolderOf,
): DeadlineRule {
  const rule = ruleOf(draft.terms.rules, clock.rule);
  Object.assign(draft.payload, {
    duty: rule.id,
    holder: rule.holder,
    dueAt: clock.dueAt,
    ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
  });
  draft.cleared.add(`${rule.id}/reminder`);
  tell(draft, 'lapse', holderOf(rule.holder), clock, rule);
  return rule;
}

/** The verdict on a duty that was not done by its day: gone by for good (`missed`), or going on under another clock (`late`). */
export function notDone(rule: DeadlineRule, clock: Clock, result: 'missed' | 'late'): Verdict {
  return {
    duty: rule.id,
    result,
    holder: rule.holder,
    dueAt: clock.dueAt,
    ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
  };
}

/** Consequences of a lapse that mean the same for every kind; false: the kind itself must know. */
export function commonConsequence<State extends CaseState>(
  draft: Draft<State>,
  clock: Clock,
  rule: DeadlineRule,
  act: LapseAct,
  holderOf: HolderOf,
): boolean {
  switch (act.do) {
    case 'notify':
      for (const post of act.posts) tell(draft, 'lapse', holderOf(post), clock, rule);
      return true;
    case 'reassign':
      draft.payload.reassigned = act.to;
      tell(draft, 'reassigned', { post: `${rule.holder}.deputy` }, clock, rule);
      return true;
    case 'flag':
      draft.flags.push(act.code);
      return true;
    case 'recommend':
      draft.payload.recommend = act.what;
      tell(draft, 'recommend', { post: 'street.safetyOffice' }, clock, rule, { what: act.what });
      return true;
    case 'proposeTransfer':
      draft.payload.proposesTransfer = act.to;
      tell(draft, 'proposeTransfer', { post: 'street.safetyOffice' }, clock, rule, { to: act.to });
      return true;
    case 'askAgain':
      askAgain(draft, clock, rule, holderOf, act.every.value, 1);
      return true;
    default:
      return false;
  }
}

/** An outside body has still not answered: ask once more, as long as its duty is open. */
export function repeatAsking<State extends CaseState>(draft: Draft<State>, clock: Clock, holderOf: HolderOf): void {
  const rule = ruleOf(draft.terms.rules, clock.rule);
  const every = rule.onLapse.find((one) => one.do === 'askAgain');
  const duty = draft.state?.overdue[rule.id];
  draft.payload.duty = rule.id;
  draft.cleared.add(clock.id);
  if (duty && every?.do === 'askAgain') askAgain(draft, duty, rule, holderOf, every.every.value, (clock.nth ?? 1) + 1);
}
