import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenPayload } from '../../src/core/draft.ts';
import {
  type Actor,
  type Answer,
  addMs,
  advance,
  type CaseState,
  type Clock,
  dayOf,
  type HazardState,
  type Input,
  type Instant,
  isRefusal,
  kinds,
  messageKey,
  messagesOf,
  type Question,
  type SealedEvent,
  type Verdict,
} from '../../src/core/index.ts';
import { canonicalJson } from '../../src/core/log/canonical.ts';
import { seal, verifyChain } from '../../src/core/log/chain.ts';
import { createWorld, type World } from '../../src/simulator/world.ts';
import { engine, facts, playedLate } from './late-engine.ts';
import { kindOf, newWorld, terms, units } from './office.ts';
import { sharpWalks, type Walk, walk, walks } from './random-walk.ts';

const RUNS = { numRuns: 30, seed: 20250303, endOnFailure: true } as const;
const DAY = 86_400_000;

/** Everything that can still happen by itself has happened for a year after the last act. */
function finished(steps: Parameters<typeof walk>[0]): Walk {
  const done = walk(steps);
  done.world.runTo(done.end);
  return done;
}

const cases = (world: World) => world.cases().filter((id) => world.state(id) !== undefined);
const fold = (events: readonly SealedEvent[]) =>
  events.reduce<CaseState | undefined>((state, event) => advance(state, event).state, undefined);

/** The same value with the keys of every object in reverse order. */
function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, reversed(one)]),
  ) as Value;
}

const check = (property: (steps: Parameters<typeof walk>[0]) => void, runs: number = RUNS.numRuns) =>
  fc.assert(fc.property(walks(), property), { ...RUNS, numRuns: runs });

describe('whatever is legal can be done', () => {
  it('no legal command makes the core throw, no event or state grows beyond bounds', () => {
    const done = new Set<string>();
    check((steps) => {
      const { world, commands } = finished(steps);
      for (const { command, refused } of commands) if (!refused) done.add(command.type);
      expect(Math.max(0, ...world.log.map((event) => JSON.stringify(event).length))).toBeLessThan(20_000);
      for (const id of cases(world))
        expect(canonicalJson(world.state(id)).length).toBeLessThan(60_000 + world.events(id).length * 300);
    }, 100);
    // The walk gets somewhere: most commands were given and taken.
    expect(done.size).toBeGreaterThan(60);
  }, 60_000);

  it('what was refused changes nothing but what time had made due', () => {
    check((steps) => {
      const { world, commands } = walk(steps);
      const refused = new Set(commands.filter((one) => one.refused).map((one) => one.command.commandId));
      for (const event of world.log) expect(refused.has(event.commandId)).toBe(false);
    }, 20);
  });
});

describe('invariant 1: the log of a case has no gap and every hash links', () => {
  it('on random walks', () => {
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world)) {
        const events = world.events(id);
        expect(events.map((event) => event.seq)).toEqual(events.map((_, n) => n + 1));
        expect(verifyChain(events)).toEqual({ ok: true, count: events.length, head: events.at(-1)?.hash });
      }
    }, 20);
  });
});

describe('invariant 2: the state is the fold of the log', () => {
  it('also when state and events have been to JSON and back, and whatever the order of keys', () => {
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world)) {
        const state = world.state(id);
        const events = world.events(id);
        expect(fold(events)).toEqual(state);
        const stored = events.map((event) => JSON.parse(canonicalJson(event)) as SealedEvent);
        expect(canonicalJson(fold(stored))).toBe(canonicalJson(state));
        const half = stored.slice(0, stored.length >> 1);
        const kept = half.length > 0 ? (JSON.parse(canonicalJson(fold(half))) as CaseState) : undefined;
        const rest = stored
          .slice(half.length)
          .reduce<CaseState | undefined>(
            (before, event) => reversed(advance(before, reversed(event)).state),
            reversed(kept),
          );
        expect(canonicalJson(rest)).toBe(canonicalJson(state));
      }
    }, 20);
  });

  it('a stored state decides as a fresh one does, whatever the order of its keys', () => {
    check((steps) => {
      const { commands } = walk(steps);
      const [plain, stored] = [newWorld(), createWorld({ kinds: throughStorage, terms, units })];
      for (const world of [plain, stored])
        for (const { kind, command } of commands) {
          world.runTo(command.recordedAt);
          world.record(kind, command);
        }
      expect(stored.log.map((event) => canonicalJson(event))).toEqual(plain.log.map((event) => canonicalJson(event)));
    }, 20);
  });
});

