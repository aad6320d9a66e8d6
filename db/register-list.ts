import type { Knex } from 'knex';
import type { CaseId, CaseState } from '../src/core/case.ts';
import type { Day } from '../src/core/instant.ts';
import { type EntryRow, entryOf, type StoredEntry } from './register-entry.ts';

/** An entry as a list shows it, with its state. */
export interface ListedEntry extends Omit<EntryRow, 'unitRow' | 'values' | 'claims' | 'search'> {
  readonly seq: number;
  readonly state: CaseState;
}

/** What a list of a register asks for; everything that is given must hold. */
export interface EntryFilter {
  readonly register: string;
  /** Words to be found in the searched fields. */
  readonly q?: string;
  readonly inForce?: boolean;
  /** Entries of these numbers or keys. */
  readonly ids?: readonly string[];
  readonly organisation?: string;
  readonly unit?: string;
  /** Field → value, for fields that name or choose something. */
  readonly values?: { readonly [field: string]: string };
  /** Field → any of these values. */
  readonly anyOf?: { readonly field: string; readonly values: readonly string[] };
  readonly validOn?: Day;
  readonly until?: { readonly from?: Day; readonly to?: Day };
  /** Entries of these organisations or units; absent: of all. */
  readonly within?: { readonly organisations: readonly string[]; readonly units: readonly string[] };
}

/** So many are counted; beyond it a list says “more”. */
export const MOST_COUNTED = 1_000;

/** A page of a register, the newest number first, or by the day until which (duties: by which) for `order: 'until'`. */
export async function listEntries(
  knex: Knex,
  filter: EntryFilter,
  page: { readonly order?: 'newest' | 'until'; readonly after?: string; readonly limit: number },
): Promise<readonly ListedEntry[]> {
  const select = narrowed(knex, filter);
  if (page.order === 'until') {
    select.whereNotNull('e.valid_to').orderBy([{ column: 'e.valid_to' }, { column: 'e.case_id' }]);
    const [day = '', id = ''] = (page.after ?? '').split('~');
    if (page.after !== undefined)
      select.where((any) =>
        any
          .where('e.valid_to', '>', day)
          .orWhere((same) => same.where('e.valid_to', day).andWhere('e.case_id', '>', id)),
      );
  } else {
    select.orderBy('e.case_id', 'desc');
    if (page.after !== undefined) select.where('e.case_id', '<', page.after);
  }
  // The page first, the states of its rows after: a state is a kilobyte and more.
  const rows: StoredEntry[] = await select.select('e.*').limit(page.limit);
  const views: { case_id: string; seq: number; state: string }[] = await knex('case_view')
    .select('case_id', 'seq', 'state')
    .whereIn(
      'case_id',
      rows.map((row) => row.case_id),
    );
  const byId = new Map(views.map((view) => [view.case_id, view]));
  return rows.flatMap((row) => {
    const view = byId.get(row.case_id);
    return view === undefined ? [] : [{ ...entryOf(row), seq: view.seq, state: JSON.parse(view.state) as CaseState }];
  });
}

/** How many there are, up to `MOST_COUNTED` + 1. */
export async function countEntries(knex: Knex, filter: EntryFilter): Promise<number> {
  const some = narrowed(knex, filter)
    .select('e.case_id')
    .limit(MOST_COUNTED + 1);
  const [row] = (await knex.count({ n: '*' }).from(some.as('some'))) as { n: number | string }[];
  return Number(row?.n ?? 0);
}

/** Entries in force of each register: what an overview shows. */
export async function countByRegister(knex: Knex): Promise<ReadonlyMap<string, number>> {
  const rows: { register: string; n: number | string }[] = await knex('register_entry')
    .where('in_force', flag(knex, true))
    .groupBy('register')
    .select('register')
    .count({ n: '*' });
  return new Map(rows.map(({ register, n }) => [register, Number(n)]));
}

