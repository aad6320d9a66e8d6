import type { CaseEvent } from './case.ts';
import type { CaseId, JsonObject, KindName } from './names.ts';

// Who sees which case, and what of it. Pure data and functions: lists, counts, single looks, exports, replay, desk, calendar feed, mails and
// live updates ask here; `db/case-scope.ts` says the same in SQL, and a test holds the two together.

/** A post as far as looking is concerned. */
export interface LookingPost {
  readonly post: string;
  readonly organisation?: string;
}

/** What somebody sees of the ledger. */
export interface CaseScope {
  /** Every case, but tip-offs only if `tipoffs` says so. */
  readonly all: boolean;
  /** Villages and departments, with everything that lies below them in the tree of organisations: cases that name one as organisation or as unit. */
  readonly places: readonly string[];
  /** Units that look at their own cases. */
  readonly units: readonly string[];
  /** Tip-offs: the street's alone, and only of those posts that deal with them. */
  readonly tipoffs: boolean;
  /** Entries of registers that name no place (clues, rounds of oversight …); whoever else may see one sees it through its register. */
  readonly entries: boolean;
  /** Registers that say themselves who sees them: shown whole to whom they name, closed to everybody else wherever he looks; absent: none is. */
  readonly registers?: { readonly shown: readonly string[]; readonly closed: readonly string[] };
}

/** What a scope is applied to. */
export interface SeenRow {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly stage: string;
  readonly unit?: string | undefined;
  readonly organisation?: string | undefined;
  readonly opener?: CaseId | undefined;
  /** Entries: the register they belong to. */
  readonly register?: string | undefined;
}

/** Post × what it lets see, the first line that fits; a post that stands in no line sees no case. */
const LOOKING: readonly {
  readonly post: RegExp;
  readonly sees: 'everything' | 'street and tip-offs' | 'street' | 'place' | 'unit';
}[] = [
  { post: /^street\.(safetyOffice(\..+)?|supervision|head)$/, sees: 'everything' },
  { post: /^street\./, sees: 'street and tip-offs' },
  // Teams that accept are called to any case, and posts of the district are asked about any; who reported it is not theirs to guess.
  { post: /^acceptanceTeam$|^district\./, sees: 'street' },
  { post: /^unit\./, sees: 'unit' },
  { post: /./, sees: 'place' },
];

/** What the street is still writing or weighing about somebody is not yet said to him; a paper that was voided never was. */
const UNSAID: { readonly [kind: string]: readonly string[] } = {
  notice: ['draft', 'reviewed', 'voided'],
  // What the street only thinks of putting on its list, and did not.
  roster: ['proposed', 'withdrawn'],
};

/** Papers about officials that go past them to those who inspect: no organisation and no unit sees them as its own. */
const SECRET_PAPERS: ReadonlySet<string> = new Set(['clueTransfer', 'factSheet']);

/** Whether a kind of paper (its id in the catalogue) is kept from whom it is about. */
export function isSecretPaper(notice: string): boolean {
  return SECRET_PAPERS.has(notice);
}

/** Ladder A is about those who supervise: the unit that gave the occasion is not told (ids as `matterId` makes them). */
const OF_SUPERVISORS = /-A\d+$/;

/** The post that may open the sealed identity of a reporter (the project's default). */
export const CUSTODIAN = 'street.safetyOffice.head';

/** The cases that posts, and the role of an auditor, let see; `below` gives an organisation and everything under it. */
export function scopeOfPosts(
  posts: readonly LookingPost[],
  isAuditor: boolean,
  below: (organisation: string) => readonly string[] = (one) => [one],
): CaseScope {
  const seen = posts.map(({ post, organisation }) => ({
    sees: LOOKING.find((line) => line.post.test(post))?.sees,
    organisation,
  }));
  const any = (...what: readonly string[]) => isAuditor || seen.some(({ sees }) => sees && what.includes(sees));
  const of = (what: 'place' | 'unit') =>
    seen.flatMap(({ sees, organisation }) => (sees === what && organisation !== undefined ? [organisation] : []));
  return {
    all: any('everything', 'street and tip-offs', 'street'),
    places: distinct(of('place').flatMap(below)),
    units: distinct(of('unit')),
    tipoffs: any('everything', 'street and tip-offs'),
    entries: any('everything'),
  };
}

