import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DatabaseLocation } from '../../db/open.ts';
import { type Instant, kinds, type SealedEvent } from '../../src/core/index.ts';
import { addMs, toMs } from '../../src/core/instant.ts';
import { reconcile } from '../../src/ledger/rebuild.ts';
import { type Engine, type Run, runScenario, simulate } from '../../src/simulator/run.ts';
import { parseScenarios, type Scenario } from '../../src/simulator/scenario.ts';
import { shipped } from '../core/office.ts';
import { migratedDatabase } from '../shared-postgres.ts';
import { shifted, shiftScenario, shiftTerms } from '../simulator/shift.ts';
import { type LiveEngine, openLiveEngine, SPREAD_MS } from './live-engine.ts';
import { temporaryFolder } from './stand.ts';

const terms = shiftTerms(shipped('rules.default.json'), shipped('calendar.cn-2024-2026.json'));
const units = { U1: { supervisor: 'V1', industry: 'textile', size: 'small' } };
const scenarios = parseScenarios(shipped('scenarios.json')).map(shiftScenario);

const folder = temporaryFolder();
let opened = 0;
afterAll(() => folder.end());

/** A live engine of the hour before the scenario begins, on a new SQLite file unless told otherwise; gone when the work is done. */
async function withEngine(
  { inputs: [first] }: Scenario,
  work: (live: LiveEngine) => Promise<void>,
  location: DatabaseLocation = { sqlite: path.join(folder.path, `${++opened}.db`) },
): Promise<void> {
  const live = await openLiveEngine({ location, terms, start: addMs(first?.at ?? '', -3_600_000) });
  try {
    await work(live);
  } finally {
    await live.close();
  }
}

function named(id: string): Scenario {
  const scenario = scenarios.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  return scenario;
}

interface Played {
  readonly live: Run;
  readonly virtual: Run;
}

/** Plays it live and on the virtual clock; both give what the file expects and the same facts. Returns the live run. */
async function playBoth(scenario: Scenario, live: LiveEngine, outer: Engine = live): Promise<Played> {
  const run = await runScenario(scenario, outer);
  const virtual = await simulate(scenario, { kinds, terms, units });
  expect(run.differences).toEqual([]);
  expect(virtual.differences).toEqual([]);
  expect(facts(run)).toEqual(facts(virtual));
  expect(run.refusals.map(({ refusal, ...entry }) => ({ ...entry, code: refusal.code }))).toEqual(
    virtual.refusals.map(({ refusal, ...entry }) => ({ ...entry, code: refusal.code })),
  );
  const { sent, failed, compared } = await live.finish();
  expect({ failed, sent: sent > 0, compared: compared > 0 }).toEqual({ failed: 0, sent: true, compared: true });
  expect(await reconcile({ db: live.db, kinds })).toMatchObject({ differences: [] });
  console.info(
    `${scenario.id}: ${run.events.length} events as on the virtual clock, ${compared} copies, ${sent} mails`,
  );
  return { live: run, virtual };
}

/** How late each event was recorded, beside the virtual clock (ms). */
function lateness({
  live,
  virtual,
}: Played): readonly { readonly event: string; readonly entered: boolean; readonly ms: number }[] {
  const recorded = byCase(virtual);
  return byCase(live).map((event, nth) => ({
    event: `${event.caseId} #${event.seq} ${event.type} ${event.at}`,
    entered: event.command !== undefined,
    ms: toMs(event.recordedAt) - toMs(recorded[nth]?.recordedAt ?? ''),
  }));
}

/** What people entered was recorded at once; what time did, within the half second over which cases are spread, and one for the machine. */
function expectOnTime(played: Played): void {
  const late = lateness(played);
  expect(late.filter(({ entered, ms }) => ms < 0 || ms > (entered ? 0 : SPREAD_MS + 1_000))).toEqual([]);
  const worst = Math.max(...late.map(({ ms }) => ms));
  console.info(
    `${played.live.scenario.id}: ${late.filter(({ entered }) => !entered).length} by themselves, at most ${worst} ms late`,
  );
}

/** Nothing before its instant, and what people entered at once: the engine may be late, nobody else. */
function expectLate(played: Played, atLeast: number): void {
  const late = lateness(played);
  expect(late.filter(({ entered, ms }) => ms < 0 || (entered && ms > 0))).toEqual([]);
  const hours = late.filter(({ ms }) => ms > 3_600_000);
  console.info(`${played.live.scenario.id}: ${hours.length} of ${late.length} recorded late`);
  expect(hours.length).toBeGreaterThanOrEqual(atLeast);
}

/** Everything but when it was recorded. */
function facts(run: Run): unknown {
  return byCase(run).map(({ recordedAt: _, ...event }) => event);
}

