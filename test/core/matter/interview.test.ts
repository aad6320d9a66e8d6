import { describe, expect, it } from 'vitest';
import { loadRuleSet } from '../../../src/core/index.ts';
import { type Act, at, later, newWorld, OFFICE, served, shipped, story } from '../office.ts';

const LEADER = 'street.leader';
const WHY = { reason: '按规定', document: 'doc-1', approver: 'street.head' };
const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  on: 'H1-A1',
  at: when,
  by,
  do: what,
  with: payload,
});
/** Skipped to the interview on 3 April 2025 (the 4th is a holiday), named for the 10th. */
const NAMED = [
  ...served('T2'),
  act('2025-04-03 10:00', 'skipRungs', { to: 5, ...WHY }),
  act('2025-04-03 11:00', 'signNotice', { notice: 'interviewNotice', interviewAt: at('2025-04-10 10:00') }, LEADER),
];
const postpone = (when: string, day: string, more: Act['with'] = {}, by: Act['by'] = LEADER) =>
  act(when, 'postponeInterview', { interviewAt: at(`${day} 10:00`), reason: '防汛', ...more }, by);

describe('naming', () => {
  it('what the notice lacks is said, and on the office’s desk', () => {
    const told = story(NAMED);
    expect(told.last.payload.missing).toEqual(['place', 'host', 'reasons', 'materials']);
    expect(told.last.effects).toContainEqual(
      expect.objectContaining({ about: 'interviewIncomplete', to: { post: OFFICE } }),
    );
    const whole = { place: '三楼', host: '领导', reasons: '逾期', materials: '台账' };
    const named = story([
      ...NAMED.slice(0, -1),
      act(
        '2025-04-03 11:00',
        'signNotice',
        { notice: 'interviewNotice', interviewAt: at('2025-04-10 10:00'), ...whole },
        LEADER,
      ),
    ]);
    expect(named.last.payload.missing).toBeUndefined();
  });
});

describe('naming before a long holiday', () => {
  it('given fewer than three working days within the seven, when it is named, it is due on the first day that the notice allows', () => {
    const signed = [
      ...served('T2', { day: '2025-08-27' }),
      act('2025-09-29 10:00', 'skipRungs', { to: 5, ...WHY }),
      act('2025-09-29 11:00', 'signNotice', { notice: 'interviewNotice', interviewAt: at('2025-10-11 10:00') }, LEADER),
    ];
    // 30 September, 9 and 10 October are the three working days; the 11th is a make-up day.
    expect(story(signed).matter().clocks['interview.hold']).toMatchObject({ lastDay: '2025-10-11', fixed: true });
    const told = story(
      [...signed, act('2025-10-11 11:00', 'recordInterview', { attended: 'inPerson', host: '领导', recorder: 'P7' })],
      '2025-10-11 12:00',
    );
    expect(told.matter().verdicts).toContainEqual(
      expect.objectContaining({ duty: 'interview.hold', result: 'met', daysToSpare: 0 }),
    );
    // Without a holiday the rule’s own seven days stand.
    expect(story(NAMED).matter().clocks['interview.hold']).toMatchObject({ lastDay: '2025-04-10' });
  });
});

describe('putting it off', () => {
  it('is told to whoever must come, with the new hour', () => {
    const told = story([...NAMED, postpone('2025-04-07 09:00', '2025-04-14')]);
    expect(told.last.effects).toContainEqual(
      expect.objectContaining({
        do: 'notify',
        about: 'interviewPostponed',
        to: { post: 'village.head', organisation: 'V1' },
        params: { label: '约谈', interviewAt: at('2025-04-14 10:00') },
      }),
    );
  });

  it('moves the day by which it must be held, once, and no further than the rules allow', () => {
    const told = story([...NAMED, postpone('2025-04-07 09:00', '2025-04-14')]);
    expect(told.matter()).toMatchObject({ interviewAt: at('2025-04-14 10:00'), postponed: 1 });
    expect(told.matter().clocks['interview.hold']).toMatchObject({ lastDay: '2025-04-14', fixed: true });
    expect(later(told, [postpone('2025-04-08 09:00', '2025-04-15')]).refused).toBe('interview-postponed-enough');
    // Seven working days from the 10th: 11, 14–18, 21 April.
    expect(story([...NAMED, postpone('2025-04-07 09:00', '2025-04-21')]).refused).toBeUndefined();
    expect(story([...NAMED, postpone('2025-04-07 09:00', '2025-04-22')]).refused).toBe('interview-postponed-too-far');
  });

  it('by who signs the notice, or with an approver', () => {
    expect(story([...NAMED, postpone('2025-04-07 09:00', '2025-04-14', {}, OFFICE)]).refused).toBe('approver-missing');
    expect(
      story([...NAMED, postpone('2025-04-07 09:00', '2025-04-14', { approver: LEADER }, OFFICE)]).refused,
    ).toBeUndefined();
  });

  it('staying away with cause is a postponement under the same limits; without cause it has failed', () => {
    const stayAway = (payload: Act['with']) =>
      story([...NAMED, act('2025-04-10 10:30', 'recordInterview', { attended: 'excused', ...payload })]);
    expect(stayAway({}).refused).toBe('document-missing');
    expect(stayAway({ document: '病假条' }).refused).toBe('reason-missing');
    expect(stayAway({ document: '病假条', reason: '住院', approver: LEADER }).refused).toBe('invalid');
    const excused = stayAway({
      document: '病假条',
      reason: '住院',
      approver: LEADER,
      interviewAt: at('2025-04-16 10:00'),
    });
    expect(excused.matter()).toMatchObject({ regions: { interview: 'decided' }, postponed: 1 });
    later(excused, [act('2025-04-16 11:00', 'recordInterview', { attended: 'absent' })], '2025-04-17 10:00');
    expect(excused.matter().rungs.at(-1)).toMatchObject({ rung: 6, dueAt: at('2025-04-17 09:00') });
  });
});

