import { describe, expect, it } from 'vitest';
import type { DutyState, MatterState, RecordState } from '../../../src/core/index.ts';
import { at, later, type Story, story } from '../office.ts';
import { DUTY_STORIES, HEAD_OF_V1, inspected, on, opened, policy, RETURN, results, unit } from './duty-stories.ts';

const duty = (told: Story, id = RETURN) => told.state(id) as DutyState;
const typesOf = (told: Story, id = RETURN) => told.types(id);
const MATTER = 'D.M0.V1.2025-01-A1';

describe('a return that is due on the 25th of each month', () => {
  it('is owed from the day it is opened, with its day rolled off a rest day and its reminders', () => {
    const told = story([opened('duty.monthlyReturn', '2025-01-10 09:00')]);
    // 25 January 2025 is a Saturday before the Spring Festival, 26 January is worked.
    expect(duty(told)).toMatchObject({ stage: 'due', rounds: [{ id: '2025-01', to: '2025-01-25' }], closed: false });
    expect(duty(told).clocks['duty.monthlyReturn/2025-01']).toMatchObject({
      lastDay: '2025-01-26',
      holder: 'village.head@V1',
    });
    expect(told.world.events(RETURN)[0]?.clocks.set[0]?.proof).toMatchObject({
      fixed: '2025-01-25',
      rolled: { from: '2025-01-25', to: '2025-01-26' },
    });
    expect(duty(told).clocks['duty.monthlyReturn/2025-01/reminder']?.dueAt).toBe(at('2025-01-22 09:00'));
  });

  it('begins with the next month when too little of this one is left', () => {
    const told = story([opened('duty.monthlyReturn', '2025-01-20 09:00')]);
    expect(duty(told)).toMatchObject({ stage: 'waiting', rounds: [], next: { id: '2025-02', from: '2025-01-26' } });
    const begun = later(told, [], '2025-01-26 10:00');
    expect(duty(begun)).toMatchObject({ stage: 'due', rounds: [{ id: '2025-02' }] });
  });

  it('is met in time, and the next begins by itself', () => {
    const told = story(
      [
        opened('duty.monthlyReturn', '2025-01-10 09:00'),
        on(RETURN, '2025-01-20 09:00', 'fileRound', { what: '一月情况' }, HEAD_OF_V1),
      ],
      '2025-01-25 23:00',
    );
    expect(duty(told)).toMatchObject({ stage: 'done', rounds: [], lastDone: { round: '2025-01' } });
    expect(results(duty(told))).toEqual(['2025-01 met']);
    expect(duty(later(told, [], '2025-01-26 09:00')).stage).toBe('due');
  });

  it('missed, it opens a matter against the village and stays owed until it is there', () => {
    const told = story([opened('duty.monthlyReturn', '2025-01-10 09:00')], '2025-02-11 12:00');
    expect(duty(told)).toMatchObject({
      stage: 'late',
      missedInRow: 1,
      rounds: [{ id: '2025-01', late: true }, { id: '2025-02' }],
    });
    const matter = told.state(MATTER) as MatterState;
    expect(matter).toMatchObject({ ladder: 'A', subject: { kind: 'village', organisation: 'V1' } });
    expect(matter.rungs.map(({ notice }) => notice)).toContain('prompt');
    const done = later(told, [
      on(RETURN, '2025-02-12 09:00', 'fileRound', { round: '2025-01', what: '补报' }, HEAD_OF_V1),
    ]);
    expect(results(duty(done))).toEqual(['2025-01 late']);
    expect(duty(done).stage).toBe('due');
    expect(later(done, [], '2025-02-12 09:01').state(MATTER)).toMatchObject({ endedBy: 'accepted' });
    expect(done.last.effects).toContainEqual(expect.objectContaining({ do: 'send', to: MATTER, message: 'causeMet' }));
  });

  it('feeds the same matter as another duty of its measure and month, also when that one had ended it', () => {
    const list = 'D.workList.V1';
    const told = story([
      opened('duty.workList', '2025-01-03 09:00'),
      opened('duty.monthlyReturn', '2025-01-10 09:00'),
      on(list, '2025-01-20 09:00', 'fileRound', { what: '清单已报' }, HEAD_OF_V1),
    ]);
    expect((later(told, [], '2025-01-20 09:01').state(MATTER) as MatterState).endedBy).toBe('accepted');
    const again = later(told, [], '2025-02-06 12:00').state(MATTER) as MatterState;
    expect(again).toMatchObject({ stage: 'open', causes: [{ id: RETURN }] });
    expect(again.endedBy).toBeUndefined();
    expect(again.rungs).toHaveLength(1);
  });

  it('done in time but entered after the lapse, it is met, and the matter hears of it', () => {
    const told = story([
      opened('duty.monthlyReturn', '2025-01-10 09:00'),
      on(
        RETURN,
        '2025-01-27 09:00',
        'fileRound',
        { what: '已于 24 日报送', doneAt: at('2025-01-24 17:00') },
        HEAD_OF_V1,
      ),
    ]);
    expect(duty(told).verdicts).toMatchObject([{ result: 'met', enteredLate: true }]);
    expect(told.last.effects).toContainEqual(expect.objectContaining({ message: 'lateEntry' }));
  });

  it('waived with reason and approver, nobody is late; without them it is refused', () => {
    const begun = story([opened('duty.monthlyReturn', '2025-01-10 09:00')]);
    const waive = (payload: object) => later(begun, [on(RETURN, '2025-01-13 09:00', 'waiveRound', { ...payload })]);
    expect(waive({}).refused).toBe('reason-missing');
    expect(waive({ reason: '换届' }).refused).toBe('approver-missing');
    expect(waive({ reason: '换届', approver: 'village.head' }).refused).toBe('waiver-not-approved');
    const waived = waive({ reason: '换届', approver: 'street.head' });
    expect(results(duty(waived))).toEqual(['2025-01 withdrawn']);
    expect(duty(waived).stage).toBe('waived');
    expect(typesOf(later(waived, [], '2025-01-27 09:00'))).not.toContain('DeadlineLapsed');
  });

  it('filed by two people, the second hears by whom nothing is left to do', () => {
    const told = story([
      opened('duty.monthlyReturn', '2025-01-10 09:00'),
      on(RETURN, '2025-01-20 09:00', 'fileRound', { what: '一月情况' }, HEAD_OF_V1),
      on(RETURN, '2025-01-20 09:05', 'fileRound', { what: '一月情况' }, { post: 'village.clerk', organisation: 'V1' }),
    ]);
    expect(told.refused).toBe('round-already-done');
    expect(duty(told).verdicts).toHaveLength(1);
    const stranger = later(told, [
      on(RETURN, '2025-01-27 09:00', 'fileRound', { what: '二月' }, { post: 'village.head', organisation: 'V2' }),
    ]);
    expect(stranger.refused).toBe('not-your-duty');
  });

  it('after a pause lists the rounds it passed over once, and nobody owes them', () => {
    const told = story(
      [
        opened('duty.monthlyReturn', '2025-01-10 09:00'),
        on(RETURN, '2025-01-15 09:00', 'pauseDuty', {
          reason: '系统改造',
          approver: 'street.head',
          until: '2025-06-30',
        }),
      ],
      '2025-04-30 09:00',
    );
    expect(typesOf(told)).toEqual(['DutyOpened', 'DutyPaused']);
    const resumed = later(told, [on(RETURN, '2025-05-06 09:00', 'resumeDuty')]);
    expect(resumed.last.payload.passedBy).toEqual(['2025-01', '2025-02', '2025-03', '2025-04']);
    expect(duty(resumed)).toMatchObject({ stage: 'due', rounds: [{ id: '2025-05' }] });
    expect(results(duty(resumed))).toEqual(['2025-01 withdrawn']);
  });

  it('a pause ends by itself at its cap', () => {
    const told = story(
      [
        opened('duty.monthlyReturn', '2025-01-10 09:00'),
        on(RETURN, '2025-01-15 09:00', 'pauseDuty', { reason: '改造', approver: 'street.head', until: '2025-01-17' }),
      ],
      '2025-01-18 01:00',
    );
    expect(typesOf(told)).toEqual(['DutyOpened', 'DutyPaused', 'DutyResumed']);
    expect(duty(told)).toMatchObject({ stage: 'due', regions: { pause: 'running' } });
    expect(duty(told).clocks['duty.monthlyReturn/2025-01']?.lastDay).toBe('2025-01-26');
  });

  it('changes hands: what runs becomes the new bearer’s, what was late stays where it was late', () => {
    const told = story([
      opened('duty.monthlyReturn', '2025-01-10 09:00'),
      on(RETURN, '2025-01-28 09:00', 'changeBearer', {
        kind: 'village',
        organisation: 'V1',
        post: 'village.clerk',
        reason: '主任离任',
      }),
    ]);
    expect(duty(told).overdue['duty.monthlyReturn/2025-01']?.holder).toBe('village.head@V1');
    expect(duty(told).clocks['duty.monthlyReturn/2025-02']?.holder).toBe('village.clerk@V1');
  });
});

