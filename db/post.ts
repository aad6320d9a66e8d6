import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';
import type { Deputy, Holding, Post } from './organisation.ts';

/** All posts, by organisation and name. */
export async function readPosts(knex: Knex): Promise<readonly Post[]> {
  const rows: {
    organisation: string;
    name: string;
    label: string;
    above: string | null;
    above_organisation: string | null;
  }[] = await knex('post').orderBy(['organisation', 'name']);
  return rows.map((row) => ({
    organisation: row.organisation,
    name: row.name,
    label: row.label,
    ...(row.above === null ? {} : { above: row.above }),
    ...(row.above_organisation === null ? {} : { aboveOrganisation: row.above_organisation }),
  }));
}

interface HoldingRow {
  organisation: string;
  post: string;
  person: string;
  valid_from: string;
  valid_until: string | null;
}

/** Who holds, held and will hold which post. */
export async function readHoldings(knex: Knex): Promise<readonly Holding[]> {
  const rows: HoldingRow[] = await knex('holding').orderBy(['organisation', 'post', 'valid_from', 'person']);
  return rows.map(holdingOf);
}

/** Orders that named deputies, whether in force or not. */
export async function readDeputies(knex: Knex): Promise<readonly Deputy[]> {
  const rows: (HoldingRow & { order_no: string })[] = await knex('deputy').orderBy([
    'organisation',
    'post',
    'valid_from',
    'person',
  ]);
  return rows.map((row) => ({ ...holdingOf(row), orderNo: row.order_no }));
}

function holdingOf(row: HoldingRow): Holding {
  return {
    organisation: row.organisation,
    post: row.post,
    person: row.person,
    validFrom: row.valid_from,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
  };
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
      const step = `${one.organisation}\n${one.post}\n${one.person}`;
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
