import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A view of a list that somebody keeps: its name and its query. */
export interface ListView {
  readonly id: string;
  readonly label: string;
  readonly query: { readonly [name: string]: string };
  readonly savedAt: Instant;
}

/** The views of a person, by name. */
export async function readListViews(knex: Knex, person: string): Promise<readonly ListView[]> {
  const rows: { id: string; label: string; query: string; saved_at: string }[] = await knex('list_view')
    .where({ person })
    .orderBy('label')
    .select('id', 'label', 'query', 'saved_at');
  return rows.map(({ id, label, query, saved_at }) => ({ id, label, query: JSON.parse(query), savedAt: saved_at }));
}

/** Keeps a view; one of the same id gives way. */
export async function saveListView(knex: Knex, person: string, view: ListView): Promise<void> {
  await knex('list_view')
    .insert({ person, id: view.id, label: view.label, query: JSON.stringify(view.query), saved_at: view.savedAt })
    .onConflict(['person', 'id'])
    .merge();
}

/** Forgets a view; false if there was none. */
export async function deleteListView(knex: Knex, person: string, id: string): Promise<boolean> {
  return (await knex('list_view').where({ person, id }).del()) > 0;
}
