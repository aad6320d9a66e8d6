import { describe, expect, it } from 'vitest';
import { dayOf, loadRuleSet } from '../../../src/core/index.ts';
import { type Act, at, HEAD, later, newWorld, OFFICE, served, shipped, story, submit, UNIT } from '../office.ts';

const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  at: when,
  by,
  do: what,
  with: payload,
});
const LEADER = 'street.leader';
/** Opened at the village on 5 March 2025, lifted to the district by the 7th, sent down on the 10th. */
const SENT_DOWN = [
  ...served('T2'),
  act('2025-03-05 09:00', 'openConsultation', { issue: '权属不清' }, 'village.head'),
  act('2025-03-06 09:00', 'liftConsultation', { reason: '本级不能解决' }, 'village.head'),
  act('2025-03-07 09:00', 'liftConsultation', { reason: '涉及两个街道' }),
  act('2025-03-10 09:00', 'sendConsultationDown', { instructions: '由街道办理' }),
];
const flags = (told: ReturnType<typeof story>) => told.hazard().flags.map((flag) => flag.code);

describe('what is sent down binds (§20)', () => {
  it('the level below does not lift it again, but with a leader’s approval', () => {
    const again = (payload: Act['with']) => story([...SENT_DOWN, act('2025-03-11 09:00', 'liftConsultation', payload)]);
    expect(again({ reason: '仍有争议' }).refused).toBe('consultation-bound');
    expect(again({ reason: '仍有争议', approver: HEAD }).refused).toBe('consultation-bound');
    expect(again({ reason: '仍有争议', approver: LEADER }).hazard().regions.consultation).toBe('district');
  });

  it('silence is passed over all the same, and says that instructions were not followed', () => {
    const told = story(SENT_DOWN, '2025-03-20 12:00');
    expect(told.hazard().regions.consultation).toBe('district');
    expect(flags(told)).toEqual(expect.arrayContaining(['consultation-late', 'consultation-binding-missed']));
  });

  it('a later consultation is free of it', () => {
    const told = story([
      ...SENT_DOWN,
      act('2025-03-11 09:00', 'decideConsultation', {
        level: 'street',
        decision: '改造',
        owner: 'U1',
        due: '2025-03-20',
      }),
      act('2025-03-12 09:00', 'openConsultation', { issue: '又起争议' }, 'village.head'),
      act('2025-03-13 09:00', 'liftConsultation', { reason: '本级不能解决' }, 'village.head'),
      act('2025-03-14 09:00', 'liftConsultation', { reason: '涉及两个街道' }),
    ]);
    expect(told.refused).toBeUndefined();
  });
});

describe('clocks of the levels (§20)', () => {
  it('a rule may let the lower level’s clock run on after the matter was lifted: it lapses there, and lifts nothing', () => {
    const json = shipped('rules.default.json') as { deadlines: { id: string; endsOn: string | string[] }[] };
    const village = json.deadlines.find((rule) => rule.id === 'consultation.village');
    if (village) village.endsOn = 'consultationDecided';
    const told = story(SENT_DOWN.slice(0, -2), '2025-03-11 12:00', newWorld({ rules: loadRuleSet(json) }));
    expect(told.hazard().regions.consultation).toBe('street');
    expect(told.hazard().verdicts).toContainEqual(
      expect.objectContaining({ duty: 'consultation.village', result: 'missed' }),
    );
  });

  it('a part may stay where it is while the rest is lifted', () => {
    const told = story([
      ...SENT_DOWN.slice(0, 5),
      act(
        '2025-03-06 09:00',
        'liftConsultation',
        { reason: '产权部分不能解决', split: { part: '清理杂物', owner: 'V1', due: '2025-03-12' } },
        'village.head',
      ),
    ]);
    expect(told.last.payload.split).toEqual({ part: '清理杂物', owner: 'V1', due: '2025-03-12' });
  });

  it('after the lapse the decision may give a new day, if it says so: the days until then stay the unit’s, the ladder comes down', () => {
    const decided = (payload: Act['with']) =>
      story([
        ...served('T2'),
        act('2025-04-07 09:00', 'openConsultation', { issue: '权属不清' }, 'village.head'),
        act(
          '2025-04-08 09:00',
          'decideConsultation',
          { level: 'village', decision: '改造', owner: 'U1', due: '2025-04-25', ...payload },
          'village.head',
        ),
      ]);
    expect(decided({}).hazard().overdue['hazard.T2.rectify']).toBeDefined();
    const told = decided({ replacesDueDay: true });
    expect(told.hazard().clocks['hazard.T2.rectify']).toMatchObject({ lastDay: '2025-04-25', fixed: true });
    expect(told.hazard().verdicts.at(-1)).toMatchObject({ result: 'late', holder: 'unit', daysLate: 6 });
    later(told, [submit('2025-04-24 09:00', 'T2')]);
    expect(told.hazard().verdicts.at(-1)).toMatchObject({ result: 'met', daysToSpare: 1 });
    expect(told.matter()).toMatchObject({ stage: 'closed', endedBy: 'withdrawn' });
    // A day that is past already is none.
    expect(decided({ replacesDueDay: true, due: '2025-04-07' }).hazard().overdue['hazard.T2.rectify']).toBeDefined();
  });

  it('a level is skipped with the approval of a leader of the street, nobody else’s', () => {
    const open = (approver: string) =>
      story([
        ...served('T2'),
        act('2025-03-05 09:00', 'openConsultation', { issue: '权属不清', level: 'street', reason: '紧急', approver }),
      ]);
    expect(open(HEAD).refused).toBe('skip-not-approved');
    expect(open('street.leader.safety').refused).toBeUndefined();
  });
});

