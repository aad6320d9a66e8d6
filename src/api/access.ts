import type { CaseId, CaseState, MatterState, SealedEvent } from '../core/index.ts';
import { type CaseScope, covers, eventsFor, eventsSeen, isSecretPaper, scopeOfPosts } from '../core/visibility.ts';
import type { CaseQuery, CaseRow, Ledger } from '../ledger/ledger.ts';
import { openReplay } from '../replay/replay.ts';
import { holderOf, isPost } from './duty.ts';
import type { HeldPost, Principal } from './principal.ts';
import { problem } from './problem.ts';

// Who may see and do what with cases, for everything that answers a principal; the rules themselves are `src/core/visibility.ts`.

/** Everything that a person may see. */
export function scopeOf({ scope, posts, roles }: Principal): CaseScope {
  return scope ?? scopeOfPosts(posts, roles.has('auditor'));
}

/** Whether a person looks at the whole street. */
export function seesStreet(principal: Principal): boolean {
  return scopeOf(principal).all;
}

/** The case's row if this person may see it; throws `case-not-found` as if there were none otherwise. */
export async function visibleRow(ledger: Ledger, principal: Principal, caseId: CaseId): Promise<CaseRow> {
  const row = await ledger.row(caseId);
  if (row === undefined || !covers(scopeOf(principal), row)) throw problem('case-not-found');
  return row;
}

/** Posts of a person under which he may act on this case. The tree of organisations lets see, not act: a department above a village does not do the village's work. */
export function postsFor(principal: Principal, row: CaseRow): readonly HeldPost[] {
  const { registers = { shown: [], closed: [] } } = scopeOf(principal);
  return principal.posts.filter((held) => covers({ ...scopeOfPosts([held], false), registers }, row));
}

/**
 * Whether somebody may have what was handed in as it came, with everything that its maker wrote into it: auditors, the office that keeps every case,
 * whoever has acted in this one, and whoever owes something in it now.
 */
export function handles(principal: Principal, row: CaseRow, state: CaseState, events: readonly SealedEvent[]): boolean {
  if (scopeOf(principal).entries || events.some(({ actor }) => actor.person === principal.person.id)) return true;
  const owing = [...Object.values(state.clocks), ...Object.values(state.overdue)].flatMap(({ holder }) =>
    holder === undefined ? [] : [holderOf(state, holder)],
  );
  return postsFor(principal, row).some((held) => owing.some((ref) => isPost(held, ref)));
}

/** A page of the cases that a person may see, the newest first. */
export function visibleCases(ledger: Ledger, principal: Principal, query: CaseQuery): ReturnType<Ledger['cases']> {
  return ledger.cases({ ...query, within: scopeOf(principal) });
}

/** The events of a case as a person may see them. */
export function visibleEvents<Event extends SealedEvent>(
  principal: Principal,
  row: CaseRow,
  events: readonly Event[],
): readonly Event[] {
  return eventsFor(scopeOf(principal), row.kind, events);
}

/** `seq` of the last event of a case that a person may see. */
export async function lastSeen(ledger: Ledger, principal: Principal, row: CaseRow): Promise<number> {
  const scope = scopeOf(principal);
  if (scope.all || row.kind !== 'matter') return row.seq;
  return eventsSeen(scope, row.kind, await ledger.events(row.caseId));
}

/** The state of a case as a person may see it: for whom something is withheld, what the events that he sees come to. */
export async function visibleState(ledger: Ledger, principal: Principal, row: CaseRow): Promise<CaseState | undefined> {
  const state = await ledger.state(row.caseId);
  if (state === undefined || !mayWithhold(scopeOf(principal), state)) return state;
  const seen = visibleEvents(principal, row, await ledger.events(row.caseId));
  return openReplay(seen).stateAfter(seen.length);
}

/** States of which something may be withheld: everybody else's answer needs no second fold. */
function mayWithhold(scope: CaseScope, state: CaseState): boolean {
  const { kind, regions } = state;
  if (scope.all) return false;
  return (
    (kind === 'matter' && (regions.paper === 'unsigned' || hasSecretRung(state as MatterState))) ||
    kind === 'accident' ||
    ((kind === 'hazard' || kind === 'roster') && scope.places.length === 0)
  );
}

function hasSecretRung({ rungs }: MatterState): boolean {
  return rungs.some(({ notice }) => isSecretPaper(notice));
}
