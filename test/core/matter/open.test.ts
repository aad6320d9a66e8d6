import { describe, expect, it } from 'vitest';
import { type CaseState, dayOf, kinds, type MatterState, type Message, plan } from '../../../src/core/index.ts';
import { type Act, at, later, OFFICE, story, terms } from '../office.ts';

const M = 'M-2025-000001';
const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  kind: 'matter',
  on: M,
  at: when,
  by,
  do: what,
  with: payload,
});
const OPEN = {
  ladder: 'A',
  subjectKind: 'village',
  subjectId: 'V1',
  ground: 'shouldHaveFound',
  what: '辖区出租屋应排未排',
  basis: '泉港山〔2020〕119号',
  reason: '督查发现',
};
const opened = (more: Act['with'] = {}, when = '2025-03-05 10:00') =>
  story([act(when, 'openMatter', { ...OPEN, ...more })]);
const rungs = (told: ReturnType<typeof story>) =>
  told.matter(M).rungs.map((taken) => `${taken.rung}${taken.skipped ? ' skipped' : ''} ${dayOf(taken.dueAt)}`);

describe('a matter without a hazard, opened by the office', () => {
  it('an event: its ground, cause and basis stand in the record, and the first rung is due the next working morning', () => {
    const told = opened();
    expect(told.refused).toBeUndefined();
    expect(told.last).toMatchObject({
      type: 'MatterOpened',
      payload: { ...OPEN, subject: { kind: 'village', organisation: 'V1' }, organisation: 'V1', unit: '' },
    });
    expect(told.matter(M)).toMatchObject({
      title: '辖区出租屋应排未排',
      subject: { kind: 'village', organisation: 'V1' },
      causes: [{ rule: 'office.shouldHaveFound', label: '辖区出租屋应排未排', kind: 'office', event: true }],
      facts: { shouldHaveFound: true },
    });
    expect(told.matter(M).opener).toBeUndefined();
    later(told, [], '2025-03-06 12:00');
    expect(rungs(told)).toEqual(['1 2025-03-06']);
    expect(told.world.events(M).at(-1)?.effects).toContainEqual(
      expect.objectContaining({
        do: 'issueNotice',
        notice: 'prompt',
        to: { post: 'village.deputyHead', organisation: 'V1' },
      }),
    );
  });

  it('a missed day: days overdue count from it', () => {
    const told = opened({ ground: 'dutyMissed', what: '年度排查未完成', lastDay: '2025-02-28' });
    later(told, [], '2025-03-14 12:00');
    // The tenth working day after 28 February has come: the warning is due, whatever was answered.
    expect(told.matter(M)).toMatchObject({ causes: [{ lastDay: '2025-02-28', dueAt: at('2025-03-01 00:00') }] });
    expect(rungs(told)).toEqual(['1 2025-03-06', '2 2025-03-13', '3 2025-03-14']);
  });

  it('a unit stands on ladder B, with the village that supervises it', () => {
    const told = opened({ ladder: 'B', subjectKind: 'unit', subjectId: 'U2', ground: 'other', what: '拒不自查' });
    expect(told.matter(M)).toMatchObject({ unit: 'U2', organisation: 'V2', ladder: 'B' });
  });

  it.each<[string, Act['with'], string, string?]>([
    ['a village on the units’ ladder', { ladder: 'B' }, 'invalid', 'subjectKind'],
    ['a unit that is not registered', { ladder: 'B', subjectKind: 'unit', subjectId: 'U99' }, 'invalid', 'subjectId'],
    ['no reason', { reason: undefined }, 'reason-missing'],
    ['no basis', { basis: undefined }, 'invalid', 'basis'],
    ['a missed day that is not named', { ground: 'dutyMissed' }, 'invalid', 'lastDay'],
    ['a day that has not passed', { ground: 'dutyMissed', lastDay: '2025-03-05' }, 'invalid', 'lastDay'],
    ['a figure without its number', { ground: 'progressLag' }, 'invalid', 'progressLag'],
    ['a later start without an approver', { startRung: 3 }, 'skip-not-approved'],
    ['a rung that there is none', { startRung: 9, approver: 'street.leader' }, 'invalid', 'startRung'],
  ])('refuses %s', (_, more, code, field) => {
    const told = opened(more);
    expect(told.refused).toBe(code);
    if (field) expect(told.plans[0]?.refusal?.fields).toHaveProperty(field);
    expect(told.world.events(M)).toEqual([]);
  });

  it('begins higher with an approver; the rungs below are left out by name', () => {
    const told = opened({ startRung: 3, approver: 'street.leader' });
    expect(rungs(told)).toEqual(['1 skipped 2025-03-05', '2 skipped 2025-03-05', '3 2025-03-05']);
  });

  it('the office ends it when the work is there, with what proves it; a matter of a hazard is the acceptance’s', () => {
    const done = { reason: '已完成排查', document: '核查记录〔2025〕3号' };
    expect(later(opened(), [act('2025-03-07 10:00', 'acceptResult', { reason: '已完成' })]).refused).toBe(
      'document-missing',
    );
    const told = later(opened(), [act('2025-03-07 10:00', 'acceptResult', done)]);
    expect(told.matter(M)).toMatchObject({ stage: 'closed', endedBy: 'accepted', clocks: {} });
    const ofHazard = story([
      {
        at: '2025-03-03 09:00',
        by: 'village.gridWorker',
        do: 'reportHazard',
        with: { unit: 'U1', kind: 'k', where: 'w', what: 'x', found: at('2025-03-03 08:00'), photos: ['p'] },
      },
      {
        at: '2025-03-04 09:00',
        by: OFFICE,
        do: 'startMatter',
        with: { ladder: 'A', ground: 'falseReport', reason: '虚报' },
      },
      { ...act('2025-03-05 10:00', 'acceptResult', done), on: 'H1-A1' },
    ]);
    expect(ofHazard.refused).toBe('matter-of-hazard');
  });
});

