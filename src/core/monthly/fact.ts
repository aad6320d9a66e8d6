import type { AccidentState } from '../accident/state.ts';
import type { CaseEvent, CaseId, CaseState, Clock, Json, JsonObject } from '../case.ts';
import type { DutyState } from '../duty/state.ts';
import type { HazardState } from '../hazard/state.ts';
import { addDays, type Day, type Instant, isDay, startOfDay } from '../instant.ts';
import type { MatterState } from '../matter/state.ts';
import { measureOf } from '../measure.ts';
import type { RecordState } from '../record/state.ts';
import type { RosterState } from '../roster/state.ts';
import type { TipoffState } from '../tipoff/state.ts';

/** A case after one of its events, as far as monthly returns count it: what happened, and how it then stood. */
export interface CaseFact {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly at: Instant;
  readonly recordedAt: Instant;
  /** The kind of case, or the register of an entry. */
  readonly what: string;
  readonly organisation?: string;
  readonly unit?: string;
  /** The entry that this one belongs to (`source/S1`), where it names neither organisation nor unit. */
  readonly parent?: string;
  /** What others call an entry as their parent or unit: `unit/N1`. */
  readonly name?: string;
  /** Still part of the stock: in force, not ended. */
  readonly open: boolean;
  readonly measure?: number;
  /** The earliest duty that is owed, lapsed or running. */
  readonly dueAt?: Instant;
  readonly overdue: boolean;
  readonly title: string;
  /** What the event did: moves of the machine, verdicts, choices that changed (`state=accepted`). */
  readonly did: readonly string[];
  /** What figures look at, by kind or register. */
  readonly facts: JsonObject;
}

/** Events that no figure counts and that change nothing a figure looks at. */
const SILENT = new Set(['ReminderDue', 'NoteAdded', 'MessageNoted', 'DeadlineConfirmed', 'EvidenceAdded']);

/** Registers whose entries belong to another entry: the field that names it, and the register it lies in. */
const PARENTS: { readonly [register: string]: readonly [field: string, register: string] } = {
  problemVisit: ['problem', 'problem'],
  sourceVisit: ['source', 'source'],
  deviceTest: ['device', 'device'],
  deviceAlarm: ['device', 'device'],
  stockCheck: ['stock', 'stock'],
};

/** Registers of what there is; the others hold what was done, which no stock counts. */
const STANDING = new Set([
  'measureOwner',
  'problem',
  'source',
  'gridCell',
  'unit',
  'expert',
  'agency',
  'engagement',
  'policy',
  'place',
  'device',
  'chargingPlace',
  'emergencyPlan',
  'stock',
  'drill',
]);

/**
 * What an event did to a case, for returns; undefined for what no return counts (papers belong to the case that ordered them). `registerMeasure`:
 * the row that a register serves.
 */
export function factOf(
  before: CaseState | undefined,
  state: CaseState,
  event: CaseEvent,
  registerMeasure: (register: string) => number | undefined,
): CaseFact | undefined {
  if (state.kind === 'notice' || SILENT.has(event.type)) return undefined;
  const { caseId, seq, at, recordedAt } = event;
  const own = ownOf(state);
  const dueAt = earliest(state)?.dueAt ?? dueOfEntry(state);
  const measure = state.kind === 'record' ? registerMeasure((state as RecordState).register) : measureOf(state);
  return {
    caseId,
    seq,
    at,
    recordedAt,
    ...own,
    ...(measure === undefined ? {} : { measure }),
    ...(dueAt === undefined ? {} : { dueAt }),
    overdue: Object.keys(state.overdue).length > 0,
    title: state.title ?? '',
    did: didOf(before, state, event),
  };
}

function earliest({ clocks, overdue }: CaseState): Clock | undefined {
  return [...Object.values(overdue), ...Object.values(clocks).filter(({ does }) => does === 'lapse')].reduce<
    Clock | undefined
  >((first, one) => (first === undefined || one.dueAt < first.dueAt ? one : first), undefined);
}

/** A problem has a day and no clock. */
function dueOfEntry(state: CaseState): Instant | undefined {
  if (state.kind !== 'record') return undefined;
  const { register, fields } = state as RecordState;
  const over = fields.state === 'accepted' || fields.state === 'closed';
  return register === 'problem' && !over && isDay(fields.due) ? startOfDay(addDays(fields.due as Day, 1)) : undefined;
}

type Own = Pick<CaseFact, 'what' | 'organisation' | 'unit' | 'parent' | 'name' | 'open' | 'facts'>;