/** The kinds, each state and input through JSON with keys in another order before it is used. */
const throughStorage = Object.fromEntries(
  Object.entries(kinds).map(([name, kind]) => {
    const store = <Value>(value: Value): Value =>
      value === undefined ? value : reversed(JSON.parse(canonicalJson(value)) as Value);
    return [
      name,
      {
        ...kind,
        decide: (state: CaseState | undefined, input: Input) => kind.decide(store(state), store(input), terms),
        advance: (state: CaseState | undefined, event: SealedEvent) => kind.advance(store(state), store(event)),
      },
    ];
  }),
) as unknown as typeof kinds;

describe('invariant 3: recorded inputs decided again give the same bytes', () => {
  it('with pinned terms and the recorded answers', () => {
    check((steps) => {
      const heard = new Map<string, Answer[]>();
      const world = createWorld({ kinds: listening(heard), terms, units });
      const { end } = walk(steps, world);
      world.runTo(end);
      for (const id of cases(world)) {
        let state: CaseState | undefined;
        let hash = '';
        for (const event of world.events(id)) {
          const input = inputOf(event, state, world);
          const answers = heard.get(event.hash) ?? [];
          const outcome = answered(kinds[event.kind].decide(state, input, terms), answers);
          if (isRefusal(outcome)) throw new Error(`${event.type} of ${id} is refused on replay: ${outcome.code}`);
          const again = seal(outcome, hash);
          expect(canonicalJson(again)).toBe(canonicalJson(event));
          state = advance(state, again).state;
          hash = again.hash;
        }
      }
    }, 20);
  });
});

/** Kinds that write down which answers led to which event; by the hash that the event gets. */
function listening(heard: Map<string, Answer[]>): typeof kinds {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => {
      let last: Answer[] = [];
      return [
        name,
        {
          ...kind,
          *decide(state: CaseState | undefined, input: Input): Generator<Question, unknown, Answer> {
            const answers: Answer[] = [];
            const deciding = kind.decide(state, input, terms);
            let turn = deciding.next();
            while (!turn.done) {
              const answer = yield turn.value;
              answers.push(answer);
              turn = deciding.next(answer);
            }
            last = answers;
            return turn.value;
          },
          advance(state: CaseState | undefined, event: SealedEvent) {
            heard.set(event.hash, last);
            return kind.advance(state, event);
          },
        },
      ];
    }),
  ) as unknown as typeof kinds;
}

function answered<Result>(deciding: Generator<Question, Result, Answer>, answers: readonly Answer[]): Result {
  const left = [...answers];
  let turn = deciding.next();
  while (!turn.done) turn = deciding.next(left.shift());
  return turn.value;
}

/** The input that an event was made of, from the log alone. */
function inputOf(event: SealedEvent, state: CaseState | undefined, world: World): Input {
  const base = { caseId: event.caseId, commandId: event.commandId, at: event.at, recordedAt: event.recordedAt };
  if (event.commandId.startsWith('clk:'))
    return { input: 'clock', ...base, clock: state?.clocks[String(event.payload.clock)] as Clock };
  if (event.commandId.startsWith('msg:')) {
    const message = world.log.flatMap((one) => messagesOf(one)).find((one) => messageKey(one) === event.commandId);
    if (!message) throw new Error(`no message for ${event.commandId}`);
    return { input: 'message', ...base, type: message.type, payload: message.payload, from: message.from };
  }
  return { input: 'command', ...base, type: String(event.command), payload: givenPayload(event), actor: event.actor };
}

