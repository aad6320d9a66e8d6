import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { readUnsequenced } from '../../db/log-tree.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { accepted, command, openTestLedger, report, START } from './fixture.ts';
import { logContract } from './log-contract.ts';

let server: Promise<TestPostgres> | undefined;
let databases = 0;
afterAll(async () => (await server)?.stop());

/** A database on a server of this file: what is under way anywhere on a server holds the log's order back, also in another database. */
async function fresh(): Promise<string> {
  server ??= startPostgres();
  const { url } = await server;
  const name = `log_${++databases}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return url.replace(/\/postgres$/, `/${name}`);
}

logContract('PostgreSQL', fresh);

it('a database restored into another server, which counts transactions anew, is taken in order all the same', async () => {
  const { ledger, db } = await openTestLedger(await fresh());
  try {
    const ids = [await report(ledger), await report(ledger)];
    // As pg_restore leaves it: what was recorded elsewhere bears numbers that this server has not come to.
    await db.knex.raw('ALTER TABLE event DISABLE TRIGGER ALL');
    await db.knex.raw('UPDATE event SET tx = tx + 1000000000');
    await db.knex.raw('ALTER TABLE event ENABLE TRIGGER ALL');
    for (const id of ids) await accepted(command(ledger, 'addNote', id, { note: 'after' }));
    const { events, place } = await readUnsequenced(db, undefined, 100);
    const order = ids.flatMap((id) => events.filter(({ caseId }) => caseId === id).map(({ seq }) => seq));
    expect(order).toEqual([1, 2, 1, 2]);
    expect(events.slice(0, 2).map(({ seq }) => seq)).toEqual([1, 1]);
    // In pages, nothing is left out either; and the next look leaves the restored ones alone.
    const log = createEventLog({ db, origin: 'shanyao.example/duban', seeds: [Buffer.alloc(32, 1)] });
    const first = await readUnsequenced(db, undefined, 1);
    expect(first.place).toBeUndefined();
    expect(await log.sequence(START)).toMatchObject({ size: 4 });
    for (const id of ids) await accepted(command(ledger, 'addNote', id, { note: 'later' }));
    expect((await readUnsequenced(db, place, 100)).events).toHaveLength(2);
    expect(await log.sequence(START)).toMatchObject({ size: 6, added: 2 });
  } finally {
    await ledger.close();
  }
});
