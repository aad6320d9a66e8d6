import {
  type Actor,
  addMonths,
  addMs,
  type CaseId,
  type CaseState,
  type Command,
  dayOf,
  type HazardState,
  type Instant,
  type JsonObject,
  type KindName,
  type MatterState,
  startOfDay,
  type Terms,
  type TipoffState,
  toMs,
} from '../../core/index.ts';
import type { HistoryEntry } from '../../ledger/history.ts';
import { type Chance, chanceFrom } from '../../simulator/chance.ts';
import type { Act } from '../../simulator/office-acts.ts';
import type { Office } from '../office.ts';
import { createPast, type SimulatedPast } from '../simulated-past.ts';
import { type Course, drawCourse } from './finds.ts';
import { hazardAct, type Look, matterAct, tipoffAct } from './people.ts';
import { roundsBetween } from './rounds.ts';

const SEED = 20_201_218; // the day of the customer's document
const HAZARDS = 120;
const TIPOFFS = 6;
const MONTHS = 3;

/** What the demonstration needs. */
export interface DemoSetup {
  readonly office: Office;
  readonly terms: Terms;
  /** The past ends here. */
  readonly until: Instant;
  /** Numbers the cases in the order in which they are entered. */
  readonly number: (kind: KindName, at: Instant) => CaseId;
}

/** Three months of a sub-district, played on the virtual clock through the same core; refused: acts that the core would not take. */
export interface Demo {
  readonly entries: readonly HistoryEntry[];
  readonly refused: readonly string[];
}

interface Opening {
  readonly at: Instant;
  readonly course?: Course;
  readonly tip?: { readonly unit: string; readonly verified: boolean };
}

/** Plays the sample past. */
export function playDemo({ office, terms, until, number }: DemoSetup): Demo {
  const chance = chanceFrom(SEED);
  const units = Object.fromEntries(office.units.map(({ id, ...facts }) => [id, facts]));
  const clock = { at: until };
  const past = createPast(terms, units, () => number('hazard', clock.at));
  const rounds = roundsBetween(startOfDay(addMonths(dayOf(until), -MONTHS)), until, terms.calendar);
  const openings = drawOpenings(office, rounds, chance);
  const stage: Stage = {
    clock,
    past,
    chance,
    terms,
    holders: holdersOf(office),
    courses: new Map(),
    tips: new Map(),
    refused: [],
  };
  for (const [nth, round] of rounds.entries()) {
    for (const opening of openings.filter((one) => one.at === round)) open(stage, opening, number);
    work(stage, round, nth === rounds.length - 1 ? until : (rounds[nth + 1] ?? until));
  }
  past.world.runTo(until);
  return { entries: past.entries, refused: stage.refused };
}

interface Stage {
  /** The moment of the act under way. */
  readonly clock: { at: Instant };
  readonly past: SimulatedPast;
  readonly chance: Chance;
  readonly terms: Terms;
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly courses: Map<string, Course>;
  readonly tips: Map<string, { readonly unit: string; readonly verified: boolean }>;
  readonly refused: string[];
}

function drawOpenings(office: Office, rounds: readonly Instant[], chance: Chance): Opening[] {
  const courses = Array.from({ length: HAZARDS }, () => ({
    at: chance.one(rounds),
    course: drawCourse(office, chance),
  }));
  // The first tip-offs come early enough to be answered and rewarded within the three months.
  const tips = Array.from({ length: TIPOFFS }, (_, nth) => ({
    at: rounds[Math.floor((rounds.length * (nth + 0.3)) / TIPOFFS)] ?? '',
    tip: { unit: chance.one(office.units).id, verified: nth % 2 === 0 },
  }));
  return [...courses, ...tips];
}

function holdersOf(office: Office): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const { organisation, post, person } of office.holdings)
    holders.set(`${post}@${organisation}`, [...(holders.get(`${post}@${organisation}`) ?? []), person]);
  return holders;
}

