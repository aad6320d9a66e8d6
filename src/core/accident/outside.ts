import { computeDeadline } from '../deadline/deadline.ts';
import { ladderOf, maySkip } from '../matter/ladder.ts';
import { confirmUnder, FIXED_ONLY } from '../new-terms.ts';
import { checkDecidedOn, dated } from '../outside.ts';
import { refuse } from '../refusal.ts';
import { dutyClock, endsOn, fixDuty, resumeDuties, rulesOf, suspendDuties } from '../watch.ts';
import { startMatter } from './consequence.ts';
import { anchored, type Handlers, step, watchAccident } from './steps.ts';

/** What others decide and the street only watches; clues that are handed over; how it ends. */
export const OUTSIDE_ACTS = {
  startMatter(context) {
    const { state, payload, terms } = context;
    if (!payload.reason) return refuse('reason-missing');
    const ladder = ladderOf({ terms }, 'A');
    if (payload.startRung !== undefined && (!payload.approver || !maySkip(ladder, payload)))
      return refuse('skip-not-approved');
    if (payload.startRung !== undefined && payload.startRung > ladder.rungs.length)
      return refuse('invalid', { fields: { startRung: `该阶梯共 ${ladder.rungs.length} 级` } });
    const supervisor = payload.supervisor ?? state.supervisor;
    if (supervisor === '')
      return refuse('invalid', { fields: { supervisor: '单位未登记监管单位，请填写属地村（居）或部门' } });
    const draft = step(context, 'MatterStarted', payload);
    const facts = payload.ground === 'accident' ? { accident: true } : { backTracing: true };
    const subject = { ...state, supervisor, supervisorKind: payload.supervisorKind ?? state.supervisorKind };
    startMatter(draft, subject, payload.ground, facts, payload.startRung);
    return draft;
  },

  transferClue(context) {
    const { payload } = context;
    const draft = anchored(context, 'ClueTransferred', payload, 'transferSent');
    draft.effects.push({
      do: 'issueNotice',
      notice: 'clueTransfer',
      issuer: { post: 'street.partyCommittee' },
      to: { post: payload.to },
      params: { facts: payload.what },
    });
    return draft;
  },

  recordClueReceipt(context) {
    const { command, payload } = context;
    return (
      checkDecidedOn(payload, command.at) ??
      anchored(context, 'ClueReceived', dated(payload, command.at), 'transferReceived')
    );
  },

  concludeTracing: (context) => step(context, 'TracingConcluded', context.payload),

  startAppraisal(context) {
    const { command, payload } = context;
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    const draft = step(context, 'AppraisalStarted', dated(payload, command.at));
    suspendDuties(draft, (rule) => endsOn(rule, 'investigationReported'));
    return draft;
  },

  endAppraisal(context) {
    const { state, command, payload } = context;
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    const draft = step(context, 'AppraisalEnded', dated(payload, command.at));
    const pauses = state.pauses.map((pause) => (pause.to === undefined ? { ...pause, to: command.at } : pause));
    resumeDuties(draft, watchAccident(draft, pauses));
    return draft;
  },

  recordInvestigationExtension(context) {
    const { state, command, terms, payload } = context;
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    const draft = step(context, 'InvestigationExtended', dated(payload, command.at));
    const rule = rulesOf(terms.rules, 'accident').find((one) => endsOn(one, 'investigationReported'));
    const duty = rule && dutyClock(draft, rule.id);
    if (!rule || !duty || state.regions.appraisal === 'running') return refuse('extension-not-possible');
    const start = duty.clock.start ?? state.happened;
    const watched = watchAccident(draft);
    const most =
      rule.cap &&
      computeDeadline({
        rule: rule.id,
        calendar: terms.calendar,
        start,
        duration: rule.cap,
        pauses: watched.pauses(rule),
      }).lastDay;
    if (payload.until <= (duty.clock.lastDay ?? '') || (most && payload.until > most))
      return refuse('extension-beyond-cap', { detail: `应晚于 ${duty.clock.lastDay}，最晚 ${most}` });
    fixDuty(draft, watched, rule, start, payload.until);
    return draft;
  },

  recordInvestigation(context) {
    const { state, command, payload } = context;
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    if (state.regions.appraisal === 'running') return refuse('appraisal-running', { stage: state.stage });
    return anchored(context, 'InvestigationReported', dated(payload, command.at), 'investigationReported');
  },

  recordApproval(context) {
    const { command, payload } = context;
    return (
      checkDecidedOn(payload, command.at) ??
      anchored(context, 'InvestigationApproved', dated(payload, command.at), 'investigationApproved')
    );
  },

  recordAssessment(context) {
    const { command, payload } = context;
    return (
      checkDecidedOn(payload, command.at) ??
      anchored(context, 'AccidentAssessed', dated(payload, command.at), 'assessed')
    );
  },

  closeAccident(context) {
    const { payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    return payload.document ? step(context, 'AccidentClosed', payload) : refuse('document-missing');
  },

  dismissAccident(context) {
    const { payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    return payload.approver ? step(context, 'AccidentDismissed', payload) : refuse('approver-missing');
  },

  *confirmDeadlines(context) {
    const { state, terms, payload } = context;
    return yield* confirmUnder(
      state,
      terms,
      payload.calendar,
      (after) => step({ ...context, terms: after }, 'DeadlineConfirmed', payload),
      { ...FIXED_ONLY, watched: (draft) => watchAccident(draft) },
    );
  },

  addNote: (context) => step(context, 'NoteAdded', context.payload),
} satisfies Handlers;
