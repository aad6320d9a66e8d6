import { describe, expect, it } from 'vitest';
import { dayOf, loadRuleSet, type RuleSet } from '../../../src/core/index.ts';
import {
  type Act,
  at,
  calendar,
  HEAD,
  later,
  newWorld,
  OFFICE,
  pass,
  served,
  shipped,
  story,
  submit,
} from '../office.ts';

const WHY = { reason: '按规定', document: 'doc-1', approver: 'street.leader' };
const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE, on = 'H1-A1'): Act => ({
  on,
  at: when,
  by,
  do: what,
  with: payload,
});
const VILLAGE = 'village.head';
/** A T2 that lapses on 3 April 2025: rung 1 (prompt) is due the same morning; the 4th is a holiday. */
const LAPSED = served('T2');
const rung = (told: ReturnType<typeof story>, id = 'H1-A1') => told.matter(id).clocks['ladder/rung'];
const rungs = (told: ReturnType<typeof story>, id = 'H1-A1') =>
  told.matter(id).rungs.map((taken) => `${taken.rung}${taken.skipped ? ' skipped' : ''} ${dayOf(taken.dueAt)}`);

describe('the ladder climbs by itself (§5)', () => {
  it('rung 1 on the first overdue morning, rung 2 five working days later, rung 3 on the tenth overdue day', () => {
    const told = story(LAPSED, '2025-04-30 12:00');
    expect(rungs(told)).toEqual(['1 2025-04-03', '2 2025-04-11', '3 2025-04-17']);
    // Rung 3 waits for a signature; nothing goes on above an unsigned paper.
    expect(told.matter().regions.paper).toBe('unsigned');
    expect(rung(told)).toBeUndefined();
  });

  it('acceptance ends it: no rung, no reminder, no signature afterwards', () => {
    const told = story(
      [...LAPSED, { ...submit('2025-04-17 10:00', 'T2'), on: 'H1' }, { ...pass('2025-04-18 09:00'), on: 'H1' }],
      '2025-06-30 12:00',
    );
    expect(told.matter()).toMatchObject({ stage: 'closed', endedBy: 'accepted', clocks: {}, closed: true });
    expect(told.types('H1-A1').at(-1)).toBe('MatterEnded');
  });

  it('a condition that counts overdue days is due on the day that they are reached', () => {
    const json = shipped('rules.default.json') as { ladders: { id: string; rungs: { trigger: object }[] }[] };
    const second = json.ladders[0]?.rungs[1];
    if (second) second.trigger = { any: [{ condition: 'overdueWorkingDays >= 4.0' }] };
    const world = newWorld({ rules: loadRuleSet(json) as RuleSet, calendar });
    expect(rungs(story(LAPSED, '2025-04-12 12:00', world))).toEqual(['1 2025-04-03', '2 2025-04-09']);
  });
});

describe('the hazard changes while its matter is open', () => {
  const regrade = (when: string, tier: string) =>
    act(when, 'regradeHazard', { tier, reason: '复核后调整' }, OFFICE, 'H1');

  it('danger to life: the ladder comes to the interview the next working morning, and the record says what changed', () => {
    const told = story([...LAPSED, regrade('2025-04-07 10:00', 'T0')], '2025-04-07 12:00');
    const changed = told.world.events('H1-A1').at(-1);
    expect(changed).toMatchObject({
      type: 'StandingChanged',
      payload: {
        tier: 'T0',
        supervised: false,
        from: { tier: 'T2', supervised: false },
        nextRung: {
          before: { rung: 2, dueAt: at('2025-04-11 09:00') },
          after: { rung: 5, dueAt: at('2025-04-08 09:00') },
        },
      },
    });
    expect(told.matter()).toMatchObject({ tier: 'T0' });
    expect(told.matter('H1-B1')).toMatchObject({ tier: 'T0' });
  });

  it('major: the office is told that it may skip with an approver; nothing else moves', () => {
    const told = story([...LAPSED, regrade('2025-04-07 10:00', 'T1')], '2025-04-07 12:00');
    const changed = told.world.events('H1-A1').at(-1);
    expect(changed?.payload.nextRung).toBeUndefined();
    expect(changed?.effects).toContainEqual(
      expect.objectContaining({ about: 'skipProposed', params: { label: '约谈' } }),
    );
  });

  it('no matter is open: nobody is told', () => {
    const told = story([...LAPSED.slice(0, 4), regrade('2025-03-10 10:00', 'T1')]);
    expect(told.last.effects.filter((effect) => effect.do === 'send')).toEqual([]);
  });
});

