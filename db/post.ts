import type { Knex } from 'knex';
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
