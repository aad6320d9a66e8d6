import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMs, type CaseState, type Instant, kinds, type SealedEvent } from '../../../src/core/index.ts';
import { sentenceOf, type Telling } from '../../../src/core/sentence/sentence.ts';
import { simulate } from '../../../src/simulator/run.ts';
import { parseScenarios } from '../../../src/simulator/scenario.ts';
import { DUTY_STORIES } from '../duty/duty-stories.ts';
import { PAPER_STORIES } from '../notice/paper-stories.ts';
import { at, OFFICE, pass, rules, served, shipped, story, submit, terms } from '../office.ts';
import { walk, walks } from '../random-walk.ts';
import { STORIES } from '../stories.ts';

const NAMES: { readonly [id: string]: string } = {
  V1: '山腰村',
  V2: '前村',
  V3: '后村',
  U1: '一厂',
  U2: '二厂',
  U3: '三厂',
};
const PAPERS: { readonly [id: string]: string } = { prompt: '提示函', urgeNotice: '整改催告书' };
const units = { U1: { supervisor: 'V1' }, U2: { supervisor: 'V1' }, U3: { supervisor: 'V1' } };

const telling = (now: Instant): Telling => ({
  rules,
  now,
  nameOf: (id) => NAMES[id],
  paperOf: (id) => PAPERS[id],
});

type Acts = Parameters<typeof story>[0];

interface Seen {
  readonly state: CaseState;
  readonly event: SealedEvent;
}

/** Every state that the cases of a log pass through, with the event that led there. */
function statesOf(log: readonly SealedEvent[]): readonly Seen[] {
  const states = new Map<string, CaseState>();
  return log.map((event) => {
    const { state } = kinds[event.kind].advance(states.get(event.caseId), event);
    states.set(event.caseId, state);
    return { state, event };
  });
}

const ENDS = /销号|并入|不属隐患|灭失|办结|作废|撤回|归档|不再核查|不予受理|移出|现行有效|注销登记|终止履职/;

/** What is wrong with the sentence of a state, at the instant it was recorded and a while later; empty: nothing. */
function faults({ state, event }: Seen): readonly string[] {
  return [0, 26 * 3_600_000].flatMap((wait) => {
    const now = addMs(event.recordedAt, wait);
    const sentence = sentenceOf(state, telling(now));
    const { text, light, holder, act, dueAt, clock } = sentence;
    const overdue = Object.keys(state.overdue).length > 0;
    const duty = Object.values(state.clocks).some(({ does }) =>
      ['lapse', 'signature', 'answer', 'rung'].includes(does),
    );
    const stands = Object.keys(state.suspended).length > 0;
    const found = [
      ...(/undefined|null|\[object|^[；，。]|[；，。]$|；；|[a-z]+\.[a-z]+/i.test(text) ? ['not Chinese'] : []),
      ...(state.closed && !ENDS.test(text) ? ['does not say how it ended'] : []),
      ...(state.closed && light !== 'green' ? ['ended, but not green'] : []),
      ...(!state.closed && !/须|应于|办理|中止/.test(text) ? ['open, but says nobody what to do'] : []),
      ...(state.closed && /须|应于/.test(text) ? ['ended, but demands something'] : []),
      ...(!state.closed && overdue && light !== 'red' ? ['overdue, but not red'] : []),
      ...(!overdue && !(dueAt && dueAt <= now) && light === 'red' ? ['red, but nothing is overdue'] : []),
      ...(!state.closed && (overdue || (duty && !stands)) && !(holder && act && dueAt && clock)
        ? ['a duty without who, what or when']
        : []),
      ...(dueAt && holder && !text.includes(holder.name) ? ['does not name the holder'] : []),
    ];
    return found.map((what) => `${state.kind} ${state.stage} “${text}”: ${what}`);
  });
}

describe('the sentence of a case', () => {
  it('stands in every state of every scenario, and every closed one says how it ended', async () => {
    const seen: Seen[] = [];
    for (const scenario of parseScenarios(shipped('scenarios.json')))
      seen.push(...statesOf((await simulate(scenario, { kinds, terms, units })).events));
    expect(seen.length).toBeGreaterThan(300);
    expect(new Set(seen.flatMap(faults))).toEqual(new Set());
    expect(new Set(seen.filter(({ state }) => state.closed).map(({ state }) => state.kind)).size).toBeGreaterThan(2);
  });

  it('stands in every state of every story, papers among them', () => {
    const seen = [...Object.values(STORIES), ...Object.values(PAPER_STORIES), ...Object.values(DUTY_STORIES)].flatMap(
      ([acts, until]) => statesOf(story(acts, until).world.log),
    );
    expect(seen.some(({ state }) => state.kind === 'notice' && state.closed)).toBe(true);
    expect(new Set(seen.flatMap(faults))).toEqual(new Set());
  });

  it('stands in every state that random people bring about', () => {
    fc.assert(
      fc.property(walks(25), (steps) => {
        expect(statesOf(walk(steps).world.log).flatMap(faults)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  /** The sentence of one case of a story, some time after its last act. */
  const said = (acts: Acts, now: string, caseId = 'H1') => sentenceOf(story(acts, now).state(caseId), telling(at(now)));

  it('says who must do what by when and what follows if not', () => {
    expect(said(served('T2'), '2025-03-04 09:00')).toEqual({
      text: '一厂须于 4 月 2 日前完成整改；逾期 1 个工作日将向一厂发《整改催告书》，并向山腰村发《提示函》',
      light: 'green',
      holder: { post: 'unit.head', organisation: 'U1', name: '一厂' },
      act: '完成整改',
      dueAt: at('2025-04-03 00:00'),
      lastDay: '2025-04-02',
      unit: 'calendarDay',
      consequence: '逾期 1 个工作日将向一厂发《整改催告书》，并向山腰村发《提示函》',
      clock: 'hazard.T2.rectify',
    });
    expect(said(served('T2'), '2025-04-01 09:00').light).toBe('amber');
  });

  it('says how late a lapsed duty is and what has come of it, and on the matter what comes next', () => {
    const late = said(served('T2'), '2025-04-07 12:00');
    expect(late).toMatchObject({ light: 'red', daysLate: 5 });
    expect(late.text).toBe('一厂应于 4 月 2 日前完成整改，已逾期 5 日；已启动对一厂的问责，并已启动对山腰村的问责');
    expect(said(served('T2'), '2025-04-03 00:30', 'H1-A1').text).toBe(
      '山腰村须办结已逾期的“较大隐患整改”；4 月 3 日 09:00 将向山腰村发《提示函》（第 1 级“提示”）',
    );
  });

  it('of a closed one says how it ended and how late its duties were', () => {
    const close: Acts = [pass('2025-03-06 10:00'), { at: '2025-03-06 11:00', by: OFFICE, do: 'closeOut' }];
    expect(said([...served('T3'), submit('2025-03-05 10:00', 'T3'), ...close], '2025-03-07 09:00')).toEqual({
      text: '3 月 6 日验收合格后销号，各项期限均按期',
      light: 'green',
    });
  });
});
