import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type CaseState } from '../../src/core/index.ts';
import { verifyChain } from '../../src/core/log/chain.ts';
import { engine, facts, playedLate } from './late-engine.ts';
import { newWorld } from './office.ts';
import { walk, walks } from './random-walk.ts';

// Accidents and entries of the internal list beside a hazard: whatever people do, in whatever order, however late the engine is.

const FAMILIES = ['H1', 'AC1', 'L1', 'AC2'];
const RUNS = { seed: 20250410, endOnFailure: true } as const;

describe('walks over accidents and the internal list', () => {
  it('never make the core throw; states are folds of their logs, chains hold, and what is closed owes nothing', () => {
    const done = new Set<string>();
    fc.assert(
      fc.property(walks(60), (steps) => {
        const { world, commands, end } = walk(steps, newWorld(), FAMILIES);
        world.runTo(end);
        for (const { command, refused } of commands) if (refused === undefined) done.add(command.type);
        for (const id of world.cases()) {
          const events = world.events(id);
          const folded = events.reduce<CaseState | undefined>((state, event) => advance(state, event).state, undefined);
          expect(world.state(id)).toEqual(folded);
          expect(verifyChain(events).ok).toBe(true);
          if (folded?.closed) expect(folded.clocks).toEqual({});
        }
      }),
      { ...RUNS, numRuns: 20 },
    );
    for (const type of ['recordAccident', 'forwardAccident', 'transferClue', 'proposeEntry', 'decideEntry'])
      expect([type, done.has(type)]).toEqual([type, true]);
  });

  it('give the same facts when the engine was down as when it was up', () => {
    fc.assert(
      fc.property(walks(40), engine, (steps, behaviour) => {
        const punctual = walk(steps, newWorld(), FAMILIES);
        punctual.world.runTo(punctual.end);
        expect(facts(playedLate(punctual, behaviour))).toEqual(facts(punctual.world));
      }),
      { ...RUNS, numRuns: 15 },
    );
  });
});
