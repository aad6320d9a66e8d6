import { hash } from 'node:crypto';
import type { Database } from '../../db/open.ts';
import { readOrganisations } from '../../db/organisation.ts';
import { readPostsOf } from '../../db/post.ts';
import type { Actor, Clock } from '../core/case.ts';
import type { Calendar } from '../core/deadline/working-days.ts';
import { dutyId } from '../core/duty/duty-id.ts';
import { holderWord } from '../core/duty/holder.ts';
import { dueOfRound, mannerOf, roundAfter } from '../core/duty/rounds.ts';
import type { DutyState } from '../core/duty/state.ts';
import { addDays, type Day, daysBetween, type Instant } from '../core/instant.ts';
import { type DutyRule, dutyNamed } from '../core/rules/duty-rules.ts';
import type { RuleSet } from '../core/rules/rule-set.ts';
import { DUTIES } from './entry-row.ts';
import type { Ledger, RecordOutcome } from './ledger.ts';
import type { Registers } from './registers.ts';

/** Who owes a duty that the office opens. */
export interface Owing {
  readonly kind: 'village' | 'department' | 'unit' | 'street';
  readonly post?: string;
  readonly organisation?: string;
}

/** Everybody who owes a duty by the rule, as the office stands: each village, each department, or a post of the street. */
export async function whoOwes(db: Database, rule: DutyRule): Promise<readonly Owing[]> {
  if (rule.opens) return [];
  const organisations = await readOrganisations(db.knex);
  return (rule.who ?? []).flatMap((who): readonly Owing[] => {
    if (who === 'village' || who === 'department')
      return organisations.filter(({ kind }) => kind === who).map(({ id }) => ({ kind: who, organisation: id }));
    return who === 'street' || who.startsWith('street.')
      ? [{ kind: 'street', post: who === 'street' ? 'street.safetyOffice' : who }]
      : [];
  });
}

/** Opens a duty for one who owes it, under the number that evidence will look for; the same again is the same command. */
export function openDutyFor(
  ledger: Ledger,
  {
    rule,
    owing,
    actor,
    from,
  }: { readonly rule: string; readonly owing: Owing; readonly actor: Actor; readonly from?: Day },
): Promise<RecordOutcome> {
  const caseId = dutyId(rule, owing.organisation ?? owing.post ?? owing.kind);
  return ledger.record({
    kind: 'duty',
    caseId,
    commandId: `open:${hash('sha256', JSON.stringify([caseId, from ?? '', actor.post, actor.person ?? '']), 'hex').slice(0, 32)}`,
    type: 'openDuty',
    payload: { rule, ...owing, ...(from === undefined ? {} : { from }) },
    actor,
  });
}

/** A round in somebody's calendar. */
export interface PlannedRound {
  readonly duty: DutyState;
  readonly round: string;
  /** The last day on which it is in time. */
  readonly day: Day;
  readonly standing: 'due' | 'late' | 'planned' | 'done' | 'missed' | 'withdrawn';
}

/** Whose calendar, between which days, both included. */
export interface CalendarQuery {
  readonly from: Day;
  readonly to: Day;
  /** Holders, `village.head@V1` or `street.leader`; absent: everybody within. */
  readonly holders?: readonly string[];
  readonly within?: { readonly organisations: readonly string[]; readonly units: readonly string[] };
  readonly organisation?: string;
  readonly unit?: string;
}

/** More duties than this are not laid out day by day. */
export const MOST_DUTIES = 2_000;
const PAGE = 500;

