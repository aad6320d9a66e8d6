import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLanes, type Query } from '../../db/postgres-lanes.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { createLine } from './failing-line.ts';

let server: TestPostgres;
let pool: pg.Pool;
let query: Query;

beforeAll(async () => {
  server = await startPostgres();
  pool = new pg.Pool({ connectionString: server.url, max: 4 });
  pool.on('error', () => undefined);
  await pool.query(
    'CREATE TABLE note (id int PRIMARY KEY, text text, many text[], raw bytea, raws bytea[], numbers int[])',
  );
  query = createLanes(pool);
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

const insert = (id: number, text = 'one') =>
  query<{ id: number }>({
    name: 'insert',
    text: 'INSERT INTO note (id, text) VALUES ($1, $2) RETURNING id',
    values: [id, text],
  });
const transactionOf = (id: number) =>
  query<{ xmin: string }>({ name: 'xmin', text: 'SELECT xmin::text FROM note WHERE id = $1', values: [id] });

describe('statements that wait at the same time', () => {
  it('go together, in one transaction, and each gets its own rows', async () => {
    const found = await Promise.all([insert(1), insert(2), insert(3)]);
    expect(found).toEqual([[{ id: 1 }], [{ id: 2 }], [{ id: 3 }]]);
    const [[a], [b]] = await Promise.all([transactionOf(1), transactionOf(2)]);
    expect(a?.xmin).toBe(b?.xmin);
  });

  it('fail alone: what the server refuses takes nobody with it, and what it would have undone is done', async () => {
    const [refused, first, last] = await Promise.allSettled([insert(1), insert(10), insert(11)]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
    expect([first, last]).toMatchObject([{ value: [{ id: 10 }] }, { value: [{ id: 11 }] }]);
    // The connection serves on, with what it has prepared and with what is new to it.
    const fresh = query({ name: 'broken', text: 'SELECT 1 / $1::int AS n', values: [0] });
    await expect(Promise.allSettled([fresh, insert(12)])).resolves.toMatchObject([
      { reason: { code: '22012' } },
      { status: 'fulfilled' },
    ]);
    expect(await query({ name: 'broken', text: 'SELECT 1 / $1::int AS n', values: [1] })).toEqual([{ n: 1 }]);
  });

  it('under one name with two texts are refused before anything is sent, and the connection serves on', async () => {
    const named = (text: string) => query({ name: 'twice', text, values: [] });
    await expect(Promise.all([named('SELECT 1 AS n'), named('SELECT 2 AS n')])).rejects.toThrow('twice');
    expect(await named('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await expect(named('SELECT 2 AS n')).rejects.toThrow('twice');
    expect(await insert(15)).toEqual([{ id: 15 }]);
  });

  it('carry every kind of value as it is', async () => {
    const text = '引号 " 反斜线 \\ 逗号 , 括号 {} NULL';
    const bytes = Buffer.from([0, 255, 34, 92]);
    const values = [20, text, [text, '', 'NULL', null], bytes, [bytes, null], [1, null, -3]];
    const rows = await query({
      name: 'values',
      text: 'INSERT INTO note VALUES ($1, $2, $3, $4, $5, $6) RETURNING *, id > 1 AS flag',
      values,
    });
    expect(rows).toEqual([
      { id: 20, text, many: values[2], raw: bytes, raws: values[4], numbers: [1, null, -3], flag: true },
    ]);
    expect(await query({ name: 'none', text: 'SELECT id FROM note WHERE id < $1', values: [0] })).toEqual([]);
  });

  it('of two processes that lock the same rows do not wait for each other: they lock in one order', async () => {
    const other = createLanes(pool);
    const text =
      'WITH moved AS (UPDATE note SET text = text || $2 WHERE id = $1 RETURNING id) SELECT pg_sleep(0.1) FROM moved';
    const move = (run: Query, id: number) => run({ name: 'move', text, values: [id, '.'], locks: String(id) });
    await Promise.all([move(query, 1), move(query, 2), move(other, 2), move(other, 1)]);
    const lengths = 'SELECT length(text) AS n FROM note WHERE id IN (1, 2)';
    expect(await query({ name: 'lengths', text: lengths, values: [] })).toEqual([{ n: 5 }, { n: 5 }]);
    const [deadlocks] = await query<{ deadlocks: number }>({
      name: 'deadlocks',
      text: 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
      values: [],
    });
    expect(deadlocks).toEqual({ deadlocks: 0 });
  });

  it('are all rejected when the connection breaks, and the next ones get another connection', async () => {
    const end = query({ name: 'end', text: 'SELECT pg_terminate_backend(pg_backend_pid())', values: [] });
    await expect(Promise.allSettled([insert(30), end])).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    expect(await insert(31)).toEqual([{ id: 31 }]);
  });
});

describe('a network that fails while statements are under way', () => {
  it('that cuts the connection rejects its callers and nothing else, and the next ones get another connection', async () => {
    const line = await createLine(server.url);
    const far = new pg.Pool({ connectionString: line.url, max: 4 });
    far.on('error', () => undefined);
    const ask = createLanes(far);
    const under = Promise.allSettled([sleepFor(ask, 30), ask({ name: 'one', text: 'SELECT 1 AS n', values: [] })]);
    await line.busy();
    line.cut();
    await expect(under).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await ask({ name: 'one', text: 'SELECT 1 AS n', values: [] })).toEqual([{ n: 1 }]);
    await far.end();
    await line.close();
  });

  it('that falls silent holds its callers up for the longest time of a load, not for the time of TCP', async () => {
    const line = await createLine(server.url);
    const far = new pg.Pool({ connectionString: line.url, max: 4 });
    far.on('error', () => undefined);
    const ask = createLanes(far, { longestMs: 300 });
    const under = sleepFor(ask, 30);
    await line.busy();
    line.hush();
    await expect(under).rejects.toThrow('Connection terminated');
    expect(await ask({ name: 'one', text: 'SELECT 1 AS n', values: [] })).toEqual([{ n: 1 }]);
    await far.end();
    await line.close();
  });
});

function sleepFor(ask: Query, seconds: number): Promise<unknown> {
  return ask({ name: 'sleep', text: 'SELECT pg_sleep($1::float)', values: [seconds] });
}