describe('who may open a duty, and for whom', () => {
  const open = (payload: object) => story([on('D.x', '2025-01-10 09:00', 'openDuty', { ...payload })]).refused;
  it('refuses what the rules do not know or let entries open', () => {
    expect(open({ rule: 'duty.none', kind: 'village', organisation: 'V1' })).toBe('duty-rule-unknown');
    expect(open({ rule: 'duty.sourceChief', kind: 'street', post: 'street.leader' })).toBe('duty-opened-by-entry');
    expect(open({ rule: 'duty.qualityRound', kind: 'village', organisation: 'V1' })).toBe('duty-not-theirs');
    expect(open({ rule: 'duty.monthlyReturn', kind: 'village' })).toBe('invalid');
  });
  it('refuses a change of bearer that changes nothing', () => {
    const told = story([
      opened('duty.monthlyReturn', '2025-01-10 09:00'),
      on(RETURN, '2025-01-11 09:00', 'changeBearer', { kind: 'village', organisation: 'V1', reason: '同一人' }),
    ]);
    expect(told.refused).toBe('bearer-same');
  });
  it('refuses a round that is not open', () => {
    const told = story([
      opened('duty.monthlyReturn', '2025-01-10 09:00'),
      on(RETURN, '2025-01-11 09:00', 'fileRound', { round: '2025-09', what: '太早' }, HEAD_OF_V1),
    ]);
    expect(told.refused).toBe('round-not-open');
  });
});

