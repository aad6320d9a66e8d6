import { describe, expect, it } from 'vitest';
import { dayOf, loadRuleSet } from '../../../src/core/index.ts';
import {
  type Act,
  actor,
  at,
  fail,
  HEAD,
  later,
  newWorld,
  OFFICE,
  pass,
  served,
  shipped,
  story,
  submit,
  TEAM,
  UNIT,
} from '../office.ts';
import { PLAN } from '../stories.ts';

const WHY = { reason: '按规定', document: 'doc-1', approver: 'street.leader' };
const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  at: when,
  by,
  do: what,
  with: payload,
});
const verdictsOf = (told: ReturnType<typeof story>, duty: string) =>
  told.hazard().verdicts.filter((verdict) => verdict.duty === duty);
const lastDay = (told: ReturnType<typeof story>, duty: string) =>
  told.hazard().clocks[duty]?.lastDay ?? told.hazard().suspended[duty]?.lastDay;

describe('grading (handbook §2, §15)', () => {
  it('danger to life that is seen only at grading counts from the grading, not from the finding', () => {
    const told = story([
      ...served('T2').slice(0, 1),
      act('2025-03-04 08:30', 'gradeHazard', { facts: { threatensLife: true } }),
    ]);
    expect(told.hazard().tier).toBe('T0');
    expect(told.hazard().clocks['hazard.T0.control']?.dueAt).toBe(at('2025-03-04 10:30'));
    expect(told.hazard().clocks['hazard.T0.remove']?.dueAt).toBe(at('2025-03-05 08:30'));
    expect(told.hazard().verdicts.find((verdict) => verdict.duty === 'hazard.grade')?.result).toBe('met');
  });

  it('danger to life that was reported on the spot counts from the finding, and grading does not set it back', () => {
    const told = story(served('T0').slice(0, 2));
    expect(told.hazard().clocks['hazard.T0.remove']?.dueAt).toBe(at('2025-03-04 08:40'));
  });

  it('what was reported as T0 and is graded T2 loses the T0 clocks, neither met nor late', () => {
    const told = story([
      ...served('T0').slice(0, 1),
      act('2025-03-03 09:10', 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } }),
    ]);
    expect(Object.keys(told.hazard().clocks).filter((id) => id.includes('T0'))).toEqual([]);
    expect(verdictsOf(told, 'hazard.T0.remove').map((verdict) => verdict.result)).toEqual(['withdrawn']);
  });

  it('another tier than the table proposes needs a reason, and the proposal is kept', () => {
    const other = { facts: { threatensLife: false, estimatedDays: 2 }, tier: 'T2' };
    expect(story([...served('T3').slice(0, 1), act('2025-03-03 10:00', 'gradeHazard', other)]).refused).toBe(
      'reason-missing',
    );
    expect(
      story([...served('T3').slice(0, 1), act('2025-03-03 10:00', 'gradeHazard', { ...other, reason: '人员密集' })])
        .last.payload,
    ).toMatchObject({ tier: 'T2', row: 't3', proposed: 'T3' });
  });

  it('registered a day too late: the verdict is the finder’s, and the village head is told in the same event', () => {
    const told = story(served('T3', { report: { found: at('2025-03-01 08:00') } }).slice(0, 1));
    expect(told.last.verdicts).toMatchObject([{ duty: 'hazard.register', result: 'late', daysLate: 1 }]);
    expect(told.last.effects).toContainEqual(
      expect.objectContaining({ do: 'notify', about: 'lapse', to: { post: 'village.head', organisation: 'V1' } }),
    );
  });
});

describe('regrading (§15)', () => {
  it('up: a new clock from the change, but the shorter of the two days stands', () => {
    // T3 due 10 March; T2 from the change would be 5 April.
    const told = story([...served('T3'), act('2025-03-06 09:00', 'regradeHazard', { tier: 'T2', reason: '范围扩大' })]);
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-03-10');
    expect(verdictsOf(told, 'hazard.T3.rectify')).toMatchObject([{ result: 'withdrawn' }]);
  });

  it('up, where the new period is the shorter one: the new day stands', () => {
    const told = story([...served('T2'), act('2025-03-06 09:00', 'regradeHazard', { tier: 'T0', reason: '有人被困' })]);
    expect(told.hazard().clocks['hazard.T0.remove']?.dueAt).toBe(at('2025-03-07 09:00'));
    expect(told.hazard().clocks['hazard.T0.control']?.dueAt).toBe(at('2025-03-06 11:00'));
  });

  it('down: counted from the original service; needs reason, document and the head’s approval', () => {
    const down = (payload: Act['with']) =>
      story([...served('T1'), act('2025-03-06 09:00', 'regradeHazard', { tier: 'T2', ...payload })]);
    expect(down({}).refused).toBe('reason-missing');
    expect(down({ reason: '已拆除' }).refused).toBe('document-missing');
    expect(down({ reason: '已拆除', document: 'doc-1' }).refused).toBe('approver-missing');
    const told = down({ ...WHY, reason: '已拆除' });
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-04-02');
    expect(told.last.payload.questions).toBeUndefined();
  });

  it('down shortly before a lapse: a question for the auditor', () => {
    const told = story([...served('T2'), act('2025-03-30 09:00', 'regradeHazard', { tier: 'T3', ...WHY })]);
    expect(told.last.payload.questions).toEqual(['downgrade-before-lapse']);
    expect(told.hazard().questions).toMatchObject([{ code: 'downgrade-before-lapse' }]);
  });

  it('down past the new tier’s day: it lapses at once, at the instant of the change and not in the past', () => {
    const told = story(
      [...served('T2'), act('2025-03-17 09:00', 'regradeHazard', { tier: 'T3', ...WHY })],
      '2025-03-17 09:30',
    );
    const lapse = told.world.events('H1').find((event) => event.type === 'DeadlineLapsed');
    expect(lapse).toMatchObject({
      at: at('2025-03-17 09:00'),
      payload: { duty: 'hazard.T3.rectify', lastDay: '2025-03-10' },
    });
    expect(told.matter().clocks['ladder/rung']?.dueAt).toBe(at('2025-03-18 09:00'));
  });

  it('after a failed acceptance: up and down keep a running clock', () => {
    const failed = [...served('T3'), submit('2025-03-05 09:00', 'T3'), fail('2025-03-06 09:00')];
    const up = story([...failed, act('2025-03-07 09:00', 'regradeHazard', { tier: 'T2', reason: '范围扩大' })]);
    expect(lastDay(up, 'hazard.T2.rectify')).toBe('2025-03-10');
    const t2 = [...served('T2'), submit('2025-03-05 09:00', 'T2'), fail('2025-03-06 09:00')];
    const down = story([...t2, act('2025-03-07 09:00', 'regradeHazard', { tier: 'T3', ...WHY })]);
    // Three days from the failure, the short period of the new tier: the 9th is a Sunday.
    expect(lastDay(down, 'hazard.T3.rectify')).toBe('2025-03-10');
  });

  it('two lapses of a T3 make it a T2, with a clock of its own', () => {
    const told = story(
      [...served('T3'), submit('2025-03-12 09:00', 'T3'), fail('2025-03-13 09:00')],
      '2025-03-18 12:00',
    );
    expect(told.hazard()).toMatchObject({ tier: 'T2', lapses: 2, rectifyLapses: 0 });
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-04-17');
    expect(verdictsOf(told, 'hazard.T3.rectify').map((verdict) => verdict.result)).toEqual(['late', 'late']);
  });

  it('lapses of another tier do not count towards it', () => {
    const told = story(
      [...served('T0'), act('2025-03-05 09:00', 'regradeHazard', { tier: 'T3', ...WHY })],
      '2025-03-12 12:00',
    );
    expect(told.hazard()).toMatchObject({ tier: 'T3', lapses: 3 });
  });

  it('a request for an extension that the new tier does not know is void', () => {
    const asked: Act = act(
      '2025-03-10 09:00',
      'requestExtension',
      { reason: '到货', interimMeasures: '值守', newDay: '2025-04-10' },
      UNIT,
    );
    const told = story([...served('T2'), asked, act('2025-03-11 09:00', 'regradeHazard', { tier: 'T3', ...WHY })]);
    expect(told.hazard().regions.extension).toBe('none');
    expect(told.last.moves).toContain('ExtensionVoided');
    // To a tier that knows it, the decision is owed under that tier's rule.
    const up = story([
      ...served('T2'),
      asked,
      act('2025-03-11 09:00', 'regradeHazard', { tier: 'T1', reason: '严重' }),
    ]);
    expect(up.hazard().regions.extension).toBe('requested');
    expect(up.hazard().clocks['extension.decide.T1']).toBeDefined();
  });
});

