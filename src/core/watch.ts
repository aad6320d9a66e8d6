import type { CaseState, Clock, Verdict } from './case.ts';
import { computeDeadline, type Deadline, fixedDeadline, monthlyDeadline } from './deadline/deadline.ts';
import type { Duration } from './deadline/duration.ts';
import { closePauses, type Pause, pausedSpans, touchedDays } from './deadline/pause.ts';
import { reminderInstant } from './deadline/reminder.ts';
import { type Draft, momentOf } from './draft.ts';
import { addDays, type Day, dayOf, daysBetween, fromMs, type Instant, toMs } from './instant.ts';
import type { DeadlineRule } from './rules/rule-set.ts';

/** How a kind tells the deadline engine about itself. */
export interface Watched {
  /** Whether a rule is for this case as it will stand after the event (kind, tier). */
  readonly applies: (rule: DeadlineRule) => boolean;
  /** Whether a started clock must stand still because a pause covers it. */
  readonly paused: (rule: DeadlineRule) => boolean;
  /** Pauses to leave out of the count, all closed: one still open is left out, or ends at `until`. */
  readonly pauses: (rule: DeadlineRule, until?: Instant) => readonly Pause[];
}

/** Deadline rules of a kind. */
export function rulesOf(rules: { readonly deadlines: readonly DeadlineRule[] }, kind: string): readonly DeadlineRule[] {
  return rules.deadlines.filter((rule) => (Array.isArray(rule.kind) ? rule.kind.includes(kind) : rule.kind === kind));
}

/** Whether a rule ends at this anchor. */
export function endsOn(rule: DeadlineRule, anchor: string): boolean {
  return Array.isArray(rule.endsOn) ? rule.endsOn.includes(anchor) : rule.endsOn === anchor;
}

/** The act named by an anchor has happened: duties that it ends get their verdict, duties that it starts get their clock. */
export function anchor<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  name: string,
  at: Instant,
): void {
  draft.anchors[name] = at;
  for (const rule of rulesOf(draft.terms.rules, draft.kind)) {
    if (!endsOn(rule, name)) continue;
    const before = dutyClock(draft, rule.id)?.clock;
    endDuty(draft, watched, rule, at);
    if (before && rule.recurs && watched.applies(rule) && standsIn(draft, rule))
      startDuty(draft, watched, rule, at, before.nominalDay);
  }
  for (const rule of rulesOf(draft.terms.rules, draft.kind)) {
    if (rule.startsOn === name && watched.applies(rule) && standsIn(draft, rule))
      startDuty(draft, watched, rule, startOf(draft, rule, at));
  }
}

/** A dotted stage (`consultation.street`) must hold for the clock to start. */
export function standsIn<State extends CaseState>(draft: Draft<State>, rule: DeadlineRule): boolean {
  const [region, where] = rule.stage.split('.');
  if (region === undefined || where === undefined) return true;
  const standing = draft.regions[region === 'interimControl' ? 'control' : region];
  return standing === undefined || standing === where;
}

/** A late entry starts some clocks only when it was entered, because nobody could act on it before. */
function startOf<State extends CaseState>(draft: Draft<State>, rule: DeadlineRule, at: Instant): Instant {
  return rule.lateEntryCountsFrom === 'entry' ? momentOf(draft.input) : at;
}

/** Sets the clock of a deadline rule, counted from `start` (by its `own` period, if that is not the rule's), with its next reminder. */
export function startDuty<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  start: Instant,
  from?: Day,
  own?: Duration,
): void {
  const { calendar } = draft.terms;
  const duration = own ?? rule.duration;
  const deadline: Deadline & { nominal?: Day } =
    'monthlyOnDay' in duration
      ? monthlyDeadline({
          rule: rule.id,
          calendar,
          from: from ?? dayOf(start),
          onDay: duration.monthlyOnDay,
          ...(duration.firstAtLeast && !from ? { firstAtLeast: duration.firstAtLeast.value } : {}),
        })
      : computeDeadline({ rule: rule.id, calendar, start, duration, pauses: watched.pauses(rule) });
  setDuty(draft, watched, rule, start, deadline, {
    ...(deadline.nominal ? { nominalDay: deadline.nominal } : {}),
    ...(own ? { duration: own } : {}),
  });
}

/** Sets the clock of a rule to a day that a decision fixed; it is taken as it is. */
export function fixDuty<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  start: Instant,
  lastDay: Day,
): void {
  setDuty(
    draft,
    watched,
    rule,
    start,
    fixedDeadline({ rule: rule.id, calendar: draft.terms.calendar, start, lastDay }),
    { fixed: true },
  );
}

