import type { Knex } from 'knex';
import type { UnitFacts } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

export type OrganisationKind = 'district' | 'street' | 'department' | 'village' | 'unit' | 'team';

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly parent?: string;
  /** It was closed then: nothing new begins with it, and what it did stays. */
  readonly closedAt?: Instant;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly mail?: string;
  readonly phone?: string;
}

/** A post of an organisation (`''`: the only one of its name); `above` is the post that answers when it is empty. */
export interface Post {
  readonly organisation: string;
  readonly name: string;
  readonly label: string;
  readonly above?: string;
  readonly aboveOrganisation?: string;
}

/** Who holds a post, from an instant until (not including) another. */
export interface Holding {
  readonly organisation: string;
  readonly post: string;
  readonly person: string;
  readonly validFrom: Instant;
  readonly validUntil?: Instant;
}

/** An order that lets somebody act for the holder for a time; while it runs, the deputy is addressed. */
export interface Deputy extends Holding {
  readonly orderNo: string;
}

/** What the supervision needs to know of an enterprise. */
export interface Unit {
  readonly id: string;
  readonly supervisor?: string;
  readonly industry?: string;
  readonly size?: string;
  readonly grade?: string;
}

/** The stored row as facts of a unit. */
export function unitFacts(row: {
  id: string;
  supervisor: string | null;
  supervisor_kind?: string | null;
  industry: string | null;
  size: string | null;
}): UnitFacts {
  return {
    unit: row.id,
    ...(row.supervisor === null ? {} : { supervisor: row.supervisor }),
    ...(row.supervisor_kind === 'department' ? { supervisorKind: 'department' as const } : {}),
    ...(row.industry === null ? {} : { industry: row.industry }),
    ...(row.size === null ? {} : { size: row.size }),
  };
}

export const FIND_UNIT =
  'SELECT id, supervisor, (SELECT kind FROM organisation WHERE organisation.id = unit.supervisor) AS supervisor_kind, industry, size FROM unit WHERE id = ';

/** Everything that describes an office; what is given is added or replaces what is there. */
export interface OfficeRegisters {
  readonly organisations?: readonly Organisation[];
  readonly persons?: readonly Person[];
  readonly posts?: readonly Post[];
  readonly holdings?: readonly Holding[];
  readonly deputies?: readonly Deputy[];
  readonly units?: readonly Unit[];
}

/** Rows a statement: SQLite's limit of terms in a compound insert is 500. */
const PAGE = 400;

/** Adds or replaces registers, all or nothing; parents before children. */
export async function saveRegisters(knex: Knex, office: OfficeRegisters): Promise<void> {
  await knex.transaction(async (trx) => {
    await upsert(
      trx,
      'organisation',
      ['id'],
      (office.organisations ?? []).map((one) => ({
        id: one.id,
        name: one.name,
        kind: one.kind,
        parent: one.parent ?? null,
        closed_at: one.closedAt ?? null,
      })),
    );
    await upsert(
      trx,
      'person',
      ['id'],
      (office.persons ?? []).map((one) => ({
        id: one.id,
        name: one.name,
        mail: one.mail ?? null,
        phone: one.phone ?? null,
      })),
    );
    await upsert(
      trx,
      'post',
      ['organisation', 'name'],
      (office.posts ?? []).map((one) => ({
        organisation: one.organisation,
        name: one.name,
        label: one.label,
        above: one.above ?? null,
        above_organisation: one.aboveOrganisation ?? null,
      })),
    );
    await upsert(
      trx,
      'holding',
      ['organisation', 'post', 'person', 'valid_from'],
      (office.holdings ?? []).map((one) => ({
        organisation: one.organisation,
        post: one.post,
        person: one.person,
        valid_from: one.validFrom,
        valid_until: one.validUntil ?? null,
      })),
    );
    await upsert(
      trx,
      'deputy',
      ['organisation', 'post', 'person', 'order_no'],
      (office.deputies ?? []).map((one) => ({
        organisation: one.organisation,
        post: one.post,
        person: one.person,
        order_no: one.orderNo,
        valid_from: one.validFrom,
        valid_until: one.validUntil ?? null,
      })),
    );
    await upsert(
      trx,
      'unit',
      ['id'],
      (office.units ?? []).map((one) => ({
        id: one.id,
        supervisor: one.supervisor ?? null,
        industry: one.industry ?? null,
        size: one.size ?? null,
        grade: one.grade ?? null,
      })),
    );
  });
}

