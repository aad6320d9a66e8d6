import { describe, expect, test } from 'vitest';
import { addDays, dayOf, type JsonObject, kinds, type SealedEvent } from '../../src/core/index.ts';
import { PAPER_DUTIES } from '../../src/core/paper-duty.ts';
import { attribute, overdueDaysOf } from '../../src/replay/attribution.ts';
import { dutyPeriods } from '../../src/replay/duty-periods.ts';
import { simulate } from '../../src/simulator/run.ts';
import { parseScenarios } from '../../src/simulator/scenario.ts';
import {
  type Act,
  at,
  commandOf,
  newWorld,
  OFFICE,
  served,
  shipped,
  story,
  submit,
  terms,
  UNIT,
  units,
} from '../core/office.ts';
import { generated } from '../simulator/generated.ts';
import { AT_HAND, workedCase } from './worked-case.ts';

describe('the worked case of the handbook (§19)', () => {
  const events = workedCase().events('H1');
  const found = attribute(events, AT_HAND, at('2025-05-14 12:00'));

  test('6 + 5 days are the unit’s, 3 the acceptance team’s, none the village’s; the day of the pause is nobody’s', () => {
    const shares = found.shares.map(({ owner, days }) => [owner.kind, owner.post ?? owner.reason, days]);
    expect(shares).toEqual([
      ['holder', 'unit.head', 11],
      ['holder', 'acceptanceTeam', 3],
      ['paused', 'consultation', 1],
    ]);
    expect(found.shares.some(({ owner }) => owner.post?.startsWith('village'))).toBe(false);
  });

  test('the days are those of the handbook', () => {
    expect(found.runs.map(({ duty, from, to, days, owner }) => [duty, from, to, days, owner.kind])).toEqual([
      ['hazard.T2.rectify', '2025-04-10', '2025-04-15', 6, 'holder'],
      ['hazard.T2.acceptance', '2025-04-26', '2025-04-28', 3, 'holder'],
      ['hazard.T2.rectify', '2025-05-09', '2025-05-13', 5, 'holder'],
      ['hazard.T2.rectify', '2025-05-14', '2025-05-14', 1, 'paused'],
    ]);
  });

  test('the eleven hours of late firing are the engine’s and shift no day', () => {
    expect(found.engine.hours).toBe(11);
    const lapse = found.engine.firings.find(({ clock }) => clock === 'hazard.T2.rectify');
    expect(lapse).toMatchObject({ due: at('2025-05-09 00:00'), fired: at('2025-05-09 11:00'), hours: 11 });
  });
});

test('several duties that fire late in one outage: its hours count once', () => {
  // Dispatch and service are both due while the engine is away.
  const world = newWorld();
  for (const [nth, act] of served('T2').slice(0, 2).entries()) world.record('hazard', commandOf(act, nth));
  world.settle('H1', at('2025-03-08 00:00'));
  const { engine } = attribute(world.events('H1'), AT_HAND);
  expect(engine.firings.map(({ clock, hours }) => [clock, hours])).toEqual([
    ['hazard.dispatch', 72],
    ['hazard.serve', 24],
  ]);
  expect(engine.hours).toBe(72);
});

test('up to an earlier day, only what had happened by then counts', () => {
  const { overdueDays, runs } = attribute(workedCase().events('H1'), AT_HAND, at('2025-04-12 12:00'));
  expect([overdueDays, runs.map(({ to }) => to)]).toEqual([3, ['2025-04-12']]);
  expect(attribute(workedCase().events('H1'), AT_HAND, at('2025-01-01 00:00')).overdueDays).toBe(0);
});

test('papers: a late answer, receipt and signature are days of whoever owed them, each to exactly one', () => {
  const matter = (when: string, by: string, what: string, payload: JsonObject): Act => ({
    on: 'H1-A1',
    at: when,
    by,
    do: what,
    with: payload,
  });
  const told = story(
    [
      ...served('T2'),
      matter('2025-04-22 10:00', 'street.safetyCommittee', 'signNotice', { notice: 'warning' }),
      matter('2025-04-29 10:00', 'village.head', 'answerNotice', { answer: '已部署' }),
    ],
    '2025-04-30 12:00',
  );
  const { runs, overdueDays, shares } = attribute(told.world.events('H1-A1'), AT_HAND, at('2025-04-30 12:00'));
  expect(runs.map(({ duty, from, to, days, owner }) => [duty, from, to, days, owner.post])).toEqual([
    ['answer', '2025-04-10', '2025-04-11', 2, 'village.head'],
    ['receipt', '2025-04-16', '2025-04-17', 2, 'village.head'],
    ['signature', '2025-04-22', '2025-04-22', 1, 'street.safetyCommittee'],
    ['receipt', '2025-04-25', '2025-04-29', 5, 'village.head'],
  ]);
  expect(shares.reduce((sum, { days }) => sum + days, 0)).toBe(overdueDays);
});