describe('dismissal, merging, wrong subject, subject gone (§15)', () => {
  it('T1 and T0 are dismissed with a second person, who is another', () => {
    const dismiss = (more: Act['with']) =>
      story([
        ...served('T1'),
        act(
          '2025-03-04 09:00',
          'dismissHazard',
          { seen: '无隐患', reason: '误报', ...more },
          actor(OFFICE, { person: 'P1' }),
        ),
      ]);
    expect(dismiss({}).refused).toBe('second-person-missing');
    expect(dismiss({ secondPerson: 'P1' }).refused).toBe('second-person-missing');
    const told = dismiss({ secondPerson: 'P2' });
    expect(told.hazard()).toMatchObject({ stage: 'dismissed', closed: true, clocks: {} });
  });

  it('what was late before a dismissal stays late, with its days', () => {
    const told = story([...served('T2'), act('2025-04-07 09:00', 'dismissHazard', { seen: '无隐患', reason: '误报' })]);
    expect(verdictsOf(told, 'hazard.T2.rectify')).toMatchObject([{ result: 'late', daysLate: 5, holder: 'unit' }]);
    expect(told.hazard().lapses).toBe(1);
    later(told, [], '2025-04-07 10:00');
    expect(told.matter()).toMatchObject({ endedBy: 'withdrawn', stage: 'closed' });
  });

  it('merging keeps the earlier due day, and needs a hazard that lives', () => {
    const two = [
      ...served('T2', { on: 'H1' }),
      ...served('T2', { on: 'H2', day: '2025-03-10', report: { unit: 'U2' } }),
    ];
    const into = (target: string, on: string): Act => ({
      on,
      at: '2025-03-11 09:00',
      by: OFFICE,
      do: 'mergeHazard',
      with: { into: target, reason: '同一隐患' },
    });
    const told = story([...two, into('H2', 'H1')], '2025-03-11 10:00');
    expect(told.hazard('H2').clocks['hazard.T2.rectify']?.lastDay).toBe('2025-04-02');
    expect(told.hazard('H1')).toMatchObject({ stage: 'merged', mergedInto: 'H2' });
    expect(told.world.events('H2').at(-1)).toMatchObject({
      type: 'DuplicateLinked',
      payload: { from: 'H1', lastDay: '2025-04-02' },
    });
    // The other way round the day is the earlier one already.
    expect(
      story([...two, into('H1', 'H2')], '2025-03-11 10:00').hazard('H1').clocks['hazard.T2.rectify']?.lastDay,
    ).toBe('2025-04-02');
    expect(story([...two, into('H9', 'H1')]).refused).toBe('merge-target-unknown');
    expect(story([...two, into('H1', 'H1')]).refused).toBe('merge-into-itself');
    const ended = [...two, act('2025-03-10 16:00', 'dismissHazard', { seen: '无', reason: '误报' })];
    expect(story([...ended, into('H1', 'H2')]).refused).toBe('merge-target-unknown');
  });

  it('wrong unit: new service and new clock; the old one is withdrawn, and so is the matter against the wrong village', () => {
    const told = story(
      [...served('T2'), act('2025-04-08 09:00', 'correctSubject', { unit: 'U2', where: '三楼', reason: '写错单位' })],
      '2025-04-08 09:30',
    );
    expect(told.hazard()).toMatchObject({ stage: 'ordered', unit: 'U2', supervisor: 'V2' });
    expect(lastDay(told, 'hazard.T2.rectify')).toBeUndefined();
    expect(lastDay(told, 'hazard.serve')).toBe('2025-04-11');
    expect(told.matter().endedBy).toBe('withdrawn');
    later(told, [act('2025-04-08 10:00', 'recordService', { mode: 'inPerson' })]);
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-05-08');
  });

  it('wrong unit while danger to life lasts: the clocks of T0 run again, not never', () => {
    const told = story([
      ...served('T0'),
      act('2025-03-03 15:00', 'correctSubject', { unit: 'U2', where: '三楼', reason: '写错单位' }),
    ]);
    expect(told.hazard().clocks['hazard.T0.remove']?.dueAt).toBe(at('2025-03-04 15:00'));
  });

  it('a unit that is gone needs proof on the spot and ends the line', () => {
    expect(story([...served('T2'), act('2025-03-10 09:00', 'recordSubjectGone', { seen: '已搬离' })]).refused).toBe(
      'document-missing',
    );
    expect(
      story([
        ...served('T2'),
        act('2025-03-10 09:00', 'recordSubjectGone', { seen: '已搬离', document: 'd' }),
      ]).hazard(),
    ).toMatchObject({ stage: 'subjectGone', closed: true });
  });

  it('a refused signature counts as served when two different inspectors noted it', () => {
    const serve = (witnesses: string[]) =>
      story([...served('T2').slice(0, 3), act('2025-03-03 14:00', 'recordService', { mode: 'refused', witnesses })]);
    expect(serve([]).refused).toBe('witnesses-missing');
    expect(serve(['I1', 'I1']).refused).toBe('witnesses-missing');
    expect(lastDay(serve(['I1', 'I2']), 'hazard.T2.rectify')).toBe('2025-04-02');
  });
});

