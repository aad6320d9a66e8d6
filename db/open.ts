import { mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import createKnex, { type Knex } from 'knex';
import pg from 'pg';
import { DatabaseError, databaseError } from './database-error.ts';

/** SQLite: one connection per process, shared by knex and the prepared hot path (two in one process would block each other). */
export interface SqliteDatabase {
  readonly dialect: 'sqlite';
  readonly knex: Knex;
  readonly raw: BetterSqlite3.Database;
  close(): Promise<void>;
}

/** PostgreSQL: a pool for the prepared hot path, and knex's own small one for everything else. */
export interface PostgresDatabase {
  readonly dialect: 'postgres';
  readonly knex: Knex;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export type Database = SqliteDatabase | PostgresDatabase;

/** `sqlite:FILE`, `postgres://…`, or the SQLite file itself. */
export type DatabaseLocation = string | { readonly sqlite: string };

/** How many connections the hot path may hold; more than cores × 4 gains nothing but shares commits. */
const HOT_CONNECTIONS = 16;
const KNEX_CONNECTIONS = 4;
/** knex prints statements with their values; what fails is thrown, typed and without values, and logged by whoever catches it. */
const SILENT = { debug: () => undefined, warn: () => undefined, error: () => undefined, deprecate: () => undefined };
const BUSY_MS = 5_000;
/** A local activity has 5 s in all (temporal.md, pitfall 9); a statement that hangs must end before. */
const STATEMENT_MS = 4_000;

/** A server or a line that has fallen silent ends no statement, and TCP itself would wait for a quarter of an hour. The hot path has its own limit (postgres-lanes.ts). */
const LONGEST_SILENCE_MS = 30_000;

/** Opens a database without touching its schema; a PostgreSQL connection of knex's that says nothing for `silentMs` is given up. Throws DatabaseError (`database-url`, `ledger-unavailable`). */
export async function openDatabase(
  location: DatabaseLocation,
  { silentMs = LONGEST_SILENCE_MS } = {},
): Promise<Database> {
  if (typeof location !== 'string') return openSqlite(location.sqlite);
  if (location.startsWith('sqlite:')) return openSqlite(location.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
  if (/^postgres(ql)?:\/\//.test(location)) return openPostgres(location, silentMs);
  throw new DatabaseError(
    'database-url',
    '数据库地址应为 sqlite:文件路径 或 postgres://用户@主机/库名，请检查 DUBAN_DATABASE_URL。',
  );
}

async function openSqlite(file: string): Promise<SqliteDatabase> {
  if (file === '') throw new DatabaseError('database-url', '数据库地址缺少文件路径，应为 sqlite:文件路径。');
  try {
    if (file !== ':memory:') mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  } catch {
    throw new DatabaseError('ledger-unavailable', `无法建立数据目录 ${path.dirname(file)}，请检查目录权限。`);
  }
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    log: SILENT,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (raw: BetterSqlite3.Database, done: (error?: Error) => void) => done(prepare(raw)),
    },
  });
  try {
    const raw: BetterSqlite3.Database = await knex.client.acquireConnection();
    await knex.client.releaseConnection(raw);
    return { dialect: 'sqlite', knex, raw, close: () => knex.destroy() };
  } catch (error) {
    await knex.destroy();
    throw unopened(error);
  }
}

function prepare(raw: BetterSqlite3.Database): Error | undefined {
  try {
    raw.pragma(`busy_timeout = ${BUSY_MS}`);
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
    raw.pragma('foreign_keys = ON');
    // Without this, INSERT OR REPLACE would delete an event past its trigger.
    raw.pragma('recursive_triggers = ON');
    // A checkpoint every 64 MB instead of 4: among many cases the same pages are written again and again, and each checkpoint holds up a commit.
    raw.pragma('wal_autocheckpoint = 16000');
    // 64 MB of pages: the inner pages of a million cases' indices stay in memory.
    raw.pragma('cache_size = -64000');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function openPostgres(url: string, silentMs: number): Promise<PostgresDatabase> {
  // bigint counts and identities stay far below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: HOT_CONNECTIONS,
    statement_timeout: STATEMENT_MS,
    connectionTimeoutMillis: BUSY_MS,
    idleTimeoutMillis: 60_000,
  });
  // An idle connection that breaks must not end the process; the next query reports it.
  pool.on('error', () => undefined);
  const knex = createKnex({
    client: 'pg',
    connection: { connectionString: url, keepAlive: true },
    pool: {
      min: 0,
      max: KNEX_CONNECTIONS,
      afterCreate: (client: pg.Client, done: (error?: Error) => void) => {
        const socket = socketOf(client);
        socket.setTimeout(silentMs, () => socket.destroy());
        done();
      },
    },
    log: SILENT,
    acquireConnectionTimeout: BUSY_MS,
  });
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await Promise.allSettled([knex.destroy(), pool.end()]);
    throw unopened(error);
  }
  const close = async () => {
    await Promise.all([knex.destroy(), pool.end()]);
  };
  return { dialect: 'postgres', knex, pool, close };
}

/** Runs work in a transaction on PostgreSQL whose statements may be silent for as long as they need, such as a migration that builds an index. */
export async function inLongTransaction<T>(
  { knex }: PostgresDatabase,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return knex.transaction(async (trx) => {
    const client: pg.Client = await trx.client.acquireConnection();
    const socket = socketOf(client);
    const limit = socket.timeout ?? 0;
    socket.setTimeout(0);
    try {
      return await work(trx);
    } finally {
      socket.setTimeout(limit);
    }
  });
}

function socketOf({ connection: { stream } }: pg.Client): Socket {
  if (stream instanceof Socket) return stream;
  throw new Error('a connection to PostgreSQL goes over a socket');
}

function unopened(error: unknown): Error {
  const known = databaseError(error);
  if (known instanceof DatabaseError) return known;
  return new DatabaseError('ledger-unavailable', '无法打开台账数据库，请检查地址、权限和数据库服务。');
}