describe('answers (§21)', () => {
  const prompted = [...LAPSED, act('2025-04-07 10:00', 'answerNotice', { answer: '已部署' }, VILLAGE)];

  it('only the subject answers', () => {
    expect(
      story([
        ...LAPSED,
        act('2025-04-07 10:00', 'answerNotice', { answer: '已部署' }, { post: VILLAGE, organisation: 'V9' }),
      ]).refused,
    ).toBe('not-your-duty');
  });

  it('sufficient: the ladder waits for the result, only the overdue days count on', () => {
    const told = story(
      [...prompted, act('2025-04-08 10:00', 'assessAnswer', { result: 'sufficient' })],
      '2025-04-16 12:00',
    );
    expect(rungs(told)).toEqual(['1 2025-04-03']);
  });

  it('poor: the next rung on the next working morning, and a new fact does not put it off', () => {
    const poor = [...prompted, act('2025-04-08 10:00', 'assessAnswer', { result: 'poor', reason: '空话' })];
    expect(rung(story(poor))?.dueAt).toBe(at('2025-04-09 09:00'));
    expect(
      rung(story([...poor, act('2025-04-08 11:00', 'recordFacts', { reason: '补充', progressLag: 0.1 })]))?.dueAt,
    ).toBe(at('2025-04-09 09:00'));
    expect(story([...prompted, act('2025-04-08 10:00', 'assessAnswer', { result: 'poor' })]).refused).toBe(
      'reason-missing',
    );
  });

  it('contested: the ladder waits, a second person reviews in five working days, and a review that is late is seen', () => {
    const contested = [
      ...prompted,
      act(
        '2025-04-08 10:00',
        'assessAnswer',
        { result: 'contested', reason: '所述不实' },
        { post: OFFICE, person: 'P1' },
      ),
    ];
    const told = story(contested);
    expect(rung(told)).toBeUndefined();
    expect(told.matter().clocks.review).toMatchObject({ lastDay: '2025-04-15' });
    expect(
      story([
        ...contested,
        act('2025-04-09 10:00', 'assessAnswer', { result: 'poor', reason: '属实' }, { post: OFFICE, person: 'P1' }),
      ]).refused,
    ).toBe('second-person-missing');
    const reviewed = story([
      ...contested,
      act('2025-04-09 10:00', 'assessAnswer', { result: 'poor', reason: '属实' }, { post: OFFICE, person: 'P2' }),
    ]);
    expect(rung(reviewed)?.dueAt).toBe(at('2025-04-10 09:00'));
    expect(reviewed.matter().clocks.review).toBeUndefined();
    later(told, [], '2025-04-16 12:00');
    expect(told.matter().flags.map((flag) => flag.code)).toEqual(['review-late']);
    expect(told.world.events('H1-A1').at(-1)?.effects).toContainEqual(expect.objectContaining({ to: { post: HEAD } }));
  });

  it('no answer in time is flagged; an answer still counts afterwards', () => {
    const told = story(LAPSED, '2025-04-10 12:00');
    expect(told.matter().flags.map((flag) => flag.code)).toEqual(['answer-late']);
    expect(later(told, [act('2025-04-10 13:00', 'answerNotice', { answer: '迟复' }, VILLAGE)]).refused).toBeUndefined();
  });

  it('where a receipt is needed the answer counts from it, at the latest three working days after service', () => {
    const told = story(LAPSED, '2025-04-11 12:00');
    // Notification of 11 April: five working days and three for the receipt.
    expect(told.matter().clocks.answer).toMatchObject({ lastDay: '2025-04-23' });
    later(told, [act('2025-04-14 10:00', 'recordNoticeReceipt', { by: VILLAGE })]);
    expect(told.matter().clocks.answer).toMatchObject({ lastDay: '2025-04-21' });
  });
});

