import { computeDeadline } from '../src/core/deadline/deadline.ts';
import { overdueInstant } from '../src/core/deadline/reminder.ts';
import { kinds, type Terms } from '../src/core/index.ts';
import { addDays } from '../src/core/instant.ts';
import { eventBytes, seal } from '../src/core/log/chain.ts';
import { traceTable } from '../src/core/rules/condition.ts';
import { lintRuleSet } from '../src/core/rules/lint.ts';
import { preview } from '../src/simulator/preview.ts';
import { createWorld } from '../src/simulator/world.ts';
import type { Figure, Target } from './figure.ts';
import { FULL_LIFE, requestOf } from './full-life.ts';
import { median } from './measure.ts';
import { defaultTerms } from './simulator.ts';

const REPEATS = 5;

/** Deadlines counted with and without their proof, gradings with their trace, events made canonical and hashed, a rule set checked and tried. */
export async function benchDeadline(): Promise<readonly Figure[]> {
  const terms = defaultTerms();
  const { calendar, rules } = terms;
  const duration = { value: 30, unit: 'workingDay' } as const;
  const deadline = () =>
    computeDeadline({ rule: 'hazard.T2.rectify', calendar, start: '2025-03-10T10:00:00+08:00', duration });
  // Another start each time: what is measured is the counting, not a value that stays.
  const days = Array.from({ length: 500 }, (_, n) => addDays('2025-01-02', n));
  let nth = 0;
  const bare = () => overdueInstant(days[nth++ % days.length] as string, duration.value, calendar);
  // The longest way through the table: the last row is the one that holds.
  const facts = { threatensLife: false, estimatedDays: 3, sameKindWithin90Days: false };
  const tier = () => traceTable(rules.tierTable.rows, facts);
  const { events, bytes } = recorded(terms);
  return [
    figure('deadlines of 30 working days with their proof', perSecond(20_000, deadline), '/s', { atLeast: 100_000 }),
    figure('deadlines of 30 working days without proof', perSecond(200_000, bare), '/s', { atLeast: 1_000_000 }),
    figure('tier decisions with their trace', perSecond(50_000, tier), '/s', { atLeast: 100_000 }),
    figure(
      `events made canonical and hashed (${bytes} characters each)`,
      perSecond(2_000, () => events.map(({ hash: _, prevHash, ...event }) => seal(event, prevHash))) * events.length,
      '/s',
    ),
    figure('check of the default rule set', 1_000 / perSecond(5, () => lintRuleSet(rules)), 'ms', { atMost: 300 }),
    figure('preview of a sample case', 1_000 / perSecond(5, () => preview({ terms, tier: 'T2' })), 'ms', {
      atMost: 100,
    }),
  ];
}

function figure(what: string, measured: number, unit: string, bound?: Omit<Target, 'of'>): Figure {
  return { subject: 'deadline', what, measured, unit, ...(bound ? { target: { of: 'measured', ...bound } } : {}) };
}

/** The first events of a hazard's life, and how long they are. */
function recorded(terms: Terms) {
  const world = createWorld({ kinds, terms, units: { U1: { supervisor: 'V1', size: 'small' } } });
  for (const [nth, step] of FULL_LIFE.slice(0, 4).entries()) {
    const { kind, caseId, ...request } = requestOf(step, nth, {
      unit: 'U1',
      village: 'V1',
      hazard: 'H-1',
      name: 'life',
    });
    world.record(kind, { input: 'command', caseId: caseId ?? 'H-1', at: step.at, recordedAt: step.at, ...request });
  }
  const events = world.log;
  const bytes = events.reduce((sum, event) => sum + eventBytes(event).length, 0) / events.length;
  return { events, bytes: Math.round(bytes) };
}

function perSecond(times: number, work: () => unknown): number {
  const speeds: number[] = [];
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) work();
    const { user, system } = process.cpuUsage(before);
    speeds.push((times / (user + system)) * 1e6);
  }
  // The first warms up.
  return median(speeds.slice(1));
}
