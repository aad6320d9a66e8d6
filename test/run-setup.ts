import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { type SharedPostgres, TEMPLATE } from './shared-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Asked with GET it answers with the run's PostgreSQL server, started at the first question. */
    postgres: string;
    /** What several files need and one has made: a folder of this run. */
    runFolder: string;
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'duban-run-'));
let server: Promise<TestPostgres> | undefined;
const desk = createServer(async (_, response) => {
  try {
    server ??= startWithTemplate();
    const { url } = await server;
    response.end(JSON.stringify({ url } satisfies SharedPostgres));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});

/** Before a run: one folder, and one PostgreSQL server that is started when the first file asks for it. */
export async function setup(project: TestProject): Promise<void> {
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  project.provide('postgres', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  project.provide('runFolder', folder);
}

/** After it: both are gone. */
export async function teardown(): Promise<void> {
  desk.closeAllConnections();
  await new Promise((resolve) => desk.close(resolve));
  await (await server?.catch(() => undefined))?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startWithTemplate(): Promise<TestPostgres> {
  const server = await startPostgres();
  const [{ default: pg }, { migrate }, { openDatabase }] = await Promise.all([
    import('pg'),
    import('../db/migrate.ts'),
    import('../db/open.ts'),
  ]);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const db = await openDatabase(server.url.replace(/\/postgres$/, `/${TEMPLATE}`));
  await migrate(db);
  await db.close();
  return server;
}
