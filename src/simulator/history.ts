import {
  addDays,
  addMs,
  type CaseId,
  type CaseKind,
  type CaseState,
  type Command,
  type Day,
  type HazardState,
  type Instant,
  type JsonObject,
  type KindName,
  type MatterState,
  type SealedEvent,
  startOfDay,
  type Terms,
  type TipoffState,
  toMs,
  type UnitFacts,
} from '../core/index.ts';
import { chanceFrom } from './chance.ts';
import { type Course, drawCourse, type GeneratedOffice, officeFor, workingMoment } from './history-office.ts';
import { hazardNext, matterNext, type Next, tipoffNext } from './history-people.ts';
import type { Act } from './office-acts.ts';
import { createQueue } from './queue.ts';
import { createWorld, type World, type WorldSetup } from './world.ts';

/** What a year of an office is drawn from. */
export interface HistorySetup {
  readonly kinds: { readonly [Kind in KindName]: CaseKind };
  readonly terms: Terms;
  readonly seed: number;
  /** Roughly so many events in all. */
  readonly events: number;
  /** First day on which hazards are found; default 2025-01-02. */
  readonly from?: Day;
  /** Days during which hazards are found; default 365. */
  readonly days?: number;
  /** Days for which the office works on after that; default 60. */
  readonly runOut?: number;
  /** What the office orders for all its open cases on the way: other rules, the deadlines of a new calendar. */
  readonly orders?: readonly Order[];
  /** Terms by id, for the orders. */
  readonly termsNamed?: WorldSetup['termsNamed'];
  /** Told of each event in order of recording; the state is that after all that was settled with it. */
  readonly onEvent: (event: SealedEvent, state: CaseState) => void;
}

/** An order to all open cases. */
export interface Order {
  readonly at: Instant;
  readonly do: 'adoptRules' | 'confirmDeadlines';
  readonly payload: JsonObject;
}

/** What was drawn. */
export interface GeneratedHistory {
  readonly units: { readonly [unit: string]: Omit<UnitFacts, 'unit'> };
  readonly cases: number;
  readonly events: number;
  /** Time has run until here. */
  readonly until: Instant;
  /** Acts that the core would not take, as happens in offices. */
  readonly refused: readonly string[];
}

/** A hazard makes so many events from its report to its end, with its matters (measured over a year of the default rules). */
const EVENTS_A_HAZARD = 19;
const FROM: Day = '2025-01-02';
const TIPOFFS_A_HAZARD = 0.03;
const LATE_ENTRY_MS = 5 * 3_600_000;

