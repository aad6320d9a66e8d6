import type { PostRef } from '../src/core/effect.ts';
import type { Instant } from '../src/core/instant.ts';

/** Whoever finds nobody else: the street's safety office. */
export const OFFICE_DESK = 'street.safetyOffice';

/** How far up a chain of empty posts is followed; a circle in the register must not hang a commit. */
const HIGHEST_STEP = 6;

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
