import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMs,
  type Command,
  type DutyState,
  type KindName,
  type SealedEvent,
} from '../../../src/core/index.ts';
import { engine, facts, playedLate } from '../late-engine.ts';
import { type Act, commandOf, newWorld } from '../office.ts';
import { HEAD_OF_V1, inspected, on, opened, policy, RETURN, UNIT_FIELDS, unit } from './duty-stories.ts';

const WHY = { reason: '按规定', approver: 'street.head' };
const VILLAGE = { post: HEAD_OF_V1, organisation: 'V1' };

/** What may be done next, legal or not: the core refuses what is not. */
const MOVES: readonly ((when: string, n: number) => Act)[] = [
  (when) => on(RETURN, when, 'fileRound', { what: '本月情况' }, VILLAGE),
  (when) => on(RETURN, when, 'waiveRound', WHY),
  (when) => on(RETURN, when, 'pauseDuty', { ...WHY, until: addDays(when.slice(0, 10), 40) }),
  (when) => on(RETURN, when, 'resumeDuty'),
  (when, n) => on(RETURN, when, 'changeBearer', { kind: 'village', organisation: n % 2 ? 'V1' : 'V2', reason: '换' }),
  (when) => on(RETURN, when, 'endDuty', WHY),
  (when, n) => inspected(`R${n + 10}`, when),
  (when, n) => inspected(`R${n + 10}`, when, {}, WHY),
  (when, n) =>
    on('R1', when, 'amendRecord', {
      changes: { grade: ['A', 'B', 'C', 'D'][n % 4] ?? 'D', lead: n % 3 ? 'V1' : 'V2' },
      reason: '评',
    }),
  (when) => on('R1', when, 'retireRecord', { reason: '关停' }),
  (when) => on('R1', when, 'restoreRecord', { reason: '复工' }),
  (when, n) =>
    on('R2', when, 'amendRecord', { changes: { validTo: addDays(when.slice(0, 10), 30 * (n % 5)) }, reason: '续' }),
  (when, n) =>
    on(`R${n + 10}`, when, 'enterRecord', {
      register: 'drill',
      fields: { unit: 'U1', scenario: '火灾', people: 3, evaluation: '好' },
    }),
  (when, n) =>
    on(`R${n + 10}`, when, 'enterRecord', {
      register: 'unit',
      fields: { ...UNIT_FIELDS, code: 'U2', creditCode: 'X' },
    }),
];

const BEGIN: readonly Act[] = [
  opened('duty.monthlyReturn', '2025-01-10 09:00'),
  unit('2025-01-10 09:30'),
  on('R2', '2025-01-10 10:00', 'enterRecord', { register: 'policy', fields: policy('A-1', '2025-06-30') }),
];

const steps = fc.array(fc.record({ days: fc.nat(35), move: fc.nat(MOVES.length - 1) }), { maxLength: 14 });

function commandsOf(
  walk: readonly { readonly days: number; readonly move: number }[],
): { kind: KindName; command: Command }[] {
  let day = '2025-01-10';
  const acts = walk.map(({ days, move }, n) => {
    day = addDays(day, days);
    return (MOVES[move] as (typeof MOVES)[number])(
      `${day} ${String(11 + (n % 8)).padStart(2, '0')}:${String(n).padStart(2, '0')}`,
      n,
    );
  });
  return [...BEGIN, ...acts]
    .map((act, n) => ({ kind: act.kind as KindName, command: commandOf(act, n) }))
    .sort((a, b) => (a.command.recordedAt < b.command.recordedAt ? -1 : 1));
}

function punctual(commands: readonly { kind: KindName; command: Command }[], end: string) {
  const world = newWorld();
  for (const { kind, command } of commands) {
    world.runTo(command.recordedAt);
    world.record(kind, command);
  }
  world.runTo(end);
  return world;
}

describe('whatever happens to duties and entries', () => {
  it('a late engine records the same facts as a punctual one', () => {
    fc.assert(
      fc.property(steps, engine, (walk, behaviour) => {
        const commands = commandsOf(walk);
        const end = addMs(commands.at(-1)?.command.recordedAt ?? '', 200 * 86_400_000);
        const world = punctual(commands, end);
        expect(facts(playedLate({ commands, end }, behaviour))).toEqual(facts(world));
      }),
      { numRuns: 25, seed: 20250303, endOnFailure: true },
    );
  });

  it('every round ends once; what is open has its clock, what is late is overdue, and an ended duty owes nothing', () => {
    fc.assert(
      fc.property(steps, (walk) => {
        const commands = commandsOf(walk);
        const world = punctual(commands, addMs(commands.at(-1)?.command.recordedAt ?? '', 200 * 86_400_000));
        for (const id of world.cases()) {
          const state = world.state(id) as DutyState | undefined;
          if (state?.kind !== 'duty') continue;
          const lapses = world.events(id).filter(({ type }) => type === 'DeadlineLapsed');
          const lapsed = lapses.map(({ payload }: SealedEvent) => `${payload.duty}@${payload.dueAt}`);
          expect(new Set(lapsed).size, id).toBe(lapsed.length);
          for (const round of state.rounds) {
            const clock = `${state.rule}/${round.id}`;
            expect(
              round.late ? state.overdue[clock] : (state.clocks[clock] ?? state.suspended[clock]),
              `${id} ${clock}`,
            ).toBeDefined();
          }
          expect(Object.keys(state.overdue).length, id).toBe(state.rounds.filter(({ late }) => late).length);
          if (state.stage !== 'ended') continue;
          expect([state.rounds, Object.keys(state.clocks), state.closed]).toEqual([[], [], true]);
        }
      }),
      { numRuns: 25, seed: 7, endOnFailure: true },
    );
  });
});
