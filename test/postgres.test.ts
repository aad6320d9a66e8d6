import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { isAlive, markOf } from '../workers/folder-lock.ts';
import { startPostgres } from './postgres.ts';

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

describe('PostgreSQL for tests', () => {
  it('is real, empty and in UTC, and gone with its data after stop', async () => {
    const server = await startPostgres();
    const { zone, folder } = await query(
      server.url,
      `SELECT current_setting('timezone') AS zone, current_setting('data_directory') AS folder`,
    );
    expect(zone).toBe('UTC');
    expect(
      await query(server.url, `SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'`),
    ).toEqual({
      tables: 0,
    });
    const process = markOf(server.pid);
    expect(isAlive(process)).toBe(true);
    await server.stop();
    expect(isAlive(process)).toBe(false);
    expect(existsSync(path.dirname(folder))).toBe(false);
  });

  it('keeps its promises to the disk when durability is wanted, and two run side by side', async () => {
    const [fast, durable] = await Promise.all([startPostgres(), startPostgres({ durable: true })]);
    try {
      expect(await query(fast.url, `SELECT current_setting('fsync') AS fsync`)).toEqual({ fsync: 'off' });
      expect(await query(durable.url, `SELECT current_setting('fsync') AS fsync`)).toEqual({ fsync: 'on' });
    } finally {
      await Promise.all([fast.stop(), durable.stop()]);
    }
  });
});