/** Rounds of duties that fall between two days: done, owed, and those that will come by the rules. */
export async function dutyCalendar(
  registers: Registers,
  terms: (state: DutyState) => Promise<{ readonly rules: RuleSet; readonly calendar: Calendar } | undefined>,
  query: CalendarQuery,
): Promise<{ readonly rounds: readonly PlannedRound[]; readonly complete: boolean }> {
  const rounds: PlannedRound[] = [];
  let seen = 0;
  const values = {
    register: DUTIES,
    ...(query.holders === undefined ? {} : { anyOf: { field: 'holder', values: query.holders } }),
    ...(query.within === undefined ? {} : { within: query.within }),
  };
  const place =
    query.organisation !== undefined || query.unit !== undefined
      ? {
          within: {
            organisations: query.organisation === undefined ? [] : [query.organisation],
            units: query.unit === undefined ? [] : [query.unit],
          },
        }
      : {};
  for (let after: string | undefined; seen < MOST_DUTIES; ) {
    const page = await registers.list(
      { ...values, ...place },
      { limit: PAGE, ...(after === undefined ? {} : { after }) },
    );
    for (const { state } of page) {
      const duty = state as DutyState;
      const pinned = await terms(duty);
      rounds.push(...roundsBetween(duty, pinned, query));
    }
    seen += page.length;
    after = page.at(-1)?.caseId;
    if (page.length < PAGE) return { rounds: rounds.sort(byDay), complete: true };
  }
  return { rounds: rounds.sort(byDay), complete: false };
}

function roundsBetween(
  duty: DutyState,
  pinned: { readonly rules: RuleSet; readonly calendar: Calendar } | undefined,
  { from, to }: CalendarQuery,
): readonly PlannedRound[] {
  const inside = (day: Day | undefined): day is Day => day !== undefined && from <= day && day <= to;
  const roundOf = (id: string) => id.slice(id.indexOf('/') + 1);
  const past = duty.verdicts.flatMap(({ duty: id, result, lastDay }): PlannedRound[] =>
    inside(lastDay)
      ? [
          {
            duty,
            round: roundOf(id),
            day: lastDay,
            standing: result === 'missed' || result === 'withdrawn' ? result : 'done',
          },
        ]
      : [],
  );
  const owed = [
    ...Object.values(duty.clocks).map((clock) => [clock, 'due'] as const),
    ...Object.values(duty.overdue).map((clock) => [clock, 'late'] as const),
  ].flatMap(([clock, standing]: readonly [Clock, 'due' | 'late']): PlannedRound[] =>
    clock.does === 'lapse' && inside(clock.lastDay)
      ? [{ duty, round: roundOf(clock.id), day: clock.lastDay, standing }]
      : [],
  );
  return [...past, ...owed, ...planned(duty, pinned, to).filter(({ day }) => inside(day))];
}

/** Rounds that have not begun, by the calendar of the rule. */
function planned(
  duty: DutyState,
  pinned: { readonly rules: RuleSet; readonly calendar: Calendar } | undefined,
  to: Day,
): readonly PlannedRound[] {
  const rule = pinned && dutyNamed(pinned.rules, duty.rule);
  if (!rule || !duty.next || mannerOf(rule.recurs) !== 'calendar') return [];
  const rounds: PlannedRound[] = [];
  for (
    let round = duty.next;
    daysBetween(round.from, to) >= 0 && rounds.length < 400;
    round = roundAfter(rule.recurs, round)
  ) {
    const { lastDay } = dueOfRound(rule.id, round, pinned.calendar);
    rounds.push({ duty, round: round.id, day: lastDay ?? addDays(round.to, 0), standing: 'planned' });
  }
  return rounds;
}

function byDay(a: PlannedRound, b: PlannedRound): number {
  return a.day < b.day ? -1 : a.day > b.day ? 1 : a.duty.caseId < b.duty.caseId ? -1 : 1;
}

/** The words under which somebody's duties stand: his posts, each with its organisation. */
export async function holdersOfPerson(db: Database, person: string, at: Instant): Promise<readonly string[]> {
  const held = await readPostsOf(db.knex, person, at);
  return held.map(({ post, organisation }) =>
    holderWord({ post, ...(organisation === undefined || organisation === '' ? {} : { organisation }) }),
  );
}
