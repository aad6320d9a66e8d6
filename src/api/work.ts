import { addMs, type CaseState, type Clock, type Instant, type PostRef } from '../core/index.ts';
import { holderOfDuty } from '../core/sentence/duty.ts';
import { covers } from '../core/visibility.ts';
import type { CaseQuery, CaseRow, Ledger } from '../ledger/ledger.ts';
import { postsFor, scopeOf, visibleCases } from './access.ts';
import type { Api } from './api.ts';
import { holderOf, isPost } from './duty.ts';
import type { HeldPost, Principal } from './principal.ts';

/** A duty of a case that is mine, or late. */
export interface Work {
  readonly row: CaseRow;
  readonly state: CaseState;
  readonly clock: Clock;
  readonly overdue: boolean;
}

/** Beyond this many cases a list shows the most urgent ones only. */
const MOST_CASES = 400;
const PAGE = 200;
const DAY_MS = 86_400_000;
/** How far ahead the desk looks, in days: the near days first, so that the most urgent are found when there are many. */
const HORIZONS = [1, 3, 7, 14, 35];
/** Clocks that stand for somebody's duty, not for a message of the engine. */
const DUTIES = new Set(['lapse', 'signature', 'answer']);

interface Rows {
  readonly rows: readonly CaseRow[];
  readonly complete: boolean;
}

/** The duties of a person's posts: overdue ones first, the longest overdue before; then by the instant they are due. `complete` is false if there are more. */
export async function deskOf(
  { ledger, terms }: Pick<Api, 'ledger' | 'terms'>,
  principal: Principal,
  now: Instant,
): Promise<{ readonly work: readonly (Work & { readonly held: HeldPost })[]; readonly complete: boolean }> {
  const late = await overdueCases(ledger, principal, undefined);
  const soon = await dueSoon(ledger, principal, now);
  // A matter's papers wait for signature and answer, and drafts for what is missing, without a deadline in the read model.
  const matters = await collect(ledger, principal, { kind: 'matter', closed: false });
  const drafts = await collect(ledger, principal, { kind: 'notice', closed: false });
  const rows = new Map([...late.rows, ...soon.rows, ...matters.rows, ...drafts.rows].map((row) => [row.caseId, row]));
  const duties = (await withStates(ledger, [...rows.values()])).flatMap(dutiesOf);
  const work: (Work & { readonly held: HeldPost })[] = [];
  for (const duty of duties) {
    const held = heldFor(principal, duty, await postOf(duty, terms));
    if (held !== undefined) work.push({ ...duty, held });
  }
  return {
    work: work.sort(byConsequence),
    complete: late.complete && soon.complete && matters.complete && drafts.complete,
  };
}

/** Lapsed and unmet duties that a person may see, the longest overdue first. */
export async function lateOf(
  ledger: Ledger,
  principal: Principal,
  organisation: string | undefined,
  limit: number,
): Promise<readonly Work[]> {
  const { rows } = await overdueCases(ledger, principal, organisation);
  const late = (await withStates(ledger, rows))
    .flatMap(dutiesOf)
    .filter((duty) => duty.overdue && isTold(principal, duty));
  return late.sort(byConsequence).slice(0, limit);
}

/** Cases with a lapsed duty; where there are more than fit, the longest overdue of whoever sees all. */
async function overdueCases(ledger: Ledger, principal: Principal, organisation: string | undefined): Promise<Rows> {
  const scope = scopeOf(principal);
  const narrowed = organisation === undefined ? {} : { organisation };
  if (!scope.all) return collect(ledger, principal, { ...narrowed, overdue: true });
  const late = await ledger.late({ limit: PAGE, ...narrowed });
  const rows = new Map(late.map(({ row }) => [row.caseId, row]));
  return { rows: [...rows.values()].filter((row) => covers(scope, row)), complete: rows.size < PAGE };
}

/** Cases on which nothing is overdue and something is due soon. */
async function dueSoon(ledger: Ledger, principal: Principal, now: Instant): Promise<Rows> {
  let found: Rows = { rows: [], complete: true };
  for (const days of HORIZONS) {
    const query = { closed: false, overdue: false, dueBefore: addMs(now, days * DAY_MS) };
    const wider = await collect(ledger, principal, query);
    if (!wider.complete && found.rows.length > 0) return { ...found, complete: false };
    found = wider;
    if (!found.complete) return found;
  }
  return found;
}

async function collect(ledger: Ledger, principal: Principal, query: CaseQuery): Promise<Rows> {
  const rows: CaseRow[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await visibleCases(ledger, principal, {
      ...query,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.rows);
    cursor = page.cursor;
    if (cursor === undefined) return { rows, complete: true };
    if (rows.length >= MOST_CASES) return { rows, complete: false };
  }
}

async function withStates(
  ledger: Ledger,
  rows: readonly CaseRow[],
): Promise<readonly { readonly row: CaseRow; readonly state: CaseState }[]> {
  const states = await Promise.all(rows.map((row) => ledger.state(row.caseId)));
  return rows.flatMap((row, i) => {
    const state = states[i];
    return state === undefined ? [] : [{ row, state }];
  });
}

/** What somebody else still has to sign about an organisation is not shown to it as a duty of the street either. */
function isTold(principal: Principal, { row, clock }: Work): boolean {
  return scopeOf(principal).all || row.kind !== 'matter' || clock.does !== 'signature';
}

function dutiesOf({ row, state }: { readonly row: CaseRow; readonly state: CaseState }): readonly Work[] {
  const running = Object.values(state.clocks).filter(({ does }) => DUTIES.has(does));
  return [
    ...Object.values(state.overdue).map((clock) => ({ row, state, clock, overdue: true })),
    ...running.filter((clock) => !state.overdue[clock.id]).map((clock) => ({ row, state, clock, overdue: false })),
  ];
}

/** Whose duty it is. Who signs the paper of a rung is the ladder's to say: its clock names nobody before he is late. */
async function postOf({ state, clock }: Work, terms: Api['terms']): Promise<PostRef | undefined> {
  if (clock.holder !== undefined) return holderOf(state, clock.holder);
  return clock.does === 'signature' ? holderOfDuty(state, clock, await terms.ruleSet(state.ruleSet)) : undefined;
}

function heldFor(principal: Principal, { row }: Work, ref: PostRef | undefined): HeldPost | undefined {
  return ref && postsFor(principal, row).find((held) => isPost(held, ref));
}

function byConsequence(a: Work, b: Work): number {
  return (
    Number(b.overdue) - Number(a.overdue) ||
    (a.clock.dueAt < b.clock.dueAt ? -1 : a.clock.dueAt > b.clock.dueAt ? 1 : a.row.caseId < b.row.caseId ? -1 : 1)
  );
}