describe('extension (§7, §18)', () => {
  const ask = (when: string, more: Act['with'] = {}): Act =>
    act(
      when,
      'requestExtension',
      { reason: '到货', progress: '六成', interimMeasures: '值守', newDay: '2025-04-15', ...more },
      UNIT,
    );
  const grant = (when: string, more: Act['with'] = {}): Act =>
    act(when, 'decideExtension', { decision: 'granted', ...more }, HEAD);

  it('T2 once, at most fifteen days, asked ten days before', () => {
    expect(story([...served('T2'), ask('2025-03-24 09:00')]).refused).toBe('extension-too-late');
    expect(story([...served('T2'), ask('2025-03-23 09:00')]).refused).toBeUndefined();
    expect(story([...served('T2'), ask('2025-03-20 09:00', { newDay: '2025-04-18' })]).refused).toBe(
      'extension-beyond-cap',
    );
    expect(story([...served('T2'), ask('2025-03-20 09:00', { newDay: '2025-04-02' })]).refused).toBe('invalid');
    expect(story([...served('T2'), ask('2025-03-20 09:00', { interimMeasures: undefined })]).refused).toBe(
      'extension-incomplete',
    );
    const once = [...served('T2'), ask('2025-03-20 09:00', { newDay: '2025-04-10' }), grant('2025-03-21 09:00')];
    expect(lastDay(story(once), 'hazard.T2.rectify')).toBe('2025-04-10');
    expect(story([...once, ask('2025-03-25 09:00', { newDay: '2025-04-15' })]).refused).toBe(
      'extension-count-exceeded',
    );
  });

  it('T3 and T0 never; after the lapse never', () => {
    expect(story([...served('T3'), ask('2025-03-04 09:00')]).refused).toBe('extension-not-possible');
    expect(story([...served('T0'), ask('2025-03-03 15:00')]).refused).toBe('extension-not-possible');
    expect(story([...served('T2'), ask('2025-04-03 09:00')]).refused).toBe('extension-after-expiry');
  });

  it('too late but for force majeure with the leader’s signature and proof', () => {
    expect(story([...served('T2'), ask('2025-03-28 09:00', { forceMajeure: true })]).refused).toBe(
      'extension-too-late',
    );
    expect(
      story([
        ...served('T2'),
        ask('2025-03-28 09:00', { forceMajeure: true, approver: 'street.leader', document: 'd' }),
      ]).refused,
    ).toBeUndefined();
  });

  it('T1 at most three times, and never beyond a year from the start', () => {
    const times = [1, 2, 3].flatMap((n) => [
      ask(`2025-03-0${n + 3} 09:00`, { newDay: `2025-0${n + 6}-01` }),
      act(`2025-03-0${n + 3} 10:00`, 'decideExtension', {
        decision: 'granted',
        by: 'district.safetyCommittee',
        document: 'd',
      }),
    ]);
    expect(story([...served('T1'), ...times]).refused).toBeUndefined();
    expect(story([...served('T1'), ...times, ask('2025-03-10 09:00', { newDay: '2025-11-01' })]).refused).toBe(
      'extension-count-exceeded',
    );
    expect(story([...served('T1'), ask('2025-03-10 09:00', { newDay: '2026-03-04' })]).refused).toBe(
      'extension-beyond-cap',
    );
    expect(story([...served('T1'), ask('2025-03-10 09:00', { newDay: '2026-03-03' })]).refused).toBeUndefined();
  });

  it('silence grants nothing: the old day stands and lapses while the request waits', () => {
    const told = story([...served('T2'), ask('2025-03-20 09:00')], '2025-04-03 12:00');
    expect(told.hazard().regions.extension).toBe('requested');
    expect(told.hazard().overdue['hazard.T2.rectify']).toBeDefined();
    expect(told.hazard().flags.map((flag) => flag.code)).toContain('extension-decision-late');
  });

  it('granted after the lapse: the days up to the decision are the approver’s, and the ladder comes down', () => {
    const told = story([...served('T2'), ask('2025-03-20 09:00'), grant('2025-04-07 10:00')], '2025-04-07 11:00');
    expect(verdictsOf(told, 'hazard.T2.rectify')).toMatchObject([
      { result: 'late', holder: 'extension.approver', daysLate: 5, lastDay: '2025-04-02' },
    ]);
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-04-15');
    expect(told.hazard().overdue).toEqual({});
    expect(told.matter()).toMatchObject({ endedBy: 'withdrawn', stage: 'closed' });
    later(told, [submit('2025-04-15 10:00', 'T2')]);
    expect(verdictsOf(told, 'hazard.T2.rectify').at(-1)).toMatchObject({ result: 'met', holder: 'unit' });
  });

  it('a decision names its approver: the head for T2, the district with a document for T1', () => {
    const t2 = [...served('T2'), ask('2025-03-20 09:00')];
    expect(story([...t2, act('2025-03-21 09:00', 'decideExtension', { decision: 'granted' })]).refused).toBe(
      'approver-missing',
    );
    const t1 = [...served('T1'), ask('2025-03-10 09:00', { newDay: '2025-07-01' })];
    expect(
      story([
        ...t1,
        act('2025-03-11 09:00', 'decideExtension', { decision: 'granted', by: 'district.safetyCommittee' }),
      ]).refused,
    ).toBe('document-missing');
    expect(
      story([...t1, act('2025-03-11 09:00', 'decideExtension', { decision: 'granted', document: 'd' })]).refused,
    ).toBe('approver-missing');
  });

  it('a granted day is later than the old one and within the cap', () => {
    const asked = [...served('T2'), ask('2025-03-20 09:00')];
    expect(story([...asked, grant('2025-03-21 09:00', { newDay: '2025-03-30' })]).refused).toBe('invalid');
    expect(story([...asked, grant('2025-03-21 09:00', { newDay: '2025-05-30' })]).refused).toBe('extension-beyond-cap');
  });

  it('work handed in before anybody decided makes the request void', () => {
    const told = story([...served('T2'), ask('2025-03-20 09:00'), submit('2025-03-21 09:00', 'T2')]);
    expect(told.hazard().regions.extension).toBe('none');
    expect(verdictsOf(told, 'extension.decide.T2')).toMatchObject([{ result: 'withdrawn' }]);
  });
});

