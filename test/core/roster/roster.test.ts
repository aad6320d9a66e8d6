import { describe, expect, it } from 'vitest';
import type { RosterState } from '../../../src/core/index.ts';
import { ROSTER_COMMANDS } from '../../../src/core/roster/commands.ts';
import { EVENT_WORDS, STATE_WORDS } from '../../../src/core/words.ts';
import { type Act, actor, later, OFFICE, type Story, shipped, story } from '../office.ts';
import { COMMITTEE, HEARD, LISTED, NOTICED, on, PROPOSED, ROSTER_STORIES, WHY } from './roster-stories.ts';

const state = (told: Story) => told.state('L1') as RosterState;

describe('an entry of the internal list', () => {
  it('rests on a criterion with its version, and on a unit that is known', () => {
    expect(state(story([PROPOSED]))).toMatchObject({
      stage: 'proposed',
      colour: 'black',
      criterion: 'refusedAccess',
      criterionVersion: 1,
      facts: ['H1'],
      unit: 'U1',
      clocks: {},
    });
    expect(story([{ ...PROPOSED, with: { ...PROPOSED.with, criterion: 'ugly' } }]).refused).toBe(
      'roster-criterion-unknown',
    );
    expect(story([{ ...PROPOSED, with: { ...PROPOSED.with, unit: 'U9' } }]).refused).toBe('invalid');
  });

  it('the unit is told, and has five working days to speak; silence is no lateness of its', () => {
    const noticed = story(NOTICED);
    expect(state(noticed).clocks['roster.hearing']).toMatchObject({ lastDay: '2025-03-11' });
    expect(noticed.last.effects).toMatchObject([
      { notice: 'rosterNotice', to: { post: 'unit.head', organisation: 'U1' }, params: { replyBy: '2025-03-11' } },
    ]);
    const decide = on('2025-03-10 09:00', 'decideEntry', { ...WHY, listed: true }, COMMITTEE);
    expect(later(noticed, [decide]).refused).toBe('not-allowed-now');
    const silent = story(NOTICED, '2025-03-12 00:00');
    expect(state(silent)).toMatchObject({ stage: 'heard', heard: 'nothing', overdue: {} });
    expect(state(silent).verdicts).toMatchObject([{ duty: 'roster.hearing', result: 'withdrawn' }]);
    expect(state(silent).clocks['roster.decide']).toMatchObject({ lastDay: '2025-03-26' });
  });

  it('the committee decides, with reason and minutes; for a year, with a reminder, and then it is gone by itself', () => {
    const decide = (by: string, payload: Act['with']) =>
      story([...HEARD, on('2025-03-10 09:00', 'decideEntry', payload, by)]);
    expect(decide(OFFICE, { ...WHY, listed: true }).refused).toBe('not-your-duty');
    expect(decide(COMMITTEE, { listed: true }).refused).toBe('reason-missing');
    expect(decide(COMMITTEE, { listed: true, reason: '研究' }).refused).toBe('document-missing');
    const listed = story(LISTED);
    expect(state(listed)).toMatchObject({ stage: 'listed', lastDay: '2026-03-10' });
    const reminded = later(listed, [], '2026-02-09 09:00');
    expect(reminded.types('L1').at(-1)).toBe('ReminderDue');
    const gone = later(reminded, [], '2026-03-11 00:00');
    expect(state(gone)).toMatchObject({ stage: 'expired', closed: true, overdue: {} });
    expect(gone.world.events('L1').at(-1)?.effects).toContainEqual(
      expect.objectContaining({ notice: 'rosterRemoval' }),
    );
    expect(state(gone).verdicts.filter(({ result }) => result !== 'met' && result !== 'withdrawn')).toEqual([]);
  });

  it('a red one needs the unit’s consent, and is not listed over an objection', () => {
    const [acts] = ROSTER_STORIES['a red one, opted in, objected to'] ?? [[]];
    const decide = on('2025-03-06 10:00', 'decideEntry', { ...WHY, listed: true }, COMMITTEE);
    expect(story([...acts.slice(0, 4), decide]).refused).toBe('objection-undecided');
    const silent = { ...(acts[2] as Act), with: { statement: '不同意', consents: false } };
    expect(story([...acts.slice(0, 2), silent, decide]).refused).toBe('roster-consent-missing');
    const papers = story(acts).world.log.flatMap(({ effects }) =>
      effects.filter(({ do: what }) => what === 'issueNotice'),
    );
    expect(papers).toEqual([]);
  });

  it('what follows stands on being listed', () => {
    for (const [type, payload] of [
      ['publishEntry', { scope: 'internal' }],
      ['requestRemoval', { grounds: '已整改' }],
      ['recommendEntry', { penalty: '罚1', grounds: '拒不改正' }],
      ['tellDepartment', { department: 'D1', constraint: '从严' }],
    ] as const)
      expect([type, story([...HEARD, on('2025-03-07 09:00', type, payload)]).refused]).toEqual([
        type,
        'roster-not-listed',
      ]);
    const remove = on('2025-04-01 09:00', 'decideRemoval', { ...WHY, granted: true }, COMMITTEE);
    expect(story([...LISTED, remove]).refused).toBe('removal-not-requested');
  });

  it('departments are told once each, answer for themselves, and the office is reminded of who does not', () => {
    const tell = (department: string) => on('2025-03-12 09:00', 'tellDepartment', { department, constraint: '从严' });
    const told = story([...LISTED, tell('D1'), tell('D2')]);
    expect(later(told, [tell('D1')]).refused).toBe('department-told-already');
    const reply = (department: string, by: Act['by'] = OFFICE) =>
      on('2025-03-13 09:00', 'recordConstraintReply', { department, reply: '已办' }, by);
    expect(later(told, [reply('D3')]).refused).toBe('department-not-told');
    const other = actor('department.head', { organisation: 'D2' });
    expect(later(told, [reply('D1', other)]).refused).toBe('not-your-duty');
    const one = later(told, [reply('D1')]);
    expect(state(one).regions.constraints).toBe('told');
    expect(state(later(one, [reply('D2', other)])).clocks).not.toHaveProperty('roster.constraint');
    expect(
      story([...LISTED, tell('D1')], '2025-03-27 00:00')
        .types('L1')
        .at(-1),
    ).toBe('DeadlineLapsed');
  });

  it('the district is asked to look, and what it decides is recorded, not made', () => {
    const recommend = on('2025-03-20 09:00', 'recommendEntry', { penalty: '罚1', grounds: '拒不改正' });
    const told = story([...LISTED, recommend]);
    expect(told.last.effects).toMatchObject([
      { notice: 'rosterRecommendation', to: { post: 'district.lawEnforcement' } },
    ]);
    const decision = on('2025-04-10 09:00', 'recordDistrictDecision', { decision: '列入，三年' });
    expect(later(told, [decision]).refused).toBe('document-missing');
    expect(state(later(told, [{ ...decision, with: { ...decision.with, document: '区函1' } }]))).toMatchObject({
      stage: 'listed',
      districtDecision: '列入，三年',
    });
  });

  it('nothing that people read claims a statutory list, which a street may not make (国办发〔2020〕49号)', () => {
    const words = JSON.stringify([
      EVENT_WORDS.roster,
      STATE_WORDS.roster,
      Object.values(ROSTER_COMMANDS).map(({ label }) => label),
      shipped('rules.default.json').roster,
    ]);
    expect(words).not.toMatch(/黑名单|失信主体|失信名单|联合惩戒|禁止|限制从业/);
    const { notices } = shipped('notices.json') as { notices: readonly { id: string; title: string; body: string }[] };
    for (const { id, title, body } of notices.filter((one) => one.id.startsWith('roster')))
      if (id !== 'rosterRecommendation') expect(`${title}${body}`).not.toMatch(/黑名单|失信/);
      else expect(`${title}${body}`).toMatch(/建议.*依法审查/);
  });

  it.each(Object.entries(ROSTER_STORIES))('%s: no act is refused', (_, [acts]) => {
    expect(story(acts).plans.flatMap(({ refusal }, n) => (refusal ? [`${acts[n]?.do} ${refusal.code}`] : []))).toEqual(
      [],
    );
  });
});
