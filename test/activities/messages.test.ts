import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { messagesContract } from './messages-contract.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-messages-'));
let server: Promise<TestPostgres> | undefined;
let databases = 0;
afterAll(async () => {
  await (await server)?.stop();
  rmSync(folder, { recursive: true, force: true });
});

messagesContract('SQLite', async () => ({ sqlite: path.join(folder, `${++databases}.db`) }));

messagesContract('PostgreSQL', async () => {
  server ??= startPostgres();
  const { url } = await server;
  const name = `messages_${++databases}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/\/postgres$/, `/${name}`);
});
