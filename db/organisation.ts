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
  /**
   * Who else is told when a person at this post could not be reached: holder and deputies, the people of the post's own deputy post, else of
   * the post above; and always the office desk. Never the person himself; empty if the register knows nobody else.
   */
  substitutes(ref: PostRef, person: string, at: Instant): readonly Recipient[];
}

/** The registers before they have been read: version 0 is no version. */
export const NO_DIRECTORY: Directory = {
  version: 0,
  resolve: () => [{ person: '', address: undefined, because: 'office desk' }],
  substitutes: () => [],
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

interface DeputyRow {
  person: string;
  order_no: string;
  valid_from: string;
  valid_until: string | null;
}

interface Place {
  readonly holdings: { person: string; valid_from: string; valid_until: string | null }[];
  readonly deputies: DeputyRow[];
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
  const ownPlaces = new Map<string, Place[]>();
  for (const place of places.values())
    for (const { person } of place.holdings) ownPlaces.set(person, [...(ownPlaces.get(person) ?? []), place]);

  /** The deputies of somebody who is away: each post that he holds himself is deputised. Empty if he is there. */
  const deputiesOf = (person: string, at: Instant): readonly DeputyRow[] => {
    const own = (ownPlaces.get(person) ?? []).filter((place) =>
      place.holdings.some((one) => one.person === person && inForce(one, at)),
    );
    const deputies = own.map((place) => place.deputies.filter((one) => inForce(one, at)));
    return deputies.every((some) => some.length > 0) ? deputies.flat() : [];
  };
  /** A deputy who is away himself is acted for by his own deputy, and so on; a circle ends with the last who is not in it yet. */
  const acting = (
    deputy: DeputyRow,
    at: Instant,
    orders: readonly string[],
    passed: readonly string[],
  ): readonly Recipient[] => {
    const named = [...orders, deputy.order_no];
    const next = deputiesOf(deputy.person, at).filter(
      ({ person }) => person !== deputy.person && !passed.includes(person),
    );
    if (next.length > 0) return next.flatMap((one) => acting(one, at, named, [...passed, deputy.person]));
    const because = `deputy by order no. ${named.join('、')}`;
    return [{ person: deputy.person, address: mail.get(deputy.person), because }];
  };
  const holders = (place: Place, at: Instant): readonly Recipient[] =>
    place.holdings
      .filter((one) => inForce(one, at))
      .map((one) => ({ person: one.person, address: mail.get(one.person), because: 'holder' }));
  const occupants = (place: Place, at: Instant): readonly Recipient[] => {
    const deputies = place.deputies.filter((one) => inForce(one, at));
    if (deputies.length === 0) return holders(place, at);
    const away = holders(place, at).map(({ person }) => person);
    return deputies.flatMap((one) => acting(one, at, [], away));
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
    substitutes(ref, person, at) {
      const found = placesOf(ref);
      const others = [
        ...found.flatMap((place) => [...occupants(place, at), ...holders(place, at)]),
        ...placesOf({ ...ref, post: `${ref.post}.deputy` }).flatMap((place) => occupants(place, at)),
      ].filter((one) => one.person !== person);
      const next = others.length > 0 ? others : above(found, at, 1);
      return onceEach([...next, ...desk(at)].filter((one) => one.person !== person && one.person !== ''));
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

/** A post that a person may act for. */
export interface ActablePost {
  readonly organisation: string;
  readonly post: string;
  /** Set for a deputy: the order that named him; several, joined by `、`, where he acts for a deputy who is away. */
  readonly orderNo?: string;
}

/** The posts that a person may act for at an instant: as holder, as deputy, or as deputy of a deputy who is away. */
export async function readPostsOf(knex: Knex, person: string, at: Instant): Promise<readonly ActablePost[]> {
  const inForceNow = (table: string) =>
    knex(table)
      .where('valid_from', '<=', at)
      .andWhere((any) => any.whereNull('valid_until').orWhere('valid_until', '>', at))
      .orderBy(['organisation', 'post']);
  const held: readonly PlaceKey[] = await inForceNow('holding').andWhere({ person }).select('organisation', 'post');
  const deputies: readonly (PlaceKey & { person: string; order_no: string })[] = await inForceNow('deputy').select(
    'organisation',
    'post',
    'person',
    'order_no',
  );
  const named = deputies.filter((one) => one.person === person).map(actable);
  if (named.length === 0) return held;
  const holdings: readonly (PlaceKey & { person: string })[] = await inForceNow('holding')
    .whereIn('person', [...new Set(deputies.map((one) => one.person))])
    .select('organisation', 'post', 'person');
  const ownOf = (one: string) => holdings.filter((holding) => holding.person === one);
  const isAway = (one: string) =>
    ownOf(one).length > 0 && ownOf(one).every((own) => deputies.some((deputy) => samePlace(deputy, own)));
  const found = [...named];
  // Whoever deputises for the own post of an absent deputy acts for what that one acts for; each (post, absent deputy) once, so a circle ends.
  const passed = new Set<string>();
  for (const mine of found) {
    const absent = deputies.filter(
      (one) => one.person !== person && isAway(one.person) && ownOf(one.person).some((own) => samePlace(own, mine)),
    );
    for (const one of absent) {
      const step = `${key(one.organisation, one.post)}\n${one.person}`;
      if (passed.has(step) || held.some((own) => samePlace(own, one))) continue;
      passed.add(step);
      found.push({ ...actable(one), orderNo: `${one.order_no}、${mine.orderNo}` });
    }
  }
  return [...held, ...found];
}

interface PlaceKey {
  readonly organisation: string;
  readonly post: string;
}

function actable({ organisation, post, order_no }: PlaceKey & { order_no: string }) {
  return { organisation, post, orderNo: order_no };
}

function samePlace(a: PlaceKey, b: PlaceKey): boolean {
  return a.organisation === b.organisation && a.post === b.post;
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
