import type { UnitFacts } from '../case.ts';
import { refuse } from '../refusal.ts';
import type { TierId } from '../rules/rule-set.ts';
import { anchor, endsOn, fixDuty, rulesOf, startDuty, withdrawEnding } from '../watch.ts';
import { checkEvidence } from './evidence.ts';
import { endMatters } from './matters.ts';
import { anchored, type Handlers, step } from './steps.ts';
import { rectifyRule, watchHazard } from './watched.ts';

/** What is ordered of the unit, and what it hands in (整改). */
export const RECTIFICATION = {
  orderRectification(context) {
    return anchored(step(context, 'RectificationOrdered', context.payload), 'ordered');
  },

  recordService(context) {
    const { state, command, payload } = context;
    if (payload.mode === 'refused' && new Set(payload.witnesses).size < 2) return refuse('witnesses-missing');
    const draft = step(context, 'RectificationServed', payload);
    const watched = watchHazard(draft);
    anchor(draft, watched, 'orderServed', command.at);
    const rule = state.tier ? rectifyRule(draft, state.tier) : undefined;
    if (rule && state.term && draft.set.has(rule.id)) fixDuty(draft, watched, rule, command.at, state.term);
    return draft;
  },

  *correctSubject(context) {
    const { payload, state, command } = context;
    if (!payload.reason) return refuse('reason-missing');
    const known = payload.supervisor
      ? undefined
      : ((yield { ask: 'unit', unit: payload.unit }) as UnitFacts | undefined);
    const draft = step(context, 'SubjectCorrected', {
      ...payload,
      from: state.unit,
      ...(known?.supervisor ? { supervisor: known.supervisor } : {}),
    });
    const watched = watchHazard(draft);
    // Whoever was named wrongly owes nothing any more; the right one gets a new service and a new clock.
    for (const name of ['rectificationSubmitted', 'acceptanceConcluded', 'extensionDecided'])
      withdrawEnding(draft, name);
    endMatters(draft, 'withdrawn');
    for (const rule of rulesOf(draft.terms.rules, 'hazard')) {
      const fromTheStart =
        rule.startsOn === 'found' && (endsOn(rule, 'rectificationSubmitted') || endsOn(rule, 'controlVerified'));
      if (watched.applies(rule) && (endsOn(rule, 'orderServed') || fromTheStart))
        startDuty(draft, watched, rule, command.at);
    }
    return draft;
  },

  filePlan(context) {
    return anchored(step(context, 'PlanFiled', context.payload), 'planFiled');
  },

  reportProgress(context) {
    return anchored(step(context, 'ProgressReported', context.payload), 'progressReported');
  },

  submitRectification(context) {
    const { state, terms, payload } = context;
    const missing = checkEvidence(terms.rules.evidence[state.tier as TierId] ?? [], state, payload);
    if (missing) return missing;
    const reused = (payload.photos ?? []).filter((photo) => state.photos.includes(photo));
    const draft = step(context, 'RectificationSubmitted', {
      ...payload,
      ...(reused.length > 0 ? { questions: ['photo-reused'] } : {}),
    });
    if (state.regions.extension === 'requested') withdrawEnding(draft, 'extensionDecided');
    return anchored(draft, 'rectificationSubmitted');
  },
} satisfies Handlers;
