import type { Handling } from '../carry-out.ts';
import type { Deciding, Refusal } from '../case.ts';
import type { Instant } from '../instant.ts';
import { endPaperDuty } from '../paper-duty.ts';
import { refuse } from '../refusal.ts';
import { withdrawEnding } from '../watch.ts';
import type { PayloadOf } from './commands.ts';
import { cannotPostpone, checkDemands, checkUnmet, putOff, startReport } from './interview.ts';
import { countedFacts, type MatterDraft } from './ladder.ts';
import type { MatterState } from './state.ts';
import { anchored, askCounts, currentRung, type Handlers, maySign, rearm, step, watched } from './steps.ts';

/** The interview (约谈), from the invitation to what came of it. */
export const INTERVIEW = {
  *recordInterview(context) {
    const { state, command, payload } = context;
    if (payload.attended === 'proxy') return refuse('no-proxy');
    // With cause: put off, under the same limits as any postponement.
    if (payload.attended === 'excused') {
      if (!payload.document) return refuse('document-missing', { detail: '请假须有证明' });
      return postpone(context, payload.interviewAt);
    }
    if (command.at < (state.interviewAt ?? '')) return refuse('interview-not-yet', { detail: `${state.interviewAt}` });
    if (payload.attended === 'inPerson') {
      const wrong = Array.isArray(payload.demands) ? checkDemands(payload.demands, command.at) : undefined;
      if (wrong) return wrong;
      const draft = step(context, 'InterviewHeld', payload);
      draft.cleared.add('receipt');
      endPaperDuty(draft, 'receipt', command.at);
      startReport(draft, watched, state);
      return draft;
    }
    const draft = step(context, 'InterviewMissed', payload);
    draft.cleared.add('receipt');
    endPaperDuty(draft, 'receipt');
    withdrawEnding(draft, 'interviewHeld');
    return yield* interviewFailed(draft, state);
  },

  postponeInterview(context) {
    return postpone(context, context.payload.interviewAt);
  },

  fileInterviewMinutes(context) {
    return anchored(step(context, 'InterviewMinutesFiled', context.payload), 'interviewMinutesFiled');
  },

  fileInterviewReport(context) {
    return anchored(step(context, 'InterviewReportFiled', context.payload), 'interviewReportFiled');
  },

  *checkInterview(context) {
    const { state, payload } = context;
    if (!payload.passed && !payload.reason) return refuse('reason-missing');
    const wrong = checkUnmet(state, payload.unmet ?? []);
    if (wrong) return wrong;
    const draft = anchored(
      step(context, payload.passed ? 'InterviewPassed' : 'InterviewFailed', payload),
      'interviewChecked',
    );
    return payload.passed ? draft : yield* interviewFailed(draft, state);
  },
} satisfies Handlers;

/** Put off: with a reason, by who may sign the notice or with an approver, so far ahead and so often as the rules allow. */
function postpone(
  context: Handling<MatterState, PayloadOf<'postponeInterview'> | PayloadOf<'recordInterview'>>,
  interviewAt: Instant | undefined,
): MatterDraft | Refusal {
  const { state, command, terms, payload } = context;
  if (!payload.reason) return refuse('reason-missing');
  if (!interviewAt) return refuse('invalid', { fields: { interviewAt: '请填写另定的约谈时间' } });
  const rung = currentRung(state, terms);
  if (rung && !maySign(command.actor, rung.issuer) && !payload.approver) return refuse('approver-missing');
  const wrong = cannotPostpone(context, state, rung, command.at, interviewAt);
  if (wrong) return wrong;
  const draft = step(context, 'InterviewPostponed', {
    ...payload,
    postponed: (state.postponed ?? 0) + 1,
    firstAt: state.interviewFirstAt ?? state.interviewAt,
  });
  putOff(draft, watched, state, rung?.label ?? '', interviewAt);
  return draft;
}

function* interviewFailed(draft: MatterDraft, state: MatterState): Deciding<MatterDraft> {
  const { at } = draft.input;
  const counted = countedFacts(yield* askCounts(state, at), at);
  // The count knows nothing of this very failure yet.
  const facts = { failedInterviewsIn6Months: counted.failedInterviewsIn6Months + 1 };
  draft.payload.facts = facts;
  draft.flags.push('interview-failed');
  if (state.stage === 'open') rearm(draft, state, { facts });
  return draft;
}
