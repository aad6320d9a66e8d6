import { computeDeadline } from '../src/core/deadline/deadline.ts';
import { kinds } from '../src/core/index.ts';
import { eventBytes, seal } from '../src/core/log/chain.ts';
import { createWorld } from '../src/simulator/world.ts';
import type { Figure } from './figure.ts';
import { FULL_LIFE, requestOf } from './full-life.ts';
import { median } from './measure.ts';
import { defaultTerms } from './simulator.ts';

const REPEATS = 5;

/** Deadlines counted with their proof, and events made canonical and hashed. */
export async function benchDeadline(): Promise<readonly Figure[]> {
  const terms = defaultTerms();
  const { calendar } = terms;
  const duration = { value: 30, unit: 'workingDay' } as const;
  const deadline = () =>
    computeDeadline({ rule: 'hazard.T2.rectify', calendar, start: '2025-03-10T10:00:00+08:00', duration });
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
  return [
    {
      subject: 'deadline',
      what: 'deadlines of 30 working days with their proof',
      measured: perSecond(20_000, deadline),
      unit: '/s',
    },
    {
      subject: 'deadline',
      what: `events made canonical and hashed (${Math.round(bytes)} characters each)`,
      measured:
        perSecond(2_000, () => events.map(({ hash: _, prevHash, ...event }) => seal(event, prevHash))) * events.length,
      unit: '/s',
    },
  ];
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
