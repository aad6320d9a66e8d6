import { move } from '../draft.ts';
import { endPaperDuty } from '../paper-duty.ts';
import { refuse } from '../refusal.ts';
import { anchor } from '../watch.ts';
import { armAfterService, armReview, received } from './after-service.ts';
import { nameInterview, tooSoon } from './interview.ts';
import { endSignature, issue } from './paper.ts';
import { currentRung, type Handlers, rearm, step, watched } from './steps.ts';

/** What is done about a paper in hand: signed, received, answered, assessed. */
export const PAPER = {
  signNotice(context) {
    const { state, command, terms, payload } = context;
    const rung = currentRung(state, terms);
    if (!rung || rung.notice !== payload.notice)
      return refuse('wrong-notice', { detail: `待签发：${rung?.notice ?? '无'}` });
    if (rung.inPerson) {
      if (!payload.interviewAt) return refuse('invalid', { fields: { interviewAt: '请填写约谈时间' } });
      const early = tooSoon(context, rung, command.at, payload.interviewAt);
      if (early) return early;
    }
    const draft = step(context, 'NoticeSigned', { ...payload, rung: rung.rung });
    endSignature(draft);
    issue(draft, rung, state.subject, payload.interviewAt ? { interviewAt: payload.interviewAt } : {});
    if (rung.inPerson) {
      move(draft, 'InterviewNamed');
      nameInterview(draft, watched, rung);
    }
    if (rung.target.startsWith('district.') && move(draft, 'TransferSent')) {
      draft.payload.receiver = rung.target;
      anchor(draft, watched, 'transferSent', command.at);
    } else armAfterService(draft, rung, state.ladder, command.at);
    rearm(draft, state);
    return draft;
  },

  recordNoticeReceipt(context) {
    const { state, command, terms, payload } = context;
    const rung = currentRung(state, terms);
    if (state.rungs.at(-1)?.receivedAt !== undefined) return refuse('notice-already-received');
    // A refusal counts as received, but two witnesses must have seen it (handbook §3).
    if (payload.refused && new Set(payload.witnesses).size < 2) return refuse('witnesses-missing');
    if (command.at < (state.since?.paper ?? ''))
      return refuse('at-before-stage', { stage: state.stage, detail: `文书于 ${state.since?.paper} 发出` });
    const draft = step(context, 'NoticeReceived', { ...payload, receivedAt: command.at });
    if (rung) received(draft, state, rung, command.at);
    return draft;
  },

  answerNotice(context) {
    const draft = step(context, 'AnswerFiled', context.payload);
    for (const id of ['answer', 'receipt']) {
      draft.cleared.add(id);
      endPaperDuty(draft, id, context.command.at);
    }
    return draft;
  },

  assessAnswer(context) {
    const { state, payload } = context;
    if (payload.result !== 'sufficient' && !payload.reason) return refuse('reason-missing');
    const { person, post } = context.command.actor;
    if (state.regions.paper === 'contested' && (person ?? post) === state.contestedBy)
      return refuse('second-person-missing', { detail: '有异议的答复须由另一人复核' });
    const type =
      payload.result === 'sufficient'
        ? 'AnswerSufficient'
        : payload.result === 'poor'
          ? 'AnswerPoor'
          : 'AnswerContested';
    const draft = step(context, type, {
      ...payload,
      facts: { answerSufficient: payload.result === 'sufficient', nextRungDue: payload.result === 'poor' },
    });
    if (payload.result === 'contested') armReview(draft, context.command.at);
    else {
      draft.cleared.add('review');
      endPaperDuty(draft, 'review', context.command.at);
    }
    rearm(draft, state, {
      contested: payload.result === 'contested',
      waitsForResult: payload.result === 'sufficient',
      hurry: payload.result === 'poor',
    });
    return draft;
  },
} satisfies Handlers;