test('an extension granted after the day puts the days in between down to the approver', () => {
  const told = story([
    ...served('T2', { day: '2025-03-10' }),
    {
      at: '2025-03-28 09:00',
      by: UNIT,
      do: 'requestExtension',
      with: { reason: '到货推迟', interimMeasures: '值守', progress: '五成', newDay: '2025-04-20' },
    },
    {
      at: '2025-04-12 09:00',
      by: 'street.safetyOffice.head',
      do: 'decideExtension',
      with: { decision: 'granted', document: 'doc-1', by: OFFICE },
    },
    submit('2025-04-14 09:00', 'T2'),
  ]);
  expect(told.refused).toBeUndefined();
  const { runs } = attribute(told.world.events('H1'), AT_HAND);
  const rectify = runs.filter(({ duty }) => duty === 'hazard.T2.rectify');
  expect(rectify).toMatchObject([
    { from: '2025-04-10', to: '2025-04-12', days: 3, owner: { kind: 'approver', post: 'street.safetyOffice.head' } },
  ]);
});

/** As scenario files name an owner. */
const NAMES: { readonly [post: string]: string } = {
  'unit.head': 'unit',
  'street.safetyOffice.head': 'extension.approver',
};

describe('the scenarios of the field', () => {
  const told = parseScenarios(shipped('scenarios.json')).filter(({ final }) => final.attribution !== undefined);
  test.each(told.map((scenario) => [scenario.id, scenario] as const))('%s', async (_, scenario) => {
    const { events } = await simulate(scenario, { kinds, terms, units });
    const found = [...Map.groupBy(events, (event) => event.caseId).values()].map((one) => attribute(one, AT_HAND));
    // The scenarios count the days of deadlines; papers have runs of their own.
    const shares = found.flatMap((one) => one.runs).filter(({ duty }) => !PAPER_DUTIES.has(duty));
    for (const [owner, days] of Object.entries(scenario.final.attribution ?? {})) {
      const own = shares.filter(
        ({ owner: { post = '' } }) => owner === 'overdueDays' || (NAMES[post] ?? post) === owner,
      );
      expect([owner, own.reduce((sum, share) => sum + share.days, 0)]).toEqual([owner, days]);
    }
  });
});

describe.each([1, 2, 3])('every case of a generated office (seed %i)', (seed) => {
  const { log } = generated(seed, 2_500);
  const cases = [...Map.groupBy(log, (event) => event.caseId).values()];

  test('each overdue day has exactly one owner, and the days sum up to the verdicts', () => {
    let overdue = 0;
    let onPapers = 0;
    for (const events of cases) {
      const found = attribute(events, AT_HAND);
      const days = found.runs.flatMap(({ duty, from, days, owner }) =>
        Array.from({ length: days }, (_, n) => ({ key: `${duty} ${addDays(from, n)}`, owner })),
      );
      expect(new Set(days.map(({ key }) => key)).size).toBe(days.length);
      expect(days.every(({ owner }) => (owner.kind === 'paused') === (owner.post === undefined))).toBe(true);
      expect(found.shares.reduce((sum, share) => sum + share.days, 0)).toBe(found.overdueDays);
      expect(days.length).toBe(found.overdueDays);
      expect(closedDays(events, found.until)).toBe(recordedDays(events, (duty) => !PAPER_DUTIES.has(duty)));
      // Of papers each recorded verdict is a run of as many days, of whoever owed it; what is still open runs on.
      const ended = new Set(events.flatMap(({ seq, verdicts = [] }) => (verdicts.length > 0 ? [seq] : [])));
      const papers = found.runs.filter(({ duty, rests }) => PAPER_DUTIES.has(duty) && ended.has(rests.at(-1) ?? 0));
      expect(papers.reduce((sum, run) => sum + run.days, 0)).toBe(
        recordedDays(events, (duty) => PAPER_DUTIES.has(duty)),
      );
      onPapers += found.runs.filter(({ duty }) => PAPER_DUTIES.has(duty)).length;
      expect(actDays(events)).toEqual(
        actDays(events).filter((day) => found.runs.some((run) => `${run.duty} ${run.to}` === day)),
      );
      overdue += found.overdueDays;
    }
    expect(overdue).toBeGreaterThan(20);
    expect(onPapers).toBeGreaterThan(0);
  });
});

function closedDays(events: readonly SealedEvent[], until: string): number {
  return dutyPeriods(events)
    .filter(({ ended }) => ended?.verdict)
    .reduce((sum, period) => sum + (overdueDaysOf(period, until)?.days ?? 0), 0);
}

function recordedDays(events: readonly SealedEvent[], which: (duty: string) => boolean): number {
  return events
    .flatMap(({ verdicts = [] }) => verdicts)
    .filter(({ duty }) => which(duty))
    .reduce((sum, { daysLate = 0 }) => sum + daysLate, 0);
}

/** Duty and day of each late act: the day of the act still counts as late, and is the last. */
function actDays(events: readonly SealedEvent[]): readonly string[] {
  return events
    .flatMap(({ verdicts = [] }) => verdicts)
    .flatMap(({ duty, actAt, daysLate = 0 }) => (actAt && daysLate > 0 ? [`${duty} ${dayOf(actAt)}`] : []));
}