/** Sets the clock of a rule to a deadline that was counted, with its next reminder; a paused one stands still. */
export function setDuty<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  start: Instant,
  deadline: Deadline,
  more: Pick<Clock, 'nominalDay' | 'duration' | 'fixed'>,
): void {
  const clock: Clock = {
    id: rule.id,
    dueAt: deadline.dueAt,
    does: 'lapse',
    rule: rule.id,
    ...(deadline.lastDay === null ? {} : { lastDay: deadline.lastDay }),
    start,
    ...(deadline.provisional ? { provisional: true as const } : {}),
    holder: rule.holder,
    ...more,
    proof: deadline.proof,
  };
  draft.set.set(clock.id, clock);
  if (watched.paused(rule)) {
    draft.suspended.add(clock.id);
    return;
  }
  draft.suspended.delete(clock.id);
  setReminder(draft, rule, clock, momentOf(draft.input));
}

/** When each reminder of a rule stands for this clock, and who is told then. */
export function remindersOf<State extends CaseState>(
  draft: Draft<State>,
  rule: DeadlineRule,
  clock: Clock,
  since: Instant,
): readonly { readonly at: Instant; readonly to: readonly string[] }[] {
  return rule.reminders.map(({ before, to }) => ({
    at: reminderInstant({
      deadline: { dueAt: clock.dueAt, lastDay: clock.lastDay ?? null },
      before,
      start: clock.start ?? since,
      calendar: draft.terms.calendar,
      time: draft.terms.rules.messages.reminderTime,
    }),
    to,
  }));
}

/** Sets the nearest reminder still to come after `since`; those whose instant has passed are dropped. */
export function setReminder<State extends CaseState>(
  draft: Draft<State>,
  rule: DeadlineRule,
  clock: Clock,
  since: Instant,
): void {
  const id = `${clock.id}/reminder`;
  let next: Instant | undefined;
  for (const { at } of remindersOf(draft, rule, clock, since)) {
    if (at > since && at < clock.dueAt && (next === undefined || at < next)) next = at;
  }
  if (next === undefined) {
    draft.set.delete(id);
    draft.cleared.add(id);
  } else draft.set.set(id, { id, dueAt: next, does: 'remind', rule: rule.id });
}

/** The clock of a duty as the draft leaves it: set just now, running, standing still, or lapsed and unmet. */
export function dutyClock<State extends CaseState>(
  draft: Draft<State>,
  id: string,
): { readonly clock: Clock; readonly lapsed: boolean } | undefined {
  const fresh =
    draft.set.get(id) ?? (draft.cleared.has(id) ? undefined : (draft.state?.clocks[id] ?? draft.state?.suspended[id]));
  if (fresh) return { clock: fresh, lapsed: false };
  const lapsed = draft.verdicts.some((verdict) => verdict.duty === id) ? undefined : draft.state?.overdue[id];
  return lapsed ? { clock: lapsed, lapsed: true } : undefined;
}

/** Ends a duty by the act at `at`: verdict, clock and reminders gone. A recurring one is armed again by its kind. */
export function endDuty<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  at: Instant,
): void {
  const found = dutyClock(draft, rule.id);
  if (!found) return;
  const standing = !draft.set.has(rule.id) && draft.state?.suspended[rule.id] !== undefined;
  draft.verdicts.push(
    verdictOf(standing ? asResumed(draft, watched, rule, found.clock, at) : found.clock, found.lapsed, at),
  );
  dropClock(draft, rule.id);
}

/** A clock that stands still, as it would run if the pause ended at `at`: the paused days do not count against who acts in a pause. */
export function asResumed<State extends CaseState>(
  draft: Draft<State>,
  watched: Watched,
  rule: DeadlineRule,
  clock: Clock,
  at: Instant,
): Clock {
  const pauses = watched.pauses(rule, at);
  if (clock.fixed && clock.lastDay) {
    const lastDay = addDays(clock.lastDay, lastTouched(pauses));
    return {
      ...clock,
      lastDay,
      dueAt: fixedDeadline({ rule: rule.id, calendar: draft.terms.calendar, start: clock.start ?? at, lastDay }).dueAt,
    };
  }
  const duration = clock.duration ?? rule.duration;
  if ('monthlyOnDay' in duration) return clock;
  const { dueAt, lastDay } = computeDeadline({
    rule: rule.id,
    calendar: draft.terms.calendar,
    start: clock.start ?? at,
    duration,
    pauses,
  });
  return { ...clock, dueAt, ...(lastDay ? { lastDay } : {}) };
}

