import type { Clock, Verdict } from '../case.ts';
import { dayOf, daysBetween, type Instant } from '../instant.ts';
import type { RunningDuty } from '../rules/duty-rules.ts';
import { dutyClock, verdictOf, withdrawDuty } from '../watch.ts';
import { tellMatter } from './matters.ts';
import { intervalRound, mannerOf } from './rounds.ts';
import type { Bearer, OpenRound } from './state.ts';
import { beginRound, clockOfRound, type DutyDraft, dropRound, roundsOf, setRounds } from './steps.ts';

/** The clock of an open round as the draft leaves it: running, standing still, or lapsed. */
export function clockFor(draft: DutyDraft, rule: string, round: OpenRound): Clock | undefined {
  return dutyClock(draft, clockOfRound(rule, round))?.clock;
}

/**
 * The round that an act at `at` does: the oldest that has begun and is then still in time, else the oldest late one. A round that is named is
 * taken if it is open. Undefined: there is none.
 */
export function roundDoneBy(
  draft: DutyDraft,
  rule: RunningDuty,
  at: Instant,
  named: string | undefined,
): OpenRound | undefined {
  const rounds = roundsOf(draft);
  if (named !== undefined) return rounds.find((round) => round.id === named);
  const begun = rounds.filter((round) => round.from <= dayOf(at));
  const inTime = begun.find((round) => at < (clockFor(draft, rule.id, round)?.dueAt ?? ''));
  return inTime ?? begun.find((round) => round.late);
}

/** The round is done at `at`: verdict, matter told, and (by interval) the next counted from there. */
export function finishRound(draft: DutyDraft, rule: RunningDuty, bearer: Bearer, round: OpenRound, at: Instant): void {
  const found = dutyClock(draft, clockOfRound(rule.id, round));
  if (found) {
    const verdict = verdictOf(found.clock, found.lapsed, at);
    draft.verdicts.push(verdict);
    tellMatter(draft, round, verdict.enteredLate ? 'lateEntry' : 'causeMet');
  }
  dropRound(draft, rule.id, round);
  Object.assign(draft.payload, { round: round.id, doneAt: at });
  leave(draft, rule, round);
  if ('every' in rule.recurs) {
    const { round: next, deadline } = intervalRound(rule.id, rule.recurs.every, at, draft.terms.calendar);
    beginRound(draft, rule, bearer, next, deadline);
  }
}

/** The round is no longer owed (waived, its ground gone): neither met nor missed; a lapse that was recorded stays. */
export function withdrawRound(draft: DutyDraft, rule: RunningDuty, round: OpenRound): void {
  withdrawDuty(draft, clockOfRound(rule.id, round));
  tellMatter(draft, round, 'causeWithdrawn');
  setRounds(
    draft,
    roundsOf(draft).filter((one) => one.id !== round.id),
  );
}

/** A round ends; late ones before it, of a duty that only its own time could see done, are missed for good. */
export function leave(draft: DutyDraft, rule: RunningDuty, round: OpenRound): void {
  const passed = passesBy(rule) ? roundsOf(draft).filter((one) => one.late && one.to < round.from) : [];
  for (const one of passed) {
    draft.verdicts.push(missed(draft, rule, one));
    dropRound(draft, rule.id, one);
  }
  setRounds(
    draft,
    roundsOf(draft).filter((one) => one.id !== round.id && !passed.includes(one)),
  );
}

/** A visit of May cannot be made in July; a return that is due by a day is owed until it is there. */
function passesBy({ recurs }: RunningDuty): boolean {
  const byDay = 'monthlyOnDay' in recurs || 'quarterlyOnDay' in recurs || 'yearlyBy' in recurs;
  return mannerOf(recurs) === 'calendar' && !byDay;
}

function missed(draft: DutyDraft, rule: RunningDuty, round: OpenRound): Verdict {
  const id = clockOfRound(rule.id, round);
  const clock = draft.state?.overdue[id];
  const lastDay = clock?.lastDay ?? round.to;
  return {
    duty: id,
    result: 'missed',
    holder: clock?.holder ?? '',
    dueAt: clock?.dueAt ?? draft.input.at,
    lastDay,
    daysLate: Math.max(0, daysBetween(lastDay, dayOf(draft.input.at))),
  };
}

/** Counts an act in the year in which it was done. */
export function countDone(draft: DutyDraft, at: Instant): void {
  const year = at.slice(0, 4);
  const before = draft.state?.doneIn ?? {};
  draft.payload.doneIn = { ...before, [year]: (before[year] ?? 0) + 1 };
}
