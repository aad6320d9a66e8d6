import type {
  Actor,
  CaseId,
  CaseKind,
  CaseState,
  Instant,
  JsonObject,
  KindName,
  Refusal,
  SealedEvent,
  Terms,
  UnitFacts,
} from '../core/index.ts';
import { checkFinal, checkFires, checkInput } from './check.ts';
import type { Engine } from './engine.ts';

export type { Engine } from './engine.ts';

import type { Scenario, ScenarioInput } from './scenario.ts';
import { createWorld } from './world.ts';

/** One line of a run: what was entered or what time did. */
export interface Run {
  readonly scenario: Scenario;
  readonly events: readonly SealedEvent[];
  readonly refusals: readonly {
    readonly at: Instant;
    readonly by: string;
    readonly type: string;
    readonly refusal: Refusal;
  }[];
  /** Names of the file (`H1`, `A1`) → case ids of this run. */
  readonly names: ReadonlyMap<string, CaseId>;
  /** What the file expects and what came instead; empty: the scenario holds. */
  readonly differences: readonly string[];
}

/** How far a run goes on after the last input, so that what must not happen has had its chance. */
const AFTER_LAST_INPUT_DAYS = 1;

/** Plays a scenario on an engine and checks what the file expects. */
export async function runScenario(scenario: Scenario, engine: Engine): Promise<Run> {
  const names = new Map<string, CaseId>();
  const differences: string[] = [];
  const refusals: Run['refusals'][number][] = [];
  for (const [nth, input] of scenario.inputs.entries()) {
    await engine.runTo(input.at);
    const caseId = names.get(input.case) ?? nameMatter(input.case, names, await engine.log());
    const recorded = await engine.record({
      kind: kindOf(input.case),
      ...(caseId === undefined ? {} : { caseId }),
      name: input.case,
      type: input.do,
      payload: resolved(input.payload ?? {}, names),
      actor: actorOf(input, scenario),
      at: input.happened ?? input.at,
      recordedAt: input.at,
      commandId: `${scenario.id}:${nth}`,
    });
    if (recorded.ok) names.set(input.case, recorded.caseId);
    else refusals.push({ at: input.at, by: input.by, type: input.do, refusal: recorded.refusal });
    if (recorded.ok && input.expect?.opensCase)
      names.set(input.expect.opensCase, String(recorded.event.payload.opensCase));
    const state = recorded.ok ? await engine.state(recorded.caseId) : undefined;
    differences.push(...checkInput(nth, input, recorded, state));
  }
  const last = scenario.inputs.at(-1) as ScenarioInput;
  await engine.runTo(shiftDays(last.at, AFTER_LAST_INPUT_DAYS));
  const events = await engine.log();
  for (const event of events) nameMatter(shortName(event), names, events);
  const states = new Map<string, CaseState>();
  for (const id of new Set(events.map((event) => event.caseId))) {
    const state = await engine.state(id);
    if (state) states.set(id, state);
  }
  differences.push(...checkFires(scenario, events), ...checkFinal(scenario, events, states, names));
  return { scenario, events, refusals, names, differences };
}

/** Plays a scenario on the virtual clock. */
export function simulate(
  scenario: Scenario,
  setup: {
    readonly kinds: { readonly [Kind in KindName]: CaseKind };
    readonly terms: Terms;
    readonly units?: { readonly [unit: string]: Omit<UnitFacts, 'unit'> };
  },
): Promise<Run> {
  return runScenario(scenario, virtualEngine(setup));
}

/** The virtual clock as an engine. */
export function virtualEngine(setup: Parameters<typeof createWorld>[0]): Engine {
  const world = createWorld(setup);
  return {
    runTo: (instant) => world.runTo(instant),
    record({ kind, caseId, name, ...command }) {
      const id = caseId ?? name;
      const done = world.record(kind, { input: 'command', caseId: id, ...command });
      const event = done.events.at(-1);
      return done.refusal
        ? { ok: false, refusal: done.refusal }
        : { ok: true, caseId: id, event: event as SealedEvent };
    },
    state: (caseId) => world.state(caseId),
    log: () => world.log,
  };
}

/** Cases that a payload names as the file does, by their numbers in this run. */
function resolved(payload: JsonObject, names: ReadonlyMap<string, CaseId>): JsonObject {
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]) => [
      key,
      typeof value === 'string' ? (names.get(value) ?? value) : value,
    ]),
  );
}

function kindOf(name: string): KindName {
  if (/^[AB]\d+$/.test(name)) return 'matter';
  if (/^AC\d+$/.test(name)) return 'accident';
  if (/^L\d+$/.test(name)) return 'roster';
  if (/^DU\d+$/.test(name)) return 'duty';
  if (/^R\d+$/.test(name)) return 'record';
  return name.startsWith('T') ? 'tipoff' : 'hazard';
}

/** `A1` is the first matter of ladder A that the run opened. */
function nameMatter(name: string, names: Map<string, CaseId>, events: readonly SealedEvent[]): CaseId | undefined {
  if (!/^[AB]\d+$/.test(name) || names.has(name)) return names.get(name);
  const opened = events.filter((event) => event.type === 'MatterOpened' && event.payload.ladder === name[0]);
  const event = opened[Number(name.slice(1)) - 1];
  if (event) names.set(name, event.caseId);
  return event?.caseId;
}

function shortName(event: SealedEvent): string {
  return event.caseId.match(/-([AB]\d+)$/)?.[1] ?? '';
}

/** A post of the file with the organisation that the office of the scenarios gives it. */
function actorOf(input: ScenarioInput, scenario: Scenario): Actor {
  const unit =
    scenario.inputs.find((one) => one.case === input.case && one.payload?.unit)?.payload?.unit ??
    scenario.inputs.find((one) => one.payload?.unit)?.payload?.unit;
  if (input.by.startsWith('unit.')) return { post: input.by, organisation: String(unit ?? 'U1') };
  if (input.by === 'matter.subject') return { post: 'village.head', organisation: VILLAGE };
  return input.by.startsWith('village.') ? { post: input.by, organisation: VILLAGE } : { post: input.by };
}

/** The village of the scenarios' office. */
export const VILLAGE = 'V1';

function shiftDays(at: Instant, days: number): Instant {
  const shifted = new Date(Date.parse(at) + days * 86_400_000 + 8 * 3_600_000).toISOString();
  return `${shifted.slice(0, 19)}+08:00`;
}
