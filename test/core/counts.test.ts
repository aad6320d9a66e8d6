import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMs, type Command, type KindName, kinds } from '../../src/core/index.ts';
import type { World } from '../../src/simulator/world.ts';
import { engine, facts, playedLate } from './late-engine.ts';
import { at, commandOf, kindOf, newWorld, served, story, submit } from './office.ts';
import { actorFor, payloadFor, type Walk } from './random-walk.ts';

const RUNS = { numRuns: 40, seed: 20250303, endOnFailure: true } as const;
const DAY = '2025-03-03';
const UNTIL = at('2025-12-01 09:00');

/** Hazards of one unit, found on some days and then left alone, and what is done about the matters that come of them. */
const crowd = fc.record({
  hazards: fc.array(
    fc.record({ day: fc.nat(12), tier: fc.constantFrom('T2', 'T3', 'T3'), kind: fc.constantFrom('exit', 'wiring') }),
    { minLength: 2, maxLength: 5 },
  ),
  acts: fc.array(
    fc.record({
      day: fc.integer({ min: 8, max: 150 }),
      minute: fc.constantFrom(540, 541, 700),
      whose: fc.nat(),
      v: fc.nat(),
    }),
    { minLength: 4, maxLength: 30 },
  ),
});
type Crowd = typeof crowd extends fc.Arbitrary<infer One> ? One : never;

/** What is worth doing about a matter here: papers are signed, people do not come, fines are entered. */
const ABOUT_MATTERS = ['signNotice', 'recordInterview', 'recordReceipt', 'recordOutsideDecision', 'assessAnswer'];

function played({ hazards, acts }: Crowd): Walk {
  const world = newWorld();
  const commands: { readonly kind: KindName; readonly command: Command }[] = [];
  const give = (kind: KindName, command: Command) => {
    world.runTo(command.recordedAt);
    world.record(kind, command);
    commands.push({ kind, command });
  };
  const found = hazards
    .flatMap(({ day, tier, kind }, n) =>
      served(tier as 'T2' | 'T3', { on: `H${n + 1}`, day: addDays(DAY, day), report: { kind } }),
    )
    .map((act, n) => commandOf(act, n))
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
  const done = acts
    .map(({ day, minute, ...act }) => ({ ...act, now: addMs(at(`${addDays(DAY, day)} 00:00`), minute * 60_000) }))
    .sort((a, b) => (a.now < b.now ? -1 : 1));
  for (const command of found) {
    while (done[0] && done[0].now < command.recordedAt) actOnMatter(done.shift() as (typeof done)[number]);
    give('hazard', command);
  }
  for (const act of done) actOnMatter(act);
  world.runTo(UNTIL);
  return { world, commands, end: UNTIL };

  function actOnMatter({ now, whose, v }: { readonly now: string; readonly whose: number; readonly v: number }): void {
    world.runTo(now);
    const possible = matters(world).flatMap((caseId) =>
      kinds.matter
        .allowed(world.state(caseId))
        .filter(({ type }) => ABOUT_MATTERS.includes(type))
        .map(({ type }) => ({ caseId, type })),
    );
    const chosen = possible[whose % Math.max(1, possible.length)];
    if (!chosen) return;
    const { caseId, type } = chosen;
    const state = world.state(caseId);
    const payload =
      type === 'recordInterview' ? { attended: 'absent', reason: '未到' } : payloadFor(type, state, now, v);
    give('matter', {
      input: 'command',
      caseId,
      commandId: `a${commands.length}`,
      type,
      payload,
      actor: actorFor('matter', type, state, v),
      at: now,
      recordedAt: now,
    });
  }
}

function matters(world: World) {
  return world.cases().filter((id) => kindOf(id) === 'matter' && world.state(id));
}

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
