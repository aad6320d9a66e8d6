import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HAZARD_ENDS } from '../../src/core/hazard/machine.ts';
import {
  type CaseState,
  charts,
  commandTables,
  type HazardState,
  KIND_NAMES,
  type KindName,
  type SealedEvent,
} from '../../src/core/index.ts';
import type { Regions, Statechart } from '../../src/core/statechart.ts';
import { ACCIDENT_STORIES } from './accident/accident-stories.ts';
import { DUTY_STORIES } from './duty/duty-stories.ts';
import { PAPER_STORIES } from './notice/paper-stories.ts';
import { rules, story } from './office.ts';
import { walk, walks } from './random-walk.ts';
import { ROSTER_STORIES } from './roster/roster-stories.ts';
import { STORIES } from './stories.ts';

/** Where the main line is over; a matter or tip-off is over when it is closed. */
const ENDS: { readonly [Kind in KindName]: ReadonlySet<string> } = {
  hazard: HAZARD_ENDS,
  matter: new Set(['closed']),
  tipoff: new Set(['closed']),
  notice: new Set(['closed', 'voided', 'recalled']),
  record: new Set(['retired']),
  duty: new Set(['ended']),
  accident: new Set(['closed', 'dismissed']),
  roster: new Set(['rejected', 'withdrawn', 'removed', 'expired']),
};

interface Reached {
  /** How the machine comes to this pair of states. */
  readonly path: readonly string[];
  readonly regions: Regions;
}

/** Shortest paths to every pair of states of two regions that the machine reaches: guards look at one other region at most. */
function pairsOf(chart: Statechart): Map<string, Reached> {
  const found = new Map<string, Reached>();
  const queue: Reached[] = [{ path: [], regions: chart.initial }];
  for (let here = queue.shift(); here !== undefined; here = queue.shift()) {
    const { path, regions } = here;
    const names = Object.keys(regions);
    const pairs = names.flatMap((a) => names.map((b) => `${a}.${regions[a]} ${b}.${regions[b]}`));
    const fresh = pairs.filter((pair) => !found.has(pair));
    if (fresh.length === 0) continue;
    for (const pair of fresh) found.set(pair, here);
    for (const event of chart.legal(regions))
      queue.push({ path: [...path, event], regions: chart.next(regions, event)?.regions ?? regions });
  }
  return found;
}

/** Whether the main region can come to an end from here. */
function canEnd(chart: Statechart, from: Regions, ends: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let regions = queue.shift(); regions !== undefined; regions = queue.shift()) {
    if (ends.has(regions.main ?? '')) return true;
    const key = JSON.stringify(regions);
    if (seen.has(key) || seen.size > 3_000) continue;
    seen.add(key);
    for (const event of chart.legal(regions)) queue.push(chart.next(regions, event)?.regions ?? regions);
  }
  return false;
}

const source = (file: string) => readFileSync(new URL(`../../src/core/${file}`, import.meta.url), 'utf8');

/** States that the machine's own text names, by region: `states: { main: { … states: { identified: …`. */
function statesNamed(kind: KindName): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  let region = '';
  for (const line of source(`${kind}/machine.ts`).split('\n')) {
    const [, outer] = line.match(/^ {4}(\w+): \{$/) ?? [];
    if (outer) region = outer;
    const [, state] = line.match(/^ {8}([a-z]\w*): \{/) ?? [];
    if (state && region) named.set(region, (named.get(region) ?? new Set()).add(state));
  }
  return named;
}

describe.each(KIND_NAMES)('the machine of the %s', (kind) => {
  const chart = charts[kind];
  const reached = pairsOf(chart);

  it('reaches every state of every region that is written down', () => {
    const states = new Set([...reached.keys()].map((pair) => pair.split(' ')[0]));
    const named = [...statesNamed(kind)].flatMap(([region, of]) => [...of].map((state) => `${region}.${state}`));
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((state) => !states.has(state))).toEqual([]);
  });

  it('can come to an end from every pair of states', () => {
    const stuck = [...reached]
      .filter(([, { regions }]) => !canEnd(chart, regions, ENDS[kind]))
      .map(([pair, { path }]) => `${pair} after ${path.join(', ')}`);
    expect(stuck).toEqual([]);
  });

  it('handles every event somewhere', () => {
    const handled = new Set([...reached.values()].flatMap(({ regions }) => chart.legal(regions)));
    expect(chart.events.filter((event) => !handled.has(event))).toEqual([]);
  });

  it('answers the same whatever the order of the regions, and says nothing about an event it does not know', () => {
    for (const { regions } of reached.values()) {
      const turned = Object.fromEntries(Object.entries(regions).reverse());
      expect(chart.legal(turned)).toEqual(chart.legal(regions));
      expect(chart.next(regions, 'NoSuchEvent')).toBeUndefined();
    }
  });

  it('follows any path of legal events without an illegal state', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 60 }), (choices) => {
        let regions = chart.initial;
        for (const choice of choices) {
          const legal = chart.legal(regions);
          if (legal.length === 0) return;
          const next = chart.next(regions, legal[choice % legal.length] as string);
          expect(next).toBeDefined();
          regions = next?.regions ?? regions;
          for (const [region, state] of Object.entries(regions))
            expect(reached.has(`${region}.${state} ${region}.${state}`)).toBe(true);
        }
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  it('knows the events of every command, and no command is dead', () => {
    for (const [type, spec] of Object.entries(commandTables[kind])) {
      // The hazard is born into its first state: its report moves nothing.
      const events = spec.events.filter((event) => event !== 'HazardReported');
      expect(
        events.filter((event) => !chart.events.includes(event)),
        type,
      ).toEqual([]);
      for (const event of events)
        expect(
          [...reached.values()].some(({ regions }) => chart.next(regions, event) !== undefined),
          `${type}: ${event}`,
        ).toBe(true);
    }
  });
});

