import { describe, expect, it } from 'vitest';
import type { HazardState, JsonObject } from '../../src/core/index.ts';
import { type Act, calendar, fail, HEAD, later, OFFICE, type Story, served, story, submit, UNIT } from './office.ts';

const ORDER = { reason: '区安委会统一要求', document: '区安〔2025〕9号', approver: 'street.leader' };
const adopt = (when: string, more: JsonObject = {}): Act => ({
  at: when,
  by: OFFICE,
  do: 'adoptRules',
  with: { ruleSet: 'strict', calendar: calendar.id, ...ORDER, ...more },
});
const confirm = (when: string, to = 'cn-2024-2027', more: Partial<Act> = {}): Act => ({
  at: when,
  by: OFFICE,
  do: 'confirmDeadlines',
  with: { calendar: to },
  ...more,
});
const changes = (one: Story) =>
  one.last.payload.changes as { clock: string; change: string; from?: string; to?: string }[];
const clocks = (state: HazardState, id: string) => state.clocks[id] ?? state.suspended[id];

describe('a running case goes over to another rule set', () => {
  it('what was served on the unit stands, with its own period; a new rule starts now; the case is pinned to the new set', () => {
    const moved = story([...served('T2'), adopt('2025-03-06 10:00')]);
    expect(moved.refused).toBeUndefined();
    expect(moved.last).toMatchObject({
      type: 'RulesAdopted',
      ruleSet: 'strict',
      payload: { fromRuleSet: 'default-2025', document: ORDER.document, approver: ORDER.approver },
    });
    expect(changes(moved)).toEqual([
      { clock: 'hazard.T2.rectify', label: '较大隐患整改', change: 'stands', from: '2025-04-02', to: '2025-03-13' },
      { clock: 'hazard.T2.halfway', label: '中期报告', change: 'started', to: '2025-03-11' },
    ]);
    expect(moved.hazard()).toMatchObject({
      ruleSet: 'strict',
      clocks: { 'hazard.T2.rectify': { lastDay: '2025-04-02', duration: { value: 30, unit: 'calendarDay' } } },
    });
    // The proof goes with the clock wherever it is set again.
    expect(moved.last.clocks.set.find((clock) => clock.id === 'hazard.T2.rectify')?.proof).toBeDefined();
  });

  it('the order may include what was served; a short period is counted from where it began', () => {
    const moved = story([...served('T2'), adopt('2025-03-06 10:00', { includeServed: true })]);
    expect(changes(moved)[0]).toMatchObject({
      clock: 'hazard.T2.rectify',
      change: 'moved',
      from: '2025-04-02',
      to: '2025-03-13',
    });
    expect(moved.hazard().clocks['hazard.T2.rectify']).toMatchObject({ lastDay: '2025-03-13' });
    expect(moved.hazard().clocks['hazard.T2.rectify/reminder']?.dueAt).toBe('2025-03-10T09:00:00+08:00');
  });

  it('a day that has passed by the new count lapses at once, not in the past', () => {
    const moved = later(
      story([...served('T2'), adopt('2025-03-20 10:00', { includeServed: true })]),
      [],
      '2025-03-20 10:01',
    );
    expect(
      moved.world.log.find((event) => event.payload.duty === 'hazard.T2.rectify' && event.type === 'DeadlineLapsed')
        ?.at,
    ).toBe('2025-03-20T10:00:00+08:00');
  });

  it('the acceptance team was told of no day: its clock moves; what the new set drops ends without a verdict against anybody', () => {
    const moved = story([...served('T2'), submit('2025-03-10 09:00', 'T2'), adopt('2025-03-11 10:00')]);
    expect(changes(moved)).toEqual([
      { clock: 'hazard.T2.acceptance', label: '复查', change: 'moved', from: '2025-03-20', to: '2025-03-13' },
    ]);
    const early = story([...served('T2').slice(0, 3), adopt('2025-03-03 10:00')]);
    expect(changes(early)).toEqual([
      { clock: 'hazard.serve', label: '整改通知送达', change: 'ended', from: '2025-03-06' },
    ]);
    expect(early.hazard().verdicts.at(-1)).toMatchObject({ duty: 'hazard.serve', result: 'withdrawn' });
  });

  it('a new rule does not start for what has been done already', () => {
    const plan = { goals: '目', methods: '法', funds: '费', people: '人', timetable: '时', safeguards: '安' };
    const done = story([
      ...served('T2'),
      { at: '2025-03-04 09:00', by: UNIT, do: 'filePlan', with: plan },
      adopt('2025-03-06 10:00'),
    ]);
    expect(changes(done).map((one) => one.change)).toEqual(['stands']);
  });

  it('the short period after a failed acceptance was served with the opinion', () => {
    const acts = [...served('T2'), submit('2025-03-10 09:00', 'T2'), fail('2025-03-11 09:00')];
    expect(changes(story([...acts, adopt('2025-03-11 10:00')]))[0]).toMatchObject({
      clock: 'hazard.T2.rectify',
      change: 'stands',
      from: '2025-03-21',
      to: '2025-03-17',
    });
    expect(changes(story([...acts, adopt('2025-03-11 10:00', { includeServed: true })]))[0]).toMatchObject({
      change: 'moved',
      to: '2025-03-17',
    });
  });

  it('a served day that stands still is counted by what was served when the pause ends', () => {
    const paused: Act[] = [
      ...served('T2'),
      { at: '2025-03-05 09:00', by: OFFICE, do: 'pause', with: { ...ORDER, reason: 'expertReview' } },
      adopt('2025-03-06 10:00'),
      { at: '2025-03-07 09:00', by: OFFICE, do: 'resume' },
    ];
    expect(clocks(story(paused.slice(0, 6)).hazard(), 'hazard.T2.rectify')).toMatchObject({ lastDay: '2025-04-02' });
    // Three paused days (5, 6, 7 March) after the thirty that were served; 5 April is a rest day in a holiday.
    expect(clocks(story(paused).hazard(), 'hazard.T2.rectify')).toMatchObject({ lastDay: '2025-04-07' });
  });

  it('asking again ends where the new set does not ask; the duty stays overdue', () => {
    const acts: Act[] = [...served('T1'), { at: '2025-03-04 09:00', by: OFFICE, do: 'requestSupervision' }];
    const before = later(story(acts), [], '2025-03-20 09:00');
    expect(before.hazard().clocks).toHaveProperty('hazard.T1.districtDecision/askAgain');
    const after = later(before, [adopt('2025-03-20 10:00')], '2025-04-20 09:00');
    expect(after.hazard().overdue).toHaveProperty('hazard.T1.districtDecision');
    expect(after.hazard().clocks).not.toHaveProperty('hazard.T1.districtDecision/askAgain');
    expect(
      later(later(story(acts), [], '2025-03-20 09:00'), [adopt('2025-03-20 10:00', { ruleSet: 'without' })]).refused,
    ).toBe('rules-drop-overdue');
  });

  it.each([
    ['document-missing', { document: '' }],
    ['approver-missing', { approver: '' }],
    ['rules-same', { ruleSet: 'default-2025' }],
    ['terms-unknown', { ruleSet: 'nowhere' }],
    ['terms-unknown', { calendar: 'nowhere' }],
    ['rules-not-in-effect', { ruleSet: 'future' }],
    ['calendar-shorter', { calendar: 'short' }],
  ])('is refused as %s and nothing moves', (code, more) => {
    const given = Object.fromEntries(
      Object.entries({ ruleSet: 'strict', calendar: calendar.id, ...ORDER, ...more }).filter(
        ([, value]) => value !== '',
      ),
    );
    const refused = story([...served('T2'), { at: '2025-03-06 10:00', by: OFFICE, do: 'adoptRules', with: given }]);
    expect(refused.refused).toBe(code);
    expect(refused.hazard()).toMatchObject({
      ruleSet: 'default-2025',
      clocks: { 'hazard.T2.rectify': { lastDay: '2025-04-02' } },
    });
  });

  it('is the office’s to do, while the hazard is open; afterwards the new rules decide', () => {
    expect(story([...served('T2'), { ...adopt('2025-03-06 10:00'), by: UNIT }]).refused).toBe('not-your-duty');
    const moved = story([
      ...served('T2'),
      { ...adopt('2025-03-06 10:00'), by: HEAD },
      submit('2025-03-10 09:00', 'T2'),
    ]);
    expect(moved.last.clocks.set.find((clock) => clock.id === 'hazard.T2.acceptance')?.lastDay).toBe('2025-03-13');
    expect(moved.last.ruleSet).toBe('strict');
  });
});