describe('signatures (§21)', () => {
  const warned = [...LAPSED, act('2025-04-17 09:30', 'addNote', { text: '待签' })];

  it('reminder, deputy, the post above, and a new draft with the facts of that day', () => {
    const told = story(warned, '2025-04-25 12:00');
    const steps = told.world
      .events('H1-A1')
      .filter((event) => ['SignatureOverdue', 'NoticeRedrafted'].includes(event.type));
    expect(steps.map((event) => `${dayOf(event.at)} ${String(event.payload.step)}`)).toEqual([
      '2025-04-18 remind',
      '2025-04-21 deputy',
      '2025-04-22 above',
      '2025-04-24 redraft',
      '2025-04-25 remind',
    ]);
    expect(steps.map((event) => event.effects.map((effect) => effect.do === 'notify' && effect.to.post))).toEqual([
      ['street.safetyCommittee'],
      // His own time is over: the office sees it too, and the post above is told of him.
      ['street.safetyCommittee.deputy', 'street.safetyOffice', 'street.leader'],
      ['street.leader'],
      ['street.safetyCommittee'],
      ['street.safetyCommittee'],
    ]);
  });

  it.each([
    ['the issuer', { post: 'street.safetyCommittee' }, undefined],
    ['its head', { post: 'street.safetyCommittee.head' }, undefined],
    ['its deputy', { post: 'street.safetyCommittee.deputy' }, undefined],
    ['a deputy by order', { post: 'street.department.head', onBehalfOf: 'street.safetyCommittee' }, undefined],
    ['the post above', { post: 'street.leader' }, undefined],
    ['the office', { post: OFFICE }, 'not-your-duty'],
    ['the subject', { post: VILLAGE, organisation: 'V1' }, 'not-your-duty'],
  ])('%s may sign, or not', (_, by, refused) => {
    expect(story([...warned, act('2025-04-17 10:00', 'signNotice', { notice: 'warning' }, by)]).refused).toBe(refused);
  });

  it('another paper than the one that is due is refused', () => {
    expect(
      story([...warned, act('2025-04-17 10:00', 'signNotice', { notice: 'criticism' }, 'street.safetyCommittee')])
        .refused,
    ).toBe('wrong-notice');
  });
});

describe('skipping (§5)', () => {
  it('needs a named approver and a reason, goes up, and names what was left out', () => {
    const skip = (payload: Act['with'], on = 'H1-A1') =>
      story([...LAPSED, act('2025-04-03 10:00', 'skipRungs', payload, OFFICE, on)]);
    expect(skip({ to: 4 }).refused).toBe('skip-not-approved');
    expect(skip({ to: 4, reason: '严重' }).refused).toBe('skip-not-approved');
    expect(skip({ to: 1, ...WHY }).refused).toBe('invalid');
    expect(skip({ to: 9, ...WHY }).refused).toBe('invalid');
    expect(rungs(skip({ to: 4, ...WHY }))).toEqual([
      '1 2025-04-03',
      '2 skipped 2025-04-03',
      '3 skipped 2025-04-03',
      '4 2025-04-03',
    ]);
    // The office may ask for more than that.
    const json = shipped('rules.default.json') as { ladders: { skipUpward?: { needs: string[] } }[] };
    json.ladders[0]?.skipUpward?.needs.push('document');
    const strict = newWorld({ rules: loadRuleSet(json), calendar });
    const { document: _, ...without } = WHY;
    expect(
      story([...LAPSED, act('2025-04-03 10:00', 'skipRungs', { to: 4, ...without })], undefined, strict).refused,
    ).toBe('skip-not-approved');
    // Ladder B does not allow it.
    expect(skip({ to: 3, ...WHY }, 'H1-B1').refused).toBe('skip-not-approved');
  });
});

