import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A version of the working calendar on its way into the table. */
export interface CalendarRow {
  readonly id: string;
  readonly body: string;
  readonly publishedAt: Instant;
  readonly publishedBy?: string;
  /** Its place after another version; absent for the first of a lineage. */
  readonly after?: { readonly lineage: string; readonly edition: number; readonly supersedes: string };
}

/** A published calendar without its days. */
export interface CalendarEntry {
  readonly id: string;
  /** Id of the first calendar of its lineage. */
  readonly lineage: string;
  /** 1 for the first. */
  readonly edition: number;
  readonly supersedes?: string;
  readonly publishedAt: Instant;
  readonly publishedBy?: string;
}

/** The newest calendar of the lineage that the expression `id` names; empty if there is no such calendar. */
export const NEWEST_CALENDAR = (id: string) =>
  `SELECT later.id FROM calendar named JOIN calendar later ON COALESCE(later.lineage, later.id) = COALESCE(named.lineage, named.id) WHERE named.id = ${id} ORDER BY COALESCE(later.edition, 1) DESC LIMIT 1`;

/** Publishes a version of the working calendar; false if the id or its place in the lineage is taken: published versions never change. */
export async function publishCalendar(knex: Knex, row: CalendarRow): Promise<boolean> {
  const inserted = await knex('calendar')
    .insert({
      id: row.id,
      body: row.body,
      published_at: row.publishedAt,
      published_by: row.publishedBy ?? null,
      lineage: row.after?.lineage ?? null,
      edition: row.after?.edition ?? null,
      supersedes: row.after?.supersedes ?? null,
    })
    .onConflict()
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
  return (await readCalendars(knex)).map((entry) => entry.id);
}

/** All published versions, the newest first. */
export async function readCalendars(knex: Knex): Promise<readonly CalendarEntry[]> {
  const rows: {
    id: string;
    lineage: string | null;
    edition: number | null;
    supersedes: string | null;
    published_at: string;
    published_by: string | null;
  }[] = await knex('calendar')
    .select('id', 'lineage', 'edition', 'supersedes', 'published_at', 'published_by')
    .orderByRaw('published_at DESC, COALESCE(edition, 1) DESC, id DESC');
  return rows.map((row) => ({
    id: row.id,
    lineage: row.lineage ?? row.id,
    edition: row.edition ?? 1,
    publishedAt: row.published_at,
    ...(row.supersedes === null ? {} : { supersedes: row.supersedes }),
    ...(row.published_by === null ? {} : { publishedBy: row.published_by }),
  }));
}

/** The newest calendar of the lineage that this id belongs to; undefined if there is no such calendar. */
export async function readNewestCalendar(knex: Knex, id: string): Promise<CalendarEntry | undefined> {
  const entries = await readCalendars(knex);
  const lineage = entries.find((entry) => entry.id === id)?.lineage;
  return entries
    .filter((entry) => entry.lineage === lineage)
    .reduce<CalendarEntry | undefined>(
      (newest, entry) => (newest === undefined || entry.edition > newest.edition ? entry : newest),
      undefined,
    );
}