describe('a year’s notice makes provisional deadlines firm', () => {
  const late = served('T1', { day: '2026-11-10' });

  it('moved where the new holidays move it, by an event that says from when to when', () => {
    const before = story(late);
    expect(before.hazard().clocks['hazard.T1.rectify']).toMatchObject({ lastDay: '2027-02-08', provisional: true });
    const after = later(before, [confirm('2026-11-30 10:00')]);
    expect(after.last).toMatchObject({
      type: 'DeadlineConfirmed',
      calendar: 'cn-2024-2027',
      ruleSet: 'default-2025',
      payload: { fromCalendar: 'cn-2024-2026' },
    });
    expect(changes(after)).toEqual([
      { clock: 'hazard.T1.rectify', label: '重大隐患整改', change: 'moved', from: '2027-02-08', to: '2027-02-12' },
    ]);
    expect(after.hazard().clocks['hazard.T1.rectify']).not.toHaveProperty('provisional');
    expect(after.last.clocks.set[0]?.proof?.calendar).toBe('cn-2024-2027');
  });

  it('firm on the same day where nothing moves; nothing to confirm the second time', () => {
    const after = later(story(served('T1', { day: '2026-11-20' })), [confirm('2026-11-30 10:00')]);
    expect(changes(after)).toMatchObject([
      { clock: 'hazard.T1.rectify', change: 'firm', from: '2027-02-18', to: '2027-02-18' },
    ]);
    expect(later(after, [confirm('2026-12-01 10:00')]).refused).toBe('nothing-to-confirm');
  });

  it('a correction of a covered day never moves what was served, and says so; what nobody was told of moves', () => {
    const acts = [...served('T2', { day: '2025-03-03' })];
    const after = later(story(acts), [confirm('2025-03-04 10:00', 'cn-2024-2026-r2')]);
    expect(changes(after)).toEqual([
      { clock: 'hazard.T2.rectify', label: '较大隐患整改', change: 'stands', from: '2025-04-02', to: '2025-04-03' },
    ]);
    expect(after.hazard().clocks['hazard.T2.rectify']).toMatchObject({ lastDay: '2025-04-02' });
    const unserved = later(story([...acts, submit('2025-03-21 09:00', 'T2')]), [
      confirm('2025-03-24 10:00', 'cn-2024-2026-r2'),
    ]);
    expect(changes(unserved)).toMatchObject([
      { clock: 'hazard.T2.acceptance', change: 'moved', from: '2025-03-31', to: '2025-04-01' },
    ]);
  });

  it('also in a matter and a tip-off', () => {
    const tipoff: Act[] = [
      {
        on: 'T1',
        at: '2026-12-01 09:00',
        by: 'public',
        do: 'receiveTipoff',
        with: { channel: 'web', matter: '堵塞安全出口', reporter: 'anonymous' },
      },
      { on: 'T1', at: '2026-12-02 09:00', by: OFFICE, do: 'acceptTipoff' },
    ];
    const before = story(tipoff);
    const after = later(before, [confirm('2026-12-03 09:00', 'cn-2024-2027', { on: 'T1' })]);
    expect(after.refused).toBeUndefined();
    expect(after.last).toMatchObject({
      type: 'DeadlineConfirmed',
      kind: 'tipoff',
      payload: { changes: [{ clock: 'tipoff.verify', from: '2027-02-01', change: 'firm' }] },
    });
    const matter = later(story(served('T2')), [
      { on: 'H1-A1', at: '2025-04-10 10:00', by: OFFICE, do: 'confirmDeadlines', with: { calendar: 'cn-2024-2027' } },
    ]);
    expect(matter.refused).toBe('nothing-to-confirm');
  });
});

