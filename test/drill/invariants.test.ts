import { describe, expect, it } from 'vitest';
import { FULL_LIFE, FULL_LIFE_END, requestOf } from '../../bench/full-life.ts';
import { defaultTerms } from '../../bench/simulator.ts';
import { acknowledgementFaults, chainFaults, clockFaults, type Logs } from '../../drill/invariants.ts';
import { emptyWork } from '../../drill/people.ts';
import { kinds, type SealedEvent } from '../../src/core/index.ts';
import { createWorld } from '../../src/simulator/world.ts';

const END = FULL_LIFE_END;

/** The log of one full life, from the virtual clock. */
function soundLogs(): Map<string, readonly SealedEvent[]> {
  const world = createWorld({ kinds, terms: defaultTerms(), units: { U1: { supervisor: 'V1', size: 'small' } } });
  for (const [nth, step] of FULL_LIFE.entries()) {
    world.runTo(step.at);
    const { kind, caseId, ...request } = requestOf(step, nth, {
      unit: 'U1',
      village: 'V1',
      hazard: 'H-1',
      name: 'life',
    });
    world.record(kind, { input: 'command', caseId: caseId ?? 'H-1', at: step.at, recordedAt: step.at, ...request });
  }
  world.runTo(END);
  return new Map(world.cases().map((id) => [id, world.events(id)]));
}

/** The hazard's log with one change. */
function spoiled(change: (events: SealedEvent[]) => void): Logs {
  const logs = soundLogs();
  const events = [...(logs.get('H-1') ?? [])];
  change(events);
  return logs.set('H-1', events);
}

const firing = (events: readonly SealedEvent[]) => events.findIndex((event) => event.commandId.startsWith('clk:'));

describe('a drill sees what is wrong', () => {
  it('nothing in a sound log', () => {
    const logs = soundLogs();
    expect(chainFaults(logs)).toEqual([]);
    expect(clockFaults(logs, END)).toMatchObject({ faults: [], fired: 10 });
  });

  it('1: an event that is missing, and one that was edited', () => {
    expect(chainFaults(spoiled((events) => events.splice(4, 1)))).not.toEqual([]);
    expect(
      chainFaults(
        spoiled((events) => events.splice(4, 1, { ...(events[4] as SealedEvent), at: '2025-03-12T10:00:01+08:00' })),
      ),
    ).toEqual(['1 H-1: altered at 5']);
  });

  it('4: a clock that fired twice, early, or not at all', () => {
    const twice = spoiled((events) => events.push(events[firing(events)] as SealedEvent));
    expect(clockFaults(twice, END).faults).toContainEqual(expect.stringContaining('fired twice'));
    const early = spoiled((events) =>
      events.splice(firing(events), 1, {
        ...(events[firing(events)] as SealedEvent),
        recordedAt: '2025-03-24T00:00:00+08:00',
      }),
    );
    expect(clockFaults(early, END).faults).toContainEqual(expect.stringContaining('fired early'));
    const lost = spoiled((events) => events.splice(firing(events)));
    expect(clockFaults(lost, END).faults).toContainEqual(expect.stringContaining('was due and did not fire'));
  });

  it('an acknowledged command that is missing or stands elsewhere; an unanswered one that is there twice', () => {
    const logs = soundLogs();
    const acknowledged = [{ caseId: 'H-1', commandId: 'life-1', seq: 2 }];
    expect(acknowledgementFaults(logs, { ...emptyWork(), acknowledged })).toEqual([]);
    expect(
      acknowledgementFaults(logs, { ...emptyWork(), acknowledged: [{ caseId: 'H-1', commandId: 'never', seq: 2 }] }),
    ).toEqual(['acknowledged never: 0 times in the log']);
    expect(
      acknowledgementFaults(logs, { ...emptyWork(), acknowledged: [{ caseId: 'H-1', commandId: 'life-1', seq: 3 }] }),
    ).toEqual(['acknowledged life-1: not at H-1#3']);
    const twice = spoiled((events) => events.push(events[1] as SealedEvent));
    expect(acknowledgementFaults(twice, { ...emptyWork(), unknown: ['life-1'] })).toEqual([
      'unanswered life-1: twice in the log',
    ]);
  });
});
