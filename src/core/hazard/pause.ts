import { computeDeadline } from '../deadline/deadline.ts';
import type { Instant } from '../instant.ts';
import { refuse } from '../refusal.ts';
import { resumeDuties, suspendDuties } from '../watch.ts';
import { postWord } from '../words.ts';
import { tellMatters } from './matters.ts';
import { type Handlers, type HazardDraft, step } from './steps.ts';
import { watchHazard } from './watched.ts';

/** The clocks of a hazard stand still, and run again (中止、恢复). */
export const PAUSE = {
  pause(context) {
    const { command, terms, payload } = context;
    const { reasons, needs } = terms.rules.pause;
    const reason = reasons.find((one) => one.id === payload.reason);
    if (needs.includes('document') && !payload.document) return refuse('document-missing');
    if (needs.includes('approver') && !payload.approver) return refuse('approver-missing');
    if (!reason) return refuse('pause-reason-unknown', { detail: reasons.map((one) => one.label).join('、') });
    if (reason.approvers) {
      if (!payload.approver) return refuse('approver-missing');
      if (!reason.approvers.includes(payload.approver))
        return refuse('pause-not-approved', {
          detail: `“${reason.label}”有权批准的岗位：${reason.approvers.map(postWord).join('、')}`,
        });
    }
    const draft = step(context, 'CasePaused', payload);
    suspendDuties(draft, (rule) => rule.pausable === true);
    const cap = computeDeadline({
      rule: `pause.${reason.id}`,
      calendar: terms.calendar,
      start: command.at,
      duration: reason.cap,
    });
    draft.set.set('pause.cap', {
      id: 'pause.cap',
      dueAt: cap.dueAt,
      does: 'pauseCap',
      rule: `pause.${reason.id}`,
      ...(cap.lastDay ? { lastDay: cap.lastDay } : {}),
      proof: cap.proof,
    });
    tellMatters(draft, 'paused', { reason: reason.id });
    return draft;
  },

  resume(context) {
    const draft = step(context, 'CaseResumed', context.payload);
    endPause(draft, context.command.at);
    return draft;
  },
} satisfies Handlers;

/** A pause has ended: its clocks run again, recounted. */
export function endPause(draft: HazardDraft, at: Instant): void {
  const { state } = draft;
  if (!state) return;
  const pauses = state.pauses.map((pause) =>
    pause.reason !== 'consultation' && pause.to === undefined ? { ...pause, to: at } : pause,
  );
  draft.cleared.add('pause.cap');
  resumeDuties(
    draft,
    watchHazard(draft, { pauses, pausing: { general: false, consultation: state.consultationPauses } }),
  );
  tellMatters(draft, 'resumed');
}
