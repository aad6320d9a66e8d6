import { describe, expect, it } from 'vitest';
import { type Act, HEAD, later, OFFICE, served, story } from '../office.ts';
import { ACCEPTED, ANSWERED, RECEIVED } from '../stories.ts';

const act = (when: string, what: string, payload: Act['with'] = {}, on = 'T1', by: Act['by'] = OFFICE): Act => ({
  on,
  at: when,
  by,
  do: what,
  with: payload,
});
const WHY = { reason: '按规定', document: '函1' };
const SECOND: Act = { ...RECEIVED, on: 'T2', at: '2025-03-06 09:00' };
const join = (when: string, into = 'T1', on = 'T2') => act(when, 'joinTipoff', { into }, on);

describe('the same reported twice', () => {
  it('the later one joins, owes nothing, and is answered with the first', () => {
    const joined = story([...ACCEPTED, SECOND, join('2025-03-06 10:00')], '2025-03-06 11:00');
    expect(joined.tipoff('T2')).toMatchObject({ stage: 'joined', closed: false, clocks: {}, into: 'T1' });
    expect(joined.tipoff('T1').joined).toEqual(['T2']);
    const told = later(
      joined,
      [act('2025-03-10 09:00', 'concludeTipoff', { result: '属实' }), act('2025-03-11 09:00', 'answerTipoff')],
      '2025-03-11 10:00',
    );
    expect(told.tipoff('T2')).toMatchObject({ stage: 'closed', closed: true, outcome: 'joined', result: '属实' });
    expect(told.world.events('T2').at(-1)?.effects).toMatchObject([{ notice: 'tipoffAnswer' }]);
  });

  it('after the first was answered it has the answer at once', () => {
    const told = story([...ANSWERED, { ...SECOND, at: '2025-03-12 09:00' }, join('2025-03-12 10:00')]);
    expect(told.tipoff('T2')).toMatchObject({ stage: 'closed', outcome: 'joined', result: '属实' });
  });

  it.each([
    ['withdrawn', [act('2025-03-07 09:00', 'withdrawTipoff', { reason: '撤回' })]],
    ['not ours', [act('2025-03-07 09:00', 'declineTipoff', { reason: '不属本街道' })]],
    [
      'handed over',
      [
        act('2025-03-07 09:00', 'transferTipoff', { ...WHY, receiver: '区住建局', level: 'district' }),
        act('2025-03-07 10:00', 'recordTransferReceipt', { document: '回执1' }),
      ],
    ],
  ])('the first is %s: the later one is looked at for itself, with its own days', (_, acts) => {
    const told = story([RECEIVED, SECOND, join('2025-03-06 10:00'), ...acts], '2025-03-07 11:00');
    expect(told.tipoff('T2')).toMatchObject({
      stage: 'received',
      clocks: { 'tipoff.triage': { lastDay: '2025-03-10' } },
    });
    expect(told.types('T2')).toContain('TipoffRevived');
  });

  it('only a later one joins an earlier one that is there and still to be answered', () => {
    const both = [...ACCEPTED, SECOND];
    expect(story([...both, join('2025-03-06 10:00', 'T2', 'T1')]).refused).toBe('join-not-first');
    for (const into of ['T9', 'T2'])
      expect(story([...both, join('2025-03-06 10:00', into)]).refused).toBe('join-target-unknown');
    const gone = act('2025-03-06 09:30', 'withdrawTipoff', { reason: '撤回' });
    expect(story([...both, gone, join('2025-03-06 10:00')]).refused).toBe('join-target-unknown');
  });

  it('a later one of its own time that the first joins in turn is told to go on', () => {
    const twins = story([RECEIVED, { ...RECEIVED, on: 'T2' }]);
    const crossed = later(twins, [join('2025-03-03 10:00'), join('2025-03-03 10:00', 'T2', 'T1')], '2025-03-03 11:00');
    const stages = ['T1', 'T2'].map((id) => crossed.tipoff(id).stage).sort();
    expect(stages).not.toEqual(['joined', 'joined']);
  });
});

describe('a tip-off and what is known already', () => {
  it('points to a hazard that is there; nothing is said to the hazard', () => {
    const linked = story([...served('T3'), ...ACCEPTED, act('2025-03-06 09:00', 'linkHazard', { hazard: 'H1' })]);
    expect(linked.tipoff().hazards).toEqual(['H1']);
    expect(linked.last.effects).toEqual([]);
    expect(later(linked, [act('2025-03-06 10:00', 'linkHazard', { hazard: 'H1' })]).refused).toBe(
      'hazard-linked-already',
    );
    expect(later(linked, [act('2025-03-06 10:00', 'linkHazard', { hazard: 'T1' })]).refused).toBe('hazard-unknown');
  });

  it('what the reporter does by himself is told to whoever has his case; what the office enters it knows', () => {
    const told = (acts: readonly Act[]) =>
      story(acts).last.effects.flatMap((effect) =>
        effect.do === 'notify' && effect.about === 'tipoffNews' ? [`${effect.to.post}: ${effect.params?.what}`] : [],
      );
    expect(told([RECEIVED])).toEqual([]);
    expect(told([{ ...RECEIVED, by: 'public' }])).toEqual(['street.safetyOffice: 收到网上举报，请分办']);
    const handed = [RECEIVED, act('2025-03-03 10:00', 'triageTipoff', { to: 'street.inspector' })];
    expect(told(handed)).toEqual(['street.inspector: 有举报分给你岗位承办']);
    const more = act('2025-03-03 11:00', 'supplementTipoff', { text: '夜里也有人' }, 'T1', 'public');
    expect(told([...handed, more])).toEqual(['street.inspector: 举报人补充了内容']);
  });

  it('handed over to somebody else: its receipt is asked for every three working days until it is there', () => {
    const sent = story(
      [RECEIVED, act('2025-03-04 09:00', 'transferTipoff', { ...WHY, receiver: '区住建局', level: 'district' })],
      '2025-03-20 09:00',
    );
    expect(sent.types('T1').filter((type) => type === 'AskedAgain').length).toBeGreaterThan(1);
    const back = later(sent, [
      act('2025-03-20 10:00', 'recordTransferReceipt', { document: '函2', accepted: false, reason: '不属本局' }),
    ]);
    expect(back.tipoff()).toMatchObject({ stage: 'received' });
    expect(Object.keys(back.tipoff().clocks)).toContain('tipoff.accept');
  });

  it('a look at the identity is recorded by the custodian alone, with a motive, also when all is over; an anonymous one has none', () => {
    const closed = [...ANSWERED, act('2025-03-12 09:00', 'closeTipoff')];
    const look = (by: string) => act('2025-03-13 09:00', 'recordOpening', { motive: '审计核对' }, 'T1', by);
    expect(story([...closed, look(HEAD)]).last).toMatchObject({
      type: 'IdentityOpened',
      payload: { motive: '审计核对' },
    });
    expect(story([...closed, look(OFFICE)]).refused).toBe('not-your-duty');
    const anonymous = { ...RECEIVED, with: { ...RECEIVED.with, reporter: 'anonymous' } };
    expect(story([anonymous, { ...look(HEAD), at: '2025-03-03 10:00' }]).refused).toBe('identity-not-sealed');
  });
});
