import fc from 'fast-check';
import { addDays, addMs, type Command, type KindName, kinds } from '../../src/core/index.ts';
import type { World } from '../../src/simulator/world.ts';
import { at, commandOf, kindOf, newWorld, served } from './office.ts';
import { actorFor, payloadFor, type Walk } from './random-walk.ts';

const DAY = '2025-03-03';
const UNTIL = at('2025-12-01 09:00');

/** Hazards of one unit, found on some days and then left alone, and what is done about the matters that come of them. */
export const crowd = fc.record({
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

/** Plays it on the virtual clock with an engine that is never late. */
export function played({ hazards, acts }: Crowd, world = newWorld()): Walk {
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
