import { describe, expect, it } from 'vitest';
import { dayOf, loadRuleSet } from '../../../src/core/index.ts';
import { type Act, at, HEAD, later, newWorld, OFFICE, pass, served, shipped, story, submit } from '../office.ts';

const WHY = { reason: '按规定', document: 'doc-1', approver: 'street.head' };
const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE, on = 'H1-A1'): Act => ({
  on,
  at: when,
  by,
  do: what,
  with: payload,
});
const rungs = (told: ReturnType<typeof story>, id = 'H1-A1') =>
  told.matter(id).rungs.map((taken) => `${taken.rung}${taken.skipped ? ' skipped' : ''} ${dayOf(taken.dueAt)}`);

describe('a matter by an event, without any lapse (§5, §22)', () => {
  const start = (payload: Act['with']) => act('2025-03-05 10:00', 'startMatter', payload, OFFICE, 'H1');
  const started = (payload: Act['with'], until = '2025-03-06 12:00') =>
    story([...served('T2'), start({ ladder: 'A', reason: '核实', ...payload })], until);

  it('begins with the first rung the next working morning; no overdue day is counted', () => {
    const told = started({ ground: 'falseReport' }, '2025-03-31 12:00');
    // The notice follows five working days after the prompt; the warning would need overdue days, of which there are none.
    expect(rungs(told)).toEqual(['1 2025-03-06', '2 2025-03-13']);
    expect(told.matter()).toMatchObject({ causes: [{ rule: 'event.falseReport', event: true }] });
  });

  it('tells the office once that a higher rung could be approved, and does not take it', () => {
    const told = started({ ground: 'shouldHaveFound' });
    const proposals = told.world
      .events('H1-A1')
      .filter((event) => event.effects.some((effect) => effect.do === 'notify' && effect.about === 'skipProposed'));
    expect(proposals.map((event) => event.payload.skipProposed)).toEqual([4]);
    later(told, [act('2025-03-06 14:00', 'recordFacts', { reason: '补充', progressLag: 0.5 })]);
    expect(told.last.payload.skipProposed).toBeUndefined();
  });

  it('begins higher with an approver and a reason, the rungs below left out by name', () => {
    expect(started({ ground: 'falseReport', startRung: 4 }).refused).toBe('skip-not-approved');
    expect(started({ ground: 'falseReport', startRung: 9, approver: 'street.head' }).refused).toBe('invalid');
    expect(started({ ladder: 'B', ground: 'unsafeAfterStop', startRung: 4, approver: 'street.head' }).refused).toBe(
      'skip-not-approved',
    );
    expect(rungs(started({ ground: 'falseReport', startRung: 4, approver: 'street.head' }))).toEqual([
      '1 skipped 2025-03-05',
      '2 skipped 2025-03-05',
      '3 skipped 2025-03-05',
      '4 2025-03-05',
    ]);
  });

  it('an accident starts at the interview by rule; so does danger to life', () => {
    const told = started({ ground: 'accident' });
    expect(rungs(told).at(-1)).toBe('5 2025-03-06');
    expect(told.world.events('H1-A1').at(-1)?.payload).toMatchObject({ skipped: [1, 2, 3, 4], skippedBy: 'rule' });
    const t0 = story(
      [
        ...served('T0'),
        act('2025-03-03 15:00', 'startMatter', { ladder: 'A', ground: 'falseReport', reason: '核实' }, OFFICE, 'H1'),
      ],
      '2025-03-04 12:00',
    );
    expect(rungs(t0).at(-1)).toBe('5 2025-03-04');
  });

  it('a figure is a ground only with its number', () => {
    expect(started({ ground: 'progressLag' }).refused).toBe('invalid');
    expect(started({ ground: 'generalAccidents' }).refused).toBe('invalid');
    expect(started({ ground: 'progressLag', progressLag: 0.2 }).matter().facts).toMatchObject({ progressLag: 0.2 });
    expect(started({ ground: 'generalAccidents', generalAccidentsInQuarter: 2 }).refused).toBeUndefined();
    expect(started({ ground: 'sectorTrend', reason: undefined }).refused).toBe('reason-missing');
  });

  it('acceptance ends it; the same event again adds nothing', () => {
    const told = started({ ground: 'falseReport' });
    later(
      told,
      [act('2025-03-07 10:00', 'startMatter', { ladder: 'A', ground: 'falseReport', reason: '再次' }, OFFICE, 'H1')],
      '2025-03-10 12:00',
    );
    expect(told.matter().causes).toHaveLength(1);
    expect(rungs(told)).toEqual(['1 2025-03-06']);
    later(told, [submit('2025-03-11 09:00', 'T2'), pass('2025-03-12 08:00')], '2025-06-30 12:00');
    expect(told.matter()).toMatchObject({ stage: 'closed', endedBy: 'accepted' });
    expect(rungs(told)).toEqual(['1 2025-03-06']);
  });
});

