import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { isWorkingDay, workingDaysBetween } from '../../src/core/deadline/calendar.ts';
import { touchedDays } from '../../src/core/deadline/pause.ts';
import {
  addMs,
  type CaseId,
  dayOf,
  kinds,
  loadRuleSet,
  parseCalendar,
  type SealedEvent,
  type Verdict,
} from '../../src/core/index.ts';
import { createConformance } from '../../src/replay/conformance.ts';
import { questionSentence } from '../../src/replay/conformance-words.ts';
import type { QuestionCode } from '../../src/replay/questions.ts';
import { generateHistory } from '../../src/simulator/history.ts';

const bundled = (name: string) => JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8'));
const terms = {
  rules: loadRuleSet(bundled('rules.default.json')),
  calendar: parseCalendar(bundled('calendar.cn-2024-2026.json')),
};

type Past = readonly SealedEvent[];
let past: ReadonlyMap<CaseId, Past>;
let until = '';

beforeAll(() => {
  const cases = new Map<CaseId, SealedEvent[]>();
  const done = generateHistory({
    kinds,
    terms,
    seed: 11,
    events: 2_000,
    onEvent(event) {
      const known = cases.get(event.caseId);
      if (known) known.push(event);
      else cases.set(event.caseId, [event]);
    },
  });
  until = done.until;
  past = cases;
}, 60_000);

function check(cases: Iterable<Past>, hashes?: ReadonlyMap<string, string>, now = until) {
  const conformance = createConformance({ calendar: terms.calendar, until: now });
  for (const one of cases) conformance.take(one);
  return conformance.end(hashes);
}

/** Hazards of the past that were handed in and struck off without a second try. */
function finished(): readonly Past[] {
  return [...past.values()].filter(
    (events) =>
      events[0]?.kind === 'hazard' &&
      events.some(({ type }) => type === 'HazardClosedOut') &&
      events.filter(({ type }) => type === 'RectificationSubmitted').length === 1,
  );
}

function changed(events: Past, type: string, change: (event: SealedEvent, all: Past) => Partial<SealedEvent>): Past {
  return events.map((event) => (event.type === type ? { ...event, ...change(event, events) } : event));
}

/** The past with some of its cases put in the place of those of the same name. */
function planted(cases: readonly Past[]): Iterable<Past> {
  const all = new Map(past);
  for (const one of cases) all.set(one[0]?.caseId ?? '', one);
  return all.values();
}

function asked(cases: Iterable<Past>, code: QuestionCode, hashes?: ReadonlyMap<string, string>) {
  return check(cases, hashes).questions.filter(({ question }) => question === code);
}

const caseIdsOf = (cases: readonly Past[]) => cases.map((events) => events[0]?.caseId).sort();
const idsIn = (events: readonly { readonly caseId: string }[]) =>
  [...new Set(events.map(({ caseId }) => caseId))].sort();

describe('an office of which nothing was bent', () => {
  test('goes the legal ways only, and brings few questions', () => {
    const { cases, events, paths, questions } = check(past.values());
    expect(cases).toBe(past.size);
    expect(events).toBe([...past.values()].reduce((sum, one) => sum + one.length, 0));
    expect(paths.illegal).toEqual([]);
    expect(questions.length).toBeLessThanOrEqual(5);
  });

  test('every case is on exactly one path, and the steps taken are those recorded', () => {
    const { paths } = check(past.values());
    expect(paths.variants.reduce((sum, one) => sum + one.cases, 0)).toBe(past.size);
    const closed = [...past.values()].filter((one) => one.some(({ type }) => type === 'HazardClosedOut')).length;
    const steps = paths.steps.filter(({ event }) => event === 'HazardClosedOut');
    expect(steps).toEqual([{ kind: 'hazard', stage: 'accepted', event: 'HazardClosedOut', taken: closed }]);
    expect(paths.steps.filter(({ event }) => event === 'HazardMerged').every(({ taken }) => taken === 0)).toBe(true);
  });

  test('failed acceptances are loops', () => {
    const failed = [...past.values()].filter((one) => one.some(({ type }) => type === 'AcceptanceFailed'));
    const loop = check(past.values()).paths.loops.find(({ stage }) => stage === 'rectifying');
    expect(loop?.cases).toBe(failed.length);
    expect(failed.length).toBeGreaterThan(0);
  });
});