describe('a matter stands under the terms of its hazard', () => {
  // T2 served on 3 March: the last day is 2 April, the matter opens on the 3rd, its first rung at once, the second after a wait.
  const opened = () => later(story(served('T2')), [], '2025-04-03 10:00');

  it('it goes over with it: the next rung by the new ladder, and the event says so', () => {
    const waiting = opened();
    const rung = waiting.matter().clocks['ladder/rung'];
    expect(rung).toBeDefined();
    const moved = later(waiting, [adopt('2025-04-03 11:00')], '2025-04-03 11:01');
    expect(moved.matter()).toMatchObject({ ruleSet: 'strict' });
    const event = moved.world.events('H1-A1').at(-1);
    expect(event).toMatchObject({
      type: 'RulesAdopted',
      ruleSet: 'strict',
      actor: { post: 'engine' },
      payload: { fromRuleSet: 'default-2025', document: ORDER.document },
    });
    expect(event?.payload.changes).toEqual([
      {
        clock: 'ladder/rung',
        label: '下一层级',
        change: 'moved',
        from: rung?.dueAt,
        to: moved.matter().clocks['ladder/rung']?.dueAt,
      },
    ]);
    expect((moved.matter().clocks['ladder/rung']?.dueAt ?? '~') < (rung?.dueAt ?? '')).toBe(true);
  });

  it('whoever looks at it first: an engine that was down decides the same', () => {
    const late = story([...served('T2'), adopt('2025-04-03 11:00')]);
    const punctual = later(opened(), [adopt('2025-04-03 11:00')], '2025-04-20 09:00');
    late.world.runTo('2025-04-20T09:00:00+08:00');
    expect(late.matter().clocks).toEqual(punctual.matter().clocks);
  });

  it('new rules without its ladder are refused, and nothing moves', () => {
    const refused = later(opened(), [adopt('2025-04-03 11:00', { ruleSet: 'ladderless' })]);
    expect(refused.refused).toBe('rules-drop-ladder');
    expect([refused.hazard().ruleSet, refused.matter().ruleSet]).toEqual(['default-2025', 'default-2025']);
  });
});