/** A year of an office, played through the core on the virtual clock; the same seed gives the same bytes. */
export function generateHistory(setup: HistorySetup): GeneratedHistory {
  const steps = generateSteps(setup);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same, look by look, for whoever must put down what has been made before more is made; the first step gives the units. */
export function* generateSteps(setup: HistorySetup): Generator<GeneratedOffice['units'], GeneratedHistory> {
  const { terms, from = FROM, days = 365, runOut = 60 } = setup;
  const chance = chanceFrom(setup.seed);
  const hazards = Math.max(1, Math.round(setup.events / EVENTS_A_HAZARD));
  const office = officeFor(hazards, chance);
  const play = stage(setup, hazards, office, chance);
  for (const order of setup.orders ?? []) play.order(order);
  for (let i = 0; i < hazards; i++) {
    const { kind, ...course } = drawCourse(office, chance);
    play.later(`H-${from.slice(0, 4)}-${String(i + 1).padStart(6, '0')}`, openingMoment(), { course, kind });
  }
  for (let i = 0; i < Math.ceil(hazards * TIPOFFS_A_HAZARD); i++) {
    play.later(`T-${from.slice(0, 4)}-${String(i + 1).padStart(6, '0')}`, openingMoment(), {
      tip: { unit: chance.one(office.unitIds), verified: chance.yes(0.5) },
    });
  }
  const until = startOfDay(addDays(from, days + runOut));
  yield office.units;
  const { events, cases, refused } = yield* play.to(until);
  return { units: office.units, cases, events, until, refused };

  function openingMoment(): Instant {
    return workingMoment(terms.calendar, startOfDay(from), chance.between(0, days - 1), chance);
  }
}

interface Opening {
  readonly course?: Course;
  readonly kind?: string;
  readonly tip?: { readonly unit: string; readonly verified: boolean };
}

/** People and the virtual clock: who looks at which case when is a queue; a matter is looked at from the morning after it opens. */
function stage(
  { kinds, terms, onEvent, termsNamed, from = FROM }: HistorySetup,
  hazards: number,
  office: GeneratedOffice,
  chance: ReturnType<typeof chanceFrom>,
) {
  const agenda = createQueue();
  const openings = new Map<CaseId, Opening>();
  const courses = new Map<CaseId, Course>();
  const born: { readonly caseId: CaseId; readonly at: Instant }[] = [];
  const refused: string[] = [];
  let events = 0;
  let cases = 0;
  // Hazards that tip-offs bring are numbered behind those that are found.
  let numbers = hazards;
  const world: World = createWorld({
    kinds,
    terms,
    units: office.units,
    ...(termsNamed ? { termsNamed } : {}),
    numberOf: () => `H-${from.slice(0, 4)}-${String(++numbers).padStart(6, '0')}`,
    onEvent(event, state) {
      events++;
      if (event.seq === 1) {
        cases++;
        if (event.command === undefined) born.push({ caseId: event.caseId, at: event.at });
      }
      onEvent(event, state);
    },
  });

  const orders = new Map<string, Order>();

  /** A matter goes over with its hazard; what does not concern a case is no refusal. */
  function carryOut({ do: type, payload }: Order, at: Instant): void {
    for (const caseId of world.cases()) {
      const state = world.state(caseId);
      if (state === undefined || state.closed || (type === 'adoptRules' && state.kind === 'matter')) continue;
      const actor = { post: 'street.safetyOffice', person: 'p-street.safetyOffice' };
      world.record(state.kind, {
        input: 'command',
        caseId,
        commandId: `g:${type}:${at}`,
        at,
        recordedAt: at,
        type,
        payload,
        actor,
      });
    }
  }

  function lookAt(caseId: CaseId, at: Instant): void {
    const order = orders.get(caseId);
    if (order) {
      carryOut(order, at);
      return;
    }
    const opening = openings.get(caseId);
    if (opening) {
      openings.delete(caseId);
      open(caseId, opening, at);
      return;
    }
    const state = world.state(caseId);
    if (state === undefined || state.closed) return;
    const next = nextOf(state, at);
    if ('act' in next) {
      act(state, next.act, at);
      const pace = courses.get(caseId)?.pace ?? 0;
      again(caseId, at, next.act.type === 'recordControl' ? 0 : pace);
    } else again(caseId, at, next.wait);
  }

  function again(caseId: CaseId, at: Instant, days: number): void {
    if (Number.isFinite(days)) agenda.push(workingMoment(terms.calendar, at, days, chance), caseId);
  }

  function open(caseId: CaseId, { course, kind, tip }: Opening, at: Instant): void {
    if (course) {
      courses.set(caseId, course);
      const payload = {
        unit: course.unit,
        kind: kind ?? '',
        where: '现场',
        what: '检查发现的隐患',
        found: addMs(at, -chance.between(5, 90) * 60_000),
        photos: [`整改前-${caseId}`],
        ...(course.matter ? { matter: course.matter } : {}),
        ...(course.tier === 'T0' ? { threatensLife: true } : {}),
      };
      record(
        'hazard',
        caseId,
        { type: 'reportHazard', payload, by: { post: 'village.gridWorker', organisation: course.supervisor } },
        at,
        at,
      );
    } else if (tip) {
      openings.set(`${caseId}/tip`, { tip });
      record(
        'tipoff',
        caseId,
        {
          type: 'receiveTipoff',
          payload: {
            channel: 'phone',
            matter: '反映单位夜间违规存放易燃物品',
            reporter: chance.yes(0.5) ? 'sealed' : 'anonymous',
            where: tip.unit,
          },
          by: { post: 'street.safetyOffice' },
        },
        at,
        at,
      );
    }
    again(caseId, at, course?.tier === 'T0' ? 0 : (course?.pace ?? 1));
  }

  function nextOf(state: CaseState, at: Instant): Next {
    const look = { at, terms, chance };
    switch (state.kind) {
      case 'hazard':
        return hazardNext(state as HazardState, courses.get(state.caseId) ?? courseOfTip(state as HazardState), look);
      case 'matter':
        return matterNext(state as MatterState, look);
      case 'tipoff':
        return tipoffNext(
          state as TipoffState,
          openings.get(`${state.caseId}/tip`)?.tip ?? { unit: '', verified: false },
          look,
        );
      // Nobody is sent a paper in a generated year.
      // Nor does anybody keep registers in it.
      case 'accident':
      case 'roster':
      case 'record':
      case 'duty':
      case 'notice':
        return { wait: 24 };
      default:
        return state.kind satisfies never;
    }
  }

  function act(state: CaseState, one: Act, at: Instant): void {
    const entersLate = courses.get(state.caseId)?.entersLate === true && one.type === 'submitRectification';
    const earliest = Math.max(toMs(at) - LATE_ENTRY_MS, toMs(state.stageSince));
    record(state.kind, state.caseId, one, entersLate ? addMs(at, Math.min(0, earliest - toMs(at))) : at, at);
  }

  function record(kind: KindName, caseId: CaseId, { type, payload, by }: Act, at: Instant, recordedAt: Instant): void {
    const command: Command = {
      input: 'command',
      caseId,
      commandId: `g:${caseId}:${world.state(caseId)?.seq ?? 0}:${type}`,
      at,
      recordedAt,
      type,
      payload: payload as JsonObject,
      actor: { ...by, person: `p-${by.post}` },
    };
    const { refusal } = world.record(kind, command);
    if (refusal)
      refused.push(
        `${recordedAt} ${caseId} ${type} ${refusal.code} ${refusal.message}${refusal.fields ? JSON.stringify(refusal.fields) : ''}`,
      );
  }

  return {
    order(order: Order): void {
      orders.set(`order ${order.at}`, order);
      agenda.push(order.at, `order ${order.at}`);
    },
    later(caseId: CaseId, at: Instant, opening: Opening): void {
      openings.set(caseId, opening);
      agenda.push(at, caseId);
    },
    *to(until: Instant): Generator<GeneratedOffice['units'], Pick<GeneratedHistory, 'events' | 'cases' | 'refused'>> {
      for (;;) {
        const due = agenda.peek();
        const at = due && due.at < until ? due.at : until;
        world.runTo(at);
        if (born.length > 0) {
          // What has just been opened may want somebody before the next look.
          for (const one of born.splice(0)) again(one.caseId, one.at, 1);
          continue;
        }
        if (at === until) break;
        agenda.pop();
        if (due) lookAt(due.caseId, due.at);
        yield office.units;
      }
      return { events, cases, refused };
    },
  };
}

/** A hazard that a tip-off brought: serious, and mended in time. */
function courseOfTip({ unit, supervisor }: HazardState): Course {
  return {
    unit,
    supervisor,
    tier: 'T2',
    submitAfter: 15,
    pace: 0,
    failsFirst: false,
    extension: false,
    consultation: false,
    pause: false,
    transfer: false,
    dismissed: false,
    entersLate: false,
  };
}