describe('supervision (§14)', () => {
  const ordered = [
    ...served('T1'),
    act('2025-03-05 09:00', 'requestSupervision'),
    act('2025-03-10 09:00', 'recordSupervisionDecision', { decision: 'ordered', term: '2025-06-30', document: 'd' }),
  ];

  it('the district asks for correction: three working days, then it decides again', () => {
    const returned = [
      ...served('T1'),
      act('2025-03-05 09:00', 'requestSupervision'),
      act('2025-03-10 09:00', 'recordSupervisionDecision', { decision: 'returned', ...WHY }),
    ];
    expect(lastDay(story(returned), 'hazard.T1.correctRequest')).toBe('2025-03-13');
    const corrected = story([...returned, act('2025-03-12 09:00', 'requestSupervision')]);
    expect(verdictsOf(corrected, 'hazard.T1.correctRequest')).toMatchObject([{ result: 'met' }]);
    expect(lastDay(corrected, 'hazard.T1.districtDecision')).toBe('2025-03-26');
  });

  it('silence never lists and never refuses: asked again every five working days, for as long as it lasts', () => {
    const told = story([...served('T1'), act('2025-03-05 09:00', 'requestSupervision')], '2025-04-10 12:00');
    expect(told.hazard().regions.supervision).toBe('requested');
    const asked = told.world.events('H1').filter((event) => event.type === 'AskedAgain');
    expect(asked.map((event) => dayOf(event.at))).toEqual(['2025-03-26', '2025-04-02', '2025-04-10']);
    expect(asked.map((event) => event.effects[0])).toMatchObject([
      { about: 'askAgain', to: { post: 'district.safetyOffice' } },
      {},
      {},
    ]);
    later(
      told,
      [act('2025-04-11 09:00', 'recordSupervisionDecision', { decision: 'refused', ...WHY })],
      '2025-05-30 09:00',
    );
    expect(told.world.events('H1').filter((event) => event.type === 'AskedAgain')).toHaveLength(3);
  });

  it('an order needs a document and a term that is not over', () => {
    const decide = (payload: Act['with']) =>
      story([
        ...served('T1'),
        act('2025-03-05 09:00', 'requestSupervision'),
        act('2025-03-10 09:00', 'recordSupervisionDecision', payload),
      ]).refused;
    expect(decide({ decision: 'ordered', term: '2025-06-30' })).toBe('document-missing');
    expect(decide({ decision: 'ordered', document: 'd' })).toBe('term-missing');
    expect(decide({ decision: 'ordered', document: 'd', term: '2025-03-09' })).toBe('invalid');
    expect(decide({ decision: 'refused', document: 'd' })).toBe('reason-missing');
  });

  it('ordered before service: the term waits for the notice to be served', () => {
    const told = story([
      ...served('T1').slice(0, 3),
      act('2025-03-03 10:00', 'requestSupervision'),
      act('2025-03-03 11:00', 'recordSupervisionDecision', { decision: 'ordered', term: '2025-05-15', document: 'd' }),
      act('2025-03-03 14:00', 'recordService', { mode: 'inPerson' }),
    ]);
    expect(told.hazard().clocks['hazard.T1.rectify']).toMatchObject({ lastDay: '2025-05-15', fixed: true });
  });

  it('a refused listing needs new facts to be asked for again', () => {
    const refused = [
      ...served('T1'),
      act('2025-03-05 09:00', 'requestSupervision'),
      act('2025-03-10 09:00', 'recordSupervisionDecision', { decision: 'refused', ...WHY }),
    ];
    expect(story([...refused, act('2025-03-11 09:00', 'requestSupervision')]).refused).toBe('reason-missing');
    expect(
      story([...refused, act('2025-03-11 09:00', 'requestSupervision', { reason: '新的鉴定' })]).refused,
    ).toBeUndefined();
  });

  it('lifting refused: back under supervision, to be asked again, and no striking off', () => {
    const asked = [
      ...ordered,
      act('2025-03-11 09:00', 'filePlan', PLAN, UNIT),
      submit('2025-03-12 09:00', 'T1'),
      pass('2025-03-13 09:00'),
      act('2025-03-14 09:00', 'requestLift'),
    ];
    expect(story([...asked, act('2025-03-17 09:00', 'recordLift', { decision: 'refused' })]).refused).toBe(
      'document-missing',
    );
    expect(
      story([...asked, act('2025-03-17 09:00', 'recordLift', { decision: 'refused', document: 'd' })]).refused,
    ).toBe('reason-missing');
    const told = story([...asked, act('2025-03-17 09:00', 'recordLift', { decision: 'refused', ...WHY })]);
    expect(told.hazard().regions.supervision).toBe('ordered');
    expect(lastDay(told, 'hazard.T1.requestLift')).toBe('2025-03-20');
    expect(later(told, [act('2025-03-17 10:00', 'closeOut')]).refused).toBe('supervision-not-lifted');
  });

  it('the district may demand more work instead of lifting: rectified again within the short term, accepted again', () => {
    const told = story([
      ...ordered,
      act('2025-03-11 09:00', 'filePlan', PLAN, UNIT),
      submit('2025-03-12 09:00', 'T1'),
      pass('2025-03-13 09:00'),
      act('2025-03-14 09:00', 'requestLift'),
      act('2025-03-17 09:00', 'recordLift', { decision: 'refused', rework: true, ...WHY }),
    ]);
    expect(told.hazard().stage).toBe('rectifying');
    expect(lastDay(told, 'hazard.T1.rectify')).toBe('2025-04-16');
    expect(lastDay(told, 'hazard.T1.requestLift')).toBeUndefined();
  });

  it('what the district has been asked for, or has stopped, is not dismissed or merged by the street', () => {
    const requested = [...served('T1'), act('2025-03-05 09:00', 'requestSupervision')];
    const dismiss = { seen: '现场未见', secondPerson: 'P2', ...WHY };
    expect(story([...requested, act('2025-03-06 09:00', 'dismissHazard', dismiss)]).refused).toBe(
      'supervision-undecided',
    );
    expect(story([...ordered, act('2025-03-20 09:00', 'dismissHazard', dismiss)]).refused).toBe(
      'supervision-not-lifted',
    );
    const stopped = [
      ...served('T2'),
      act('2025-03-05 09:00', 'recordStop', { by: 'district.emergency', document: 'd' }),
    ];
    expect(story([...stopped, act('2025-03-06 09:00', 'dismissHazard', dismiss)]).refused).toBe('restart-not-approved');
  });

  it('a lift that is not published yet does not close; a request that is undecided does not either', () => {
    const lifted = [
      ...ordered,
      submit('2025-03-12 09:00', 'T1'),
      pass('2025-03-13 09:00'),
      act('2025-03-14 09:00', 'requestLift'),
      act('2025-03-17 09:00', 'recordLift', { document: 'd' }),
    ];
    expect(story([...lifted, act('2025-03-17 10:00', 'closeOut')]).refused).toBe('lift-not-published');
    const open = [
      ...served('T1'),
      act('2025-03-05 09:00', 'requestSupervision'),
      submit('2025-03-12 09:00', 'T1'),
      pass('2025-03-13 09:00'),
    ];
    expect(story([...open, act('2025-03-14 10:00', 'closeOut')]).refused).toBe('supervision-undecided');
    const withdrawn = story([
      ...open,
      act('2025-03-14 10:00', 'withdrawSupervisionRequest', WHY),
      act('2025-03-14 11:00', 'closeOut'),
    ]);
    expect(withdrawn.hazard().stage).toBe('closedOut');
  });

  it('the monthly report is owed as long as the listing lasts, each month once, and a missed one opens ladder B', () => {
    const told = story(ordered, '2025-05-10 12:00');
    expect(verdictsOf(told, 'hazard.T1.progress')).toMatchObject([
      { result: 'missed', lastDay: '2025-03-25' },
      { result: 'missed', lastDay: '2025-04-25' },
    ]);
    expect(lastDay(told, 'hazard.T1.progress')).toBe('2025-05-26');
    expect(told.hazard().matters.B.causes).toContain('hazard.T1.progress');
  });
});

