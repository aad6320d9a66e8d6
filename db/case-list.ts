import type { Knex } from 'knex';
import type { CaseId, KindName } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import type { Phrase } from '../src/core/search-words.ts';
import type { BoardRegion, Listing } from '../src/core/sentence/listing.ts';
import type { CaseScope } from '../src/core/visibility.ts';
import { whereSeen } from './case-scope.ts';
import type { CaseListRow } from './case-view.ts';
import type { Database } from './open.ts';

type Knexed = Pick<Database, 'dialect' | 'knex'>;

/** Among tiers and organisations: that there is none. */
export const NONE = 'none';

/** What narrows a list; all that is given must hold, and of several values one. */
export interface ListFilter {
  readonly within: CaseScope;
  readonly kinds?: readonly KindName[];
  readonly tiers?: readonly string[];
  readonly stages?: readonly string[];
  readonly measure?: number;
  /** Organisations in whose charge it is. */
  readonly organisations?: readonly string[];
  readonly unit?: string;
  readonly opener?: CaseId;
  readonly holder?: string;
  readonly holderOrganisation?: string;
  readonly overdue?: boolean;
  readonly closed?: boolean;
  readonly late?: boolean;
  readonly ended?: boolean;
  readonly rung?: number;
  /** A region of the machine and where it stands. */
  readonly at?: { readonly region: BoardRegion; readonly state: string };
  readonly dueBefore?: Instant;
  readonly openedFrom?: Instant;
  readonly openedBefore?: Instant;
  readonly endedFrom?: Instant;
  readonly endedBefore?: Instant;
  /** Search terms, all of which must be found; each by its phrase or by one of the words that stand for names. */
  readonly terms?: readonly { readonly phrase: Phrase; readonly names: readonly string[] }[];
}

export type ListSort = 'consequence' | 'due' | 'opened';

/** How each order goes: its column, and which end comes first. */
const SORTS: { readonly [Sort in ListSort]: readonly [column: string, direction: 'asc' | 'desc'] } = {
  consequence: ['urgency', 'asc'],
  due: ['due_key', 'asc'],
  opened: ['opened_at', 'desc'],
};

/** A row of a list where it stands in its order. */
export interface Placed {
  readonly caseId: CaseId;
  readonly key: string;
}

/** A page of cases in an order, after a place in it; `few`: a search has found no more than can be put in order at once. */
export async function readList(
  db: Knexed,
  filter: ListFilter,
  {
    sort,
    after,
    limit,
    few = false,
  }: { readonly sort: ListSort; readonly after?: Placed; readonly limit: number; readonly few?: boolean },
): Promise<readonly Placed[]> {
  const [column, direction] = SORTS[sort];
  const select = narrowed(db, filter)
    .select('case_id', `${column} as key`)
    .orderByRaw(
      // Of few that are found the order is made; SQLite would go through the whole index of it to meet them.
      few && db.dialect === 'sqlite'
        ? `+case_view.${column} ${direction}, +case_view.case_id ${direction}`
        : `case_view.${column} ${direction}, case_view.case_id ${direction}`,
    )
    .limit(limit);
  if (after)
    select.whereRaw(`(case_view.${column}, case_view.case_id) ${direction === 'asc' ? '>' : '<'} (?, ?)`, [
      after.key,
      after.caseId,
    ]);
  const rows: { case_id: string; key: string }[] = await select;
  return rows.map((row) => ({ caseId: row.case_id, key: row.key }));
}

/** How many cases a filter lets through, counted up to a number. */
export async function countList(db: Knexed, filter: ListFilter, most: number): Promise<number> {
  const inner = narrowed(db, filter).select(db.knex.raw('1')).limit(most);
  const row: { cases: number | string } | undefined = await db.knex.from(inner.as('found')).count('* as cases').first();
  return Number(row?.cases ?? 0);
}