describe('holding it', () => {
  const demands = [
    { demand: '清理通道', owner: 'U1', due: '2025-04-14' },
    { demand: '专人巡查', owner: 'V1', due: '2025-04-15' },
  ];
  const held = (more: Act['with'] = {}, when = '2025-04-10 11:00') =>
    act(when, 'recordInterview', { attended: 'inPerson', host: '领导', recorder: 'P7', demands, ...more });

  it('not before its time, not twice, and each demand has an owner and a day that is not past', () => {
    expect(story([...NAMED, held({}, '2025-04-10 09:59')]).refused).toBe('interview-not-yet');
    expect(story([...NAMED, held({ demands: [{ demand: '清理', owner: 'U1' }] })]).refused).toBe('invalid');
    expect(story([...NAMED, held({ demands: [{ demand: '清理', owner: 'U1', due: '2025-04-09' }] })]).refused).toBe(
      'invalid',
    );
    const told = story([...NAMED, held()]);
    expect(told.matter().demands).toEqual(demands);
    expect(later(told, [held({}, '2025-04-11 11:00')]).refused).toBe('interview-already-held');
    expect(later(told, [postpone('2025-04-11 12:00', '2025-04-18')]).refused).toBe('interview-already-held');
  });

  it('the report is owed within what the rung gives for an answer, by whatever its own rule says', () => {
    expect(story([...NAMED, held()]).matter().clocks['interview.report']).toMatchObject({ lastDay: '2025-04-17' });
    const json = shipped('rules.default.json') as { ladders: { rungs: { answerWithin: object | null }[] }[] };
    Object.assign(json.ladders[0]?.rungs[4] ?? {}, { answerWithin: { value: 2, unit: 'workingDay' } });
    const told = story([...NAMED, held()], undefined, newWorld({ rules: loadRuleSet(json) }));
    expect(told.matter().clocks['interview.report']).toMatchObject({ lastDay: '2025-04-14' });
    // Where the rung gives nothing the rule of the duty stands.
    Object.assign(json.ladders[0]?.rungs[4] ?? {}, { answerWithin: null });
    const silent = story([...NAMED, held()], undefined, newWorld({ rules: loadRuleSet(json) }));
    expect(silent.matter().clocks['interview.report']).toMatchObject({ lastDay: '2025-04-17' });
  });

  it('the check names the demands that were not met; one that was not made cannot be', () => {
    const reported = [...NAMED, held(), act('2025-04-14 10:00', 'fileInterviewReport', {}, 'village.head')];
    const check = (unmet: readonly number[]) =>
      story([...reported, act('2025-04-16 10:00', 'checkInterview', { passed: false, reason: '未落实', unmet })]);
    expect(check([3]).refused).toBe('invalid');
    const failed = check([2]);
    expect(failed.matter()).toMatchObject({
      regions: { interview: 'failed' },
      facts: { failedInterviewsIn6Months: 1 },
    });
    expect(failed.matter().clocks['ladder/rung']).toMatchObject({ dueAt: at('2025-04-17 09:00'), nth: 6 });
  });
});

describe('the referral', () => {
  it('its receipt is chased, its outcome is theirs: no clock for the result', () => {
    const told = story([
      ...NAMED,
      act('2025-04-10 11:00', 'recordInterview', { attended: 'absent' }),
      act('2025-04-11 10:00', 'signNotice', { notice: 'clueTransfer' }, 'street.partyCommittee'),
    ]);
    expect(told.matter().clocks['transfer.receipt']).toMatchObject({ lastDay: '2025-04-16' });
    later(told, [act('2025-04-14 10:00', 'recordReceipt', { by: 'district.discipline', document: 'd1' })]);
    expect(Object.keys(told.matter().clocks)).not.toContain('transfer.result');
    expect(told.matter().regions.transfer).toBe('received');
  });

  it('an outside decision needs the number of its paper, and a date that is not after the day it came', () => {
    const referred = [
      ...NAMED,
      act('2025-04-10 11:00', 'recordInterview', { attended: 'absent' }),
      act('2025-04-11 10:00', 'signNotice', { notice: 'clueTransfer' }, 'street.partyCommittee'),
      act('2025-04-14 10:00', 'recordReceipt', { by: 'district.discipline', document: 'd1' }),
    ];
    const decided = (payload: Act['with']) =>
      story([...referred, act('2025-05-12 10:00', 'recordOutsideDecision', { what: '谈话提醒', ...payload })]);
    expect(decided({}).refused).toBe('document-missing');
    expect(decided({ document: 'd2', decidedOn: '2025-05-13' }).refused).toBe('invalid');
    expect(decided({ document: 'd2', decidedOn: '2025-05-09' }).last.payload.decidedOn).toBe('2025-05-09');
    expect(decided({ document: 'd2' }).last).toMatchObject({
      payload: { decidedOn: '2025-05-12' },
      derived: ['decidedOn'],
    });
  });
});
