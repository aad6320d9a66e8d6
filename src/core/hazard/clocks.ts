import type { CaseEvent, Clock, Input, Terms } from '../case.ts';
import { draftOf, finish, move } from '../draft.ts';
import { atTime, dayOf, type Instant } from '../instant.ts';
import { beginLapse, commonConsequence, notDone, remind, repeatAsking, tell } from '../lapse.ts';
import { tellAbove } from '../paper-duty.ts';
import type { DeadlineRule, TierId } from '../rules/rule-set.ts';
import { isSuperior, postAbove } from '../signing.ts';
import { dropClock, endsOn, standsIn, startDuty } from '../watch.ts';
import { liftConsultation } from './consultation.ts';
import { switchTier } from './grading.ts';
import { hazardChart } from './machine.ts';
import { openMatter } from './matters.ts';
import { endPause } from './pause.ts';
import type { HazardState } from './state.ts';
import { complete, type HazardDraft } from './steps.ts';
import { hazardHolder, watchHazard } from './watched.ts';

/** Time has come for something: a reminder, another question to an outside body, the end of a pause, a lapse. */
export function onClock(state: HazardState | undefined, input: Input & { input: 'clock' }, terms: Terms): CaseEvent {
  const { clock } = input;
  if (!state) throw new Error(`clock ${clock.id} of a hazard that does not exist`);
  const holder = hazardHolder(state);
  const draftAs = (type: string) =>
    draftOf<HazardState>('hazard', hazardChart, state, input, terms, type, { clock: clock.id });
  switch (clock.does) {
    case 'remind': {
      const draft = draftAs('ReminderDue');
      remind(draft, clock, holder);
      return finish(draft);
    }
    case 'askAgain': {
      const draft = draftAs('AskedAgain');
      repeatAsking(draft, clock, holder);
      return finish(draft);
    }
    case 'pauseCap': {
      const draft = draftAs('CaseResumed');
      move(draft, 'CaseResumed');
      Object.assign(draft.payload, { by: 'cap', until: clock.dueAt });
      endPause(draft, clock.dueAt);
      tell(draft, 'pauseEnded', { post: 'street.safetyOffice' });
      return complete(draft);
    }
    default:
      return lapse(draftAs('DeadlineLapsed'), state, input);
  }
}

/** A deadline has lapsed (逾期): the state stays where it is; the consequences are the rule's. */
function lapse(draft: HazardDraft, state: HazardState, { clock, at }: Input & { input: 'clock' }): CaseEvent {
  const holder = hazardHolder(state);
  const rule = beginLapse(draft, clock, holder);
  reportSuperior(draft, clock, rule, holder(rule.holder).post);
  const cause = { rule: rule.id, label: rule.label, dueAt: clock.dueAt, lastDay: clock.lastDay ?? dayOf(clock.dueAt) };
  for (const act of rule.onLapse) {
    if (commonConsequence(draft, clock, rule, act, holder)) continue;
    switch (act.do) {
      case 'regrade':
        regrade(draft, rule, clock, act.to, at);
        break;
      case 'openMatter':
        openMatter(draft, act.ladder, cause);
        break;
      case 'liftUp':
        draft.verdicts.push(notDone(rule, clock, 'missed'));
        dropClock(draft, rule.id);
        if (state.consultationBound === state.regions.consultation) draft.flags.push('consultation-binding-missed');
        // A rule may let the lower level's clock run on after it was lifted: then there is nothing left to lift.
        if (standsIn(draft, rule)) liftConsultation(draft, at);
        break;
      case 'rearm':
        break;
      default:
        throw new Error(`rule ${rule.id}: “${act.do}” means nothing for a hazard`);
    }
  }
  if (rule.recurs) {
    draft.verdicts.push(notDone(rule, clock, 'missed'));
    startDuty(
      draft,
      watchHazard(draft),
      rule,
      clock.lastDay ? atTime(clock.lastDay, '12:00') : clock.dueAt,
      clock.nominalDay,
    );
  }
  raiseTier(draft, state, rule, clock, at);
  return complete(draft);
}

/** A leader whose decision is late is reported to the post above him, unless the rule tells that post anyway. */
function reportSuperior(draft: HazardDraft, clock: Clock, rule: DeadlineRule, post: string): void {
  const told = rule.onLapse.flatMap((act) => (act.do === 'notify' ? act.posts : []));
  if (isSuperior(post) && !told.includes(postAbove(post))) tellAbove(draft, post, { clock, rule });
}

/** So many lapses of one tier raise the tier (default: two of a T3). */
function raiseTier(draft: HazardDraft, state: HazardState, rule: DeadlineRule, clock: Clock, at: Instant): void {
  const raise = state.tier ? draft.terms.rules.lapsesRaiseTier[state.tier as TierId] : undefined;
  if (!raise || !endsOn(rule, 'rectificationSubmitted') || state.rectifyLapses + 1 < raise.after) return;
  regrade(draft, rule, clock, raise.to, at);
}

/** The lapse raises the tier: the duty goes on under the new one's clock. */
function regrade(draft: HazardDraft, rule: DeadlineRule, clock: Clock, to: TierId, at: Instant): void {
  const from = draft.state?.tier;
  Object.assign(draft.payload, { regrade: to, tier: to, from: from ?? null });
  draft.verdicts.push(notDone(rule, clock, 'late'));
  dropClock(draft, rule.id);
  switchTier(draft, from, to, at, 'lapse');
}