describe('invariant 4: every clock fires once, at its instant', () => {
  it('or is cleared, suspended or replaced by an event before', () => {
    check((steps) => {
      const { world, end } = finished(steps);
      for (const id of cases(world)) {
        const fired = world.events(id).filter((event) => event.commandId.startsWith('clk:'));
        expect(new Set(fired.map((event) => event.commandId)).size).toBe(fired.length);
        const running = new Map<string, Clock>();
        const faults: string[] = [];
        for (const event of world.events(id)) {
          if (event.commandId.startsWith('clk:')) {
            const clock = running.get(String(event.payload.clock));
            // The virtual clock is never late: recorded at the instant itself; one that was already due when it was set, then.
            const due = clock?.notBefore ?? clock?.dueAt;
            if (event.at !== due || event.recordedAt !== due)
              faults.push(`${event.commandId} fired at ${event.at}, recorded at ${event.recordedAt}, due at ${due}`);
            running.delete(String(event.payload.clock));
          }
          for (const one of [...event.clocks.cleared, ...(event.clocks.suspended ?? [])]) running.delete(one);
          for (const clock of event.clocks.set)
            if (!event.clocks.suspended?.includes(clock.id)) running.set(clock.id, clock);
          for (const clock of running.values())
            if ((clock.notBefore ?? clock.dueAt) < momentOf(event))
              faults.push(`${clock.id} of ${clock.dueAt} has not fired before ${event.type} at ${event.at}`);
        }
        for (const clock of running.values())
          if (clock.dueAt <= end) faults.push(`${clock.id} of ${clock.dueAt} never fired`);
        expect(faults).toEqual([]);
        expect(new Set(running.keys())).toEqual(new Set(Object.keys(world.state(id)?.clocks ?? {})));
      }
    }, 25);
  });

  it('and the log of a case never goes back in time', () => {
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world)) {
        const moments = world.events(id).map(momentOf);
        expect(moments).toEqual([...moments].sort());
      }
    }, 25);
  });
});

/** When an event became known: a person's act when it was entered, everything else when it happened. */
function momentOf(event: SealedEvent): Instant {
  return /^(clk|msg):/.test(event.commandId) ? event.at : event.recordedAt;
}

describe('invariant 6: no deadline moves without an event that says who, why and by which rule', () => {
  it('each set clock names its rule and carries its proof; what else changes is said by cleared, suspended and verdicts', () => {
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world)) {
        let before: CaseState | undefined;
        const faults: string[] = [];
        for (const event of world.events(id)) {
          const after = advance(before, event).state;
          const said = new Set([
            ...event.clocks.set.map((clock) => clock.id),
            ...event.clocks.cleared,
            ...(event.clocks.suspended ?? []),
            String(event.payload.clock ?? ''),
          ]);
          for (const clock of new Set([...Object.keys(before?.clocks ?? {}), ...Object.keys(after.clocks)])) {
            if (!said.has(clock) && JSON.stringify(after.clocks[clock]) !== JSON.stringify(before?.clocks[clock]))
              faults.push(`${event.type} moved ${clock} and does not say so`);
          }
          for (const clock of event.clocks.set) {
            if (clock.rule === '') faults.push(`${clock.id} is set by no rule`);
            if (clock.does === 'lapse' && (clock.proof?.rule !== clock.rule || clock.proof.calendar !== event.calendar))
              faults.push(`${clock.id} is set without proof`);
          }
          // Verdicts and flags only ever get company.
          for (const list of ['verdicts', 'flags'] as const)
            if ((before?.[list] ?? []).some((one, n) => one !== after[list][n]))
              faults.push(`${event.type} changed past ${list}`);
          before = after;
        }
        expect(faults).toEqual([]);
      }
    }, 25);
  });
});

