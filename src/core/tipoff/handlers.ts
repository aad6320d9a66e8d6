import { computeDeadline } from '../deadline/deadline.ts';
import { addDays } from '../instant.ts';
import { tell } from '../lapse.ts';
import { adoptUnder, confirmUnder, FIXED_ONLY } from '../new-terms.ts';
import { checkDecidedOn, dated } from '../outside.ts';
import { refuse } from '../refusal.ts';
import { anchor, dutyClock, endDuty, endsOn, fixDuty, rulesOf, withdrawEnding } from '../watch.ts';
import type { TipoffCommand } from './commands.ts';
import { DUPLICATE } from './duplicate.ts';
import { fenOf } from './reward.ts';
import { REWARD } from './reward-commands.ts';
import { anchored, type Handler, step, tellJoined, tellNews, toReporter, watched } from './steps.ts';

/** Who is asked for a longer verification is above whoever verifies (安监总财〔2012〕63号): never the office itself, nor the handler. */
const isAbove = (approver: string, handler: string) =>
  approver !== handler && !/^street\.safetyOffice(\.|$)/.test(approver);

/** What each command of a tip-off becomes. */
export const HANDLERS: { readonly [Name in TipoffCommand]: Handler<Name> } = {
  ...DUPLICATE,
  ...REWARD,

  receiveTipoff(context) {
    const draft = anchored({ ...context, state: undefined }, 'TipoffReceived', context.payload, 'tipoffReceived');
    tellNews(draft, '收到网上举报，请分办');
    return draft;
  },

  triageTipoff(context) {
    const draft = anchored(context, 'TipoffTriaged', context.payload, 'tipoffTriaged');
    tell(draft, 'tipoffNews', { post: context.payload.to }, undefined, undefined, { what: '有举报分给你岗位承办' });
    return draft;
  },

  acceptTipoff(context) {
    const draft = anchored(context, 'TipoffAccepted', context.payload, 'tipoffAccepted');
    withdrawEnding(draft, 'tipoffTriaged');
    toReporter(draft, 'tipoffReceipt');
    return draft;
  },

  declineTipoff(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'TipoffNotOurs', context.payload);
    // Told within the days for acceptance; nothing is to be verified.
    for (const rule of rulesOf(context.terms.rules, 'tipoff'))
      if (endsOn(rule, 'tipoffAccepted')) endDuty(draft, watched, rule, context.command.at);
    toReporter(draft, 'tipoffNotOurs');
    tellJoined(draft, context.state.joined ?? [], 'firstGone', { from: context.state.caseId });
    return draft;
  },

  transferTipoff(context) {
    const { terms, command, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const draft = anchored(context, 'TipoffTransferred', payload, 'tipoffTransferred');
    for (const rule of rulesOf(terms.rules, 'tipoff'))
      if (endsOn(rule, 'tipoffAccepted')) endDuty(draft, watched, rule, command.at);
    // Who accepts is responsible (谁受理、谁负责): nothing is verified here any more.
    for (const name of ['tipoffTriaged', 'tipoffVerified']) withdrawEnding(draft, name);
    toReporter(draft, 'tipoffNotOurs');
    return draft;
  },

  recordTransferReceipt(context) {
    const { state, command, payload } = context;
    const accepted = payload.accepted !== false;
    if (!accepted && !payload.reason) return refuse('reason-missing');
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    const type = accepted ? 'TipoffTransferReceived' : 'TipoffTransferReturned';
    const draft = anchored(context, type, dated(payload, command.at), 'tipoffTransferReceived');
    if (accepted) tellJoined(draft, state.joined ?? [], 'firstGone', { from: state.caseId });
    // It is here again, and the reporter waits: the days for acceptance begin anew.
    else anchor(draft, watched, 'tipoffReceived', command.at);
    return draft;
  },

  withdrawTipoff(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'TipoffWithdrawn', context.payload);
    tellNews(draft, '举报人撤回举报');
    tellJoined(draft, context.state.joined ?? [], 'firstGone', { from: context.state.caseId });
    return draft;
  },

  supplementTipoff(context) {
    const draft = step(context, 'SupplementReceived', context.payload);
    tellNews(draft, '举报人补充了内容');
    return draft;
  },

  *openHazard(context) {
    const { state, terms, payload, command } = context;
    if (payload.found > command.at) return refuse('invalid', { fields: { found: '发现时间不能晚于登记时间' } });
    const { document: _d, approver: _a, reason: _r, note: _n, ...found } = payload;
    // An ordinary number: the unit must not read from it that somebody reported.
    const hazard = (yield { ask: 'number', kind: 'hazard', at: command.recordedAt, by: state.caseId }) as string;
    const draft = step(context, 'HazardOpened', { ...payload, opensCase: hazard });
    draft.effects.push({
      do: 'send',
      to: hazard,
      kind: 'hazard',
      message: 'openHazard',
      payload: { ...found, ruleSet: terms.rules.id, calendar: terms.calendar.id },
    });
    return draft;
  },

  extendVerification(context) {
    const { state, command, terms, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.approver) return refuse('approver-missing');
    if (!isAbove(payload.approver, state.handler))
      return refuse('approver-missing', { detail: '须由上一级批准，不能由承办岗位自行批准' });
    const draft = step(context, 'VerificationExtended', payload);
    const rule = rulesOf(terms.rules, 'tipoff').find((one) => endsOn(one, 'tipoffVerified'));
    const duty = rule && dutyClock(draft, rule.id);
    if (!rule || !duty || duty.lapsed || duty.clock.fixed) return refuse('extension-not-possible');
    const cap = rule.cap
      ? computeDeadline({
          rule: rule.id,
          calendar: terms.calendar,
          start: duty.clock.start ?? command.at,
          duration: rule.cap,
        }).lastDay
      : undefined;
    fixDuty(draft, watched, rule, duty.clock.start ?? state.stageSince, cap ?? addDays(duty.clock.lastDay ?? '', 30));
    toReporter(draft, 'tipoffExtension');
    return draft;
  },

  concludeTipoff(context) {
    const { payload } = context;
    if (payload.fine !== undefined && fenOf(payload.fine) === undefined)
      return refuse('invalid', { fields: { fine: '金额最多两位小数（到分）' } });
    return anchored(context, 'TipoffVerified', payload, 'tipoffVerified');
  },

  answerTipoff(context) {
    const { state } = context;
    const draft = anchored(context, 'TipoffAnswered', context.payload, 'tipoffAnswered');
    toReporter(draft, 'tipoffAnswer');
    tellJoined(draft, state.joined ?? [], 'tipoffAnswered', { result: state.result ?? '' });
    return draft;
  },

  closeTipoff: (context) => step(context, 'TipoffClosed', context.payload),

  recordOpening: (context) =>
    context.state.reporter === 'sealed'
      ? step(context, 'IdentityOpened', context.payload)
      : refuse('identity-not-sealed', { stage: context.state.stage }),

  *adoptRules(context) {
    const { state, command, terms, payload } = context;
    return yield* adoptUnder(state, command, terms, payload, {
      ...FIXED_ONLY,
      begin: (after, given) => step({ ...context, terms: after }, 'RulesAdopted', given),
      watched: () => watched,
      ownPeriod: () => undefined,
    });
  },

  *confirmDeadlines(context) {
    const { state, terms, payload } = context;
    return yield* confirmUnder(
      state,
      terms,
      payload.calendar,
      (after) => step({ ...context, terms: after }, 'DeadlineConfirmed', payload),
      { ...FIXED_ONLY, watched: () => watched },
    );
  },

  addNote: (context) => step(context, 'NoteAdded', context.payload),
};
