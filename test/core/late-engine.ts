import fc from 'fast-check';
import type { CaseId, JsonObject, SealedEvent } from '../../src/core/index.ts';
import type { World } from '../../src/simulator/world.ts';
import { newWorld } from './office.ts';
import type { Walk } from './random-walk.ts';

/** The facts of a log: everything but when it was written down, and the hashes over that. */
export function factsOf(events: readonly SealedEvent[]): readonly JsonObject[] {
  return events.map(
    ({ recordedAt, prevHash: _p, hash: _h, ...fact }) =>
      ({ ...fact, ...(/^(clk|msg):/.test(fact.commandId) ? {} : { recordedAt }) }) as unknown as JsonObject,
  );
}

/** The facts of every case of a world. */
export function facts(world: World): { readonly [caseId: CaseId]: readonly JsonObject[] } {
  const known = world.cases().filter((id) => world.events(id).length > 0);
  return Object.fromEntries(known.map((id) => [id, factsOf(world.events(id))]));
}

/** How the engine behaves before each command: up, down, or only some cases looked at, in some order, some of them twice. */
export const engine = fc.array(
  fc.record({ mode: fc.constantFrom('up', 'down', 'down', 'some'), order: fc.array(fc.nat(50), { maxLength: 6 }) }),
  { minLength: 1, maxLength: 25 },
);

/** The same commands given to an office whose engine behaves as told, then time enough for everything that is still due. */
export function playedLate(
  done: Pick<Walk, 'commands' | 'end'>,
  behaviour: readonly { readonly mode: string; readonly order: readonly number[] }[],
  world = newWorld(),
): World {
  done.commands.forEach(({ kind, command }, n) => {
    const now = command.recordedAt;
    const { mode, order } = behaviour[n % behaviour.length] as (typeof behaviour)[number];
    if (mode === 'up') world.runTo(now);
    if (mode === 'some')
      for (const one of order) world.settle(world.cases()[one % Math.max(1, world.cases().length)] ?? '', now);
    // Nobody acts on a matter that he cannot see: it exists once its hazard has been looked at.
    for (const opener of openersOf(command.caseId)) world.settle(opener, now);
    const { events } = world.record(kind, command);
    // The number of a hazard that a tip-off opened is known to nobody before it is in the ledger; who opens it, sees it.
    const opened = events.at(-1)?.payload.opensCase;
    if (typeof opened === 'string') world.settle(opened, now);
  });
  // At last everybody is looked at, in the order in which they came to be, again and again until nothing more comes.
  for (let before = -1; before !== world.log.length; ) {
    before = world.log.length;
    for (const id of world.cases()) world.settle(id, done.end);
  }
  return world;
}

function openersOf(caseId: CaseId): CaseId[] {
  const parts = caseId.split('-');
  return parts.slice(1).map((_, n) => parts.slice(0, n + 1).join('-'));
}