describe('invariant 7: time never closes a hazard', () => {
  const ENDS = ['closedOut', 'dismissed', 'merged', 'subjectGone'];

  it('a lapse leaves the main line where it is; only acceptance by somebody else, with evidence, strikes off', () => {
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world).filter((one) => kindOf(one) === 'hazard')) {
        let before: HazardState | undefined;
        let accepted: SealedEvent | undefined;
        for (const event of world.events(id)) {
          const after = advance(before, event).state as HazardState;
          if (event.commandId.startsWith('clk:')) expect(after.stage).toBe(before?.stage);
          if (before && !ENDS.includes(before.stage) && ENDS.includes(after.stage))
            expect(event.actor.post.startsWith('street.')).toBe(true);
          if (event.type === 'AcceptancePassed') accepted = event;
          if (event.type === 'HazardReopened' || event.type === 'AcceptanceFailed') accepted = undefined;
          if (after.stage === 'closedOut' && before?.stage !== 'closedOut') {
            expect(accepted).toBeDefined();
            expect(sameParty(accepted?.actor, before as HazardState)).toBe(false);
            expect(accepted?.payload.conclusion).toBeTruthy();
            expect(before?.photos.length).toBeGreaterThan(0);
          }
          before = after;
        }
      }
    }, 40);
  });

  it('and as long as a hazard is open, some clock runs, stands still or has lapsed: nothing waits in silence', () => {
    const silent = new Map<string, number>();
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world)) {
        const state = world.state(id) as CaseState;
        if (state.closed || kindOf(id) !== 'hazard') continue;
        const watched = Object.keys({ ...state.clocks, ...state.suspended, ...state.overdue }).length;
        if (watched === 0 && !ENDS.includes(state.stage))
          silent.set(
            `${state.stage} ${(state as HazardState).tier}`,
            (silent.get(`${state.stage} ${(state as HazardState).tier}`) ?? 0) + 1,
          );
      }
    }, 40);
    // Two gaps of the rules themselves: no rule for the acceptance of T0, none for striking off after acceptance.
    expect([...silent.keys()].filter((where) => !/^(submitted|inAcceptance) T0$|^accepted /.test(where))).toEqual([]);
  });
});

function sameParty(actor: Actor | undefined, hazard: HazardState): boolean {
  return (
    actor?.post.startsWith('unit.') === true ||
    actor?.organisation === hazard.unit ||
    (actor?.person !== undefined && actor.person === hazard.submittedBy?.person)
  );
}

describe('invariant 8: each late day belongs to one holder', () => {
  it('the late days of a duty never overlap', () => {
    let late = 0;
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world)) {
        const until = new Map<string, string>();
        for (const event of world.events(id))
          for (const verdict of event.verdicts ?? []) {
            if (verdict.result !== 'late' || !verdict.daysLate) continue;
            late++;
            expect(verdict.holder, verdict.duty).not.toBe('');
            const from = verdict.lastDay ?? dayOf(verdict.dueAt);
            expect(
              from >= (until.get(verdict.duty) ?? ''),
              `${verdict.duty} from ${from} until ${until.get(verdict.duty)}`,
            ).toBe(true);
            until.set(verdict.duty, dayOf(addMs(`${from}T12:00:00+08:00`, verdict.daysLate * DAY)));
          }
        for (const event of world.events(id)) for (const verdict of event.verdicts ?? []) consistent(verdict);
      }
    }, 40);
    expect(late).toBeGreaterThan(100);
  });
});

function consistent(verdict: Verdict): void {
  if (verdict.result === 'met') expect([verdict.daysLate, (verdict.daysToSpare ?? -1) >= 0]).toEqual([undefined, true]);
  if (verdict.result === 'late') expect(verdict.daysToSpare).toBeUndefined();
}

