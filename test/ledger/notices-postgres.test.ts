import pg from 'pg';
import { afterAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { noticesContract } from './notices-contract.ts';

let server: Promise<TestPostgres> | undefined;
let databases = 0;
afterAll(async () => (await server)?.stop());

/** An empty database of its own on the one server of this file. */
async function freshDatabase(): Promise<string> {
  server ??= startPostgres();
  const { url } = await server;
  const name = `notices_${++databases}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/\/postgres$/, `/${name}`);
}

noticesContract('PostgreSQL', freshDatabase);
