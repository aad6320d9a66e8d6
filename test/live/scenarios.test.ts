import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Instant, kinds, type SealedEvent } from '../../src/core/index.ts';
import { toMs } from '../../src/core/instant.ts';
import { reconcile } from '../../src/ledger/rebuild.ts';
import { type Engine, type Run, runScenario, simulate } from '../../src/simulator/run.ts';
import { parseScenarios, type Scenario } from '../../src/simulator/scenario.ts';
import { shipped } from '../core/office.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { shifted, shiftScenario, shiftTerms } from '../simulator/shift.ts';
import { type LiveEngine, openLiveEngine, SPREAD_MS } from './live-engine.ts';
import { temporaryFolder } from './stand.ts';

const terms = shiftTerms(shipped('rules.default.json'), shipped('calendar.cn-2024-2026.json'));
const units = { U1: { supervisor: 'V1', industry: 'textile', size: 'small' } };
const scenarios = parseScenarios(shipped('scenarios.json')).map(shiftScenario);

const folder = temporaryFolder();
let postgres: TestPostgres | undefined;
let engine: LiveEngine | undefined;
let opened = 0;

afterEach(async () => {
  await engine?.close();
  engine = undefined;
});
afterAll(async () => {
  await postgres?.stop();
  folder.end();
});

async function open(location?: string): Promise<LiveEngine> {
  engine = await openLiveEngine(location ?? { sqlite: path.join(folder.path, `${++opened}.db`) }, terms);
  return engine;
}

function named(id: string): Scenario {
  const scenario = scenarios.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  return scenario;
}

/** Plays it live and on the virtual clock; both give what the file expects and the same facts. Returns the live run. */
async function playBoth(scenario: Scenario, live: LiveEngine, outer: Engine = live): Promise<{ live: Run; virtual: Run }> {
  const run = await runScenario(scenario, outer);
  const virtual = await simulate(scenario, { kinds, terms, units });
  expect(run.differences).toEqual([]);
  expect(virtual.differences).toEqual([]);
  expect(facts(run)).toEqual(facts(virtual));
  expect(run.refusals.map(({ refusal, ...entry }) => ({ ...entry, code: refusal.code }))).toEqual(
    virtual.refusals.map(({ refusal, ...entry }) => ({ ...entry, code: refusal.code })),
  );
  const { sent, failed, equal } = await live.finish();
  expect(await reconcile({ db: live.db, kinds })).toMatchObject({ differences: [] });
  console.info(`${scenario.id}: ${run.events.length} events, ${equal} open cases equal, ${sent} mails sent, ${failed} failed`);
  return { live: run, virtual };
}

/** What was entered was recorded at once; what time did, within the half second over which cases are spread (and one for the machine). */
function expectOnTime({ live, virtual }: { readonly live: Run; readonly virtual: Run }): void {
  expect(lateness(live, virtual, (ms) => ms < 0 || ms > SPREAD_MS + 1_000)).toEqual([]);
}

function lateness(live: Run, virtual: Run, counts: (ms: number) => boolean): unknown[] {
  const recorded = byCase(virtual);
  return byCase(live).flatMap((event, nth) => {
    const ms = toMs(event.recordedAt) - toMs(recorded[nth]?.recordedAt ?? '');
    const wrong = event.command === undefined ? counts(ms) : ms !== 0;
    return wrong ? [`${event.caseId} #${event.seq} ${event.type} ${event.at}: ${ms} ms`] : [];
  });
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

describe('the twelve scenarios on a real Temporal server', () => {
  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s: as expected, and event for event as on the virtual clock',
    async (_, scenario) => {
      expectOnTime(await playBoth(scenario, await open()));
    },
  );
});
