import { describe, expect, it } from 'vitest';
import { gradeOf } from '../../../src/core/accident/grade.ts';
import type { AccidentState } from '../../../src/core/index.ts';
import type { AccidentRules } from '../../../src/core/rules/accident-rules.ts';
import { type Act, at, later, newWorld, OFFICE, rules, type Story, served, story, UNIT } from '../office.ts';
import { ACCIDENT_STORIES, happened, on, SERIOUS } from './accident-stories.ts';

const state = (told: Story, id = 'AC1') => told.state(id) as AccidentState;
const verdict = (told: Story, duty: string) => state(told).verdicts.find((one) => one.duty === duty);

describe('the grade of an accident (国务院令第493号 Art. 3)', () => {
  it.each([
    [{ dead: 0, injured: 0, loss: 0 }, 'general', 'dead'],
    [{ dead: 2, injured: 9, loss: 9_999_999 }, 'general', 'dead'],
    [{ dead: 1, injured: 12, loss: 0 }, 'serious', 'injured'],
    [{ dead: 3, injured: 10, loss: 10_000_000 }, 'serious', 'dead'],
    [{ dead: 0, injured: 0, loss: 10_000_000 }, 'serious', 'loss'],
    [{ dead: 10, injured: 12, loss: 0 }, 'major', 'dead'],
    [{ dead: 0, injured: 50, loss: 0 }, 'major', 'injured'],
    [{ dead: 30, injured: 0, loss: 0 }, 'catastrophic', 'dead'],
    [{ dead: 0, injured: 0, loss: 100_000_000 }, 'catastrophic', 'loss'],
  ])('%o is %s by the %s', (figures, grade, decidedBy) => {
    expect(gradeOf(figures, rules.accident as AccidentRules)).toMatchObject({ grade, decidedBy });
  });
});

describe('an accident comes in', () => {
  it('the unit has one hour, the street two, each by its own clock and in hours', () => {
    const told = story([happened()]);
    expect(state(told)).toMatchObject({
      stage: 'happened',
      grade: 'general',
      clocks: {
        'accident.report.unit': { dueAt: at('2025-04-10 11:00') },
        'accident.supplement': { lastDay: '2025-05-12' },
        'accident.investigate': { lastDay: '2025-06-09' },
      },
    });
    const reported = later(told, [on('2025-04-10 10:50', 'recordUnitReport', {}, UNIT)]);
    expect(state(reported).clocks['accident.report.level']).toMatchObject({ dueAt: at('2025-04-10 12:50') });
    const late = later(reported, [on('2025-04-10 13:00', 'forwardAccident', { to: '区应急管理局' })]);
    expect(verdict(late, 'accident.report.unit')).toMatchObject({ result: 'met', holder: 'unit' });
    expect(verdict(late, 'accident.report.level')).toMatchObject({ result: 'late', holder: 'street' });
    expect(state(late).flags.map(({ code }) => code)).toEqual(['accident-report-late']);
  });

  it('entered by the unit it is reported by that; told earlier, from then on', () => {
    expect(state(story([{ ...happened(), by: UNIT }]))).toMatchObject({ stage: 'reported' });
    const told = story([happened({ reportedAt: at('2025-04-10 10:05') })]);
    expect(state(told).clocks['accident.report.level']).toMatchObject({ dueAt: at('2025-04-10 12:05') });
    expect(story([happened({ reportedAt: at('2025-04-10 09:00') })]).refused).toBe('invalid');
    expect(story([happened({ happened: at('2025-04-10 11:00') })]).refused).toBe('invalid');
  });

  it('forwarded before the unit has said anything: the unit’s hour runs on, and the street owes nothing twice', () => {
    const told = story([
      happened(),
      on('2025-04-10 10:30', 'forwardAccident', { to: '区应急管理局' }),
      on('2025-04-10 12:30', 'recordUnitReport'),
    ]);
    expect(verdict(told, 'accident.report.unit')).toMatchObject({ result: 'late' });
    expect(state(told).clocks).not.toHaveProperty('accident.report.level');
  });

  it('breaks through every window: office, leaders, supervisor and unit are told at once', () => {
    const urgent = story([happened()]).last.effects.filter((effect) => effect.do === 'notify' && effect.urgent);
    expect(urgent.map((effect) => (effect.do === 'notify' ? effect.to.post : ''))).toEqual([
      'street.safetyOffice',
      'street.safetyOffice.head',
      'street.leader.safety',
      'street.head',
      'village.head',
      'unit.head',
    ]);
  });

  it('changes are taken for thirty days, after traffic and fire for seven; then only with a paper', () => {
    const fire = story([happened({ sort: 'fire' })], '2025-04-18 09:00');
    expect(state(fire).regions.supplements).toBe('closed');
    const change = { dead: 2, injured: 0, loss: 0 };
    expect(later(fire, [on('2025-04-18 10:00', 'supplementFigures', change)]).refused).toBe('not-allowed-now');
    const corrected = on('2025-04-18 10:00', 'correctFigures', { ...change, document: '函2', reason: '医院证明' });
    expect(later(fire, [corrected]).last.payload).toMatchObject({ dead: 2, before: { dead: 1, grade: 'general' } });
    expect(state(story([happened()], '2025-05-12 23:59')).regions.supplements).toBe('open');
    expect(state(story([happened()], '2025-05-13 00:00')).regions.supplements).toBe('closed');
  });

  it('needs rules that know grades', () => {
    const { accident: _, ...without } = rules;
    const world = story([]).world;
    expect(story([happened()], undefined, world).refused).toBeUndefined();
    const bare = { ...without, id: 'bare' } as typeof rules;
    expect(gradeless(bare)).toBe('accident-rules-missing');
  });
});