describe('the interview (§5, §21)', () => {
  const due = [...LAPSED, act('2025-04-03 10:00', 'skipRungs', { to: 5, ...WHY })];
  const named = [
    ...due,
    act(
      '2025-04-03 11:00',
      'signNotice',
      { notice: 'interviewNotice', interviewAt: at('2025-04-10 10:00') },
      'street.leader',
    ),
  ];
  const held = [...named, act('2025-04-10 11:00', 'recordInterview', { attended: 'inPerson' })];

  it('three full working days ahead, held within seven days, no proxy', () => {
    const name = (day: string) =>
      story([
        ...due,
        act(
          '2025-04-03 11:00',
          'signNotice',
          { notice: 'interviewNotice', interviewAt: at(`${day} 10:00`) },
          'street.leader',
        ),
      ]);
    // 7, 8 and 9 April are the three.
    expect(name('2025-04-09').refused).toBe('notice-ahead-too-short');
    expect(name('2025-04-10').matter().clocks['interview.hold']).toMatchObject({ lastDay: '2025-04-10' });
    expect(
      story([...due, act('2025-04-03 11:00', 'signNotice', { notice: 'interviewNotice' }, 'street.leader')]).refused,
    ).toBe('invalid');
    expect(story([...named, act('2025-04-10 11:00', 'recordInterview', { attended: 'proxy' })]).refused).toBe(
      'no-proxy',
    );
  });

  it('postponed only as far ahead as it was named', () => {
    expect(
      story([
        ...named,
        act(
          '2025-04-08 09:00',
          'postponeInterview',
          { interviewAt: at('2025-04-09 10:00'), reason: '会议' },
          'street.leader',
        ),
      ]).refused,
    ).toBe('notice-ahead-too-short');
    expect(
      story([
        ...named,
        act('2025-04-08 09:00', 'postponeInterview', { interviewAt: at('2025-04-20 10:00') }, 'street.leader'),
      ]).refused,
    ).toBe('reason-missing');
  });

  it('absent: counted as failed, and rung 6 is due', () => {
    const told = story(
      [...named, act('2025-04-10 11:00', 'recordInterview', { attended: 'absent' })],
      '2025-04-11 10:00',
    );
    expect(told.matter().flags.map((flag) => flag.code)).toEqual(['interview-failed']);
    expect(rungs(told).at(-1)).toBe('6 2025-04-11');
  });

  it('the report missed: the next rung on the next working morning', () => {
    const told = story(held, '2025-04-20 12:00');
    expect(told.matter().overdue['interview.report']).toBeDefined();
    expect(rungs(told).at(-1)).toBe('6 2025-04-18');
  });

  it('checked and found wanting: rung 6; found done: nothing more', () => {
    const reported = [...held, act('2025-04-11 10:00', 'fileInterviewReport', {}, VILLAGE)];
    expect(story([...reported, act('2025-04-14 10:00', 'checkInterview', { passed: false })]).refused).toBe(
      'reason-missing',
    );
    expect(
      rung(story([...reported, act('2025-04-14 10:00', 'checkInterview', { passed: false, reason: '未落实' })]))?.dueAt,
    ).toBe(at('2025-04-15 09:00'));
    expect(rung(story([...reported, act('2025-04-14 10:00', 'checkInterview', { passed: true })]))).toBeUndefined();
  });

  it('accepted before it was held: the interview has lost its ground; accepted after: the report is still owed', () => {
    const accept = [
      { ...submit('2025-04-10 12:00', 'T2'), on: 'H1' },
      { ...pass('2025-04-11 09:00'), on: 'H1' },
    ];
    const before = story(
      [...named, ...accept.map((one) => ({ ...one, at: one.at.replace('04-10', '04-08').replace('04-11', '04-09') }))],
      '2025-04-09 12:00',
    );
    expect(before.matter()).toMatchObject({ stage: 'closed', regions: { interview: 'none' } });
    const after = story([...held, ...accept], '2025-04-11 12:00');
    expect(after.matter()).toMatchObject({ stage: 'ended', closed: false });
    expect(Object.keys(after.matter().clocks)).toContain('interview.report');
  });
});