/** What a deadline that is over makes: a lapse, or an end that is nobody's lateness. */
const LAPSES = new Set(['DeadlineLapsed', 'HearingPassed', 'EntryExpired', 'SupplementsClosed']);

/** What the stories and some walks have done: events and moves, commands and set clocks. */
function everythingDone(): {
  readonly moves: Set<string>;
  readonly commands: Set<string>;
  readonly rulesSet: Set<string>;
  readonly states: Set<string>;
  readonly lapsed: Set<string>;
} {
  const done = {
    moves: new Set<string>(),
    commands: new Set<string>(),
    rulesSet: new Set<string>(),
    states: new Set<string>(),
    lapsed: new Set<string>(),
  };
  const see = (log: readonly SealedEvent[]) => {
    for (const event of log) {
      for (const move of event.moves ?? [event.type]) done.moves.add(`${event.kind} ${move}`);
      if (event.command) done.commands.add(`${event.kind} ${event.command}`);
      for (const clock of event.clocks.set) done.rulesSet.add(clock.rule);
      if (LAPSES.has(event.type)) done.lapsed.add(String(event.payload.duty));
    }
  };
  for (const [acts, until] of Object.values({
    ...STORIES,
    ...PAPER_STORIES,
    ...DUTY_STORIES,
    ...ACCIDENT_STORIES,
    ...ROSTER_STORIES,
  }))
    see(story(acts, until).world.log);
  for (const steps of fc.sample(walks(60), { numRuns: 60, seed: 12 })) {
    const { world, end } = walk(steps);
    world.runTo(end);
    see(world.log);
    for (const id of world.cases())
      for (const [region, state] of Object.entries((world.state(id) as CaseState | undefined)?.regions ?? {}))
        done.states.add(`${(world.state(id) as HazardState).kind} ${region}.${state}`);
  }
  return done;
}

describe('invariant 12: nothing that is written down is ignored', () => {
  const done = everythingDone();

  it('every event of every machine is made by some act, clock or message', () => {
    const never = KIND_NAMES.flatMap((kind) => charts[kind].events.map((event) => `${kind} ${event}`)).filter(
      (event) => !done.moves.has(event),
    );
    expect(never).toEqual([]);
  });

  it('every command is given by somebody and taken', () => {
    const never = KIND_NAMES.flatMap((kind) =>
      Object.keys(commandTables[kind]).map((type) => `${kind} ${type}`),
    ).filter((command) => !done.commands.has(command));
    expect(never).toEqual([]);
  });

  it('every deadline rule of hazard, matter and tip-off sets its clock, and lapses when nobody acts', () => {
    const known = rules.deadlines.filter((rule) =>
      (Array.isArray(rule.kind) ? rule.kind : [rule.kind]).some((kind) =>
        (KIND_NAMES as readonly string[]).includes(kind),
      ),
    );
    expect(known.length).toBeGreaterThan(35);
    // The register counts from finding to reporting: it starts and ends in the event that reports.
    const set = known.filter((rule) => rule.id !== 'hazard.register').map((rule) => rule.id);
    expect(set.filter((id) => !done.rulesSet.has(id))).toEqual([]);
    expect(set.filter((id) => !done.lapsed.has(id))).toEqual([]);
  });

  it('every rung of both ladders becomes due, and every pause reason is used', () => {
    const rungs = rules.ladders.flatMap((ladder) => ladder.rungs.map((rung) => `${ladder.id}${rung.rung}`));
    expect(rungs.filter((rung) => !done.rulesSet.has(rung))).toEqual([]);
    expect(rules.pause.reasons.map((reason) => `pause.${reason.id}`).filter((id) => !done.rulesSet.has(id))).toEqual(
      [],
    );
  });
});

describe('every story is told to its end', () => {
  it.each(Object.entries(STORIES))('%s: no act is refused', (_, [acts, until]) => {
    const { plans } = story(acts, until);
    expect(
      plans
        .map(
          (plan, n) =>
            plan.refusal &&
            `${acts[n]?.at} ${acts[n]?.do}: ${plan.refusal.code} ${plan.refusal.message} ${JSON.stringify(plan.refusal.fields ?? '')}`,
        )
        .filter(Boolean),
    ).toEqual([]);
  });
});
