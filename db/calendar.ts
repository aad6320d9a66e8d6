import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** Publishes a version of the working calendar; false if the id is taken: published versions never change. */
export async function publishCalendar(
  knex: Knex,
  row: { readonly id: string; readonly body: string; readonly publishedAt: Instant; readonly publishedBy?: string },
): Promise<boolean> {
  const inserted = await knex('calendar')
    .insert({ id: row.id, body: row.body, published_at: row.publishedAt, published_by: row.publishedBy ?? null })
    .onConflict('id')
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** The JSON text of a published version. */
export async function readCalendarBody(knex: Knex, id: string): Promise<string | undefined> {
  const row: { body: string } | undefined = await knex('calendar').select('body').where({ id }).first();
  return row?.body;
}

/** Ids of all published versions, the newest first. */
export async function readCalendarIds(knex: Knex): Promise<readonly string[]> {
  const rows: { id: string }[] = await knex('calendar').select('id').orderBy('published_at', 'desc');
  return rows.map((row) => row.id);
}
