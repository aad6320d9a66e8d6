import type { Input, JsonObject, Terms } from '../case.ts';
import { computeDeadline, fixedDeadline } from '../deadline/deadline.ts';
import { momentOf, move } from '../draft.ts';
import { type Day, dayOf, startOfDay } from '../instant.ts';
import type { RunningDuty } from '../rules/duty-rules.ts';
import { intervalRound } from './rounds.ts';
import type { Bearer, DutyState, DutySubject } from './state.ts';
import {
  armRound,
  beginByCalendar,
  beginRound,
  type DutyDraft,
  draftAs,
  roundsOf,
  setRounds,
  settleMain,
} from './steps.ts';

/** What opens a duty, whoever says so. */
export interface Opening {
  readonly rule: RunningDuty;
  readonly bearer: Bearer;
  readonly subject?: DutySubject | undefined;
  readonly organisation?: string | undefined;
  readonly unit?: string | undefined;
  /** The day from which it is owed; absent: today. */
  readonly from?: Day | undefined;
  /** The day that the entry names, where the rule follows one. */
  readonly day?: Day | undefined;
}

/** A duty is opened, or opened again after it had ended: its first round begins. */
export function open(
  state: DutyState | undefined,
  input: Input,
  terms: Terms,
  given: Opening,
  more: JsonObject = {},
): DutyDraft {
  const { rule, bearer, subject, organisation, unit } = given;
  const draft = draftAs(state, input, terms, 'DutyOpened', {
    ...more,
    rule: rule.id,
    label: rule.label,
    title: subject ? `${rule.label}：${subject.title}` : rule.label,
    bearer: { ...bearer },
    rounds: [],
    ...(rule.measure === undefined ? {} : { measure: rule.measure }),
    ...(subject ? { subject: { ...subject } } : {}),
    ...(organisation === undefined ? {} : { organisation }),
    ...(unit === undefined ? {} : { unit }),
    ...(given.day === undefined ? {} : { day: given.day }),
  });
  move(draft, 'DutyOpened');
  beginFirst(draft, given);
  settleMain(draft);
  return draft;
}

function beginFirst(draft: DutyDraft, { rule, bearer, from, day }: Opening): void {
  const { recurs } = rule;
  const moment = momentOf(draft.input);
  const start = from === undefined ? moment : startOfDay(from);
  if ('every' in recurs) {
    const { round, deadline } = intervalRound(rule.id, recurs.every, start, draft.terms.calendar);
    beginRound(draft, rule, bearer, round, deadline);
  } else if ('once' in recurs) {
    const deadline = computeDeadline({
      rule: rule.id,
      calendar: draft.terms.calendar,
      start,
      duration: recurs.once,
    });
    const to = deadline.lastDay ?? dayOf(start);
    beginRound(draft, rule, bearer, { id: to, from: dayOf(start), to }, deadline);
  } else if ('onDayOf' in recurs) {
    if (day !== undefined) beginNamed(draft, rule, bearer, day);
  } else beginByCalendar(draft, rule, bearer, dayOf(start));
}

/** The round that ends on a day which an entry names: taken as it is, not rolled. */
export function beginNamed(draft: DutyDraft, rule: RunningDuty, bearer: Bearer, day: Day): void {
  const moment = momentOf(draft.input);
  const round = { id: day, from: dayOf(moment), to: day };
  setRounds(draft, [...roundsOf(draft).filter((one) => one.id !== day), round]);
  const deadline = fixedDeadline({ rule: rule.id, calendar: draft.terms.calendar, start: moment, lastDay: day });
  armRound(draft, rule, bearer, round, deadline, true);
}
