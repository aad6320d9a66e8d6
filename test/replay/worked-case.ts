import type { JsonObject } from '../../src/core/index.ts';
import type { TermsAtHand } from '../../src/replay/record.ts';
import type { World } from '../../src/simulator/world.ts';
import { type Act, at, commandOf, fail, kindOf, newWorld, OFFICE, served, submit, terms } from '../core/office.ts';

/** The default rules and calendar by whatever name a case is pinned to. */
export const AT_HAND: TermsAtHand = { rules: () => terms.rules, calendar: () => terms.calendar };

const consult = (when: string, what: string, payload: JsonObject, by: string = OFFICE): Act => ({
  at: when,
  by,
  do: what,
  with: payload,
});

/** Handbook §19: a T2 due 9 April 2025, handed in six days late, accepted too late, failed, late again while the engine was down, then paused. */
export function workedCase(): World {
  const world = newWorld();
  play(world, [...served('T2', { day: '2025-03-10' }), submit('2025-04-15 10:00', 'T2'), fail('2025-04-28 10:00')]);
  // The engine stops on 8 May at 20:00 and comes back on the 9th at 11:00.
  world.runTo(at('2025-05-08 20:00'));
  world.settle('H1', at('2025-05-09 11:00'));
  play(world, [
    consult('2025-05-14 09:00', 'openConsultation', { issue: '权属不清' }, 'village.head'),
    consult('2025-05-14 09:10', 'liftConsultation', { reason: '本级不能解决', tried: '协调' }, 'village.head'),
    consult('2025-05-14 09:20', 'liftConsultation', { reason: '涉及两个街道', tried: '协调' }),
  ]);
  return world;
}

function play(world: World, acts: readonly Act[]): void {
  for (const act of acts) {
    const command = commandOf(act, world.log.length * 1_000);
    world.runTo(command.recordedAt);
    const { refusal } = world.record(kindOf(command.caseId), command);
    if (refusal) throw new Error(`${act.do}: ${refusal.code} ${refusal.message}`);
  }
}