describe('consultation (§20)', () => {
  const opened = [...served('T2'), act('2025-03-05 09:00', 'openConsultation', { issue: '权属不清' }, 'village.head')];

  it('village and street that stay silent are passed over by time, and flagged', () => {
    const told = story(opened, '2025-03-21 12:00');
    expect(told.hazard().regions.consultation).toBe('district');
    expect(told.hazard().flags.map((flag) => flag.code)).toEqual(['consultation-late', 'consultation-late']);
    expect(verdictsOf(told, 'consultation.village')).toMatchObject([{ result: 'missed', lastDay: '2025-03-10' }]);
    expect(verdictsOf(told, 'consultation.street')).toMatchObject([{ result: 'missed', lastDay: '2025-03-20' }]);
    expect(lastDay(told, 'consultation.district')).toBe('2025-04-14');
  });

  it('the rectification clock stands still at district level only, and the district is asked again', () => {
    const told = story(opened, '2025-04-28 12:00');
    expect(told.hazard().suspended['hazard.T2.rectify']).toBeDefined();
    expect(told.hazard().overdue['consultation.district']).toBeDefined();
    expect(
      told.world
        .events('H1')
        .filter((event) => event.type === 'AskedAgain')
        .map((event) => dayOf(event.at)),
    ).toEqual(['2025-04-21', '2025-04-27']);
  });

  it('sent down with instructions: the level below has its clock, the district’s pause ends', () => {
    const told = story([...opened, act('2025-03-21 10:00', 'sendConsultationDown', { instructions: '由街道组织' })]);
    expect(told.hazard().regions.consultation).toBe('street');
    expect(lastDay(told, 'consultation.street')).toBe('2025-04-01');
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-04-03');
    expect(verdictsOf(told, 'consultation.district')).toMatchObject([{ result: 'withdrawn' }]);
  });

  it('the decision’s day replaces the due day only if it says so, and only if it is the later one', () => {
    const decide = (more: Act['with']) =>
      lastDay(
        story([
          ...opened,
          act(
            '2025-03-06 09:00',
            'decideConsultation',
            { level: 'village', decision: '清理', owner: 'U1', due: '2025-04-20', ...more },
            'village.head',
          ),
        ]),
        'hazard.T2.rectify',
      );
    expect(decide({})).toBe('2025-04-02');
    expect(decide({ replacesDueDay: true })).toBe('2025-04-20');
    expect(decide({ replacesDueDay: true, due: '2025-03-20' })).toBe('2025-04-02');
  });

  it('each level decides for itself; the district with a document; a village does not pass on what the street has', () => {
    const decide = (level: string) =>
      story([
        ...opened,
        act('2025-03-06 09:00', 'decideConsultation', { level, decision: '清理', owner: 'U1', due: '2025-04-20' }),
      ]).refused;
    expect(decide('street')).toBe('wrong-level');
    const atStreet = [...opened, act('2025-03-06 09:00', 'liftConsultation', { reason: '不能解决' }, 'village.head')];
    expect(
      story([...atStreet, act('2025-03-07 09:00', 'liftConsultation', { reason: '不能解决' }, 'village.head')]).refused,
    ).toBe('not-your-duty');
    const atDistrict = [...atStreet, act('2025-03-07 09:00', 'liftConsultation', { reason: '涉及两街道' })];
    expect(
      story([
        ...atDistrict,
        act('2025-03-08 09:00', 'decideConsultation', {
          level: 'district',
          decision: '改造',
          owner: 'U1',
          due: '2025-04-20',
        }),
      ]).refused,
    ).toBe('document-missing');
  });

  it('passing on says why; skipping a level needs T0 or the leader', () => {
    expect(story([...opened, act('2025-03-06 09:00', 'liftConsultation', {}, 'village.head')]).refused).toBe(
      'reason-missing',
    );
    const skip = (more: Act['with'], tier: 'T0' | 'T2' = 'T2') =>
      story([
        ...served(tier),
        act('2025-03-03 15:00', 'openConsultation', { issue: '紧急', level: 'district', ...more }),
      ]);
    expect(skip({}).refused).toBe('skip-not-approved');
    expect(skip({ reason: '重大', approver: 'street.leader' }).hazard().regions.consultation).toBe('district');
    expect(
      Object.keys(skip({ reason: '重大', approver: 'street.leader' }).hazard().clocks).filter(
        (id) => id.startsWith('consultation.') && !id.includes('/'),
      ),
    ).toEqual(['consultation.district']);
    expect(skip({}, 'T0').hazard().regions.consultation).toBe('district');
  });

  it('minutes only after a decision', () => {
    expect(story([...opened, act('2025-03-06 09:00', 'fileMinutes', {}, 'village.head')]).refused).toBe(
      'not-allowed-now',
    );
  });

  it('a hazard that ends takes an open consultation and its pause with it', () => {
    const told = story([...opened, act('2025-03-21 10:00', 'dismissHazard', { seen: '无隐患', reason: '误报' })]);
    expect(told.hazard()).toMatchObject({ closed: true, consultationPauses: false, regions: { consultation: 'none' } });
    expect(told.hazard().pauses.every((pause) => pause.to !== undefined)).toBe(true);
  });
});

