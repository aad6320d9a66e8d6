import type { CaseEvent, Clock, Input, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { tell as tellPost } from '../lapse.ts';
import { holderRef } from './holder.ts';
import { feedMatter } from './matters.ts';
import { resume } from './pause.ts';
import { roundAfter } from './rounds.ts';
import type { DutyState } from './state.ts';
import {
  armReminder,
  beginRound,
  clockOfRound,
  type DutyDraft,
  draftAs,
  remindersOf,
  roundsOf,
  ruleOfDuty,
  setRounds,
  settleMain,
} from './steps.ts';
import { leave } from './turn.ts';

/** Time does something to a duty: the next round begins, somebody is reminded, a round lapses, a pause has come to its end. */
export function onClock(state: DutyState, input: Input & { readonly input: 'clock' }, terms: Terms): CaseEvent {
  const { clock } = input;
  const draftOfType = (type: string) => draftAs(state, input, terms, type, { clock: clock.id });
  switch (clock.does) {
    case 'begin':
      return begun(draftOfType('RoundBegan'), state, clock);
    case 'remind':
      return reminded(draftOfType('ReminderDue'), state, clock);
    case 'pauseCap': {
      const draft = draftOfType('DutyResumed');
      draft.payload.by = 'cap';
      move(draft, 'DutyResumed');
      resume(draft, state);
      tellPost(draft, 'pauseEnded', { post: 'street.safetyOffice' }, undefined, undefined, { label: state.title });
      return finish(draft);
    }
    default:
      return lapsed(draftOfType('DeadlineLapsed'), state, clock);
  }
}

function begun(draft: DutyDraft, state: DutyState, clock: Clock): CaseEvent {
  const rule = ruleOfDuty(draft, state.rule);
  draft.cleared.add(clock.id);
  const { next } = state;
  if (next) {
    Object.assign(draft.payload, { round: next.id });
    beginRound(draft, rule, state.bearer, next);
    if (next.id === roundAfter(rule.recurs, next).id) throw new Error(`duty ${state.rule}: a round follows itself`);
  }
  move(draft, 'RoundBegan');
  settleMain(draft);
  return finish(draft);
}

function reminded(draft: DutyDraft, state: DutyState, clock: Clock): CaseEvent {
  const rule = ruleOfDuty(draft, state.rule);
  const duty = state.clocks[clock.id.replace(/\/reminder$/, '')];
  draft.cleared.add(clock.id);
  if (duty) {
    Object.assign(draft.payload, { duty: duty.id, dueAt: duty.dueAt, ...lastDayOf(duty) });
    const to = remindersOf(draft, rule, duty)
      .filter(({ at }) => at === clock.dueAt)
      .flatMap((one) => one.to);
    for (const name of new Set(to)) tell(draft, 'reminder', name, state, duty);
    armReminder(draft, rule, duty, clock.dueAt);
  }
  return finish(draft);
}

/** A round was not done by its day: told, fed to the ladder by the rule; a late one before it is missed for good. */
function lapsed(draft: DutyDraft, state: DutyState, clock: Clock): CaseEvent {
  const rule = ruleOfDuty(draft, state.rule);
  const round = state.rounds.find((one) => clockOfRound(rule.id, one) === clock.id);
  if (!round) throw new Error(`case ${state.caseId}: clock ${clock.id} is of no open round`);
  Object.assign(draft.payload, {
    duty: clock.id,
    round: round.id,
    holder: clock.holder ?? '',
    dueAt: clock.dueAt,
    ...lastDayOf(clock),
    missedInRow: state.missedInRow + 1,
  });
  draft.cleared.add(`${clock.id}/reminder`);
  tell(draft, 'lapse', 'holder', state, clock);
  leave(draft, rule, round);
  let matter: string | undefined;
  for (const act of rule.onLapse ?? []) {
    if (act.do === 'flag') draft.flags.push(act.code);
    else if (act.do === 'notify') for (const post of act.posts) tell(draft, 'lapse', post, state, clock);
    else matter = feedMatter(draft, act, clock, round) ?? matter;
  }
  if (matter !== undefined) draft.payload.matter = matter;
  setRounds(draft, [...roundsOf(draft), { ...round, late: true, ...(matter === undefined ? {} : { matter }) }]);
  move(draft, 'DeadlineLapsed');
  return finish(draft);
}

/** Tells a post of the rule; `holder` is whoever owes the duty, `above` needs no name: an empty post is answered for by the one above. */
function tell(draft: DutyDraft, about: string, name: string, state: DutyState, clock: Clock): void {
  const own = state.organisation;
  const to =
    name === 'holder'
      ? holderRef(clock.holder ?? state.bearer.post)
      : /^(village|department)\./.test(name) && own !== undefined
        ? { post: name, organisation: own }
        : /^unit\./.test(name) && state.unit !== undefined
          ? { post: name, organisation: state.unit }
          : { post: name };
  draft.effects.push({
    do: 'notify',
    about,
    to,
    clock: clock.id,
    params: {
      label: state.bearer.outside ? `${state.title}（${state.bearer.outside}）` : state.title,
      dueAt: clock.dueAt,
      ...lastDayOf(clock),
      basis: ruleOfDuty(draft, state.rule).basis.tag,
    },
  });
}

function lastDayOf({ lastDay }: Clock): { readonly lastDay?: string } {
  return lastDay === undefined ? {} : { lastDay };
}