function narrowed(knex: Knex, filter: EntryFilter): Knex.QueryBuilder {
  const { register, q, inForce, ids, values = {}, anyOf, validOn, until, within } = filter;
  const select = knex('register_entry as e').where('e.register', register);
  if (inForce !== undefined) select.where('e.in_force', flag(knex, inForce));
  if (filter.organisation !== undefined) select.where('e.organisation', filter.organisation);
  if (filter.unit !== undefined) select.where('e.unit', filter.unit);
  if (ids) select.where((any) => any.whereIn('e.case_id', [...ids]).orWhereIn('e.key', [...ids]));
  if (q !== undefined && q !== '')
    select.whereRaw("e.search LIKE ? ESCAPE '\\'", [`%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`]);
  for (const [field, value] of Object.entries(values))
    select.whereIn('e.case_id', holding(knex, register, field, [value]));
  if (anyOf) select.whereIn('e.case_id', holding(knex, register, anyOf.field, anyOf.values));
  if (validOn !== undefined)
    select
      .where((any) => any.whereNull('e.valid_from').orWhere('e.valid_from', '<=', validOn))
      .where((any) => any.whereNull('e.valid_to').orWhere('e.valid_to', '>=', validOn));
  if (until?.from !== undefined) select.where('e.valid_to', '>=', until.from);
  if (until?.to !== undefined) select.where('e.valid_to', '<=', until.to);
  if (within)
    select.where((any) =>
      any.whereIn('e.organisation', [...within.organisations]).orWhereIn('e.unit', [...within.units]),
    );
  return select;
}

function holding(knex: Knex, register: string, field: string, values: readonly string[]): Knex.QueryBuilder {
  return knex('register_value as v')
    .select('v.case_id')
    .where({ 'v.register': register, 'v.field': field })
    .whereIn('v.value', [...values]);
}

function flag(knex: Knex, value: boolean): boolean | number {
  return knex.client.config.client === 'pg' ? value : Number(value);
}

/** Values of a unique field that entries in force have, of those asked for. */
export async function claimsAmong(
  knex: Knex,
  register: string,
  field: string,
  values: readonly string[],
): Promise<ReadonlyMap<string, CaseId>> {
  const rows: { value: string; case_id: string }[] = await byPages(values, (some) =>
    knex('register_claim').select('value', 'case_id').where({ register, field }).whereIn('value', some),
  );
  return new Map(rows.map((row) => [row.value, row.case_id]));
}

/** Which of these ids are known: organisations, units, people, cases, stored files. */
export async function knownAmong(
  knex: Knex,
  type: 'organisation' | 'unit' | 'person' | 'case' | 'blob',
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const [table, column] = (
    {
      organisation: ['organisation', 'id'],
      unit: ['unit', 'id'],
      person: ['person', 'id'],
      case: ['case_view', 'case_id'],
      blob: ['blob', 'sha256'],
    } as const
  )[type];
  const rows: { id: string }[] = await byPages(ids, (some) => knex(table).select({ id: column }).whereIn(column, some));
  return new Set(rows.map(({ id }) => id));
}

/** Which of these entries of a register are known, by key or number. */
export async function entriesAmong(knex: Knex, register: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows: { case_id: string; key: string | null }[] = await byPages(ids, (some) =>
    knex('register_entry')
      .select('case_id', 'key')
      .where({ register })
      .andWhere((any) => any.whereIn('case_id', some).orWhereIn('key', some)),
  );
  return new Set(rows.map(({ case_id, key }) => key ?? case_id));
}

/** Every post that there is, as `post` and `post@organisation`. */
export async function allPosts(knex: Knex): Promise<ReadonlySet<string>> {
  const rows: { name: string; organisation: string }[] = await knex('post').select('name', 'organisation');
  return new Set(rows.flatMap(({ name, organisation }) => [name, `${name}@${organisation}`]));
}

/** Commands of an import that have been recorded already, by command id. */
export async function openedAmong(knex: Knex, commandIds: readonly string[]): Promise<ReadonlyMap<string, CaseId>> {
  const rows: { command_id: string; case_id: string }[] = await byPages(commandIds, (some) =>
    knex('opening').select('command_id', 'case_id').where('kind', 'record').whereIn('command_id', some),
  );
  return new Map(rows.map((row) => [row.command_id, row.case_id]));
}

const PAGE = 500;

async function byPages<Row>(
  ids: readonly string[],
  read: (some: readonly string[]) => PromiseLike<Row[]>,
): Promise<Row[]> {
  const distinct = [...new Set(ids)];
  const rows: Row[] = [];
  for (let i = 0; i < distinct.length; i += PAGE) rows.push(...(await read(distinct.slice(i, i + PAGE))));
  return rows;
}