/** The statement over the list that a filter narrows; columns are called `case_view.…`, as the scope's are. */
export function narrowed(db: Knexed, filter: ListFilter): Knex.QueryBuilder {
  const { knex } = db;
  const select = knex('case_list as case_view');
  whereSeen(knex, select, filter.within);
  const many: readonly (readonly [string, readonly (string | number)[] | undefined])[] = [
    ['kind', filter.kinds],
    ['tier', filter.tiers],
    ['stage', filter.stages],
    ['organisation', filter.organisations],
  ];
  for (const [column, values] of many)
    if (values !== undefined)
      select.where((any) => {
        any.whereIn(`case_view.${column}`, [...values]);
        if (values.includes(NONE)) any.orWhereNull(`case_view.${column}`);
      });
  if (filter.at !== undefined) select.where(`case_view.${filter.at.region}`, filter.at.state);
  const one: readonly (readonly [string, string | number | boolean | undefined])[] = [
    ['measure', filter.measure],
    ['unit', filter.unit],
    ['opener', filter.opener],
    ['holder', filter.holder],
    ['holder_organisation', filter.holderOrganisation],
    ['overdue', filter.overdue],
    ['closed', filter.closed],
    ['late', filter.late],
    ['rung', filter.rung],
  ];
  for (const [column, value] of one)
    if (value !== undefined)
      select.where(
        `case_view.${column}`,
        typeof value === 'boolean' && db.dialect === 'sqlite' ? Number(value) : value,
      );
  if (filter.ended !== undefined) select[filter.ended ? 'whereNotNull' : 'whereNull']('case_view.ended_at');
  if (filter.dueBefore !== undefined) select.where('case_view.due_key', '<', filter.dueBefore);
  if (filter.openedFrom !== undefined) select.where('case_view.opened_at', '>=', filter.openedFrom);
  if (filter.openedBefore !== undefined) select.where('case_view.opened_at', '<', filter.openedBefore);
  if (filter.endedFrom !== undefined) select.where('case_view.ended_at', '>=', filter.endedFrom);
  if (filter.endedBefore !== undefined) select.where('case_view.ended_at', '<', filter.endedBefore);
  if (filter.terms !== undefined && filter.terms.length > 0) {
    if (db.dialect === 'postgres')
      select.whereRaw('case_view.words @@ ?::tsquery', [filter.terms.map(tsquery).join(' & ')]);
    else
      select.whereRaw('case_view.n IN (SELECT rowid FROM case_words WHERE case_words MATCH ?)', [
        filter.terms.map(ftsQuery).join(' AND '),
      ]);
  }
  return select;
}

type Term = NonNullable<ListFilter['terms']>[number];

// Words are letters and digits alone (`wordsOf`), so nothing in them can be an operator.
function ftsQuery({ phrase, names }: Term): string {
  const said = `"${phrase.words.join(' ')}"${phrase.lastGoesOn ? ' *' : ''}`;
  return `(${[said, ...names.map((name) => `"${name}"`)].join(' OR ')})`;
}

function tsquery({ phrase, names }: Term): string {
  const said = phrase.words.map((word, i) => {
    const goesOn = phrase.lastGoesOn && i === phrase.words.length - 1;
    return `'${word}'${goesOn ? ':*' : ''}`;
  });
  return `(${[said.join(' <-> '), ...names.map((name) => `'${name}'`)].join(' | ')})`;
}

/** A case as the list holds it, with the columns of the read model. */
export interface ListedCase {
  readonly row: CaseListRow;
  readonly listing: Listing;
}

/** Writes rows of the list; a row that is newer already stays. */
export async function saveListed(trx: Knex, dialect: Database['dialect'], cases: readonly ListedCase[]): Promise<void> {
  for (const one of cases) {
    const columns = columnsOf(one, dialect);
    const words = one.listing.words.join(' ');
    if (dialect === 'postgres') {
      await trx('case_list')
        .insert({ ...columns, words: trx.raw('?::tsvector', [tsvector(one.listing.words)]) })
        .onConflict('case_id')
        .merge()
        .where('case_list.seq', '<=', columns.seq);
      continue;
    }
    const [saved]: { n: number }[] = await trx('case_list')
      .insert(columns)
      .onConflict('case_id')
      .merge()
      .where('case_list.seq', '<=', columns.seq)
      .returning('n');
    if (saved === undefined) continue;
    await trx.raw('DELETE FROM case_words WHERE rowid = ?', [saved.n]);
    await trx.raw('INSERT INTO case_words (rowid, words) VALUES (?, ?)', [saved.n, words]);
  }
}