describe('causes, pauses, withdrawal (§21)', () => {
  it('a paused ladder counts no days', () => {
    const told = story(
      [
        ...LAPSED,
        act('2025-04-07 10:00', 'pause', { ...WHY, reason: 'appraisal' }, OFFICE, 'H1'),
        act('2025-04-11 10:00', 'resume', {}, OFFICE, 'H1'),
      ],
      '2025-04-11 11:00',
    );
    // Five working days after the prompt of the 3rd: 7–11 are paused; 14, 15, 16, 17, 18.
    expect(rung(told)?.dueAt).toBe(at('2025-04-18 09:00'));
  });

  it('a matter that a lapse opens during a pause waits for its end', () => {
    const t1 = [
      ...served('T1'),
      act('2025-03-05 09:00', 'requestSupervision', {}, OFFICE, 'H1'),
      act(
        '2025-03-06 09:00',
        'recordSupervisionDecision',
        { decision: 'ordered', term: '2025-06-30', document: 'd' },
        OFFICE,
        'H1',
      ),
    ];
    const told = story(
      [
        ...t1,
        {
          ...act(
            '2025-03-07 09:00',
            'filePlan',
            { goals: '目', methods: '法', funds: '费', people: '人', timetable: '时', safeguards: '安' },
            'unit.head',
            'H1',
          ),
        },
        act('2025-03-10 10:00', 'pause', { ...WHY, reason: 'appraisal' }, OFFICE, 'H1'),
      ],
      '2025-04-10 12:00',
    );
    expect(told.matter('H1-B1')).toMatchObject({ ladderPaused: true, rungs: [] });
    later(told, [act('2025-04-11 10:00', 'resume', {}, OFFICE, 'H1')], '2025-04-16 12:00');
    expect(rungs(told, 'H1-B1')).toEqual(['1 2025-04-14']);
  });

  it('several causes make one matter', () => {
    const told = story(served('T1'), '2025-06-10 12:00');
    expect(told.matter('H1-B1').causes.map((cause) => cause.rule)).toEqual(['hazard.T1.plan', 'hazard.T1.rectify']);
    expect(told.world.state('H1-B2')).toBeUndefined();
  });

  it('withdrawn: recalled with reason and approver, the number stays; a later lapse opens it afresh', () => {
    expect(story([...LAPSED, act('2025-04-03 10:00', 'withdrawMatter', { approver: HEAD })]).refused).toBe(
      'reason-missing',
    );
    expect(story([...LAPSED, act('2025-04-03 10:00', 'withdrawMatter', { reason: '有误' })]).refused).toBe(
      'approver-missing',
    );
    const told = story(
      [
        ...LAPSED,
        act('2025-04-03 10:00', 'withdrawMatter', WHY),
        { ...submit('2025-04-03 11:00', 'T2'), on: 'H1' },
        { ...pass('2025-04-07 09:00'), on: 'H1', with: { passed: false, conclusion: '不合格', perItem: '未换' } },
      ],
      '2025-04-07 10:00',
    );
    expect(told.matter()).toMatchObject({ stage: 'closed', endedBy: 'withdrawn' });
    later(told, [], '2025-04-25 12:00');
    expect(told.matter()).toMatchObject({ stage: 'open', causes: [{ rule: 'hazard.T2.rectify' }] });
    expect(told.matter().endedBy).toBeUndefined();
    expect(told.matter().rungs.length).toBeGreaterThan(0);
  });

  it('given papers that went out, when the matter is withdrawn, the office is told to recall each in writing; after an acceptance it is not', () => {
    const about = (told: ReturnType<typeof story>) =>
      told.last.effects.flatMap((one) => (one.do === 'notify' && one.about === 'recallDue' ? [one] : []));
    const papers = [...LAPSED, act('2025-04-17 10:00', 'signNotice', { notice: 'warning' }, 'street.safetyCommittee')];
    const told = story([...papers, act('2025-04-18 10:00', 'withdrawMatter', WHY)]);
    expect(about(told)).toMatchObject([{ to: { post: OFFICE }, params: { papers: ['提示', '告知', '警示'] } }]);
    // The warning was due, but never signed: there is nothing to recall of it.
    const unsigned = story([...LAPSED, act('2025-04-17 10:00', 'withdrawMatter', WHY)]);
    expect(about(unsigned)).toMatchObject([{ params: { papers: ['提示', '告知'] } }]);
    const before = story([...LAPSED, act('2025-04-03 08:00', 'withdrawMatter', WHY)]);
    expect(before.refused).toBeUndefined();
    expect(about(before)).toEqual([]);
    const accepted = story(
      [...papers, { ...submit('2025-04-18 11:00', 'T2'), on: 'H1' }, { ...pass('2025-04-18 12:00'), on: 'H1' }],
      '2025-04-18 13:00',
    );
    expect(accepted.world.events('H1-A1').at(-1)).toMatchObject({ type: 'MatterEnded', effects: [] });
  });

  it('prompts of other cases count: the second within ninety days brings the warning', () => {
    const other = served('T2', { on: 'H2', report: { kind: 'otherKind' } });
    const told = story(
      [...LAPSED, ...other].sort((a, b) => (a.at < b.at ? -1 : 1)),
      '2025-04-30 12:00',
    );
    // The first to be prompted sees one prompt, its own; the second sees two and is warned right after the notification.
    expect(rungs(told, 'H2-A1').slice(0, 3)).toEqual(['1 2025-04-03', '2 2025-04-11', '3 2025-04-14']);
  });

  it('given a second prompt within ninety days, when it is due, it counts itself: the office may propose the warning at once', () => {
    const other = served('T2', { on: 'H2', day: '2025-03-10', report: { kind: 'otherKind' } });
    const told = story(
      [...LAPSED, ...other].sort((a, b) => (a.at < b.at ? -1 : 1)),
      '2025-04-10 12:00',
    );
    const prompts = (id: string) => told.world.events(id).filter((event) => event.type === 'RungDue');
    expect(prompts('H1-A1')[0]?.payload.facts).toMatchObject({ promptsIn90Days: 1 });
    expect(prompts('H2-A1')[0]).toMatchObject({
      at: at('2025-04-10 09:00'),
      payload: { facts: { promptsIn90Days: 2 }, skipProposed: 3 },
      effects: expect.arrayContaining([
        expect.objectContaining({ about: 'skipProposed', to: { post: OFFICE }, params: { label: '警示' } }),
      ]),
    });
  });

  it('facts need a reason; an outside decision and a receipt need their document', () => {
    expect(story([...LAPSED, act('2025-04-03 10:00', 'recordFacts', { accident: true })]).refused).toBe(
      'reason-missing',
    );
    expect(story([...LAPSED, act('2025-04-03 10:00', 'raiseFlag', { code: 'x' })]).refused).toBe('reason-missing');
    expect(story([...LAPSED, act('2025-04-03 10:00', 'contestFlag', { code: 'x' })]).refused).toBe('reason-missing');
  });
});