describe('inspections of a unit, floor and ceiling', () => {
  const D = 'D.inspectD.U1';

  it('a unit of grade D opens its duties with its entry: inspection by the village, self-check, drill, statistics', () => {
    const told = story([unit('2025-01-02 09:00')]);
    const kept = (told.state('R1') as RecordState).duties.map(({ duty: id }) => id);
    expect(kept).toEqual(
      expect.arrayContaining([D, 'D.selfCheck.U1', 'D.drillUnit.U1', 'D.quarterStats.U1', 'D.verifyUnit.U1']),
    );
    const settled = later(told, [], '2025-01-02 09:01');
    expect(duty(settled, D)).toMatchObject({
      bearer: { post: 'village.head', organisation: 'V1' },
      organisation: 'V1',
      unit: 'U1',
      rounds: [{ id: '2025-01' }],
    });
  });

  it('an inspection that is entered is the round done, and verifies the new unit; nothing is asked twice', () => {
    const told = story([unit('2025-01-02 09:00'), inspected('R2', '2025-01-15 10:00')], '2025-01-15 10:01');
    expect(results(duty(told, D))).toEqual(['2025-01 met']);
    expect(duty(told, 'D.verifyUnit.U1')).toMatchObject({ stage: 'ended', closed: true });
    const more = later(told, [inspected('R3', '2025-01-20 10:00')], '2025-01-20 10:01');
    expect(typesOf(more, D).at(-1)).toBe('EvidenceAdded');
    expect(duty(more, D).doneIn).toEqual({ '2025': 2 });
  });

  it('the May round of 2025 is due on 3 June and lapses on the 4th; the visit of June is not the visit of May', () => {
    const told = story([unit('2025-05-06 09:00')], '2025-06-03 23:00');
    expect(duty(told, D).clocks['duty.inspectD/2025-05']?.lastDay).toBe('2025-06-03');
    const lapsed = later(told, [inspected('R2', '2025-06-10 10:00')], '2025-06-10 10:01');
    expect(results(duty(lapsed, D))).toEqual(['2025-06 met', '2025-05 missed']);
    expect(duty(lapsed, D).stage).toBe('done');
  });

  it('a visit above the ceiling of the year wants a reason and an approver', () => {
    const graded = unit('2025-01-02 09:00', { grade: 'A' });
    const told = story(
      [graded, inspected('R2', '2025-02-10 10:00'), inspected('R3', '2025-03-10 10:00')],
      '2025-03-10 10:01',
    );
    expect(later(told, [inspected('R4', '2025-04-10 10:00')]).refused).toBe('round-ceiling');
    const approved = { reason: '信访集中', approver: 'street.head' };
    expect(later(told, [inspected('R4', '2025-04-10 10:00', {}, approved)]).refused).toBeUndefined();
    expect(later(told, [inspected('R5', '2025-04-11 10:00', { purpose: 'tipoff' })]).refused).toBeUndefined();
  });

  it('another grade ends the old duty and opens the other; another village takes over', () => {
    const told = story(
      [
        unit('2025-01-02 09:00'),
        on('R1', '2025-01-20 09:00', 'amendRecord', { changes: { grade: 'C', lead: 'V2' }, reason: '重新定级' }),
      ],
      '2025-01-20 09:01',
    );
    expect(duty(told, D).stage).toBe('ended');
    expect(duty(told, 'D.inspectC.U1')).toMatchObject({ bearer: { organisation: 'V2' }, rounds: [{ id: '2025-1/4' }] });
    expect(duty(told, 'D.verifyUnit.U1').bearer.organisation).toBe('V2');
  });
});

