import { refuse } from '../refusal.ts';
import { endDuty, endsOn, rulesOf } from '../watch.ts';
import { fenOf, rewardOf, rewardSentence, traceAsJson, yuanOf } from './reward.ts';
import { anchored, type Handler, step, tellNews, toReporter, watched } from './steps.ts';

type Reward = 'offerReward' | 'claimReward' | 'payReward' | 'waiveReward';

/** The reward: counted by rule, claimed by the code, paid or given up. */
export const REWARD: { readonly [Name in Reward]: Handler<Name> } = {
  offerReward(context) {
    const { terms, payload, state } = context;
    if (state.finding === 'unfounded') return refuse('reward-not-due');
    const fine = payload.fine ?? state.fine;
    const fineFen = fine === undefined ? undefined : fenOf(fine);
    const givenFen = payload.amount === undefined ? undefined : fenOf(payload.amount);
    const cents = '金额最多两位小数（到分）';
    if (fine !== undefined && fineFen === undefined) return refuse('invalid', { fields: { fine: cents } });
    if (payload.amount !== undefined && givenFen === undefined) return refuse('invalid', { fields: { amount: cents } });
    if (givenFen !== undefined && fineFen !== undefined)
      return refuse('invalid', { fields: { amount: '已处罚款的，奖励金额按规则计算，无需填写' } });
    const trace = rewardOf(terms.rules, {
      ...(fineFen === undefined ? {} : { fineFen }),
      ...(givenFen === undefined ? {} : { givenFen }),
    });
    if (givenFen !== undefined && givenFen > trace.ceilingFen)
      return refuse('reward-beyond-ceiling', { detail: `上限 ${yuanOf(trace.ceilingFen)} 元` });
    const draft = anchored(
      context,
      'RewardOffered',
      {
        ...payload,
        amount: yuanOf(trace.amountFen),
        computation: traceAsJson(trace),
        amountBasis: rewardSentence(trace),
      },
      'rewardOffered',
    );
    toReporter(draft, 'rewardNotice');
    return draft;
  },

  claimReward(context) {
    const draft = anchored(context, 'RewardClaimed', context.payload, 'rewardClaimed');
    tellNews(draft, '举报人申请领奖，请按期发放');
    // Claimed in time is in time, however long the office takes to pay: also under rule sets that know payment alone.
    for (const rule of rulesOf(context.terms.rules, 'tipoff'))
      if (rule.startsOn === 'rewardOffered' && endsOn(rule, 'rewardPaid'))
        endDuty(draft, watched, rule, context.command.at);
    return draft;
  },

  payReward(context) {
    const { state, payload } = context;
    if (state.joint !== undefined && payload.to === undefined)
      return refuse('reward-payee-missing', { stage: state.stage });
    if (payload.to === 'proxy' && !payload.document) return refuse('document-missing', { stage: state.stage });
    return anchored(context, 'RewardPaid', payload, 'rewardPaid');
  },

  waiveReward(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'RewardWaived', context.payload);
    tellNews(draft, '举报人放弃领奖');
    return draft;
  },
};