describe('a matter that recurring duties feed', () => {
  const ID = 'DM2.V1.2025-03-A1';
  const lapsed = (duty: string, round: string, when: string, nth = 0): Message => ({
    to: ID,
    kind: 'matter',
    type: 'lapsed',
    from: duty,
    fromSeq: 3 + nth,
    nth: 0,
    at: at(when),
    payload: {
      ladder: 'A',
      subject: { kind: 'village', organisation: 'V1' },
      cause: {
        rule: `${duty}/${round}`,
        label: `到位检查（${round}）`,
        dueAt: at(when),
        lastDay: '2025-03-31',
        kind: 'duty',
        id: duty,
      },
      tier: '',
      supervised: false,
      title: '副督长到位检查',
      unit: '',
      organisation: 'V1',
      ruleSet: terms.rules.id,
      calendar: terms.calendar.id,
    },
  });
  const said = (type: string, duty: string, round: string, when: string): Message => ({
    ...lapsed(duty, round, when, 5),
    type,
    payload: { duties: [`${duty}/${round}`] },
  });
  /** The matter after these messages, all that was due by then done. */
  function told(inbox: readonly Message[], until: string) {
    const steps = plan(kinds.matter, { state: undefined, lastHash: '', inbox, terms }, at(until));
    let step = steps.next();
    while (!step.done) step = steps.next([]);
    return { ...step.value, state: step.value.state as CaseState as MatterState };
  }
  const two = [lapsed('D-1', '2025-03', '2025-04-01 00:00'), lapsed('D-2', '2025-03', '2025-04-01 00:00', 1)];

  it('two duties missed in a month are two causes of one matter, which hangs on the first', () => {
    const { state } = told(two, '2025-04-01 12:00');
    expect(state.causes.map(({ rule }) => rule)).toEqual(['D-1/2025-03', 'D-2/2025-03']);
    expect(state).toMatchObject({ opener: 'D-1', rungs: [{ rung: 1 }] });
  });

  it.each([
    ['causeMet', 'accepted'],
    ['lateEntry', 'lateEntry'],
    ['causeWithdrawn', 'withdrawn'],
  ])('%s of one leaves the other; of the last ends it', (type, by) => {
    const one = [...two, said(type, 'D-1', '2025-03', '2025-04-02 09:00')];
    expect(told(one, '2025-04-02 12:00').state).toMatchObject({ stage: 'open', causes: [{ id: 'D-2' }] });
    const both = told([...one, said(type, 'D-2', '2025-03', '2025-04-02 10:00')], '2025-04-02 12:00');
    expect(both.state).toMatchObject({ stage: 'closed', endedBy: by });
  });

  it('missed again in the same month after it had ended: it opens again', () => {
    const again = [
      two[0] as Message,
      said('causeMet', 'D-1', '2025-03', '2025-04-02 09:00'),
      lapsed('D-2', '2025-03', '2025-04-03 00:00', 2),
    ];
    expect(told(again, '2025-04-03 12:00').state).toMatchObject({ stage: 'open', causes: [{ id: 'D-2' }] });
  });
});