function columnsOf({ row, listing }: ListedCase, dialect: Database['dialect']) {
  const flag = (value: boolean) => (dialect === 'postgres' ? value : Number(value));
  return {
    case_id: row.caseId,
    seq: row.seq,
    kind: row.kind,
    stage: row.stage,
    tier: row.tier ?? null,
    measure: listing.measure ?? null,
    organisation: row.organisation ?? null,
    unit: row.unit ?? null,
    opener: row.opener ?? null,
    holder: listing.holder?.post ?? null,
    holder_organisation: listing.holder?.organisation ?? null,
    opened_at: row.openedAt,
    ended_at: listing.endedAt ?? null,
    due_key: listing.dueKey,
    urgency: listing.urgency,
    overdue: flag(row.overdue),
    closed: flag(row.closed),
    late: flag(listing.late),
    rung: listing.rung ?? null,
    supervision: listing.regions.supervision ?? null,
    consultation: listing.regions.consultation ?? null,
    paper: listing.regions.paper ?? null,
    interview: listing.regions.interview ?? null,
  };
}

/** Words with their places, as PostgreSQL reads them; it keeps no place beyond this one. */
const FARTHEST = 16_383;

function tsvector(words: readonly string[]): string {
  return words.map((word, i) => `'${word}':${Math.min(i + 1, FARTHEST)}`).join(' ');
}

/** Cases whose row of the list is missing or behind their read model, in order of their ids. */
export async function readUnlisted(knex: Knex, after: CaseId, limit: number): Promise<readonly CaseId[]> {
  const rows: { case_id: string }[] = await knex('case_view as v')
    .leftJoin('case_list as l', 'l.case_id', 'v.case_id')
    .where('v.case_id', '>', after)
    // Entries of registers have lists of their own.
    .whereNot('v.kind', 'record')
    .andWhereRaw('(l.seq IS NULL OR l.seq < v.seq)')
    .orderBy('v.case_id')
    .limit(limit)
    .select('v.case_id');
  return rows.map((row) => row.case_id);
}

/** Empties the list; it is filled again from the read model. */
export async function emptyList({ dialect, knex }: Knexed): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx('case_list').del();
    if (dialect === 'sqlite') await trx.raw("INSERT INTO case_words (case_words) VALUES ('delete-all')");
  });
}

/** Organisations and persons whose name contains a text, by id, at most `most` of each. */
export async function readNamed(
  knex: Knex,
  text: string,
  most: number,
): Promise<{ readonly organisations: readonly string[]; readonly persons: readonly string[] }> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const named = (table: string): Promise<{ id: string }[]> =>
    knex(table).whereRaw("name LIKE ? ESCAPE '\\'", [pattern]).orderBy('id').limit(most).select('id');
  const [organisations, persons] = [await named('organisation'), await named('person')];
  return { organisations: organisations.map(({ id }) => id), persons: persons.map(({ id }) => id) };
}

/** Organisations in which persons hold a post at an instant. */
export async function readPlacesOf(knex: Knex, persons: readonly string[], at: Instant): Promise<readonly string[]> {
  if (persons.length === 0) return [];
  const rows: { organisation: string }[] = await knex('holding')
    .distinct('organisation')
    .whereIn('person', [...persons])
    .andWhere('organisation', '<>', '')
    .andWhere('valid_from', '<=', at)
    .andWhere((until) => until.whereNull('valid_until').orWhere('valid_until', '>', at));
  return rows.map((row) => row.organisation);
}