/** Whether a case lies within a scope. */
export function covers(scope: CaseScope, row: SeenRow): boolean {
  if (row.kind === 'tipoff') return scope.all && scope.tipoffs;
  const { unit = '', organisation = '', register = '' } = row;
  if (row.kind === 'record' && scope.registers?.closed.includes(register)) return false;
  if (row.kind === 'record' && scope.registers?.shown.includes(register)) return true;
  if (row.kind === 'record' && unit === '' && organisation === '' && !scope.entries) return false;
  if (scope.all) return true;
  if (UNSAID[row.kind]?.includes(row.stage)) return false;
  // Whoever supervises may have to answer for the accident: it is the unit's, who reports it, and the street's.
  if (row.kind === 'accident') return scope.units.includes(unit);
  if (scope.places.includes(organisation) || scope.places.includes(unit)) return true;
  return scope.units.includes(unit) && !isOfSupervisors(row);
}

/** Whether a case is about those who supervise a unit: a matter of ladder A, or a paper of one. */
function isOfSupervisors({ kind, caseId, opener = '' }: SeenRow): boolean {
  if (kind === 'matter') return OF_SUPERVISORS.test(caseId);
  return kind === 'notice' && OF_SUPERVISORS.test(opener);
}

/**
 * How many events of a case somebody sees, from the first. Whom a matter is about sees it as it stood before the rung whose paper is not signed yet:
 * what the street is still writing about him is not said to him by the record either.
 */
export function eventsSeen(scope: CaseScope, kind: KindName, events: readonly CaseEvent[]): number {
  if (scope.all || kind !== 'matter') return events.length;
  let unsigned: number | undefined;
  for (const [i, event] of events.entries()) {
    const moves = event.moves ?? [event.type];
    if (moves.includes('RungDue')) {
      unsigned ??= Math.max(1, i);
      // Signed or not: that discipline inspection has been told is not for whom it has been told of.
      if (isSecretPaper(String(event.payload.notice))) return unsigned;
    }
    if (moves.some((move) => PAPER_DONE.has(move))) unsigned = undefined;
  }
  return unsigned ?? events.length;
}

const PAPER_DONE = new Set(['NoticeSigned', 'NoticeIssued', 'PaperDropped']);

/** Fields of events that units do not see, for ever or until something has happened: what is weighed about them, and a transfer that is still being prepared. */
const WITHHELD_FROM_UNITS: {
  readonly [event: string]: { readonly fields: readonly string[]; readonly until?: string };
} = {
  ConsultationOpened: { fields: ['issue', 'tried', 'reason'] },
  ConsultationLifted: { fields: ['tried', 'proposal', 'reason'] },
  ConsultationSentDown: { fields: ['instructions'] },
  TransferDecided: { fields: ['to', 'basis'], until: 'TransferSent' },
  AccidentRegistered: { fields: ['frozen', 'tracing', 'matter', 'generalAccidentsInQuarter'] },
  CasesFrozen: { fields: ['frozen'] },
  ClueTransferred: { fields: ['to', 'what', 'records'] },
  TracingConcluded: { fields: ['result'] },
  ObjectionRaised: { fields: ['objection'] },
};

/** The text that stands in the place of a field that somebody does not see. */
export const WITHHELD = '（不对本单位公开）';

/** The events of a case as somebody sees them, from the first: none of what he is not told yet, and fields that are not his to know say so. */
export function eventsFor<Event extends CaseEvent>(
  scope: CaseScope,
  kind: KindName,
  events: readonly Event[],
): readonly Event[] {
  const seen = events.slice(0, eventsSeen(scope, kind, events));
  if (scope.all || (scope.places.length > 0 && kind !== 'accident')) return seen;
  const happened = new Set(seen.map((event) => event.type));
  return seen.map((event) => {
    const rule = WITHHELD_FROM_UNITS[event.type];
    // What an accident orders says who is looked at: papers to the district, messages to the cases under its mark.
    const quiet = kind === 'accident' ? { ...event, effects: [] } : event;
    if (rule === undefined || (rule.until !== undefined && happened.has(rule.until))) return quiet;
    return { ...quiet, payload: without(event.payload, rule.fields) };
  });
}

function without(payload: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, fields.includes(name) ? WITHHELD : value]),
  );
}

function distinct(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
