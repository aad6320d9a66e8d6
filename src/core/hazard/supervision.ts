import { move } from '../draft.ts';
import { dayOf } from '../instant.ts';
import { refuse } from '../refusal.ts';
import { dutyClock, endsOn, rulesOf, startDuty, withdrawEnding } from '../watch.ts';
import { replaceDay, restartRectification } from './rectify-day.ts';
import { anchored, type Handlers, outside, step } from './steps.ts';
import { rectifyRule, watchHazard } from './watched.ts';

/** Supervision by listing (挂牌督办): the street asks and writes down, the district decides. */
export const SUPERVISION = {
  requestSupervision(context) {
    if (context.state.regions.supervision === 'refused' && !context.payload.reason)
      return refuse('reason-missing', { detail: '再次提请须写明新的事实' });
    return anchored(step(context, 'SupervisionRequested', context.payload), 'supervisionRequested');
  },

  withdrawSupervisionRequest(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'SupervisionWithdrawn', context.payload);
    for (const name of ['supervisionDecided', 'supervisionRequested']) withdrawEnding(draft, name);
    return draft;
  },

  recordSupervisionDecision(context) {
    const { state, command, payload } = context;
    if (payload.decision !== 'ordered' && !payload.reason) return refuse('reason-missing');
    if (payload.decision === 'ordered' && !payload.term) return refuse('term-missing');
    if (payload.term && payload.term < dayOf(command.at))
      return refuse('invalid', { fields: { term: '督办期限不能早于决定之日' } });
    const type =
      payload.decision === 'ordered'
        ? 'SupervisionOrdered'
        : payload.decision === 'returned'
          ? 'SupervisionReturned'
          : 'SupervisionRefused';
    const draft = anchored(outside(context, type), 'supervisionDecided');
    if (payload.decision === 'returned') anchored(draft, 'supervisionReturned');
    if (payload.decision === 'ordered') {
      anchored(draft, 'supervisionOrdered');
      const rectify = state.tier ? rectifyRule(draft, state.tier) : undefined;
      if (rectify && payload.term && dutyClock(draft, rectify.id)) replaceDay(draft, rectify, payload.term, 'unit');
    }
    return draft;
  },

  fileSupervision(context) {
    return anchored(step(context, 'SupervisionFiled', context.payload), 'supervisionFiled');
  },

  publishSupervision(context) {
    const draft = anchored(step(context, 'SupervisionPublished', context.payload), 'supervisionPublished');
    draft.effects.push({ do: 'publish', what: 'supervisionOrder', medium: context.payload.medium });
    return draft;
  },

  requestLift(context) {
    return anchored(step(context, 'LiftRequested', context.payload), 'liftRequested');
  },

  recordLift(context) {
    const { command, payload } = context;
    const lifted = payload.decision !== 'refused';
    if (!lifted && !payload.reason) return refuse('reason-missing');
    const draft = outside(context, lifted ? 'SupervisionLifted' : 'LiftRefused');
    if (lifted) anchored(draft, 'supervisionLifted');
    else if (payload.rework) {
      move(draft, 'ReworkDemanded');
      restartRectification(draft, command.at);
    }
    // Refused: the street must ask again, or nobody would (the district's listing goes on).
    else
      for (const rule of rulesOf(draft.terms.rules, 'hazard'))
        if (endsOn(rule, 'liftRequested') && watchHazard(draft).applies(rule))
          startDuty(draft, watchHazard(draft), rule, command.at);
    return draft;
  },

  publishLift(context) {
    const draft = anchored(step(context, 'LiftPublished', context.payload), 'liftPublished');
    draft.effects.push({ do: 'publish', what: 'supervisionLift', medium: context.payload.medium });
    return draft;
  },

  assignDistrictLeader(context) {
    return outside(context, 'LeaderAssigned');
  },
} satisfies Handlers;