describe('duties that follow a day, an interval, a chief', () => {
  it('a drill counts from the one before; a missed one feeds ladder B and stays owed', () => {
    const told = story([
      unit('2024-11-01 09:00'),
      on('R2', '2024-11-15 15:00', 'enterRecord', {
        register: 'drill',
        fields: { unit: 'U1', scenario: '火灾', people: 20, evaluation: '良好' },
      }),
    ]);
    const waiting = later(told, [], '2024-11-15 15:01');
    const id = 'D.drillUnit.U1';
    expect(duty(waiting, id).clocks['duty.drillUnit/2025-05-15']).toMatchObject({
      lastDay: '2025-05-15',
      dueAt: at('2025-05-16 00:00'),
    });
    const lapsed = later(waiting, [], '2025-05-16 01:00');
    expect(
      lapsed.world
        .events(id)
        .filter(({ type }) => type === 'ReminderDue')
        .map((event) => event.at),
    ).toEqual([at('2025-04-15 09:00'), at('2025-05-08 09:00')]);
    expect(duty(lapsed, id)).toMatchObject({ stage: 'late', rounds: [{ id: '2025-05-15', late: true }] });
    expect(lapsed.state('D.M9.U1.2025-05-B1')).toMatchObject({ ladder: 'B', subject: { organisation: 'U1' } });
  });

  it('a policy renewed in time is met, and the new day counts; one that is not lapses on its own day', () => {
    const id = 'D.insuranceRenew.R1';
    const told = story([
      on('R1', '2025-01-02 09:00', 'enterRecord', { register: 'policy', fields: policy('A-1', '2025-07-31') }),
      on('R1', '2025-07-20 09:00', 'amendRecord', { changes: { validTo: '2026-07-31' }, reason: '续保' }),
    ]);
    const renewed = later(told, [], '2025-07-20 09:01');
    expect(results(duty(renewed, id))).toEqual(['2025-07-31 met']);
    expect(duty(renewed, id).rounds).toMatchObject([{ id: '2026-07-31' }]);
    const neglected = later(renewed, [], '2026-08-01 01:00');
    expect(duty(neglected, id).stage).toBe('late');
    const shorter = later(
      story([on('R1', '2025-01-02 09:00', 'enterRecord', { register: 'policy', fields: policy('A-1', '2025-07-31') })]),
      [on('R1', '2025-02-02 09:00', 'amendRecord', { changes: { validTo: '2025-06-30' }, reason: '改短' })],
      '2025-02-02 09:01',
    );
    expect(duty(shorter, id).rounds).toMatchObject([{ id: '2025-06-30' }]);
  });

  it('a chief’s visit is due each quarter, each deputy’s each month, and the visit of one is not the visit of another', () => {
    const fields = {
      code: 'S1',
      unit: 'U1',
      organisation: 'V1',
      name: '一号罐区',
      place: '厂区北',
      substances: [{ name: '汽油', quantity: 120, critical: 200 }],
      level: 'III',
      assessedAt: '2024-12-20',
      chief: 'street.leader',
      deputies: ['village.head@V1', 'department.head@D1'],
    };
    const visit = (asRole: string, post: string) => ({
      register: 'sourceVisit',
      fields: { source: 'S1', asRole, post, checked: [{ item: '围堰', result: '完好' }] },
    });
    const told = story(
      [
        on('R1', '2025-01-02 09:00', 'enterRecord', { register: 'source', fields }),
        on('R2', '2025-01-10 09:00', 'enterRecord', visit('deputy', 'village.head@V1')),
      ],
      '2025-01-10 09:01',
    );
    const kept = (told.state('R1') as RecordState).duties.filter(({ rule }) => rule === 'duty.sourceDeputy');
    const [ofVillage, ofDepartment] = kept.map(({ duty: id }) => duty(told, id));
    expect(ofVillage).toMatchObject({ stage: 'done', bearer: { organisation: 'V1', kind: 'village' } });
    expect(ofDepartment).toMatchObject({ stage: 'due', bearer: { organisation: 'D1', kind: 'department' } });
    const quarter = later(told, [], '2025-04-01 00:01');
    expect(duty(quarter, 'D.sourceChief.S1')).toMatchObject({
      stage: 'late',
      rounds: [{ id: '2025-Q1' }, { id: '2025-Q2' }],
    });
    expect(quarter.world.events('D.sourceChief.S1').find(({ type }) => type === 'DeadlineLapsed')?.at).toBe(
      at('2025-04-01 00:00'),
    );
  });

  it('a retired entry ends its duties, a restored one opens them again', () => {
    const told = story(
      [unit('2025-01-02 09:00'), on('R1', '2025-02-06 09:00', 'retireRecord', { reason: '关停' })],
      '2025-02-06 09:01',
    );
    expect(duty(told, 'D.selfCheck.U1')).toMatchObject({ stage: 'ended', closed: true, rounds: [] });
    const again = later(told, [on('R1', '2025-03-06 09:00', 'restoreRecord', { reason: '复工' })], '2025-03-06 09:01');
    expect(duty(again, 'D.selfCheck.U1')).toMatchObject({ stage: 'due', rounds: [{ id: '2025-03' }] });
  });
});

describe('every story of duties is told to its end', () => {
  it.each(Object.entries(DUTY_STORIES))('%s: no act is refused', (_, [acts, until]) => {
    const { plans } = story(acts, until);
    expect(
      plans.flatMap(({ refusal }, n) =>
        refusal
          ? [`${acts[n]?.at} ${acts[n]?.do} ${refusal.code} ${JSON.stringify(refusal.fields ?? refusal.message)}`]
          : [],
      ),
    ).toEqual([]);
  });

  it('a rule set without the duty does not take it over, nor one without the register its entries', () => {
    const order = {
      document: 'doc-1',
      approver: 'street.head',
      reason: '改',
      ruleSet: 'bare',
      calendar: 'cn-2024-2026',
    };
    const told = story([opened('duty.monthlyReturn', '2025-01-10 09:00'), unit('2025-01-10 09:01')]);
    expect(later(told, [on(RETURN, '2025-01-11 09:00', 'adoptRules', order)]).refused).toBe('rules-drop-duty');
    expect(later(told, [on('R1', '2025-01-11 09:00', 'adoptRules', order)]).refused).toBe('rules-drop-register');
  });
});
