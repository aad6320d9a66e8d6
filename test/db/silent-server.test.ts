import { afterAll, describe, expect, it } from 'vitest';
import { databaseError } from '../../db/database-error.ts';
import { inLongTransaction, openDatabase } from '../../db/open.ts';
import { emptyDatabase } from '../shared-postgres.ts';
import { createLine } from './failing-line.ts';

const line = await createLine(await emptyDatabase());
const db = await openDatabase(line.url, { silentMs: 300 });
afterAll(async () => {
  await db.close();
  await line.close();
});

describe('a line to PostgreSQL that has fallen silent', () => {
  it('holds up what does not go the hot path for a limit of its own, and the next statement gets another connection', async () => {
    const under = db.knex.raw('SELECT pg_sleep(30)').then(undefined, databaseError);
    await line.busy();
    line.hush();
    expect(await under).toMatchObject({ code: 'ledger-unavailable' });
    expect((await db.knex.raw('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  });

  it('is no line that has fallen silent while a migration takes its time', async () => {
    if (db.dialect !== 'postgres') throw new Error('not PostgreSQL');
    const slept = await inLongTransaction(db, (trx) => trx.raw("SELECT pg_sleep(0.7), 'done' AS said"));
    expect(slept.rows).toMatchObject([{ said: 'done' }]);
  });
});