test('a step that the chart does not allow is listed with its place', () => {
  const [one = []] = finished();
  const bent = one.filter(({ type }) => type !== 'HazardGraded');
  const { illegal } = check([bent]).paths;
  expect(illegal[0]).toMatchObject({ caseId: one[0]?.caseId, move: 'RectificationOrdered', stage: 'identified' });
});

test('an acceptance that nobody took in is a step left out', () => {
  const row = check(past.values()).paths.skipped.find(({ step }) => step === 'acceptanceTaken');
  const accepted = [...past.values()].filter((one) => one.some(({ type }) => type === 'AcceptancePassed'));
  const without = accepted.filter((one) => !one.some(({ type }) => type === 'AcceptanceTaken'));
  expect(row).toMatchObject({ of: accepted.length, cases: without.length });
});

test('a step that came only afterwards was left out all the same', () => {
  const one = finished().find((events) => !events.some(({ type }) => type === 'AcceptanceTaken')) ?? [];
  const last = one.at(-1) as SealedEvent;
  const after = [...one, { ...last, seq: last.seq + 1, type: 'AcceptanceTaken', moves: ['AcceptanceTaken'] }];
  expect(check([after]).paths.skipped.find(({ step }) => step === 'acceptanceTaken')).toMatchObject({
    of: 1,
    cases: 1,
  });
});

describe('where time is lost', () => {
  /** A hazard that stands in each stage for so many days. */
  function life(caseId: string, organisation: string, days: readonly number[]): Past {
    const [model = []] = finished();
    let at = '2025-03-03T10:00:00+08:00';
    const acts = ['HazardReported', 'HazardGraded', 'RectificationOrdered', 'RectificationServed'];
    return acts.map((type, i) => {
      const event = model.find((one) => one.type === type) as SealedEvent;
      const stood = {
        ...event,
        caseId,
        seq: i + 1,
        at,
        payload: { ...event.payload, tier: 'T3', supervisor: organisation },
      };
      at = addMs(at, (days[i] ?? 0) * 86_400_000);
      return stood;
    });
  }

  test('stays are counted in working days, with the middle and the slowest tenth', () => {
    const lives = [1, 1, 2, 2, 3, 3, 4, 4, 4, 21].map((days, i) => life(`H-${i}`, i < 5 ? 'V1' : 'V2', [days, 0, 0]));
    const { byStage, byTier, byOrganisation } = check(lives, undefined, '2025-03-31T10:00:00+08:00').times;
    // Monday 3 March and 21 days: 15 of them are worked.
    expect(byStage.find(({ stage }) => stage === 'identified')).toEqual({
      kind: 'hazard',
      stage: 'identified',
      stays: 10,
      median: 3,
      p90: 4,
      total: 39,
    });
    expect(byTier.find(({ stage }) => stage === 'identified')?.tier).toBe('T3');
    expect(
      byOrganisation
        .filter(({ stage }) => stage === 'identified')
        .map(({ organisation, total }) => [organisation, total]),
    ).toEqual([
      ['V2', 30],
      ['V1', 9],
    ]);
  });
});

test('days touched by a pause are not counted', () => {
  const paused = [...past.values()].find((one) => {
    const types = one.map(({ type }) => type);
    return types.includes('CaseResumed') && types.filter((type) => type === 'RectificationSubmitted').length === 1;
  });
  const at = (type: string) => paused?.find((event) => event.type === type)?.at ?? '';
  const [served, submitted] = [at('RectificationServed'), at('RectificationSubmitted')];
  const touched = touchedDays([{ from: at('CasePaused'), to: at('CaseResumed') }]);
  const worked = touched.filter(
    (day) => isWorkingDay(terms.calendar, day) && day > dayOf(served) && day <= dayOf(submitted),
  );
  expect(worked.length).toBeGreaterThan(0);
  const row = check([paused ?? []]).times.byStage.find(({ stage }) => stage === 'rectifying');
  const days = workingDaysBetween(terms.calendar, dayOf(served), dayOf(submitted));
  expect(row).toMatchObject({ stays: 1, total: days - worked.length });
});

