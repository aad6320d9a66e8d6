import type { Knex } from 'knex';
import type { UnitFacts } from '../src/core/case.ts';
import type { PostRef } from '../src/core/effect.ts';
import type { Instant } from '../src/core/instant.ts';

/** Whoever finds nobody else: the street's safety office. */
export const OFFICE_DESK = 'street.safetyOffice';

/** How far up a chain of empty posts is followed; a circle in the register must not hang a commit. */
const HIGHEST_STEP = 6;

export type OrganisationKind = 'district' | 'street' | 'department' | 'village' | 'unit' | 'team';

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly parent?: string;
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

/** A person found for a post, and why this one. `person` is empty when the register knows nobody at all. */
export interface Recipient {
  readonly person: string;
  readonly address: string | undefined;
  readonly because: string;
}

/** The registers of one version, in memory. */
export interface Directory {
  readonly version: number;
  /** Never empty: the last resort is the office desk, with or without a person. */
  resolve(ref: PostRef, at: Instant): readonly Recipient[];
}

/** The registers before they have been read: version 0 is no version. */
export const NO_DIRECTORY: Directory = {
  version: 0,
  resolve: () => [{ person: '', address: undefined, because: 'office desk' }],
};

/** Rows as both databases return them. */
export interface RegisterRows {
  readonly version: number;
  readonly persons: readonly { id: string; mail: string | null }[];
  readonly posts: readonly {
    organisation: string;
    name: string;
    above: string | null;
    above_organisation: string | null;
  }[];
  readonly holdings: readonly {
    organisation: string;
    post: string;
    person: string;
    valid_from: string;
    valid_until: string | null;
  }[];
  readonly deputies: readonly {
    organisation: string;
    post: string;
    person: string;
    order_no: string;
    valid_from: string;
    valid_until: string | null;
  }[];
}

/** The statements that read the registers; the version first, so that a change in between is noticed later and never missed. */
export const READ_REGISTERS = {
  version: 'SELECT version FROM register_version',
  persons: 'SELECT id, mail FROM person',
  posts: 'SELECT organisation, name, above, above_organisation FROM post',
  holdings: 'SELECT organisation, post, person, valid_from, valid_until FROM holding ORDER BY person',
  deputies: 'SELECT organisation, post, person, order_no, valid_from, valid_until FROM deputy ORDER BY person',
} as const;

interface Place {
  readonly holdings: { person: string; valid_from: string; valid_until: string | null }[];
  readonly deputies: { person: string; order_no: string; valid_from: string; valid_until: string | null }[];
  readonly above: PostRef | undefined;
}

/** Indexes the registers for finding recipients. */
export function buildDirectory(rows: RegisterRows): Directory {
  const mail = new Map(rows.persons.map((person) => [person.id, person.mail ?? undefined]));
  const places = new Map<string, Place>();
  const byName = new Map<string, Place[]>();
  for (const post of rows.posts) {
    const above =
      post.above === null
        ? undefined
        : { post: post.above, ...(post.above_organisation === null ? {} : { organisation: post.above_organisation }) };
    const place: Place = { holdings: [], deputies: [], above };
    places.set(key(post.organisation, post.name), place);
    byName.set(post.name, [...(byName.get(post.name) ?? []), place]);
  }
  for (const holding of rows.holdings) places.get(key(holding.organisation, holding.post))?.holdings.push(holding);
  for (const deputy of rows.deputies) places.get(key(deputy.organisation, deputy.post))?.deputies.push(deputy);

  const placesOf = (ref: PostRef): readonly Place[] => {
    const exact = places.get(key(ref.organisation ?? '', ref.post));
    if (exact) return [exact];
    const alone = ref.organisation === undefined ? byName.get(ref.post) : [places.get(key('', ref.post))];
    return alone?.filter((place) => place !== undefined) ?? [];
  };
  const occupants = (place: Place, at: Instant): readonly Recipient[] => {
    const deputies = place.deputies.filter((one) => inForce(one, at));
    if (deputies.length > 0)
      return deputies.map((one) => ({
        person: one.person,
        address: mail.get(one.person),
        because: `deputy by order no. ${one.order_no}`,
      }));
    return place.holdings
      .filter((one) => inForce(one, at))
      .map((one) => ({ person: one.person, address: mail.get(one.person), because: 'holder' }));
  };
  const above = (found: readonly Place[], at: Instant, step: number): readonly Recipient[] => {
    if (step > HIGHEST_STEP) return [];
    for (const place of found) {
      if (place.above === undefined) continue;
      const higher = placesOf(place.above);
      const people = higher.flatMap((one) => occupants(one, at));
      const reached = people.length > 0 ? people : above(higher, at, step + 1);
      if (reached.length > 0) return reached.map((one) => ({ ...one, because: 'post empty: post above' }));
    }
    return [];
  };
  const desk = (at: Instant): readonly Recipient[] => {
    const people = placesOf({ post: OFFICE_DESK }).flatMap((place) => occupants(place, at));
    return people.length > 0
      ? people.map((one) => ({ ...one, because: 'office desk' }))
      : [{ person: '', address: undefined, because: 'office desk' }];
  };
  return {
    version: rows.version,
    resolve(ref, at) {
      const found = placesOf(ref);
      const people = found.flatMap((place) => occupants(place, at));
      return onceEach(people.length > 0 ? people : [...above(found, at, 1), ...desk(at)]);
    },
  };
}

function key(organisation: string, post: string): string {
  return `${organisation}\n${post}`;
}

function inForce(validity: { valid_from: string; valid_until: string | null }, at: Instant): boolean {
  return validity.valid_from <= at && (validity.valid_until === null || at < validity.valid_until);
}

function onceEach(people: readonly Recipient[]): readonly Recipient[] {
  const seen = new Set<string>();
  return people.filter((one) => !seen.has(one.person) && seen.add(one.person));
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
  const rows: (Omit<Organisation, 'parent'> & { parent: string | null })[] = await knex('organisation')
    .select('id', 'name', 'kind', 'parent')
    .orderBy('id');
  return rows.map(({ parent, ...row }) => ({ ...row, ...(parent === null ? {} : { parent }) }));
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

/** The posts that a person may act for at an instant, as holder or deputy. */
export async function readPostsOf(
  knex: Knex,
  person: string,
  at: Instant,
): Promise<readonly { readonly organisation: string; readonly post: string; readonly orderNo?: string }[]> {
  const during = (table: string) =>
    knex(table)
      .where({ person })
      .andWhere('valid_from', '<=', at)
      .andWhere((any) => any.whereNull('valid_until').orWhere('valid_until', '>', at))
      .orderBy(['organisation', 'post']);
  const held: { organisation: string; post: string }[] = await during('holding').select('organisation', 'post');
  const deputised: { organisation: string; post: string; order_no: string }[] = await during('deputy').select(
    'organisation',
    'post',
    'order_no',
  );
  return [
    ...held,
    ...deputised.map((row) => ({ organisation: row.organisation, post: row.post, orderNo: row.order_no })),
  ];
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