/** Days that the last stretch of pauses touched and no earlier one: so far does a fixed day move. */
function lastTouched(pauses: readonly Pause[]): number {
  const last = pausedSpans(pauses).at(-1);
  if (!last) return 0;
  const earlier = closePauses(pauses, fromMs(last.start)).filter((pause) => toMs(pause.from) < last.start);
  return touchedDays(pauses).length - touchedDays(earlier).length;
}

/** Ends a duty because its ground is gone (withdrawn, other tier, dismissed): neither met nor late; a lapse that was recorded stays in the record. */
export function withdrawDuty<State extends CaseState>(draft: Draft<State>, id: string): void {
  const found = dutyClock(draft, id);
  if (found) {
    const { clock, lapsed } = found;
    const head = {
      duty: id,
      holder: clock.holder ?? '',
      dueAt: clock.dueAt,
      ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
    };
    // The days up to now were overdue all the same, and somebody's.
    draft.verdicts.push(
      lapsed
        ? {
            ...head,
            result: 'late',
            daysLate: Math.max(0, daysBetween(clock.lastDay ?? dayOf(clock.dueAt), dayOf(draft.input.at))),
          }
        : { ...head, result: 'withdrawn' },
    );
  }
  dropClock(draft, id);
}

/** Withdraws every duty that this anchor would have ended. */
export function withdrawEnding<State extends CaseState>(draft: Draft<State>, name: string): void {
  for (const rule of rulesOf(draft.terms.rules, draft.kind))
    if (endsOn(rule, name) && dutyClock(draft, rule.id)) withdrawDuty(draft, rule.id);
}

/** Takes a clock, its reminder and its repeated asking out, without a verdict. */
export function dropClock<State extends CaseState>(draft: Draft<State>, id: string): void {
  for (const one of [id, `${id}/reminder`, `${id}/askAgain`]) {
    draft.set.delete(one);
    draft.cleared.add(one);
  }
}

/** Met or late, and by how many calendar days. */
export function verdictOf(clock: Clock, lapsed: boolean, at: Instant): Verdict {
  const head = {
    duty: clock.id,
    holder: clock.holder ?? '',
    dueAt: clock.dueAt,
    ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
    actAt: at,
  };
  const last = clock.lastDay ?? dayOf(clock.dueAt);
  if (at < clock.dueAt)
    return {
      ...head,
      result: 'met',
      daysToSpare: daysBetween(dayOf(at), last),
      ...(lapsed ? { enteredLate: true as const } : {}),
    };
  return { ...head, result: 'late', daysLate: daysBetween(last, dayOf(at)) };
}

/** Takes running clocks out for the time of a pause. */
export function suspendDuties<State extends CaseState>(
  draft: Draft<State>,
  which: (rule: DeadlineRule) => boolean,
): void {
  for (const rule of rulesOf(draft.terms.rules, draft.kind)) {
    if (!which(rule) || !draft.state?.clocks[rule.id] || draft.cleared.has(rule.id)) continue;
    draft.suspended.add(rule.id);
    draft.cleared.add(`${rule.id}/reminder`);
  }
}

/** Counts suspended clocks again, the paused days left out; a fixed day moves by the days that the pause touched. */
export function resumeDuties<State extends CaseState>(draft: Draft<State>, watched: Watched): void {
  for (const rule of rulesOf(draft.terms.rules, draft.kind)) {
    const clock = draft.state?.suspended[rule.id];
    if (!clock || draft.cleared.has(rule.id) || watched.paused(rule)) continue;
    if (clock.fixed && clock.lastDay)
      fixDuty(
        draft,
        watched,
        rule,
        clock.start ?? draft.input.at,
        addDays(clock.lastDay, lastTouched(watched.pauses(rule))),
      );
    else startDuty(draft, watched, rule, clock.start ?? draft.input.at, undefined, clock.duration);
  }
}

/** A recurring duty runs exactly while its stage stands: started when it comes to stand, withdrawn when it no longer does. */
export function tidyRecurring<State extends CaseState>(draft: Draft<State>, watched: Watched, over: boolean): void {
  for (const rule of rulesOf(draft.terms.rules, draft.kind)) {
    if (!rule.recurs || !rule.stage.includes('.')) continue;
    const runs = dutyClock(draft, rule.id) !== undefined;
    const stands = !over && watched.applies(rule) && standsIn(draft, rule);
    if (runs && !stands) withdrawDuty(draft, rule.id);
    else if (!runs && stands && (draft.anchors[rule.startsOn] ?? draft.state?.anchors[rule.startsOn]) !== undefined)
      startDuty(draft, watched, rule, draft.input.at);
  }
}