describe('counting (§5, §22)', () => {
  const b = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE) =>
    act(when, what, payload, by, 'H1-B1');
  const transferred = [
    ...served('T2'),
    b('2025-04-09 10:00', 'signNotice', { notice: 'reinspection' }, 'street.inspectors'),
    b('2025-04-09 11:00', 'recordFacts', { reason: '复查不合格', reinspectionFailed: true }),
    b('2025-04-14 10:00', 'signNotice', { notice: 'caseTransfer' }),
    b('2025-04-15 10:00', 'recordReceipt', { by: 'district.lawEnforcement', document: 'd' }),
  ];
  const fine = (day: string) =>
    b(`${day} 10:00`, 'recordOutsideDecision', { what: 'fine', amount: 1_000, document: `d-${day}` });
  const rung = (told: ReturnType<typeof story>) => told.matter('H1-B1').clocks['ladder/rung'];

  it('after a transfer only those decisions are known that the rung names', () => {
    const other = b('2025-04-20 10:00', 'recordOutsideDecision', { what: '罚单', document: 'd' });
    expect(story([...transferred, other]).plans.at(-1)?.refusal).toMatchObject({
      code: 'invalid',
      fields: { what: expect.stringContaining('罚款（fine）') },
    });
    const stopped = b('2025-04-20 10:00', 'recordOutsideDecision', { what: 'stopProduction', document: 'd' });
    expect(story([...transferred, stopped]).refused).toBeUndefined();
  });

  it('given the transfer is still open, when closing is proposed, its receipt has a clock of its own; the district is asked again and nobody is flagged', () => {
    const proposed = [
      ...transferred.slice(0, -1),
      b('2025-04-15 10:00', 'recordFacts', { reason: '停产后仍不安全', unsafeAfterStop: true }),
      b('2025-04-16 10:00', 'signNotice', { notice: 'closingProposal' }, 'street.safetyCommittee'),
    ];
    const told = story(proposed);
    // Three working days, as for any transfer; the transfer's own duty runs beside it.
    expect(told.matter('H1-B1').clocks).toMatchObject({
      receipt: { rule: 'B4', holder: 'district.government', lastDay: '2025-04-21' },
      'transfer.receipt': { lastDay: '2025-04-17' },
    });
    later(told, [], '2025-04-23 12:00');
    const asked = told.world.events('H1-B1').filter((event) => event.type === 'ReceiptOverdue');
    expect(asked).toMatchObject([{ payload: { step: 'askAgain' } }]);
    expect(asked[0]?.effects).toEqual([
      expect.objectContaining({ about: 'askAgain', to: { post: 'district.government' } }),
    ]);
    expect(told.matter('H1-B1').flags.map((flag) => flag.code)).not.toContain('receipt-missing');
    later(told, [b('2025-04-23 15:00', 'recordNoticeReceipt', { by: 'district.government' })]);
    expect(told.matter('H1-B1').clocks.receipt).toBeUndefined();
  });

  it('the third penalty in 180 days: closing is proposed the next working morning', () => {
    const two = [...transferred, fine('2025-04-20'), fine('2025-06-03')];
    expect(rung(story(two))).toBeUndefined();
    expect(rung(story([...two, fine('2025-10-17')]))).toMatchObject({ nth: 4, dueAt: at('2025-10-20 09:00') });
  });

  it('the third after 181 days is none of three in 180; the fourth in a year is one of four', () => {
    const three = [...transferred, fine('2025-04-20'), fine('2025-06-03'), fine('2025-10-20')];
    expect(rung(story(three))).toBeUndefined();
    expect(story(three).matter('H1-B1').facts).toMatchObject({ penaltiesIn180Days: 2, penaltiesIn365Days: 3 });
    expect(rung(story([...three, fine('2026-02-10')]))).toMatchObject({ nth: 4, dueAt: at('2026-02-11 09:00') });
  });

  it('failed interviews of the same subject in other cases count: a second failure within six months', () => {
    const json = shipped('rules.default.json') as { ladders: { rungs: { trigger: object }[] }[] };
    const last = json.ladders[0]?.rungs[5];
    if (last) last.trigger = { any: [{ condition: 'failedInterviewsIn6Months >= 2' }] };
    const missed = (on: string): Act[] => [
      act('2025-04-03 10:00', 'skipRungs', { to: 5, ...WHY }, OFFICE, on),
      act(
        '2025-04-03 11:00',
        'signNotice',
        { notice: 'interviewNotice', interviewAt: at('2025-04-10 10:00') },
        'street.leader',
        on,
      ),
      act(`2025-04-10 ${on === 'H1-A1' ? 11 : 12}:00`, 'recordInterview', { attended: 'absent' }, OFFICE, on),
    ];
    const acts = [
      ...served('T2'),
      ...served('T2', { on: 'H2', report: { kind: 'otherKind' } }),
      ...missed('H1-A1'),
      ...missed('H2-A1'),
    ].sort((x, y) => (x.at < y.at ? -1 : 1));
    const told = story(acts, '2025-04-30 12:00', newWorld({ rules: loadRuleSet(json) }));
    expect(rungs(told, 'H1-A1').at(-1)).toBe('5 2025-04-03');
    expect(rungs(told, 'H2-A1').at(-1)).toBe('6 2025-04-11');
  });
});

