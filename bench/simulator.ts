import { readFileSync } from 'node:fs';
import { kinds, loadRuleSet, parseCalendar, type Terms } from '../src/core/index.ts';
import { simulate } from '../src/simulator/run.ts';
import { parseScenarios } from '../src/simulator/scenario.ts';
import { createWorld } from '../src/simulator/world.ts';
import type { Figure } from './figure.ts';
import { FULL_LIFE, FULL_LIFE_COUNTS, FULL_LIFE_END, requestOf } from './full-life.ts';
import { median } from './measure.ts';

const LIVES = 120;
const REPEATS = 5;
const SAMPLE_UNITS = { U1: { supervisor: 'V1' }, U2: { supervisor: 'V1' }, U3: { supervisor: 'V1' } };

/** A bundled data file. */
export function shipped(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
}

/** The bundled rules and calendar. */
export function defaultTerms(): Terms {
  return {
    rules: loadRuleSet(shipped('rules.default.json')),
    calendar: parseCalendar(shipped('calendar.cn-2024-2026.json')),
  };
}

/** Many full lives at once on the virtual clock, and the longest scenario of the field. */
export async function benchSimulator(): Promise<readonly Figure[]> {
  const terms = defaultTerms();
  playLives(terms, LIVES);
  const speeds = Array.from({ length: REPEATS }, () => playLives(terms, LIVES));
  const scenarios = parseScenarios(shipped('scenarios.json'));
  const took: { readonly id: string; readonly ms: number }[] = [];
  for (const scenario of scenarios) {
    const times: number[] = [];
    for (let i = 0; i < REPEATS; i++) {
      const started = performance.now();
      await simulate(scenario, { kinds, terms, units: SAMPLE_UNITS });
      times.push(performance.now() - started);
    }
    took.push({ id: scenario.id, ms: median(times) });
  }
  const longest = took.reduce((a, b) => (b.ms > a.ms ? b : a));
  return [
    {
      subject: 'simulator',
      what: `recorded events a second of one core (${LIVES} full lives)`,
      measured: median(speeds),
      unit: '/s',
      target: { of: 'measured', atLeast: 8_000 },
    },
    {
      subject: 'simulator',
      what: `the longest of ${scenarios.length} scenarios (${longest.id})`,
      measured: longest.ms,
      unit: 'ms',
      target: { of: 'measured', atMost: 500 },
    },
  ];
}

function playLives(terms: Terms, lives: number): number {
  const units = Object.fromEntries(
    Array.from({ length: lives }, (_, i) => [`U${i}`, { supervisor: `V${i}`, industry: 'textile', size: 'small' }]),
  );
  const world = createWorld({ kinds, terms, units });
  const before = process.cpuUsage();
  for (const [nth, step] of FULL_LIFE.entries()) {
    world.runTo(step.at);
    for (let i = 0; i < lives; i++) {
      const { kind, caseId, ...request } = requestOf(step, nth, {
        unit: `U${i}`,
        village: `V${i}`,
        hazard: `H-${i}`,
        name: `life-${i}`,
      });
      const { refusal } = world.record(kind, {
        input: 'command',
        caseId: caseId ?? `H-${i}`,
        at: step.at,
        recordedAt: step.at,
        ...request,
      });
      if (refusal) throw new Error(`${step.type}: ${refusal.code}`);
    }
  }
  world.runTo(FULL_LIFE_END);
  const { user, system } = process.cpuUsage(before);
  for (const [type, count] of Object.entries(FULL_LIFE_COUNTS)) {
    const found = world.log.filter((event) =>
      type === 'commands' ? event.command !== undefined : event.type === type,
    ).length;
    if (found !== count * lives) throw new Error(`${found} ${type} instead of ${count * lives}`);
  }
  return world.log.length / ((user + system) / 1e6);
}
