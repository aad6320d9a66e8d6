import { describe, expect, it } from 'vitest';
import { type Act, at, HEAD, later, OFFICE, rules, story } from '../office.ts';
import { ACCEPTED, ANSWERED, RECEIVED } from '../stories.ts';

const act = (when: string, what: string, payload: Act['with'] = {}): Act => ({
  on: 'T1',
  at: when,
  by: OFFICE,
  do: what,
  with: payload,
});
const WHY = { reason: '按规定', approver: 'district.emergency' };

describe('a tip-off (handbook §9, §24)', () => {
  it('not ours: told within five working days, with a reason, and nothing is left to be verified', () => {
    expect(story([RECEIVED, act('2025-03-04 09:00', 'declineTipoff')]).refused).toBe('reason-missing');
    const told = story([
      RECEIVED,
      act('2025-03-04 09:00', 'declineTipoff', { reason: '属区住建局', receiver: '区住建局' }),
    ]);
    expect(told.tipoff()).toMatchObject({ stage: 'closed', closed: true, clocks: {} });
    expect(told.last.effects).toMatchObject([{ do: 'issueNotice', notice: 'tipoffNotOurs' }]);
    expect(
      told
        .tipoff()
        .verdicts.map((verdict) => `${verdict.duty} ${verdict.result}`)
        .sort(),
    ).toEqual(['tipoff.accept met', 'tipoff.triage withdrawn']);
  });

  it('accepted without triage: the triage is not owed any more', () => {
    const told = story([RECEIVED, act('2025-03-03 10:00', 'acceptTipoff')]);
    expect(told.tipoff().verdicts).toMatchObject([
      { duty: 'tipoff.accept', result: 'met' },
      { duty: 'tipoff.triage', result: 'withdrawn' },
    ]);
    expect(Object.keys(told.tipoff().clocks).sort()).toEqual(['tipoff.verify', 'tipoff.verify/reminder']);
  });

  it('verification is extended once, with reason and approval, to ninety days in all, and the reporter is told', () => {
    expect(story([...ACCEPTED, act('2025-03-10 09:00', 'extendVerification', { approver: 'x' })]).refused).toBe(
      'reason-missing',
    );
    expect(story([...ACCEPTED, act('2025-03-10 09:00', 'extendVerification', { reason: 'x' })]).refused).toBe(
      'approver-missing',
    );
    const told = story([...ACCEPTED, act('2025-03-10 09:00', 'extendVerification', WHY)]);
    // Ninety days from 5 March.
    expect(told.tipoff().clocks['tipoff.verify']).toMatchObject({ lastDay: '2025-06-03', fixed: true });
    expect(told.last.effects).toMatchObject([{ notice: 'tipoffExtension' }]);
    expect(later(told, [act('2025-03-11 09:00', 'extendVerification', WHY)]).refused).toBe('extension-not-possible');
  });

  it('not after the sixty days are over', () => {
    expect(story([...ACCEPTED, act('2025-05-07 09:00', 'extendVerification', WHY)]).refused).toBe(
      'extension-not-possible',
    );
  });

  it('verification is extended by somebody above: neither by the office nor by the handler', () => {
    for (const approver of [OFFICE, HEAD])
      expect(story([...ACCEPTED, act('2025-03-10 09:00', 'extendVerification', { ...WHY, approver })]).refused).toBe(
        'approver-missing',
      );
  });

  it('the fine of the verification counts if the offer names none', () => {
    const verified = [
      ...ACCEPTED,
      act('2025-03-10 09:00', 'concludeTipoff', { result: '属实', fine: 100_000 }),
      act('2025-03-11 09:00', 'answerTipoff'),
      act('2025-03-12 09:00', 'offerReward'),
    ];
    expect(story(verified).tipoff().amount).toBe(15_000);
  });

  it('a reward that nobody claims in sixty days expires and closes the tip-off; that is missed, and the reporter’s', () => {
    const told = story([...ANSWERED, act('2025-03-12 09:00', 'offerReward')], '2025-05-13 00:00');
    expect(told.tipoff()).toMatchObject({ stage: 'closed', closed: true });
    expect(told.tipoff().verdicts.at(-1)).toMatchObject({
      duty: 'tipoff.claim',
      result: 'missed',
      holder: 'tipoff.reporter',
      lastDay: '2025-05-12',
    });
    expect(story([...ANSWERED, act('2025-03-12 09:00', 'offerReward')], '2025-05-12 23:59').tipoff().stage).toBe(
      'rewardOffered',
    );
  });

  it('withdrawn by the reporter or waived: with a reason, and no clock is left', () => {
    expect(story([RECEIVED, act('2025-03-04 09:00', 'withdrawTipoff')]).refused).toBe('reason-missing');
    expect(
      story([...ACCEPTED, act('2025-03-06 09:00', 'withdrawTipoff', { reason: '举报人撤回' })]).tipoff(),
    ).toMatchObject({ stage: 'closed', closed: true, clocks: {} });
    expect(
      story([...ANSWERED, act('2025-03-12 09:00', 'offerReward'), act('2025-03-13 09:00', 'waiveReward')]).refused,
    ).toBe('reason-missing');
  });

  it('an answer that comes late is late by its days, and the handler’s', () => {
    const told = story([...ANSWERED.slice(0, -1), act('2025-03-25 09:00', 'answerTipoff')]);
    expect(told.tipoff().verdicts.at(-1)).toMatchObject({
      duty: 'tipoff.answer',
      result: 'late',
      daysLate: 5,
      holder: 'tipoff.handler',
    });
    expect(told.tipoff().flags.map((flag) => flag.code)).toEqual(['tipoff-late']);
  });

  it('a hazard that it opens is found no later than it is entered, stands under the rules of the tip-off, and says nothing of it', () => {
    const open = (found: string): Act =>
      act('2025-03-06 09:00', 'openHazard', {
        unit: 'U3',
        kind: 'livingInWarehouse',
        where: '仓库',
        what: '违规住人',
        found: at(found),
      });
    expect(story([...ACCEPTED, open('2025-03-06 10:00')]).refused).toBe('invalid');
    const told = story([...ACCEPTED, open('2025-03-06 08:30')], '2025-03-06 09:00');
    const hazard = told.hazard(told.tipoff().hazards[0] ?? '');
    expect(hazard).toMatchObject({
      stage: 'identified',
      source: 'tipoff',
      unit: 'U3',
      supervisor: 'V3',
      ruleSet: rules.id,
    });
    expect(JSON.stringify(told.world.events(hazard.caseId).map(({ caseId: _, ...event }) => event))).not.toContain(
      '"T1"',
    );
  });
});
