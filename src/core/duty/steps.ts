import { moveItself } from '../carry-out.ts';
import type { Clock, Input, Json, JsonObject, Terms } from '../case.ts';
import type { Deadline } from '../deadline/deadline.ts';
import { reminderInstant } from '../deadline/reminder.ts';
import { type Draft, draftOf, momentOf, move } from '../draft.ts';
import { dayOf, type Instant, startOfDay } from '../instant.ts';
import { dutyNamed, type RunningDuty } from '../rules/duty-rules.ts';
import { dropClock } from '../watch.ts';
import { holderWord } from './holder.ts';
import { dutyChart } from './machine.ts';
import { dueOfRound, firstRound, mannerOf, type Round, roundAfter } from './rounds.ts';
import type { Bearer, DutyState, OpenRound } from './state.ts';

/** An event of a duty while it is being decided. */
export type DutyDraft = Draft<DutyState>;

/** Starts an event that says by itself where it moves the duty, or nowhere. */
export function draftAs(
  state: DutyState | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: JsonObject = {},
): DutyDraft {
  return draftOf<DutyState>('duty', dutyChart, state, input, terms, type, payload);
}

/** Starts the event of an act and moves the duty by it. */
export function step(
  context: { readonly state: DutyState | undefined; readonly command: Input; readonly terms: Terms },
  type: string,
  payload: JsonObject = {},
): DutyDraft {
  return moveItself(draftAs(context.state, context.command, context.terms, type, payload));
}

/** The rule of a duty in its pinned rule set; throws when it is not there, which cannot be. */
export function ruleOfDuty({ terms }: Pick<DutyDraft, 'terms'>, name: string): RunningDuty {
  const rule = dutyNamed(terms.rules, name);
  if (rule === undefined) throw new Error(`duty ${name} is not in rule set ${terms.rules.id}`);
  return rule;
}

/** The clock of a round: its id names rule and round. */
export function clockOfRound(rule: string, round: Pick<Round, 'id'>): string {
  return `${rule}/${round.id}`;
}

/** Rounds that are open as the draft leaves them. */
export function roundsOf(draft: DutyDraft): readonly OpenRound[] {
  return (draft.payload.rounds as readonly OpenRound[] | undefined) ?? draft.state?.rounds ?? [];
}

/** Writes which rounds are open now; the fold reads it. */
export function setRounds(draft: DutyDraft, rounds: readonly OpenRound[]): void {
  draft.payload.rounds = [...rounds].sort((a, b) => (a.to < b.to ? -1 : 1)) as unknown as Json;
}

/** A round begins: its clock, its next reminder, and (by the calendar) the round after it. */
export function beginRound(
  draft: DutyDraft,
  rule: RunningDuty,
  bearer: Bearer,
  round: Round,
  deadline: Deadline = dueOfRound(rule.id, round, draft.terms.calendar),
): void {
  setRounds(draft, [...roundsOf(draft).filter((one) => one.id !== round.id), round]);
  armRound(draft, rule, bearer, round, deadline);
  if (mannerOf(rule.recurs) === 'calendar') armNext(draft, rule, roundAfter(rule.recurs, round));
}

/** Sets the clock of an open round, with its next reminder. */
export function armRound(
  draft: DutyDraft,
  rule: RunningDuty,
  bearer: Bearer,
  round: Round,
  deadline: Deadline,
  fixed = false,
): void {
  const id = clockOfRound(rule.id, round);
  const clock: Clock = {
    id,
    dueAt: deadline.dueAt,
    does: 'lapse',
    rule: rule.id,
    ...(deadline.lastDay === null ? {} : { lastDay: deadline.lastDay }),
    start: startOfDay(round.from),
    ...(deadline.provisional ? { provisional: true as const } : {}),
    ...(fixed ? { fixed: true as const } : {}),
    holder: holderWord(bearer),
    proof: deadline.proof,
  };
  draft.set.set(id, clock);
  draft.cleared.delete(id);
  armReminder(draft, rule, clock, momentOf(draft.input));
}

/** Sets the next reminder (催办) of a round after an instant. */
export function armReminder(draft: DutyDraft, rule: RunningDuty, clock: Clock, since: Instant): void {
  const id = `${clock.id}/reminder`;
  const next = remindersOf(draft, rule, clock)
    .map(({ at }) => at)
    .filter((at) => at > since && at < clock.dueAt)
    .sort()[0];
  if (next === undefined) dropOne(draft, id);
  else draft.set.set(id, { id, dueAt: next, does: 'remind', rule: rule.id });
}

/** When a round is reminded of, and who is told. */
export function remindersOf(
  draft: DutyDraft,
  rule: RunningDuty,
  clock: Clock,
): readonly { readonly at: Instant; readonly to: readonly string[] }[] {
  const { calendar, rules } = draft.terms;
  return (rule.reminders ?? []).map(({ before, to }) => ({
    at: reminderInstant({
      deadline: { dueAt: clock.dueAt, lastDay: clock.lastDay ?? null },
      before,
      start: clock.start ?? clock.dueAt,
      calendar,
      time: rules.messages.reminderTime,
    }),
    to: to ?? ['holder'],
  }));
}

/** The clock with which the next round of the calendar begins; at once if its first day has come. */
export function armNext(draft: DutyDraft, rule: RunningDuty, round: Round): void {
  const id = `${rule.id}/next`;
  draft.payload.next = { ...round };
  draft.set.set(id, { id, dueAt: startOfDay(round.from), does: 'begin', rule: rule.id });
  draft.cleared.delete(id);
}

/** The first round of a duty of the calendar: the one that runs, or the next if too little of it is left. */
export function beginByCalendar(draft: DutyDraft, rule: RunningDuty, bearer: Bearer, from: string): void {
  const today = dayOf(momentOf(draft.input));
  const round = firstRound(rule.recurs, from, rule.firstAtLeast?.value ?? 0);
  if (round.from <= today) beginRound(draft, rule, bearer, round);
  else armNext(draft, rule, round);
}

/** Takes the clock of a round and its reminder out, without a verdict. */
export function dropRound(draft: DutyDraft, rule: string, round: Pick<Round, 'id'>): void {
  dropClock(draft, clockOfRound(rule, round));
}

function dropOne(draft: DutyDraft, id: string): void {
  draft.set.delete(id);
  draft.cleared.add(id);
}

/** Moves the duty to where the rounds that are still open put it. */
export function settleMain(draft: DutyDraft): void {
  const rounds = roundsOf(draft);
  if (draft.regions.main === 'ended') return;
  if (rounds.some((round) => round.late)) move(draft, 'LateLeft');
  else if (rounds.length > 0) {
    move(draft, 'RoundsLeft');
  } else move(draft, 'NothingLeft');
}