describe('pause (§17)', () => {
  const pause = (when: string, reason = 'appraisal', more: Partial<Act> = {}): Act => ({
    ...act(when, 'pause', { ...WHY, reason }),
    ...more,
  });

  it('needs a reason of the list, a document and an approver; and is not doubled', () => {
    const paused = (payload: Act['with']) =>
      story([...served('T2'), act('2025-03-10 09:00', 'pause', payload)]).refused;
    expect(paused({ ...WHY, reason: 'holiday' })).toBe('pause-reason-unknown');
    expect(paused({ reason: 'appraisal', approver: HEAD })).toBe('document-missing');
    expect(paused({ reason: 'appraisal', document: 'd' })).toBe('approver-missing');
    expect(paused({ reason: 'appraisal', document: 'd', approver: 'village.head' })).toBe('pause-not-approved');
    // Force majeure takes a leader of the street; the head of the office is not enough.
    expect(paused({ reason: 'forceMajeure', document: 'd', approver: HEAD })).toBe('pause-not-approved');
    expect(paused({ reason: 'forceMajeure', document: 'd', approver: 'street.leader' })).toBeUndefined();
    const json = shipped('rules.default.json') as { pause: { reasons: { approvers?: unknown }[] } };
    for (const one of json.pause.reasons) delete one.approvers;
    const open = story(
      [
        ...served('T2'),
        pause('2025-03-10 09:00', 'forceMajeure', {
          with: { reason: 'forceMajeure', document: 'd', approver: 'village.head' },
        }),
      ],
      undefined,
      newWorld({ rules: loadRuleSet(json) }),
    );
    expect(open.refused).toBeUndefined();
    expect(story([...served('T2'), pause('2025-03-10 09:00'), pause('2025-03-11 09:00')]).refused).toBe(
      'already-paused',
    );
  });

  it('ends by itself at its cap, and the paused days do not count', () => {
    const told = story([...served('T2'), pause('2025-03-10 09:00', 'expertReview')], '2025-04-10 12:00');
    const resumed = told.world.events('H1').find((event) => event.type === 'CaseResumed');
    // Thirty days from the 10th of March end on the 9th of April.
    expect(resumed).toMatchObject({ at: at('2025-04-10 00:00'), payload: { by: 'cap' } });
    // Touched 10 March – 9 April = 31 days; 2 April + 31 = 3 May, a holiday → 6 May.
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-05-06');
  });

  it('a fixed day moves by the days that the pause touched', () => {
    const told = story([
      ...served('T1'),
      act('2025-03-05 09:00', 'requestSupervision'),
      act('2025-03-06 09:00', 'recordSupervisionDecision', { decision: 'ordered', term: '2025-06-30', document: 'd' }),
      pause('2025-03-10 09:00'),
      act('2025-03-19 17:00', 'resume'),
    ]);
    expect(lastDay(told, 'hazard.T1.rectify')).toBe('2025-07-10');
  });

  it('two pauses that touch the same day move a fixed day once for it', () => {
    const told = story([
      ...served('T1'),
      act('2025-03-05 09:00', 'requestSupervision'),
      act('2025-03-06 09:00', 'recordSupervisionDecision', { decision: 'ordered', term: '2025-06-30', document: 'd' }),
      pause('2025-03-10 09:00'),
      act('2025-03-10 11:00', 'resume'),
      pause('2025-03-10 14:00'),
      act('2025-03-10 17:00', 'resume'),
    ]);
    expect(lastDay(told, 'hazard.T1.rectify')).toBe('2025-07-01');
  });

  it('work handed in during a pause is measured without the paused days', () => {
    const told = story([...served('T2'), pause('2025-03-28 09:00'), submit('2025-04-08 09:00', 'T2')]);
    // 28 March – 8 April are twelve paused days: 2 April + 12 = 14 April.
    expect(verdictsOf(told, 'hazard.T2.rectify')).toMatchObject([
      { result: 'met', daysToSpare: 6, lastDay: '2025-04-14' },
    ]);
  });

  it('a short period after a failed acceptance stays short through a pause', () => {
    const told = story([
      ...served('T2'),
      submit('2025-03-10 09:00', 'T2'),
      fail('2025-03-11 09:00'),
      pause('2025-03-12 09:00'),
      act('2025-03-13 09:00', 'resume'),
    ]);
    // Ten days from the 11th, two of them paused: the 23rd is a Sunday.
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-03-24');
  });

  it('stops the ladder but not the lapse; what never pauses runs on', () => {
    const told = story(
      [
        ...served('T2'),
        act('2025-03-04 09:00', 'recordStop', { by: 'district.emergency', document: 'd' }),
        pause('2025-04-03 08:00'),
      ],
      '2025-04-30 12:00',
    );
    expect(told.hazard().overdue['hazard.T2.rectify']).toBeDefined();
    expect(told.matter()).toMatchObject({ ladderPaused: true, rungs: [] });
    expect(told.matter().clocks['ladder/rung']).toBeUndefined();
    expect(told.hazard().flags.map((flag) => flag.code)).toContain('stop-review-late');
  });

  it('a pause cannot end before it began', () => {
    const told = story(
      [...served('T2'), pause('2025-03-10 09:00'), act('2025-03-09 09:00', 'resume', {}, OFFICE)].map((one) =>
        one.do === 'resume' ? { ...one, entered: '2025-03-10 10:00' } : one,
      ),
    );
    expect(told.refused).toBe('at-before-stage');
  });

  it('ends with the hazard; opened again it is not paused', () => {
    const told = story([
      ...served('T2'),
      submit('2025-03-10 09:00', 'T2'),
      pause('2025-03-10 10:00'),
      pass('2025-03-11 09:00'),
      act('2025-03-11 10:00', 'closeOut'),
      act('2025-03-12 10:00', 'reopenHazard', { ground: 'sample', reason: '抽查' }),
    ]);
    expect(told.hazard().regions.pause).toBe('running');
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-03-24');
  });
});

