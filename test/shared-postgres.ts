import pg from 'pg';
import { inject } from 'vitest';

/** The database with every migration done, of which others are copies. */
export const TEMPLATE = 'duban_template';

/** What the run says of its PostgreSQL server; `url` names its administrative database. */
export interface SharedPostgres {
  readonly url: string;
}

/** A database of its own with every migration done, on the one PostgreSQL server of the run; gone with the run. Returns its URL. */
export function migratedDatabase(): Promise<string> {
  return createDatabase(TEMPLATE);
}

/** The same with nothing in it, for what begins before the first migration. */
export function emptyDatabase(): Promise<string> {
  return createDatabase('template1');
}

async function createDatabase(template: string): Promise<string> {
  const answer = await fetch(inject('postgres'));
  if (!answer.ok) throw new Error(await answer.text());
  const { url } = (await answer.json()) as SharedPostgres;
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  } finally {
    await client.end();
  }
  return url.replace(/\/postgres$/, `/${name}`);
}
