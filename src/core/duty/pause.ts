import type { Json } from '../case.ts';
import { computeDeadline, fixedDeadline } from '../deadline/deadline.ts';
import { momentOf } from '../draft.ts';
import { dayOf, startOfDay } from '../instant.ts';
import { withdrawDuty } from '../watch.ts';
import { mannerOf, roundAfter, roundAt, roundsBefore } from './rounds.ts';
import type { DutyState, OpenRound } from './state.ts';
import {
  armNext,
  armReminder,
  armRound,
  beginRound,
  clockOfRound,
  type DutyDraft,
  roundsOf,
  ruleOfDuty,
  setRounds,
  settleMain,
} from './steps.ts';

/** Takes every running clock of a duty out for the time of a pause; rounds that had lapsed stay late. */
export function suspend(draft: DutyDraft, state: DutyState): void {
  for (const clock of Object.values(state.clocks)) {
    if (clock.does === 'lapse') draft.suspended.add(clock.id);
    else draft.cleared.add(clock.id);
  }
}

/**
 * The pause is over. By the calendar the round that runs today is taken up; those that began and ended in the pause are listed once and owed by
 * nobody, so that nobody is flooded. By interval the days of the pause do not count.
 */
export function resume(draft: DutyDraft, state: DutyState): void {
  const rule = ruleOfDuty(draft, state.rule);
  draft.cleared.add('pause');
  const today = dayOf(momentOf(draft.input));
  const passed: string[] = [];
  for (const round of state.rounds) {
    const id = clockOfRound(rule.id, round);
    const clock = state.suspended[id];
    if (!clock) continue;
    if (mannerOf(rule.recurs) === 'calendar' && round.to < today) {
      withdrawDuty(draft, id);
      passed.push(round.id);
      setRounds(
        draft,
        roundsOf(draft).filter((one) => one.id !== round.id),
      );
    } else takeUp(draft, state, round);
  }
  if (mannerOf(rule.recurs) === 'calendar' && state.next) {
    const between = roundsBefore(rule.recurs, state.next, today);
    passed.push(...between.map((round) => round.id));
    const here = between.length > 0 ? roundAt(rule.recurs, today) : state.next;
    if (here.from <= today) beginRound(draft, rule, state.bearer, here);
    else armNext(draft, rule, here);
  }
  if (passed.length > 0) draft.payload.passedBy = passed as Json;
  settleMain(draft);
}

/** A round goes on after the pause: a day of the calendar or of a decision stands, an interval is counted again without the paused days. */
function takeUp(draft: DutyDraft, state: DutyState, round: OpenRound): void {
  const rule = ruleOfDuty(draft, state.rule);
  const clock = state.suspended[clockOfRound(rule.id, round)];
  if (!clock) return;
  if (!('every' in rule.recurs)) {
    draft.set.set(clock.id, clock);
    draft.cleared.delete(clock.id);
    armReminder(draft, rule, clock, momentOf(draft.input));
    return;
  }
  const pauses = state.pauses.map((pause) => (pause.to === undefined ? { ...pause, to: draft.input.at } : pause));
  const deadline = computeDeadline({
    rule: rule.id,
    calendar: draft.terms.calendar,
    start: state.lastDone?.at ?? startOfDay(round.from),
    duration: rule.recurs.every,
    pauses: pauses.filter((pause) => pause.to === undefined || pause.to > startOfDay(round.from)),
  });
  armRound(draft, rule, state.bearer, round, deadline);
}

/** The day until which a pause is allowed, as the clock that ends it. */
export function armCap(draft: DutyDraft, until: string): void {
  const { dueAt, lastDay, proof } = fixedDeadline({
    rule: 'pause',
    calendar: draft.terms.calendar,
    start: draft.input.at,
    lastDay: until,
  });
  draft.set.set('pause', {
    id: 'pause',
    dueAt,
    does: 'pauseCap',
    rule: 'pause',
    ...(lastDay ? { lastDay } : {}),
    proof,
  });
}

/** The round of the calendar after those that are open: where a duty stands after other rules. */
export function nextOf(draft: DutyDraft, state: DutyState): void {
  const rule = ruleOfDuty(draft, state.rule);
  if (mannerOf(rule.recurs) !== 'calendar') return;
  const last = roundsOf(draft).at(-1);
  armNext(draft, rule, last ? roundAfter(rule.recurs, last) : roundAt(rule.recurs, dayOf(momentOf(draft.input))));
}