describe('the extension (§18)', () => {
  const ask = (when: string, more: Act['with'] = {}) =>
    act(when, 'requestExtension', { newDay: '2025-04-10', reason: '到货推迟', interimMeasures: '值守', ...more }, UNIT);

  it('force majeure opens the door only with the signature of a leader', () => {
    const late = (approver: string) =>
      story([...served('T2'), ask('2025-03-28 09:00', { forceMajeure: true, document: 'd1', approver })]);
    expect(late(HEAD).refused).toBe('extension-too-late');
    expect(late(LEADER).refused).toBeUndefined();
  });

  it('the office may read the rule as “within the last ten days”: then earlier is too early', () => {
    const json = shipped('rules.default.json') as { extension: { T2: { window: string } } };
    json.extension.T2.window = 'within';
    const asked = (when: string) =>
      story([...served('T2'), ask(when)], undefined, newWorld({ rules: loadRuleSet(json) }));
    expect(asked('2025-03-22 09:00').refused).toBe('extension-too-early');
    expect(asked('2025-03-23 09:00').refused).toBeUndefined();
    expect(asked('2025-04-02 23:00').refused).toBeUndefined();
    expect(asked('2025-04-03 09:00').refused).toBe('extension-after-expiry');
  });

  it('a decision that comes too late is the approver’s: flagged, and his verdict says by how much', () => {
    const told = story([
      ...served('T2'),
      ask('2025-03-21 09:00'),
      act('2025-04-01 09:00', 'decideExtension', { decision: 'refused' }, HEAD),
    ]);
    expect(flags(told)).toEqual(['extension-decision-late']);
    expect(told.hazard().verdicts.at(-1)).toMatchObject({
      duty: 'extension.decide.T2',
      holder: 'extension.approver',
      result: 'late',
      daysLate: 6,
    });
    expect(dayOf(told.hazard().clocks['hazard.T2.rectify']?.dueAt ?? at('2025-01-01 00:00'))).toBe('2025-04-03');
  });
});

describe('what the district decided (§1)', () => {
  it.each([
    ['assignDistrictLeader', { leader: '区长' }],
    ['recordStop', { by: 'district.emergency' }],
  ])('%s needs the number of its paper, and a date that is not after the entry', (what, payload) => {
    const decided = (more: Act['with']) =>
      story([...served('T1'), act('2025-03-05 09:00', what, { ...payload, ...more })]);
    expect(decided({}).refused).toBe('document-missing');
    expect(decided({ document: 'd1', decidedOn: '2025-03-06' }).refused).toBe('invalid');
    expect(decided({ document: 'd1', decidedOn: '2025-03-04' }).last.payload.decidedOn).toBe('2025-03-04');
  });
});
