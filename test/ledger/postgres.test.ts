import pg from 'pg';
import { afterAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { ledgerContract } from './contract.ts';

let server: Promise<TestPostgres> | undefined;
let databases = 0;
afterAll(async () => (await server)?.stop());

/** An empty database of its own on the one server of this file. */
async function freshDatabase(): Promise<string> {
  server ??= startPostgres();
  const { url } = await server;
  const name = `ledger_${++databases}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/\/postgres$/, `/${name}`);
}

ledgerContract('PostgreSQL', freshDatabase);