function open(stage: Stage, { at, course, tip }: Opening, number: DemoSetup['number']): void {
  const kind: KindName = course ? 'hazard' : 'tipoff';
  const caseId = number(kind, at);
  if (course) {
    stage.courses.set(caseId, course);
    const { find, unit, supervisor, tier, finder } = course;
    const { matter, ...said } = find;
    const payload = {
      unit,
      supervisor,
      ...said,
      ...(matter ? { matter } : {}),
      found: addMs(at, -stage.chance.between(5, 40) * 60_000),
      photos: [`整改前-${caseId}`],
      ...(tier === 'T0' ? { threatensLife: true } : {}),
      note: '演示数据',
    };
    record(stage, kind, caseId, at, { type: 'reportHazard', payload, by: finder });
  } else if (tip) {
    stage.tips.set(caseId, tip);
    record(stage, kind, caseId, at, {
      type: 'receiveTipoff',
      payload: {
        channel: stage.chance.one(['phone', 'letter', 'web'] as const),
        matter: '反映单位夜间违规存放易燃物品',
        reporter: stage.chance.yes(0.5) ? 'sealed' : 'anonymous',
        where: tip.unit,
        note: '演示数据',
      },
      by: { post: 'street.safetyOffice' },
    });
  }
}

/** One round of the office: everybody looks at each open case, some minutes apart, and takes the next step if it is theirs. */
function work(stage: Stage, round: Instant, before: Instant): void {
  const { world } = stage.past;
  let at = addMs(round, 120_000);
  for (const caseId of world.cases()) {
    const state = world.state(caseId);
    if (state?.closed !== false) continue;
    if (at >= before || at >= addMs(round, 45 * 60_000)) break;
    world.runTo(at);
    const current = world.state(caseId);
    const next =
      current &&
      actOn(stage, current, { at, calendar: stage.terms.calendar, rules: stage.terms.rules, chance: stage.chance });
    if (!current || !next) continue;
    record(stage, current.kind, caseId, at, next);
    at = addMs(at, 30_000);
  }
}

function actOn(stage: Stage, state: CaseState, look: Look): Act | undefined {
  switch (state.kind) {
    case 'hazard': {
      const course = stage.courses.get(state.caseId) ?? courseOfTip(state as HazardState);
      return hazardAct(state as HazardState, course, look);
    }
    case 'matter':
      return matterAct(state as MatterState, look);
    case 'tipoff':
      return tipoffAct(state as TipoffState, stage.tips.get(state.caseId) ?? { unit: '', verified: false }, look);
    // A demonstration makes no papers: nothing in it is sent.
    // Registers and duties are filled by the office's own demonstration.
    case 'accident':
    case 'roster':
    case 'record':
    case 'duty':
    case 'notice':
      return undefined;
    default:
      return state.kind satisfies never;
  }
}

/** A hazard that a tip-off brought: serious, and mended in time. */
function courseOfTip(state: HazardState): Course {
  const find = { kind: state.hazardKind, where: state.where, what: state.what };
  return {
    unit: state.unit,
    supervisor: state.supervisor,
    find,
    tier: 'T2',
    finder: state.reporter,
    submitAfter: 15,
    pace: 1,
    failsFirst: false,
    extension: false,
    consultation: 'none',
    pause: false,
    refusesToSign: false,
    transfer: false,
    dismissed: false,
  };
}

function record(stage: Stage, kind: KindName, caseId: string, at: Instant, { type, payload, by }: Act): void {
  const { world } = stage.past;
  world.runTo(at);
  stage.clock.at = at;
  const seq = world.state(caseId)?.seq ?? 0;
  const command: Command = {
    input: 'command',
    caseId,
    commandId: `demo:${caseId}:${seq}:${type}`,
    at,
    recordedAt: at,
    type,
    payload: payload as JsonObject,
    actor: actorOf(stage, by, caseId),
  };
  const { refusal } = world.record(kind, command);
  if (refusal)
    stage.refused.push(
      `${at} ${caseId} ${type} ${refusal.code} ${refusal.message}${refusal.fields ? JSON.stringify(refusal.fields) : ''}`,
    );
}

/** The same person of a post always looks after the same case. */
function actorOf({ holders }: Stage, by: Act['by'], caseId: string): Actor {
  const persons = holders.get(`${by.post}@${by.organisation ?? ''}`) ?? [];
  const person = persons[Number.parseInt(caseId.replace(/\D/g, '').slice(-6) || '0', 10) % Math.max(1, persons.length)];
  return {
    post: by.post,
    ...(by.organisation === undefined ? {} : { organisation: by.organisation }),
    ...(person === undefined ? {} : { person }),
  };
}

/** Length of the past in days, for the message at the end. */
export function daysPlayed(entries: readonly HistoryEntry[]): number {
  const first = entries[0]?.event.at;
  const last = entries.at(-1)?.event.at;
  return first === undefined || last === undefined ? 0 : Math.round((toMs(last) - toMs(first)) / 86_400_000);
}
