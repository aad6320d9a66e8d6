import { draftOf, move } from '../draft.ts';
import { dayOf, type Instant } from '../instant.ts';
import { refuse } from '../refusal.ts';
import {
  anchor,
  dropClock,
  dutyClock,
  endsOn,
  resumeDuties,
  rulesOf,
  startDuty,
  suspendDuties,
  withdrawEnding,
} from '../watch.ts';
import { hazardChart } from './machine.ts';
import { replaceDay } from './rectify-day.ts';
import type { HazardState } from './state.ts';
import { anchored, type Handlers, type HazardDraft, isLeader, step } from './steps.ts';
import { rectifyRule, watchHazard } from './watched.ts';

/** Consultation (会商) on three levels. */
export const CONSULTATION = {
  openConsultation(context) {
    const { state, command, payload } = context;
    const level = payload.level ?? 'village';
    // No level is skipped except for T0 or with the street leader's reason (handbook §20).
    if (level !== 'village' && state.tier !== 'T0' && !(payload.reason && isLeader(payload.approver)))
      return refuse('skip-not-approved', { detail: '越级会商须由街道领导批准' });
    const draft = anchored(step(context, 'ConsultationOpened', { ...payload, level }), 'consultationOpened');
    for (let at = 'village'; at !== level; at = at === 'village' ? 'street' : 'district') {
      for (const rule of rulesOf(draft.terms.rules, 'hazard'))
        if (rule.stage === `consultation.${at}`) dropClock(draft, rule.id);
      liftConsultation(draft, command.at);
    }
    return draft;
  },

  liftConsultation(context) {
    const { state, command, payload } = context;
    if (!payload.reason) return refuse('reason-missing', { detail: '须写明本级已做的工作和不能解决的原因' });
    if (state.regions.consultation === 'street' && command.actor.post.startsWith('village.'))
      return refuse('not-your-duty', { stage: state.stage, detail: '街道会商由街道提交' });
    // What was sent down binds: it goes up again only if a leader of the street wants it.
    if (state.consultationBound === state.regions.consultation && !isLeader(payload.approver))
      return refuse('consultation-bound', { stage: state.stage });
    const draft = draftOf<HazardState>(
      'hazard',
      hazardChart,
      state,
      command,
      context.terms,
      'ConsultationLifted',
      payload,
    );
    liftConsultation(draft, command.at);
    return draft;
  },

  decideConsultation(context) {
    const { state, command, payload } = context;
    if (payload.level !== state.regions.consultation)
      return refuse('wrong-level', { detail: `当前为 ${state.regions.consultation}` });
    if (payload.level === 'district' && !payload.document) return refuse('document-missing');
    const draft = anchored(step(context, 'ConsultationDecided', payload), 'consultationDecided');
    endConsultationPause(draft, command.at);
    const rectify = state.tier ? rectifyRule(draft, state.tier) : undefined;
    const duty = rectify ? dutyClock(draft, rectify.id) : undefined;
    // The later of the two days counts, and only if the decision says so in words.
    if (rectify && payload.replacesDueDay && duty && payload.due > (duty.clock.lastDay ?? '')) {
      // After the lapse this is the new deadline that an extension cannot give any more (handbook §18); the days until now stay the unit's.
      if (!duty.lapsed || payload.due >= dayOf(command.at)) replaceDay(draft, rectify, payload.due, 'unit');
    }
    return draft;
  },

  sendConsultationDown(context) {
    const { command, payload } = context;
    const draft = step(context, 'ConsultationSentDown', payload);
    const level = draft.regions.consultation;
    draft.payload.binds = level;
    withdrawEnding(draft, 'consultationDecided');
    endConsultationPause(draft, command.at);
    for (const rule of rulesOf(draft.terms.rules, 'hazard'))
      if (rule.stage === `consultation.${level}`) startDuty(draft, watchHazard(draft), rule, command.at);
    return draft;
  },

  fileMinutes(context) {
    if (!context.state.anchors.consultationDecided)
      return refuse('not-allowed-now', { stage: context.state.stage, detail: '会商尚无决定' });
    return anchored(step(context, 'MinutesFiled', context.payload), 'minutesFiled');
  },
} satisfies Handlers;

/** One level up; at district level the rectification stands still if the rules say so. */
export function liftConsultation(draft: HazardDraft, at: Instant): void {
  if (!move(draft, 'ConsultationLifted'))
    throw new Error(`hazard: ConsultationLifted is not legal in ${draft.regions.consultation}`);
  const level = draft.regions.consultation as 'village' | 'street' | 'district';
  if (draft.terms.rules.consultation.clockOfRectification[level] === 'paused' && !draft.state?.consultationPauses) {
    draft.payload.consultationPause = 'opened';
    suspendDuties(draft, (rule) => rule.pausable === true && endsOn(rule, 'rectificationSubmitted'));
  }
  anchor(draft, watchHazard(draft), 'consultationLifted', at);
}

function endConsultationPause(draft: HazardDraft, at: Instant): void {
  const { state } = draft;
  if (!state?.consultationPauses) return;
  draft.payload.consultationPause = 'closed';
  const pauses = state.pauses.map((pause) =>
    pause.reason === 'consultation' && pause.to === undefined ? { ...pause, to: at } : pause,
  );
  resumeDuties(
    draft,
    watchHazard(draft, { pauses, pausing: { general: draft.regions.pause === 'paused', consultation: false } }),
  );
}