describe('invariant 9: an engine that is up, down or restarted changes nothing but recordedAt', () => {
  // The last two: cases of the same units and villages, which count each other's papers and find each other's hazards (ADR 11).
  for (const families of [['H1'], ['T1'], ['H1', 'H2', 'H3'], ['T1', 'H1', 'H2']] as const) {
    it(`${families.join(', ')} and all that they open: the same facts, whoever settles them and when`, () => {
      let late = 0;
      fc.assert(
        fc.property(fc.oneof(walks(), sharpWalks()), engine, (steps, behaviour) => {
          const punctual = walk(steps, newWorld(), families);
          punctual.world.runTo(punctual.end);
          const world = playedLate(punctual, behaviour);
          late += world.log.filter((event) => event.commandId.startsWith('clk:') && event.recordedAt > event.at).length;
          expect(facts(world)).toEqual(facts(punctual.world));
        }),
        { ...RUNS, numRuns: families[0] === 'H1' ? 80 : 40 },
      );
      expect(late).toBeGreaterThan(200);
    }, 60_000);
  }
});

describe('invariant 10: a reporter is in no event and no state', () => {
  it('not even when the caller knows who he is', () => {
    const world = newWorld();
    const secret = '王小明13800000000';
    const receive = world.record('tipoff', {
      input: 'command',
      caseId: 'T1',
      commandId: 'c1',
      type: 'receiveTipoff',
      payload: { channel: 'web', matter: '仓库违规住人', reporter: 'sealed' },
      actor: { post: 'public', person: secret, organisation: secret, onBehalfOf: secret },
      at: '2025-03-03T09:00:00+08:00',
      recordedAt: '2025-03-03T09:00:00+08:00',
    });
    expect(receive.refusal).toBeUndefined();
    expect(JSON.stringify([world.log, world.state('T1')])).not.toContain(secret);
    expect(world.log).toHaveLength(1);
  });

  it('no command of a tip-off has a field for a name, a number or an address', () => {
    for (const payload of [
      { name: '王小明' },
      { phone: '13800000000' },
      { reporter: '王小明' },
      { reporterName: '王小明' },
    ]) {
      const plan = newWorld().record('tipoff', {
        input: 'command',
        caseId: 'T1',
        commandId: 'c1',
        type: 'receiveTipoff',
        payload: { channel: 'phone', matter: '违规', reporter: 'sealed', ...payload },
        actor: { post: 'street.safetyOffice' },
        at: '2025-03-03T09:00:00+08:00',
        recordedAt: '2025-03-03T09:00:00+08:00',
      });
      expect(plan.refusal?.code).toBe('invalid');
    }
  });

  it('a hazard that came of a tip-off says so and nothing else', () => {
    check((steps) => {
      const { world } = finished(steps);
      for (const id of cases(world).filter((one) => /^T1-H\d+$/.test(one))) {
        const [born] = world.events(id);
        expect(born?.payload.source).toBe('tipoff');
        expect(born?.payload.reporter).toEqual({ post: 'street.safetyOffice' });
        expect(born?.actor).toEqual({ post: 'engine' });
      }
    }, 20);
  });
});

describe('invariant 11: pokes that are reordered or repeated change nothing', () => {
  it('every case settled at every step, in any order, some twice', () => {
    fc.assert(
      fc.property(walks(), fc.array(fc.nat(50), { minLength: 1, maxLength: 12 }), (steps, order) => {
        const punctual = walk(steps, newWorld(), ['H1']);
        punctual.world.runTo(punctual.end);
        const world = playedLate(punctual, [
          { mode: 'some', order },
          { mode: 'some', order: [...order].reverse() },
          { mode: 'up', order: [] },
        ]);
        expect(facts(world)).toEqual(facts(punctual.world));
        const length = world.log.length;
        for (const id of world.cases()) world.settle(id, punctual.end);
        expect(world.log).toHaveLength(length);
      }),
      { ...RUNS, numRuns: 25 },
    );
  });
});