function ownOf(state: CaseState): Own {
  switch (state.kind) {
    case 'hazard': {
      const { organisation, unit, tier, regions, source, failedAcceptances, stage, pauses } = state as HazardState;
      const { consultation = 'none', supervision = 'none', transfer = 'none' } = regions;
      const paused = pauses.some(({ to }) => to === undefined);
      const facts = { tier: tier ?? '', source, stage, consultation, supervision, transfer, failedAcceptances, paused };
      return { what: 'hazard', organisation, unit, open: !HAZARD_OVER.has(stage), facts };
    }
    case 'matter': {
      const { ladder, organisation, unit, rungs, closed } = state as MatterState;
      const facts = { ladder, rung: rungs.at(-1)?.rung ?? 0, notice: rungs.at(-1)?.notice ?? '' };
      return { what: 'matter', organisation, unit, open: !closed, facts };
    }
    case 'tipoff': {
      const { stage, outcome = '', finding = '', amount = 0, closed } = state as TipoffState;
      return { what: 'tipoff', open: !closed, facts: { stage, outcome, finding, amount } };
    }
    case 'roster': {
      const { unit, colour, stage, closed } = state as RosterState;
      return { what: 'roster', unit, open: !closed, facts: { colour, stage } };
    }
    case 'accident': {
      const { unit, supervisor, grade, regions, closed } = state as AccidentState;
      return {
        what: 'accident',
        organisation: supervisor,
        unit,
        open: !closed,
        facts: { grade, tracing: regions.tracing ?? 'none' },
      };
    }
    case 'duty': {
      const { rule, bearer, unit, stage, ...duty } = state as DutyState;
      const supervised = bearer.kind === 'village' || bearer.kind === 'department' ? bearer.organisation : undefined;
      const organisation = duty.organisation ?? supervised;
      return {
        what: 'duty',
        ...(organisation === undefined ? {} : { organisation }),
        ...(unit === undefined ? {} : { unit }),
        open: stage !== 'ended',
        facts: { rule },
      };
    }
    default:
      return entryOf(state as RecordState);
  }
}

const HAZARD_OVER = new Set(['closedOut', 'dismissed', 'merged', 'subjectGone']);

function entryOf({ register, fields, index, organisation, unit, stage, caseId }: RecordState): Own {
  const [field = '', of = ''] = PARENTS[register] ?? [];
  const parent = fields[field];
  const key = index.key === undefined ? undefined : fields[index.key];
  return {
    what: register,
    ...(organisation === undefined ? {} : { organisation }),
    ...(unit === undefined ? {} : { unit }),
    ...(typeof parent === 'string' ? { parent: `${of}/${parent}` } : {}),
    name: `${register}/${typeof key === 'string' ? key : caseId}`,
    open: stage === 'inForce' && STANDING.has(register),
    facts: { ...short(fields), key: typeof key === 'string' ? key : caseId },
  };
}

/** Longest text, and most values of a list, that a figure looks at. */
const LONGEST = 64;
const MOST = 50;

/** Choices, days, numbers and names of an entry; texts that people wrote stay where they are. */
function short(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isShort(value)));
}

function isShort(value: Json | undefined): boolean {
  if (typeof value === 'string') return value.length <= LONGEST;
  if (Array.isArray(value))
    return value.length <= MOST && value.every((one) => typeof one === 'string' && one.length <= LONGEST);
  return typeof value === 'number' || typeof value === 'boolean';
}

function didOf(before: CaseState | undefined, state: CaseState, event: CaseEvent): readonly string[] {
  const moves = event.moves ?? [event.type];
  const did = new Set([event.type, ...moves]);
  for (const { duty, result } of event.verdicts ?? []) did.add(`${result}:${duty}`);
  if (event.type === 'DeadlineLapsed') did.add(`lapsed:${String(event.payload.duty ?? event.payload.clock ?? '')}`);
  if (event.type === 'ConsultationOpened') did.add(`level=${String(state.regions.consultation ?? '')}`);
  if (state.kind === 'matter' && moves.some((move) => move === 'NoticeSigned' || move === 'NoticeIssued'))
    did.add(`paper=${(state as MatterState).rungs.at(-1)?.notice ?? ''}`);
  if (state.kind === 'record') {
    const old = (before as RecordState | undefined)?.fields ?? {};
    for (const [name, value] of Object.entries((state as RecordState).fields))
      if (value !== old[name] && (typeof value === 'boolean' || (typeof value === 'string' && value.length <= 30)))
        did.add(`${name}=${String(value)}`);
  }
  return [...did];
}
