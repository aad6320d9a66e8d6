import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenOf, rewardOf, rewardSentence, yuanOf } from '../../../src/core/tipoff/reward.ts';
import { type Act, OFFICE, rules, story } from '../office.ts';
import { ACCEPTED, ANSWERED, RECEIVED } from '../stories.ts';

const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  on: 'T1',
  at: when,
  by,
  do: what,
  with: payload,
});

describe('the reward, in whole fen', () => {
  it('fifteen per cent of the fine between floor and ceiling; without a fine the local amount', () => {
    const paid = [undefined, 0, 10_000, 20_000, 100_000, 2_000_000, 9_000_000].map((fine) =>
      yuanOf(rewardOf(rules, fine === undefined ? {} : { fineFen: fine * 100 }).amountFen),
    );
    expect(paid).toEqual([500, 3_000, 3_000, 3_000, 15_000, 300_000, 300_000]);
  });

  it('is rounded half up to a fen, and no figure between is lost: as by exact fractions', () => {
    // 15 % of 100,000.30 yuan is 15,000.045: up.
    expect(rewardOf(rules, { fineFen: 10_000_030 }).shareFen).toBe(1_500_005);
    expect(rewardOf(rules, { fineFen: 10_000_029 }).shareFen).toBe(1_500_004);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), (fineFen) => {
        const exact = (BigInt(fineFen) * 1_500n * 2n + 10_000n) / 20_000n;
        expect(BigInt(rewardOf(rules, { fineFen }).shareFen ?? -1)).toBe(exact);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('says how it was counted', () => {
    expect(rewardSentence(rewardOf(rules, { fineFen: 1_000_000 }))).toBe(
      '罚款10,000元×15%＝1,500元，低于下限，按下限3,000元',
    );
    expect(rewardSentence(rewardOf(rules, { fineFen: 10_000_030 }))).toBe('罚款100,000.30元×15%＝15,000.05元');
    expect(rewardSentence(rewardOf(rules, { fineFen: 900_000_000 }))).toBe(
      '罚款9,000,000元×15%＝1,350,000元，高于上限，按上限300,000元',
    );
    expect(rewardSentence(rewardOf(rules, {}))).toBe('未处罚款，按一般隐患奖励，上限500元');
  });

  it('yuan with more than two decimals are no amount', () => {
    expect([0.01, 19.99, 1_234.5, 0.001, 10.005].map(fenOf)).toEqual([1, 1_999, 123_450, undefined, undefined]);
    expect(
      story([...ACCEPTED, act('2025-03-10 09:00', 'concludeTipoff', { result: '属实', fine: 0.001 })]).refused,
    ).toBe('invalid');
  });

  it('stands in the event with its trace, and less than the local amount may be given, more not', () => {
    const offer = (payload: Act['with']) => story([...ANSWERED, act('2025-03-12 09:00', 'offerReward', payload)]);
    expect(offer({ fine: 100_000.3 }).last.payload).toMatchObject({
      amount: 15_000.05,
      computation: {
        fineFen: 10_000_030,
        shareBp: 1_500,
        shareFen: 1_500_005,
        decidedBy: 'share',
        amountFen: 1_500_005,
      },
    });
    expect(offer({ amount: 300 }).tipoff().amount).toBe(300);
    expect(offer({ amount: 500.01 }).refused).toBe('reward-beyond-ceiling');
    expect(offer({ amount: 10.005 }).refused).toBe('invalid');
    expect(offer({ amount: 300, fine: 100_000 }).refused).toBe('invalid');
  });

  it('is not due where nothing was found', () => {
    const unfounded = [
      ...ACCEPTED,
      act('2025-03-10 09:00', 'concludeTipoff', { result: '不属实' }),
      act('2025-03-11 09:00', 'answerTipoff'),
      act('2025-03-12 09:00', 'offerReward'),
    ];
    expect(story(unfounded).refused).toBe('reward-not-due');
  });

  it('of several who report jointly is taken by the first, or by whoever has their written proxy', () => {
    const joint = [{ ...RECEIVED, with: { ...RECEIVED.with, joint: 3 } }, ...ANSWERED.slice(1)];
    const pay = (payload: Act['with']) =>
      story([...joint, act('2025-03-12 09:00', 'offerReward'), act('2025-03-13 09:00', 'payReward', payload)]);
    expect(pay({}).refused).toBe('reward-payee-missing');
    expect(pay({ to: 'proxy' }).refused).toBe('document-missing');
    expect(pay({ to: 'proxy', document: '委托书-1' }).tipoff()).toMatchObject({ stage: 'closed', outcome: 'paid' });
    expect(pay({ to: 'first' }).tipoff().stage).toBe('closed');
  });

  it('claimed in time it no longer expires, and the office has fifteen working days to pay', () => {
    const claimed = story(
      [...ANSWERED, act('2025-03-12 09:00', 'offerReward'), act('2025-05-12 09:00', 'claimReward', {}, 'public')],
      '2025-05-30 09:00',
    );
    expect(claimed.tipoff()).toMatchObject({
      stage: 'rewardClaimed',
      clocks: { 'tipoff.pay': { lastDay: '2025-06-03' } },
    });
    expect(claimed.tipoff().verdicts.at(-1)).toMatchObject({ duty: 'tipoff.claim', result: 'met' });
  });
});
