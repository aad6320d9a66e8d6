import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowd, played } from './crowd.ts';
import { engine, facts, playedLate } from './late-engine.ts';
import { served, story, submit } from './office.ts';

const RUNS = { numRuns: 40, seed: 20250303, endOnFailure: true } as const;
describe('invariant 9 across cases: what is counted of other cases does not hang on who was looked at first', () => {
  it('hazards of one unit and their matters: the same facts, whoever settles them and when', () => {
    let counted = 0;
    fc.assert(
      fc.property(crowd, engine, (drawn, behaviour) => {
        const punctual = played(drawn);
        const late = playedLate(punctual, behaviour);
        counted += punctual.world.log.filter(
          (event) => Number((event.payload.facts as { promptsIn90Days?: number })?.promptsIn90Days) > 0,
        ).length;
        expect(facts(late)).toEqual(facts(punctual.world));
      }),
      RUNS,
    );
    // The property is about something: papers of other cases were counted.
    expect(counted).toBeGreaterThan(100);
  }, 60_000);

  it('a paper of the same instant is not an earlier one; the next instant counts both', () => {
    const { matter } = story(
      [
        ...served('T3'),
        ...served('T3', { on: 'H2', report: { kind: 'wiring' } }),
        submit('2025-04-20 10:00', 'T3'),
        submit('2025-04-20 10:00', 'T3', { on: 'H2' }),
      ],
      '2025-05-20 09:00',
    );
    expect([matter('H1-A1').rungs[0]?.dueAt, matter('H2-A1').rungs[0]?.dueAt]).toEqual([
      '2025-03-11T09:00:00+08:00',
      '2025-03-11T09:00:00+08:00',
    ]);
    expect(matter('H1-A1').facts.promptsIn90Days).toBe(matter('H2-A1').facts.promptsIn90Days);
  });
});