describe('acceptance (§3)', () => {
  const handedIn = [...served('T2'), submit('2025-03-10 09:00', 'T2', { by: actor(UNIT, { person: 'P1' }) })];

  it('not by the unit, not by its people under another post, not by the person who handed it in', () => {
    expect(story([...handedIn, pass('2025-03-11 09:00', { by: UNIT })]).refused).toBe('acceptor-is-rectifier');
    expect(story([...handedIn, pass('2025-03-11 09:00', { by: { post: TEAM, organisation: 'U1' } })]).refused).toBe(
      'acceptor-is-rectifier',
    );
    expect(story([...handedIn, pass('2025-03-11 09:00', { by: { post: TEAM, person: 'P1' } })]).refused).toBe(
      'acceptor-is-rectifier',
    );
  });

  it('not by whoever ordered it alone', () => {
    const ordered = served('T2').map((one) =>
      one.do === 'orderRectification' ? { ...one, by: actor(OFFICE, { person: 'P7' }) } : one,
    );
    const alone = pass('2025-03-11 09:00', {
      by: actor(OFFICE, { person: 'P7' }),
      with: { passed: true, conclusion: '合格' },
    });
    expect(story([...ordered, submit('2025-03-10 09:00', 'T2'), alone]).refused).toBe('acceptor-is-sole-orderer');
    expect(
      story([...ordered, submit('2025-03-10 09:00', 'T2'), { ...alone, with: { ...alone.with, team: ['P7', 'E1'] } }])
        .refused,
    ).toBeUndefined();
  });

  it('a village verifies general hazards only', () => {
    expect(story([...handedIn, pass('2025-03-11 09:00', { by: 'village.gridWorker' })]).refused).toBe('not-your-duty');
    expect(
      story([...served('T3'), submit('2025-03-05 09:00', 'T3'), pass('2025-03-06 09:00', { by: 'village.gridWorker' })])
        .refused,
    ).toBeUndefined();
  });

  it('evidence by tier, and a team of three for T1', () => {
    expect(story([...served('T2'), submit('2025-03-10 09:00', 'T2', { with: {} })]).refused).toBe('evidence-missing');
    expect(story([...served('T1'), submit('2025-03-10 09:00', 'T2')]).refused).toBe('evidence-missing');
    const t1 = [...served('T1'), submit('2025-03-10 09:00', 'T1')];
    expect(
      story([
        ...t1,
        pass('2025-03-11 09:00', { with: { passed: true, conclusion: '合格', perItem: '逐项', team: ['E1', 'I1'] } }),
      ]).refused,
    ).toBe('evidence-missing');
    expect(story([...served('T0'), submit('2025-03-03 15:00', 'T0')]).refused).toBe('evidence-missing');
  });

  it('a failure is restarted by the rule, never in silence; the second opens ladder B at the transfer', () => {
    const once = story([...handedIn, fail('2025-03-11 09:00')]);
    expect(once.hazard()).toMatchObject({ stage: 'rectifying', failedAcceptances: 1 });
    expect(lastDay(once, 'hazard.T2.rectify')).toBe('2025-03-21');
    later(once, [submit('2025-03-12 09:00', 'T2'), fail('2025-03-13 09:00')], '2025-03-13 10:00');
    expect(once.matter('H1-B1').rungs).toMatchObject([{ rung: 3, notice: 'caseTransfer' }]);
  });

  it('a photo that was shown before is a question', () => {
    const told = story([...handedIn, fail('2025-03-11 09:00'), submit('2025-03-12 09:00', 'T2')]);
    expect(told.last.payload.questions).toEqual(['photo-reused']);
  });

  it('an overdue acceptance is the team’s', () => {
    const told = story([...handedIn, pass('2025-03-25 09:00')]);
    expect(verdictsOf(told, 'hazard.T2.acceptance')).toMatchObject([
      { result: 'late', holder: 'acceptanceTeam', daysLate: 5 },
    ]);
    expect(told.hazard().flags.map((flag) => flag.code)).toEqual(['acceptance-late']);
  });
});

describe('reopening (§3, §15)', () => {
  const closed = [
    ...served('T2'),
    submit('2025-03-10 09:00', 'T2'),
    pass('2025-03-11 09:00'),
    act('2025-03-11 10:00', 'closeOut'),
  ];
  const reopen = (when: string, more: Act['with'] = {}): Act =>
    act(when, 'reopenHazard', { ground: 'reporter', reason: '举报人有异议', ...more });

  it('within ninety days: a new clock; the old close-out stays in the record with its verdict', () => {
    const told = story([...closed, reopen('2025-06-09 09:00')]);
    expect(told.hazard()).toMatchObject({ stage: 'rectifying', closed: false, closedOutAt: at('2025-03-11 10:00') });
    expect(lastDay(told, 'hazard.T2.rectify')).toBe('2025-06-19');
    expect(verdictsOf(told, 'hazard.T2.rectify')).toMatchObject([{ result: 'met' }]);
  });

  it('after ninety days, or without a reason: refused', () => {
    expect(story([...closed, reopen('2025-06-10 09:00')]).refused).toBe('reopen-too-late');
    expect(story([...closed, reopen('2025-03-12 09:00', { reason: undefined })]).refused).toBe('reason-missing');
  });

  it('a lapse afterwards opens a new matter beside the old', () => {
    const told = story(
      [
        ...served('T2'),
        submit('2025-04-08 09:00', 'T2'),
        pass('2025-04-09 09:00'),
        act('2025-04-09 10:00', 'closeOut'),
        reopen('2025-04-10 09:00'),
      ],
      '2025-05-10 12:00',
    );
    expect(told.matter('H1-A1')).toMatchObject({ stage: 'closed', endedBy: 'accepted' });
    expect(told.matter('H1-A2')).toMatchObject({ stage: 'open' });
  });
});