function gradeless(bare: typeof rules): string | undefined {
  return story([happened()], undefined, newWorld({ rules: bare })).refused;
}

describe('responsibility is traced back', () => {
  it('from serious on, at once: the sheet of facts is ordered, and the supervisor’s ladder begins with the interview', () => {
    const told = story([happened(SERIOUS)], '2025-04-11 09:00');
    expect(state(told)).toMatchObject({ grade: 'serious', decidedBy: 'injured', regions: { tracing: 'running' } });
    expect(told.last.effects).toContainEqual(expect.objectContaining({ do: 'issueNotice', notice: 'factSheet' }));
    expect(told.matter('AC1-A1')).toMatchObject({
      stage: 'open',
      subject: { kind: 'village', organisation: 'V1' },
    });
    expect(told.matter('AC1-A1').rungs.filter(({ skipped }) => !skipped)).toMatchObject([
      { rung: 5, notice: 'interviewNotice' },
    ]);
  });

  it('a general one with great effect on the public too, when somebody above has found so', () => {
    const general = story([happened()]);
    expect(state(general).regions.tracing).toBe('none');
    const effect = on('2025-04-10 12:00', 'recordSocialEffect', { reason: '舆情集中' }, 'street.head');
    expect(later(general, [{ ...effect, by: OFFICE }]).refused).toBe('not-your-duty');
    expect(state(later(general, [effect])).regions.tracing).toBe('running');
  });

  it('and when changed figures make it serious; once', () => {
    const told = story([happened(), on('2025-04-11 09:00', 'supplementFigures', { dead: 3, injured: 0, loss: 0 })]);
    expect(state(told)).toMatchObject({ grade: 'serious', regions: { tracing: 'running' }, matterStarted: true });
    const more = later(told, [on('2025-04-12 09:00', 'supplementFigures', { dead: 4, injured: 0, loss: 0 })]);
    expect(more.last.effects).toEqual([]);
  });

  it('two general accidents of a supervisor in a quarter open the ladder at its foot', () => {
    const second: Act = { ...happened({}, '2025-06-10'), on: 'AC2' };
    const told = story([happened(), second], '2025-06-11 09:00');
    expect(told.world.state('AC1-A1')).toBeUndefined();
    expect(told.matter('AC2-A1')).toMatchObject({ facts: { generalAccidentsInQuarter: 2 }, rungs: [{ rung: 1 }] });
    const nextQuarter: Act = { ...happened({}, '2025-07-01'), on: 'AC2' };
    expect(story([happened(), nextQuarter], '2025-07-02 09:00').world.state('AC2-A1')).toBeUndefined();
  });

  it('of a unit that no register knows nobody is let go in silence: the office is told, and names the supervisor', () => {
    const stranger = happened({ ...SERIOUS, unit: 'U9' });
    const told = story([stranger]);
    expect(told.last.effects).toContainEqual(expect.objectContaining({ do: 'notify', about: 'supervisorMissing' }));
    const start = (payload: Act['with']) =>
      on('2025-04-10 11:00', 'startMatter', { ground: 'accident', reason: '查明', ...payload });
    expect(later(told, [start({})]).refused).toBe('invalid');
    expect(later(told, [start({ supervisor: 'V9', startRung: 6 })]).refused).toBe('skip-not-approved');
    expect(later(told, [start({ supervisor: 'V9', startRung: 9, approver: 'street.head' })]).refused).toBe('invalid');
    const named = later(told, [start({ supervisor: 'D1', supervisorKind: 'department' })], '2025-04-10 11:00');
    expect(named.matter('AC1-A1').subject).toEqual({ kind: 'department', organisation: 'D1' });
    const said = story([{ ...stranger, with: { ...stranger.with, supervisor: 'V9' } }], '2025-04-10 10:10');
    expect(said.matter('AC1-A1').subject).toEqual({ kind: 'village', organisation: 'V9' });
  });

  it('a clue is handed over with its receipt, which is asked for also after the accident is closed', () => {
    const [acts] = ACCIDENT_STORIES['reported, and nobody goes on'] ?? [[]];
    const told = story(acts, '2025-04-18 09:00');
    expect(told.types('AC1')).toContain('AskedAgain');
    expect(state(told)).toMatchObject({ clues: 1, clueReceiver: 'district.discipline' });
  });
});