async function upsert(trx: Knex, table: string, key: string[], rows: readonly object[]): Promise<void> {
  for (let i = 0; i < rows.length; i += PAGE)
    await trx(table)
      .insert(rows.slice(i, i + PAGE))
      .onConflict(key)
      .merge();
}

/** All organisations, parents first by depth of id order. */
export async function readOrganisations(knex: Knex): Promise<readonly Organisation[]> {
  const rows: (Pick<Organisation, 'id' | 'name' | 'kind'> & { parent: string | null; closed_at: string | null })[] =
    await knex('organisation').select('id', 'name', 'kind', 'parent', 'closed_at').orderBy('id');
  return rows.map(({ parent, closed_at, ...row }) => ({
    ...row,
    ...(parent === null ? {} : { parent }),
    ...(closed_at === null ? {} : { closedAt: closed_at }),
  }));
}

/** Each of these organisations with everything below it in the tree. */
export async function readBelow(
  knex: Knex,
  organisations: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const below = new Map<string, string[]>();
  if (organisations.length === 0) return below;
  const marks = organisations.map(() => '?').join(', ');
  const rows: { root: string; id: string }[] = await knex
    .withRecursive('below', ['root', 'id'], (tree) =>
      tree
        .select('id as root', 'id')
        .from('organisation')
        .whereRaw(`id IN (${marks})`, [...organisations])
        .union((next) =>
          next
            .select('below.root', 'organisation.id')
            .from('organisation')
            .join('below', 'organisation.parent', 'below.id'),
        ),
    )
    .select('root', 'id')
    .from('below');
  for (const { root, id } of rows) below.set(root, [...(below.get(root) ?? []), id]);
  return below;
}

/** All people. */
export async function readPersons(knex: Knex): Promise<readonly Person[]> {
  const rows: { id: string; name: string; mail: string | null; phone: string | null }[] = await knex('person')
    .select('id', 'name', 'mail', 'phone')
    .orderBy('id');
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ...(row.mail === null ? {} : { mail: row.mail }),
    ...(row.phone === null ? {} : { phone: row.phone }),
  }));
}

/** What the register knows of a unit. */
export async function readUnit(knex: Knex, id: string): Promise<UnitFacts | undefined> {
  const row: Parameters<typeof unitFacts>[0] | undefined = await knex('unit')
    .select('id', 'supervisor', 'industry', 'size')
    .select(knex.raw('(SELECT kind FROM organisation WHERE organisation.id = unit.supervisor) AS supervisor_kind'))
    .where({ id })
    .first();
  return row && unitFacts(row);
}

/** Name of an organisation or unit. */
export async function readOrganisationName(knex: Knex, id: string): Promise<string | undefined> {
  const row: { name: string } | undefined = await knex('organisation').select('name').where({ id }).first();
  return row?.name;
}

/** Names as the registers have them, by id: of these persons, and of all organisations. */
export async function readNames(
  knex: Knex,
  persons: ReadonlySet<string>,
): Promise<{
  readonly persons: { readonly [id: string]: string };
  readonly organisations: { readonly [id: string]: string };
}> {
  const people: { id: string; name: string }[] = await knex('person').select('id', 'name').orderBy('id');
  const places: { id: string; name: string }[] = await knex('organisation').select('id', 'name').orderBy('id');
  return {
    persons: Object.fromEntries(people.filter(({ id }) => persons.has(id)).map(({ id, name }) => [id, name])),
    organisations: Object.fromEntries(places.map(({ id, name }) => [id, name])),
  };
}