describe('flags (问责标记) are contested, decided by a second person, and stay', () => {
  const flagged = [
    ...served('T2'),
    act('2025-04-11 10:00', 'raiseFlag', { code: 'photo-reused', reason: '照片相同' }, { post: OFFICE, person: 'P1' }),
  ];
  const contest = act(
    '2025-04-11 11:00',
    'contestFlag',
    { code: 'photo-reused', reason: '系补拍' },
    { post: 'village.head', organisation: 'V1', person: 'P2' },
  );
  const decide = (person: string, more: Act['with'] = {}) =>
    act(
      '2025-04-14 10:00',
      'decideFlagContest',
      { code: 'photo-reused', result: 'unfounded', reason: '系补拍属实', ...more },
      { post: HEAD, person },
    );

  it('the result stands beside the flag, with ground, persons and instants', () => {
    const told = story([...flagged, contest, decide('P3')]);
    const flag = told.matter().flags.find((one) => one.code === 'photo-reused');
    expect(flag).toMatchObject({ by: 'P1', at: at('2025-04-11 10:00') });
    expect(told.matter().contests).toEqual([
      {
        code: 'photo-reused',
        flag: flag?.seq,
        ground: '系补拍',
        by: 'P2',
        at: at('2025-04-11 11:00'),
        result: 'unfounded',
        why: '系补拍属实',
        decidedBy: 'P3',
        decidedAt: at('2025-04-14 10:00'),
      },
    ]);
  });

  it('not by who raised it, not by who contests it, once, and with a ground', () => {
    expect(story([...flagged, contest, decide('P1')]).refused).toBe('second-person-missing');
    expect(story([...flagged, contest, decide('P2')]).refused).toBe('second-person-missing');
    expect(story([...flagged, contest, decide('P3', { reason: undefined })]).refused).toBe('reason-missing');
    expect(story([...flagged, contest, contest]).refused).toBe('flag-contested');
    expect(story([...flagged, contest, decide('P3'), decide('P4')]).refused).toBe('flag-decided');
    expect(story([...flagged, contest, decide('P3'), contest]).refused).toBe('flag-decided');
    expect(story([...flagged, decide('P3')]).refused).toBe('flag-not-contested');
    expect(story([...flagged, { ...contest, with: { code: 'minutes-late', reason: 'x' } }]).refused).toBe(
      'flag-unknown',
    );
    expect(story([...flagged, decide('P3', { code: 'nothing' })]).refused).toBe('flag-unknown');
  });

  it('of two flags of one name the number tells which; a hazard’s flags are contested too', () => {
    const twice = [...flagged, act('2025-04-11 10:30', 'raiseFlag', { code: 'photo-reused', reason: '又一处' })];
    const first = story(twice)
      .matter()
      .flags.find((one) => one.code === 'photo-reused');
    const told = story([
      ...twice,
      { ...contest, with: { code: 'photo-reused', flag: first?.seq ?? 0, reason: '系补拍' } },
    ]);
    expect(told.matter().contests).toMatchObject([{ flag: first?.seq }]);
    const late = story([
      ...served('T3').slice(0, 2),
      act(
        '2025-03-10 10:00',
        'contestFlag',
        { code: 'notice-served-late', reason: '停工' },
        'street.safetyCommittee',
        'H1',
      ),
      act(
        '2025-03-10 11:00',
        'decideFlagContest',
        { code: 'notice-served-late', result: 'stands', reason: '未停工' },
        OFFICE,
        'H1',
      ),
    ]);
    expect(late.hazard()).toMatchObject({
      flags: [{ code: 'notice-served-late' }],
      contests: [{ result: 'stands', by: 'street.safetyCommittee' }],
    });
  });
});
