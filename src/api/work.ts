import { addMs, type CaseState, type Clock, type Instant } from '../core/index.ts';
import type { CaseQuery, CaseRow, Ledger } from '../ledger/ledger.ts';
import { postsFor, visibleCases } from './access.ts';
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
const MOST_CASES = 500;
/** How far ahead the desk looks; later work comes up in time. */
const AHEAD_MS = 35 * 86_400_000;
const PAGE = 200;
/** Clocks that stand for somebody's duty, not for a message of the engine. */
const DUTIES = new Set(['lapse', 'signature', 'answer']);

/** The duties of a person's posts: overdue ones first, the longest overdue before; then by the instant they are due. `complete` is false if there are more. */
export async function deskOf(
  ledger: Ledger,
  principal: Principal,
  now: Instant,
): Promise<{ readonly work: readonly (Work & { readonly held: HeldPost })[]; readonly complete: boolean }> {
  const late = await collect(ledger, principal, { closed: false, overdue: true });
  const soon = await collect(ledger, principal, { closed: false, dueBefore: addMs(now, AHEAD_MS) });
  const rows = new Map([...late.rows, ...soon.rows].map((row) => [row.caseId, row]));
  const duties = (await withStates(ledger, [...rows.values()])).flatMap(dutiesOf);
  const work = duties.flatMap((duty) => {
    const held = heldFor(principal, duty);
    return held === undefined ? [] : [{ ...duty, held }];
  });
  return { work: work.sort(byConsequence), complete: late.complete && soon.complete };
}

/** Lapsed and unmet duties that a person may see, the longest overdue first. */
export async function lateOf(
  ledger: Ledger,
  principal: Principal,
  organisation: string | undefined,
  limit: number,
): Promise<readonly Work[]> {
  const { rows } = await collect(ledger, principal, {
    overdue: true,
    ...(organisation === undefined ? {} : { organisation }),
  });
  const late = (await withStates(ledger, rows)).flatMap(dutiesOf).filter((duty) => duty.overdue);
  return late.sort(byConsequence).slice(0, limit);
}

async function collect(
  ledger: Ledger,
  principal: Principal,
  query: CaseQuery,
): Promise<{ readonly rows: readonly CaseRow[]; readonly complete: boolean }> {
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

function dutiesOf({ row, state }: { readonly row: CaseRow; readonly state: CaseState }): readonly Work[] {
  const running = Object.values(state.clocks).filter((clock) => DUTIES.has(clock.does) && clock.holder !== undefined);
  return [
    ...Object.values(state.overdue).map((clock) => ({ row, state, clock, overdue: true })),
    ...running.filter((clock) => !state.overdue[clock.id]).map((clock) => ({ row, state, clock, overdue: false })),
  ];
}

function heldFor(principal: Principal, { row, state, clock }: Work): HeldPost | undefined {
  if (clock.holder === undefined) return undefined;
  const ref = holderOf(state, clock.holder);
  return postsFor(principal, row).find((held) => isPost(held, ref));
}

function byConsequence(a: Work, b: Work): number {
  return (
    Number(b.overdue) - Number(a.overdue) ||
    (a.clock.dueAt < b.clock.dueAt ? -1 : a.clock.dueAt > b.clock.dueAt ? 1 : a.row.caseId < b.row.caseId ? -1 : 1)
  );
}