describe('stop and restart, transfer (§15, §23)', () => {
  const stopped = [...served('T1'), act('2025-03-04 09:00', 'recordStop', { by: 'district.emergency', document: 'd' })];

  it('a stop needs its document, is reviewed every thirty days, and ends nothing', () => {
    expect(story([...served('T1'), act('2025-03-04 09:00', 'recordStop', { by: 'district.emergency' })]).refused).toBe(
      'document-missing',
    );
    const told = story(stopped, '2025-05-06 12:00');
    expect(verdictsOf(told, 'hazard.stopReview')).toMatchObject([{ result: 'missed', lastDay: '2025-04-03' }]);
    expect(lastDay(told, 'hazard.stopReview')).toBe('2025-05-06');
  });

  it('no striking off before the restart was approved; a refusal leads back to the stop and its review', () => {
    const accepted = [...stopped, submit('2025-03-05 09:00', 'T1'), pass('2025-03-06 09:00')];
    expect(story([...accepted, act('2025-03-06 10:00', 'closeOut')]).refused).toBe('restart-not-approved');
    const asked = [...accepted, act('2025-03-07 09:00', 'requestRestart', {}, UNIT)];
    expect(story([...asked, act('2025-03-07 10:00', 'closeOut')]).refused).toBe('restart-not-approved');
    expect(
      story([...asked, act('2025-03-10 09:00', 'recordRestartDecision', { decision: 'refused', document: 'd' })])
        .refused,
    ).toBe('reason-missing');
    const refused = story([
      ...asked,
      act('2025-03-10 09:00', 'recordRestartDecision', { decision: 'refused', ...WHY }),
    ]);
    expect(refused.hazard().regions.control).toBe('stopped');
    expect(lastDay(refused, 'hazard.stopReview')).toBe('2025-04-09');
  });

  it('a transfer that comes back ends the sender’s waiting; one that is received is chased for its result', () => {
    const sent = [
      ...served('T3'),
      act('2025-03-04 09:00', 'decideTransfer', { to: 'district.housing', basis: '职责' }),
      act('2025-03-05 09:00', 'sendTransfer'),
    ];
    expect(story([...sent, act('2025-03-06 09:00', 'recordTransferReceipt')]).refused).toBe('document-missing');
    expect(
      story([...sent, act('2025-03-06 09:00', 'recordTransferReceipt', { accepted: false, document: 'd' })]).refused,
    ).toBe('reason-missing');
    const back = story([...sent, act('2025-03-06 09:00', 'recordTransferReceipt', { accepted: false, ...WHY })]);
    expect(back.hazard().regions.transfer).toBe('none');
    expect(Object.keys(back.hazard().clocks).filter((id) => id.startsWith('transfer.'))).toEqual([]);
    const received = [...sent, act('2025-03-06 09:00', 'recordTransferReceipt', { document: 'd' })];
    expect(lastDay(story(received), 'transfer.result')).toBe('2025-03-27');
    // Returned after it was received: there is no second receipt, and nothing is left to be chased.
    expect(story([...received, act('2025-03-07 09:00', 'recordTransferReceipt', { document: 'd' })]).refused).toBe(
      'not-allowed-now',
    );
    const late = story([...received, act('2025-04-10 09:00', 'recordTransferReceipt', { accepted: false, ...WHY })]);
    expect(late.hazard().overdue).not.toHaveProperty('transfer.result');
    expect(verdictsOf(late, 'transfer.result')).toMatchObject([
      { result: 'late', holder: 'transfer.receiver', daysLate: 14 },
    ]);
  });
});

describe('late entries (§4)', () => {
  it('in time but entered too late to believe: an approver and a document, or refused', () => {
    const entry = (entered: string, more: Act['with'] = {}) =>
      story([...served('T2'), { ...submit('2025-03-31 09:00', 'T2'), entered, with: { photos: ['after-1'], ...more } }])
        .refused;
    expect(entry('2025-04-03 23:59')).toBeUndefined();
    expect(entry('2025-04-07 09:00')).toBe('late-entry-too-late');
    expect(entry('2025-04-07 09:00', { approver: HEAD, document: 'd' })).toBeUndefined();
  });

  it('not in the future, and not before the stage began', () => {
    expect(story([...served('T2'), { ...submit('2025-03-10 09:00', 'T2'), entered: '2025-03-09 09:00' }]).refused).toBe(
      'at-in-future',
    );
    expect(story([...served('T2'), { ...submit('2025-03-03 13:00', 'T2'), entered: '2025-03-04 09:00' }]).refused).toBe(
      'at-before-stage',
    );
  });

  it('a service entered weeks late makes nothing happen before it was known: no burst of papers', () => {
    const told = story(
      [
        ...served('T3').slice(0, 3),
        {
          ...act('2025-03-03 14:00', 'recordService', { mode: 'inPerson', approver: HEAD, document: 'd' }),
          entered: '2025-04-07 10:00',
        },
      ],
      '2025-04-07 12:00',
    );
    expect(
      told.world
        .events('H1')
        .find((event) => event.payload.duty === 'hazard.T3.rectify' && event.type === 'DeadlineLapsed'),
    ).toMatchObject({ at: at('2025-04-07 10:00') });
    expect(told.matter().rungs).toEqual([]);
    expect(told.matter().clocks['ladder/rung']?.dueAt).toBe(at('2025-04-08 09:00'));
  });

  it('the lapse stays in the record, the verdict is met, and only the causes that are met go', () => {
    const t1 = [
      ...served('T1'),
      act('2025-03-05 09:00', 'requestSupervision'),
      act('2025-03-05 10:00', 'recordSupervisionDecision', { decision: 'ordered', term: '2025-03-20', document: 'd' }),
    ];
    // The plan (due 10 March) and the term (20 March) both lapsed: two causes on ladder B, one on ladder A.
    const told = story(
      [...t1, { ...submit('2025-03-20 16:00', 'T1'), entered: '2025-03-21 08:30' }],
      '2025-03-21 10:00',
    );
    expect(
      told.world
        .events('H1')
        .filter((event) => event.type === 'DeadlineLapsed')
        .map((event) => event.payload.duty),
    ).toEqual(expect.arrayContaining(['hazard.T1.plan', 'hazard.T1.rectify']));
    expect(verdictsOf(told, 'hazard.T1.rectify')).toMatchObject([{ result: 'met', enteredLate: true }]);
    expect(told.matter('H1-A1')).toMatchObject({ stage: 'closed', endedBy: 'lateEntry', rungs: [] });
    expect(told.matter('H1-B1')).toMatchObject({ stage: 'open', causes: [{ rule: 'hazard.T1.plan' }] });
  });
});