/** Events by case under the names of the file, without hashes: the ledger numbers its cases, the file names them. */
function byCase({ events, names }: Run): readonly Omit<SealedEvent, 'hash' | 'prevHash'>[] {
  let text = JSON.stringify(events.map(({ hash: _, prevHash: __, ...event }) => event));
  // A hazard from a tip-off was opened under a hash of names that differ here.
  text = text.replaceAll(/msg:[0-9a-f]{32}/g, 'msg:hashed');
  for (const [name, caseId] of [...names].sort(([, a], [, b]) => b.length - a.length))
    text = text.replaceAll(caseId, name);
  return (JSON.parse(text) as Omit<SealedEvent, 'hash' | 'prevHash'>[]).sort((a, b) =>
    a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : a.seq - b.seq,
  );
}

// Each has a server of its own and mostly waits for it: several at once.
describe.concurrent('the scenarios on a real Temporal server', () => {
  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s: as expected, and event for event as on the virtual clock',
    (_, scenario) => withEngine(scenario, async (live) => expectOnTime(await playBoth(scenario, live))),
  );
});

describe.concurrent('the same on PostgreSQL', () => {
  it.each(['interview-missed-referral', 'tipoff-to-reward'])('%s', async (id) => {
    const scenario = named(id);
    await withEngine(scenario, async (live) => expectOnTime(await playBoth(scenario, live)), await migratedDatabase());
  });
});

/** What befalls the engine on the way, in order of time; instants as in the file. */
type Mishap = readonly [at: Instant, befall: 'down' | 'up'];

/** An engine to which things happen while the scenario goes on. */
function befallen(live: LiveEngine, mishaps: readonly Mishap[]): Engine {
  const waiting = shifted(mishaps).slice();
  return {
    ...live,
    async runTo(instant) {
      for (let next = waiting[0]; next !== undefined && next[0] < instant; next = waiting[0]) {
        waiting.shift();
        await live.runTo(next[0]);
        await live[next[1]]();
      }
      await live.runTo(instant);
    },
  };
}

/** Somebody tries what is not theirs to do: refused, but the case was looked at, and what time had done came to light. */
function withLookAt(scenario: Scenario, at: Instant): Scenario {
  const look = { at: shifted(at), case: 'H1', by: 'unit.head', do: 'closeOut', expect: { refused: 'not-your-duty' } };
  const inputs = [...scenario.inputs, look].sort((a, b) => (a.at < b.at ? -1 : 1));
  return { ...scenario, inputs };
}

describe.concurrent('with worker and Temporal down for stretches, the facts are the same and only recorded later', () => {
  const t2 = named('t2-lapse-to-interview');
  it.each([
    // The lapse and two rungs are found when the engine is back, nobody having looked.
    [
      'a lapse and two rungs while nobody acts',
      t2,
      [
        ['2025-04-07T12:00:00+08:00', 'down'],
        ['2025-04-20T12:00:00+08:00', 'up'],
      ],
      5,
    ],
    // In these people act on the hazard and on the matters while the engine is away, and once when it is back.
    [
      'a lapse, five rungs, and people who act',
      withLookAt(t2, '2025-04-12T10:00:00+08:00'),
      [
        ['2025-04-07T12:00:00+08:00', 'down'],
        ['2025-05-28T12:00:00+08:00', 'up'],
        ['2025-06-02T12:00:00+08:00', 'down'],
        ['2025-06-05T12:00:00+08:00', 'up'],
      ],
      5,
    ],
    [
      'accepted a minute before the rung',
      named('ladder-cancelled-in-time'),
      [
        ['2025-03-11T12:00:00+08:00', 'down'],
        ['2025-04-18T06:00:00+08:00', 'up'],
      ],
      1,
    ],
    [
      'a night and a week-end',
      named('imminent-stop-restart'),
      [
        ['2025-03-07T20:00:00+08:00', 'down'],
        ['2025-03-10T12:00:00+08:00', 'up'],
      ],
      3,
    ],
  ] as const)('%s', (_, scenario, mishaps, atLeast) =>
    withEngine(scenario, async (live) => expectLate(await playBoth(scenario, live, befallen(live, mishaps)), atLeast)),
  );

  it('an empty Temporal server in the middle of a supervised hazard: every open case is poked and goes on', async () => {
    const scenario = named('t1-supervised-extended');
    await withEngine(scenario, async (live) =>
      expectOnTime(
        await playBoth(
          scenario,
          live,
          befallen(live, [
            ['2025-05-22T12:00:00+08:00', 'down'],
            ['2025-05-22T12:01:00+08:00', 'up'],
          ]),
        ),
      ),
    );
  });
});