describe('a tip-off goes over by an order of its own', () => {
  const accepted: Act[] = [
    {
      on: 'T1',
      at: '2025-03-03 09:00',
      by: 'public',
      do: 'receiveTipoff',
      with: { channel: 'web', matter: '堵塞安全出口', reporter: 'anonymous' },
    },
    { on: 'T1', at: '2025-03-04 09:00', by: OFFICE, do: 'acceptTipoff' },
  ];

  it('the time to verify is counted again from where it began', () => {
    const moved = story([...accepted, { ...adopt('2025-03-06 10:00'), on: 'T1' }]);
    expect(moved.last).toMatchObject({ type: 'RulesAdopted', kind: 'tipoff', ruleSet: 'strict' });
    expect(changes(moved)).toEqual([
      { clock: 'tipoff.verify', label: '核查办结', change: 'moved', from: '2025-05-06', to: '2025-04-03' },
    ]);
    expect(
      story([
        ...accepted,
        { ...adopt('2025-03-06 10:00'), on: 'T1', with: { ruleSet: 'strict', calendar: calendar.id } },
      ]).refused,
    ).toBe('document-missing');
  });
});

describe('every clock past the covered-until day is provisional until the year’s notice', () => {
  // Lapsed on Christmas Eve 2026: what follows falls into a year whose holidays nobody knows.
  const lapsed = () => later(story(served('T2', { day: '2026-11-24' })), [], '2026-12-25 10:00');

  it('a rung, the answer to its paper, and the signature that it waits for', () => {
    const story = lapsed();
    const clocks = Object.values(story.matter().clocks);
    const past = clocks.filter((clock) => (clock.lastDay ?? clock.dueAt) > '2026-12-31T24');
    expect(past.length).toBeGreaterThan(0);
    expect(past.every((clock) => clock.provisional)).toBe(true);
    expect(clocks.filter((clock) => !past.includes(clock)).some((clock) => clock.provisional)).toBe(false);
    const after = later(story, [confirm('2026-12-28 10:00', 'cn-2024-2027', { on: 'H1-A1' })]);
    expect(after.refused).toBeUndefined();
    for (const { change } of changes(after)) expect(['moved', 'firm']).toContain(change);
    expect(
      changes(after)
        .map((one) => one.clock)
        .sort(),
    ).toEqual(past.map((clock) => clock.id).sort());
    expect(Object.values(after.matter().clocks).some((clock) => clock.provisional)).toBe(false);
  });

  it('the cap of a pause, counted again from when the pause began', () => {
    const paused = story([
      ...served('T2', { day: '2026-12-15' }),
      { at: '2026-12-29 09:00', by: OFFICE, do: 'pause', with: { ...ORDER, reason: 'expertReview' } },
    ]);
    expect(paused.hazard().clocks['pause.cap']).toMatchObject({ provisional: true });
    const after = later(paused, [confirm('2026-12-30 10:00')]);
    expect(changes(after).map((one) => one.clock)).toContain('pause.cap');
    expect(after.hazard().clocks['pause.cap']).not.toHaveProperty('provisional');
  });
});
