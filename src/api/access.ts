import type { CaseId } from '../core/index.ts';
import type { CaseQuery, CaseRow, Ledger } from '../ledger/ledger.ts';
import type { HeldPost, Principal } from './principal.ts';
import { problem } from './problem.ts';

// Who may see which case. Lists, single reads, commands, desk and late list all come through here, so that there is one answer.

/** What one post lets see: everything, the cases of one organisation (village, department), or those of one unit. */
export type Scope = { readonly all: true } | { readonly organisation: string } | { readonly unit: string };

const EVERYTHING: Scope = { all: true };

/** Posts of the street and of the district look at the whole street; teams that accept are called to any case. */
const WIDE = /^(street|district)\.|^acceptanceTeam$/;

/** What a post lets see; undefined for posts that see no case (administrators, the public, devices without an organisation). */
export function scopeOf({ post, organisation }: HeldPost): Scope | undefined {
  if (WIDE.test(post)) return EVERYTHING;
  if (organisation === undefined) return undefined;
  return post.startsWith('unit.') ? { unit: organisation } : { organisation };
}

/** Everything that a person may see, without repetition. */
export function scopesOf({ posts, roles }: Principal): readonly Scope[] {
  const scopes = posts.flatMap((held) => scopeOf(held) ?? []);
  if (roles.has('auditor') || scopes.includes(EVERYTHING)) return [EVERYTHING];
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
}

/** Whether a case lies within a scope. A tip-off is the street's alone, and so is a paper that is not signed yet: the unit or village it is about must not learn of it. */
export function covers(scope: Scope, row: CaseRow): boolean {
  if ('all' in scope) return true;
  if (row.kind === 'tipoff') return false;
  // What the street is still writing about somebody is not yet said to him.
  if (row.kind === 'notice' && row.stage === 'draft') return false;
  return 'unit' in scope ? row.unit === scope.unit : row.organisation === scope.organisation;
}

/** The case's row if this person may see it; throws `case-not-found` as if there were none otherwise. */
export async function visibleRow(ledger: Ledger, principal: Principal, caseId: CaseId): Promise<CaseRow> {
  const row = await ledger.row(caseId);
  if (row === undefined || !scopesOf(principal).some((scope) => covers(scope, row))) throw problem('case-not-found');
  return row;
}

/** Posts of a person under which he sees this case: only these may act on it. */
export function postsFor(principal: Principal, row: CaseRow): readonly HeldPost[] {
  return principal.posts.filter((held) => {
    const scope = scopeOf(held);
    return scope !== undefined && covers(scope, row);
  });
}

/**
 * A page of the cases that a person may see. With several scopes they come one after the other (the cursor says where it stands), each case once.
 */
export async function visibleCases(
  ledger: Ledger,
  principal: Principal,
  query: CaseQuery,
): ReturnType<Ledger['cases']> {
  const scopes = scopesOf(principal);
  const place = placeOf(query.cursor, scopes.length);
  const { cursor: _, ...filter } = query;
  for (let at = place.scope; at < scopes.length; at++) {
    const scope = scopes[at] as Scope;
    const narrowed = narrow(filter, scope);
    if (narrowed === undefined) continue;
    const cursor = at === place.scope ? place.cursor : undefined;
    const page = await ledger.cases({ ...narrowed, ...(cursor === undefined ? {} : { cursor }) });
    const rows = page.rows.filter(
      (row) => covers(scope, row) && !scopes.slice(0, at).some((earlier) => covers(earlier, row)),
    );
    const next = page.cursor !== undefined ? `${at}.${page.cursor}` : at + 1 < scopes.length ? `${at + 1}.` : undefined;
    if (rows.length > 0 || next === undefined) return { rows, ...(next === undefined ? {} : { cursor: next }) };
    if (page.cursor !== undefined) return { rows, cursor: `${at}.${page.cursor}` };
  }
  return { rows: [] };
}

/** The query within a scope; undefined if both cannot hold. */
function narrow(query: Omit<CaseQuery, 'cursor'>, scope: Scope): Omit<CaseQuery, 'cursor'> | undefined {
  if ('all' in scope) return query;
  if (query.kind === 'tipoff') return undefined;
  if ('unit' in scope)
    return query.unit === undefined || query.unit === scope.unit ? { ...query, unit: scope.unit } : undefined;
  return query.organisation === undefined || query.organisation === scope.organisation
    ? { ...query, organisation: scope.organisation }
    : undefined;
}

function placeOf(cursor: string | undefined, scopes: number): { readonly scope: number; readonly cursor?: string } {
  if (cursor === undefined) return { scope: 0 };
  const [, scope, rest = ''] = /^(\d{1,3})\.([A-Za-z0-9_-]*)$/.exec(cursor) ?? [];
  if (scope === undefined || Number(scope) >= Math.max(scopes, 1))
    throw problem('invalid', { fields: { cursor: '翻页标记无效，请从第一页重新查询' } });
  return { scope: Number(scope), ...(rest === '' ? {} : { cursor: rest }) };
}
