import { describe, expect, test } from 'vitest';
import { explainClocks, explainMessages, explainRefusal, explainTiers } from '../../src/replay/explain.ts';
import { openReplay } from '../../src/replay/replay.ts';
import { refusedAtEnd, stepAt, stepsAfter } from '../../src/replay/steps.ts';
import { at, OFFICE, served, story, submit } from '../core/office.ts';
import { AT_HAND, workedCase } from './worked-case.ts';

const events = workedCase().events('H1');
const opened = openReplay(events);

describe('explain', () => {
  test('why a deadline: rule, basis and tag, every day, and the days it had before', () => {
    const state = opened.stateAfter(events.length);
    const [one] = state ? explainClocks(events, state, AT_HAND, 'hazard.T2.rectify') : [];
    expect(one).toMatchObject({
      standing: 'overdue',
      setBy: { type: 'AcceptanceFailed' },
      earlier: [{ type: 'RectificationServed', lastDay: '2025-04-09' }],
      rule: { label: '较大隐患整改', holder: 'unit', basis: { tag: expect.any(String) } },
    });
    expect(one?.table.filter(({ counted }) => counted).length).toBe(10);
    expect(state && explainClocks(events, state, AT_HAND, 'nonsense')).toEqual([]);
  });

  test('why a tier: the row that matched and the facts it saw', () => {
    expect(explainTiers(events, AT_HAND)).toMatchObject([
      { event: '定级', tier: 'T2', row: { id: 't2-days', when: 'estimatedDays > 7.0' }, facts: { estimatedDays: 20 } },
    ]);
  });

  test('why a message went to this person', () => {
    const lapse = events.find(({ type }) => type === 'DeadlineLapsed');
    const delivery = {
      seq: lapse?.seq ?? 0,
      nth: 0,
      channel: 'mail',
      about: 'lapse',
      post: 'unit.head',
      organisation: 'U1',
      because: 'holder',
      state: 'sent',
    };
    expect(explainMessages(events, [delivery, { ...delivery, seq: 999 }])).toMatchObject([
      {
        event: '逾期',
        ordered: { post: 'unit.head', organisation: 'U1' },
        rule: 'hazard.T2.rectify',
        because: '现任该岗位',
      },
    ]);
  });

  test('why a command was refused, and what was possible instead', () => {
    const refused = {
      at: at('2025-03-12 09:00'),
      caseId: 'H1',
      kind: 'hazard' as const,
      type: 'closeOut',
      code: 'not-allowed-now',
      post: OFFICE,
      stage: 'rectifying',
    };
    const why = explainRefusal(opened, refused);
    expect(why).toMatchObject({ label: '销号', stage: 'rectifying', message: expect.stringContaining('当前环节') });
    expect(why.allowed).toContain('submitRectification');
    expect(why.allowed).not.toContain('closeOut');
  });
});

describe('steps', () => {
  test('a step says who, what was given, which rule, what it moved, set and told, and how the ball went over', () => {
    const nth = events.findIndex(({ type }) => type === 'RectificationSubmitted') + 1;
    const delivery = {
      seq: nth,
      nth: 0,
      channel: 'mail',
      about: 'assigned',
      post: 'acceptanceTeam',
      because: 'holder',
      state: 'sent',
    };
    const step = stepAt(opened, nth, { terms: AT_HAND, deliveries: [delivery] });
    expect(step).toMatchObject({
      label: '提交整改',
      input: {
        from: 'person',
        command: 'submitRectification',
        label: expect.any(String),
        given: { photos: ['after-1'] },
      },
      rule: { ruleSet: 'default-2025', named: [{ id: 'hazard.T2.rectify' }, { id: 'hazard.T2.acceptance' }] },
      moves: [{ region: 'main', from: 'rectifying', to: 'submitted' }],
      verdicts: [{ duty: 'hazard.T2.rectify', daysLate: 6 }],
      ball: { before: { post: 'unit.head' }, after: { post: 'acceptanceTeam' } },
    });
    expect(step?.allowedBefore).toContain('submitRectification');
  });

  test('what time did says so, and when the engine was late', () => {
    const lapses = stepsAfter(opened, 0, 100, { terms: AT_HAND }).filter(({ type }) => type === 'DeadlineLapsed');
    expect(lapses.map(({ input }) => [input.from, input.firedLate])).toEqual([
      ['time', undefined],
      ['time', undefined],
      ['time', true],
    ]);
  });

  test('a late entry, and refused inputs beside the step that came after', () => {
    const { world } = story([...served('T3'), submit('2025-03-10 17:00', 'T3', { entered: '2025-03-11 08:30' })]);
    const case3 = openReplay(world.events('H1'));
    const refused = {
      at: at('2025-03-11 08:00'),
      caseId: 'H1',
      kind: 'hazard' as const,
      type: 'closeOut',
      code: 'not-allowed-now',
      post: OFFICE,
    };
    const context = { terms: AT_HAND, refused: [refused, { ...refused, at: at('2025-03-12 08:00') }] };
    const steps = stepsAfter(case3, 0, 100, context);
    expect(steps.at(-1)).toMatchObject({
      type: 'RectificationSubmitted',
      input: { enteredLate: true },
      refusedBefore: [{ code: 'not-allowed-now' }],
    });
    expect(refusedAtEnd(case3, context.refused).map((one) => one.at)).toEqual([at('2025-03-12 08:00')]);
    expect(stepAt(case3, 999, context)).toBeUndefined();
  });
});