describe('planted patterns are found, with their events', () => {
  test('a mass of close-outs on the day before the deadline', () => {
    const some = finished().slice(0, 6);
    const bent = some.map((events) => {
      const verdict = { duty: 'd', result: 'met', holder: 'unit', dueAt: '', lastDay: '2025-06-11' } as Verdict;
      const first = changed(events, 'HazardReported', ({ payload }) => ({ payload: { ...payload, supervisor: 'V1' } }));
      const handedIn = changed(first, 'RectificationSubmitted', () => ({
        at: '2025-06-05T10:00:00+08:00',
        verdicts: [verdict],
      }));
      return changed(handedIn, 'HazardClosedOut', () => ({ at: '2025-06-10T16:00:00+08:00' }));
    });
    const [found, ...others] = asked(planted(bent), 'massBeforeDeadline').filter(({ day }) => day === '2025-06-10');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ organisation: 'V1', day: '2025-06-10', act: 'HazardClosedOut' });
    expect(idsIn(found?.events ?? [])).toEqual(expect.arrayContaining(caseIdsOf(bent)));
    const late = bent.map((events) => changed(events, 'HazardClosedOut', () => ({ at: '2025-06-12T16:00:00+08:00' })));
    expect(asked(planted(late), 'massBeforeDeadline').filter(({ day }) => day === '2025-06-12')).toEqual([]);
    expect(asked(planted(bent.slice(0, 3)), 'massBeforeDeadline').filter(({ day }) => day === '2025-06-10')).toEqual(
      [],
    );
  });

  test('the same words in several cases, whatever the spaces and marks', () => {
    const texts = [
      '已清理二楼通道并增设两组应急照明灯',
      '已清理二楼通道，并增设两组应急照明灯。',
      ' 已清理二楼通道并增设 两组应急照明灯',
    ];
    const bent = finished()
      .slice(0, 3)
      .map((events, i) =>
        changed(events, 'RectificationSubmitted', ({ payload }) => ({ payload: { ...payload, done: texts[i] ?? '' } })),
      );
    const found = asked(planted(bent), 'identicalTexts').find(({ text }) => text?.startsWith('已清理二楼'));
    expect(found).toMatchObject({ count: 3, cases: 3, act: 'RectificationSubmitted' });
    expect(idsIn(found?.events ?? [])).toEqual(caseIdsOf(bent));
  });

  test('a pause when nine tenths of the period had gone by, not one when eight tenths had', () => {
    const paused = [...past.values()].filter((one) => one.some(({ type }) => type === 'CasePaused'));
    const one = paused[0] ?? [];
    const pause = one.find(({ type }) => type === 'CasePaused') as SealedEvent;
    const clock = one
      .slice(0, one.indexOf(pause))
      .flatMap((event) => event.clocks.set)
      .findLast(({ id, does }) => does === 'lapse' && pause.clocks.suspended?.includes(id));
    const [start, due] = [Date.parse(clock?.start ?? ''), Date.parse(clock?.dueAt ?? '')];
    const at = (share: number) => addMs(clock?.start ?? '', Math.round((due - start) * share));
    const bent = (share: number) => planted([changed(one, 'CasePaused', () => ({ at: at(share) }))]);
    const events = (share: number) => asked(bent(share), 'latePause').flatMap((question) => question.events);
    expect(events(0.95)).toContainEqual({ caseId: pause.caseId, seq: pause.seq });
    expect(events(0.8)).not.toContainEqual({ caseId: pause.caseId, seq: pause.seq });
  });

  test('a downgrade shortly before the deadline', () => {
    const one = finished().find((events) => events.some(({ payload }) => payload.tier === 'T2')) ?? [];
    const served = one.findIndex(({ type }) => type === 'RectificationServed');
    const model = one[served] as SealedEvent;
    const clock = one
      .slice(0, served + 1)
      .flatMap((event) => event.clocks.set)
      .findLast(({ does }) => does === 'lapse');
    const down = (daysBefore: number): SealedEvent => ({
      ...model,
      seq: 900,
      type: 'HazardRegraded',
      moves: ['HazardRegraded'],
      at: addMs(clock?.dueAt ?? '', -daysBefore * 86_400_000),
      payload: { from: 'T2', tier: 'T3', supervisor: 'V1' },
      clocks: { set: [], cleared: [clock?.id ?? ''] },
    });
    const bent = (daysBefore: number) => [[...one.slice(0, served + 1), down(daysBefore)]];
    expect(asked(bent(2), 'lateDowngrade')[0]?.events).toEqual([{ caseId: model.caseId, seq: 900 }]);
    expect(asked(bent(6), 'lateDowngrade')).toEqual([]);
  });

  test('one photo in two cases; showing the state before again in the same case is no question', () => {
    const [one = [], other = []] = finished();
    const withPhotos = (events: Past, payload: object) =>
      changed(events, 'RectificationSubmitted', (event) => ({ payload: { ...event.payload, ...payload } }));
    const bent = [withPhotos(one, { photos: ['f00d'] }), withPhotos(other, { photos: ['f00d'] })];
    expect(asked(planted(bent), 'samePhoto')).toMatchObject([{ photos: ['f00d'], count: 2, cases: 2 }]);
    const before = (one[0]?.payload.photos as readonly string[] | undefined)?.[0];
    expect(asked(planted([withPhotos(one, { photosBefore: [before] })]), 'samePhoto')).toEqual([]);
  });

  test('photos of different cases that look alike', () => {
    const [one = [], other = []] = finished();
    const photo = (events: Past, name: string) =>
      changed(events, 'RectificationSubmitted', (event) => ({ payload: { ...event.payload, photos: [name] } }));
    const cases = () => planted([photo(one, 'aa'), photo(other, 'bb')]);
    const hashes = (bits: string) =>
      new Map([
        ['aa', '0f0f0f0f33335555'],
        ['bb', bits],
      ]);
    expect(asked(cases(), 'similarPhoto', hashes('0f0f0f0f33335556'))).toMatchObject([
      { photos: ['aa', 'bb'], cases: 2 },
    ]);
    expect(asked(cases(), 'similarPhoto', hashes('f0f0f0f033335555'))).toEqual([]);
  });

  test('struck off minutes after it was reported', () => {
    const [one = []] = finished();
    const start = one[0]?.at ?? '';
    const bent = one.map((event, i) => ({ ...event, at: addMs(start, i * 60_000) }));
    expect(asked(planted([bent]), 'quickCloseOut').flatMap(({ events }) => idsIn(events))).toEqual([one[0]?.caseId]);
    expect(asked(past.values(), 'quickCloseOut')).toEqual([]);
  });
});

test('every sentence is a question', () => {
  const { thresholds } = check([]);
  for (const question of Object.keys(thresholds) as QuestionCode[]) {
    const asks = questionSentence(
      { question, count: 6, cases: 6, events: [], day: '2025-06-10', text: '同样的文字' },
      thresholds,
      String,
    );
    expect(asks).toMatch(/？$/);
  }
});

test('the order of cases changes nothing but the examples', () => {
  const all = [...past.values()].slice(0, 60);
  const figures = (cases: Iterable<Past>) => {
    const { paths, times, questions } = check(cases);
    return {
      variants: paths.variants.map(({ path, cases: count }) => `${path} ${count}`).sort(),
      stages: times.byStage.map((row) => JSON.stringify(row)).sort(),
      questions: questions.map(({ question, count, organisation }) => `${question} ${organisation} ${count}`).sort(),
    };
  };
  const straight = figures(all);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (mixed) => {
      expect(figures(mixed)).toEqual(straight);
    }),
    { numRuns: 10 },
  );
});