describe('the mark on what is related (冻结)', () => {
  it('cases of the unit and its village of the last two years are told; nothing of theirs is stopped', () => {
    const other = served('T3', { on: 'H2', report: { unit: 'U2' } });
    const before = story([...served('T2'), ...other], '2025-04-10 10:10');
    // The hazard of March has lapsed by then and brought a matter of the village.
    const clocks = ['H1', 'H1-A1'].map((id) => before.state(id).clocks);
    const told = later(before, [happened()], '2025-04-10 10:10');
    expect(['H1', 'H1-A1'].map((id) => told.state(id).clocks)).toEqual(clocks);
    expect(told.last.payload.frozen).toEqual(['H1']);
    expect(told.hazard('H1').frozenBy).toEqual([{ accident: 'AC1', at: at('2025-04-10 10:10') }]);
    expect(told.hazard('H2').frozenBy).toBeUndefined();
    expect(told.matter('H1-A1').frozenBy).toEqual([{ accident: 'AC1', at: at('2025-04-10 10:10') }]);
  });

  it('what is older, or came later, is not', () => {
    const told = story([...served('T3'), happened({}, '2027-03-20')], '2027-03-20 10:10');
    expect(told.last.payload.frozen).toEqual([]);
    const after = story([happened(), ...served('T3', { day: '2025-04-11' })]);
    expect(after.hazard('H1').frozenBy).toBeUndefined();
  });

  it('more than one event can tell go on in lots, each case once', () => {
    const [acts, until] = ACCIDENT_STORIES['more cases than one event tells'] ?? [[]];
    const told = story(acts, until);
    const lots = told.world
      .events('AC1')
      .flatMap(({ payload }) => (Array.isArray(payload.frozen) ? [payload.frozen] : []));
    expect(lots.map((lot) => lot.length)).toEqual([150, 1]);
    expect(new Set(lots.flat()).size).toBe(151);
    expect(told.hazard('H151').frozenBy).toHaveLength(1);
    expect(state(told)).toMatchObject({ frozen: 151 });
  });
});

describe('what the district does is watched', () => {
  const DOC = { document: '区政〔2025〕9号' };

  it('days of an appraisal do not count; an extension reaches sixty days further at most', () => {
    const appraised = story([
      happened(),
      on('2025-04-10 11:00', 'forwardAccident', { to: '区应急管理局' }),
      on('2025-04-16 09:00', 'startAppraisal', DOC),
    ]);
    expect(state(appraised).clocks).not.toHaveProperty('accident.investigate');
    expect(later(appraised, [on('2025-04-17 09:00', 'recordInvestigation', { ...DOC, cause: '违章' })]).refused).toBe(
      'appraisal-running',
    );
    const on26 = later(appraised, [on('2025-04-26 09:00', 'endAppraisal', DOC)]);
    // Eleven days from 16 to 26 April: 9 June becomes 20 June.
    expect(state(on26).clocks['accident.investigate']).toMatchObject({ lastDay: '2025-06-20' });
    const extend = (until: string) => on('2025-05-10 09:00', 'recordInvestigationExtension', { ...DOC, until });
    expect(later(on26, [extend('2025-12-31')]).refused).toBe('extension-beyond-cap');
    expect(later(on26, [extend('2025-08-19')]).last.clocks.set[0]).toMatchObject({
      lastDay: '2025-08-19',
      fixed: true,
    });
  });

  it('its silence decides nothing: it is asked again', () => {
    const told = story(
      [happened(), on('2025-04-10 11:00', 'forwardAccident', { to: '区应急管理局' })],
      '2025-08-31 09:00',
    );
    expect(state(told).stage).toBe('forwarded');
    expect(told.types('AC1').filter((type) => type === 'AskedAgain').length).toBeGreaterThan(2);
  });

  it('ends with reason and paper, or turns out to be none', () => {
    const open = [happened(), on('2025-04-10 11:00', 'forwardAccident', { to: '区应急管理局' })];
    const close = (payload: Act['with']) => story([...open, on('2025-04-20 09:00', 'closeAccident', payload)]);
    expect(close({}).refused).toBe('reason-missing');
    expect(close({ reason: '单位自行调查' }).refused).toBe('document-missing');
    expect(state(close({ reason: '单位自行调查', document: '报告1' }))).toMatchObject({ closed: true, clocks: {} });
    const dismiss = (payload: Act['with']) => story([...open, on('2025-04-11 09:00', 'dismissAccident', payload)]);
    expect(dismiss({ reason: '误报' }).refused).toBe('approver-missing');
  });

  it.each(Object.entries(ACCIDENT_STORIES))('%s: no act is refused', (_, [acts]) => {
    expect(story(acts).plans.flatMap(({ refusal }, n) => (refusal ? [`${acts[n]?.do} ${refusal.code}`] : []))).toEqual(
      [],
    );
  });
});
