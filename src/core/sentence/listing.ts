import type { CaseState, Clock } from '../case.ts';
import { HAZARD_ENDS } from '../hazard/machine.ts';
import type { HazardState } from '../hazard/state.ts';
import type { Instant } from '../instant.ts';
import type { MatterState } from '../matter/state.ts';
import { measureOf } from '../measure.ts';
import type { NoticeState } from '../notice/state.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { idWord, wordsOf } from '../search-words.ts';
import type { TipoffState } from '../tipoff/state.ts';
import { holderOfDuty, nextDuty } from './duty.ts';

/** Regions of a machine that have a board of their own. */
export const BOARD_REGIONS = ['supervision', 'consultation', 'paper', 'interview'] as const;
export type BoardRegion = (typeof BOARD_REGIONS)[number];

/** What lists filter, sort and count by, beyond the columns of the read model: all of it follows from the state and its pinned rules. */
export interface Listing {
  readonly measure?: number;
  /** Whose turn it is: the post of the duty that is next. */
  readonly holder?: { readonly post: string; readonly organisation?: string };
  /** Sorts by consequence: what is overdue (the longest first), what is due, what waits, what has ended. */
  readonly urgency: string;
  /** Sorts by what is due first; what has no deadline comes last. */
  readonly dueKey: string;
  /** When the main line ended; absent: it has not. */
  readonly endedAt?: Instant;
  /** Some duty has lapsed, met since or not. */
  readonly late: boolean;
  /** Matters: the highest rung that was taken. */
  readonly rung?: number;
  /** Where the regions stand that boards have columns for. */
  readonly regions: { readonly [Region in BoardRegion]?: string };
  /** Words by which it is found. */
  readonly words: readonly string[];
}

/** Sorts behind every instant. */
const NEVER = '~';

/** A case as lists hold it. */
export function listingOf(state: CaseState, dueAt: Instant | undefined, rules: RuleSet | undefined): Listing {
  const duty = state.closed ? undefined : nextDuty(state);
  const holder = duty && holderOfDuty(state, duty.clock, rules);
  const measure = measureOf(state);
  const rung = state.kind === 'matter' ? highestRung(state as MatterState) : undefined;
  const endedAt = endOf(state);
  return {
    ...(measure === undefined ? {} : { measure }),
    ...(holder === undefined ? {} : { holder }),
    urgency: `${rankOf(state, duty?.clock)}${duty?.clock.dueAt ?? dueAt ?? NEVER}`,
    dueKey: state.closed ? NEVER : (dueAt ?? duty?.clock.dueAt ?? NEVER),
    ...(endedAt === undefined ? {} : { endedAt }),
    late: state.lapses > 0,
    ...(rung === undefined ? {} : { rung }),
    regions: Object.fromEntries(
      BOARD_REGIONS.flatMap((region) => (state.regions[region] === undefined ? [] : [[region, state.regions[region]]])),
    ),
    words: wordsFor(state),
  };
}

function rankOf(state: CaseState, duty: Clock | undefined): number {
  if (state.closed) return 3;
  return Object.keys(state.overdue).length > 0 ? 0 : duty === undefined ? 2 : 1;
}

function highestRung({ rungs }: MatterState): number | undefined {
  const taken = rungs.filter((rung) => !rung.skipped).map((rung) => rung.rung);
  return taken.length === 0 ? undefined : Math.max(...taken);
}

function endOf(state: CaseState): Instant | undefined {
  const ended = state.kind === 'hazard' ? HAZARD_ENDS.has(state.stage) : state.closed;
  return ended ? (state.since?.main ?? state.stageSince) : undefined;
}

/** What the public face of a case says, and ids of who has to do with it. Fields that somebody may not see are not among them. */
function wordsFor(state: CaseState): readonly string[] {
  const { where, what, supervisionNumber, supervisor } = state as Partial<HazardState>;
  const { made } = state as Partial<NoticeState>;
  const { matter } = state as Partial<TipoffState>;
  const { subject } = state as Partial<MatterState>;
  const texts = [state.caseId, state.title, where, what, supervisionNumber, made?.reference, matter];
  const bodies = [state.unit, state.organisation, supervisor, subject?.organisation];
  return [
    ...wordsOf(texts.filter((text) => text !== undefined && text !== '').join(' ')),
    ...distinct(bodies).map((id) => idWord('organisation', id)),
    ...distinct(peopleOf(state)).map((id) => idWord('person', id)),
  ];
}

function peopleOf(state: CaseState): readonly (string | undefined)[] {
  const { orderedBy, submittedBy } = state as Partial<HazardState>;
  return [orderedBy?.person, submittedBy?.person];
}

function distinct(ids: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(ids.filter((id) => id !== undefined && id !== ''))] as readonly string[];
}
