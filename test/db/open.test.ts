import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { databaseError } from '../../db/database-error.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openDatabase', () => {
  it('opens SQLite durable: WAL, synchronous FULL, foreign keys, and makes the folder', async () => {
    const db = await openDatabase(`sqlite:${path.join(folder, 'new', 'ledger.db')}`);
    if (db.dialect !== 'sqlite') throw new Error('not SQLite');
    const pragma = (name: string) => db.raw.pragma(name, { simple: true });
    expect({
      journal: pragma('journal_mode'),
      synchronous: pragma('synchronous'),
      keys: pragma('foreign_keys'),
      recursive: pragma('recursive_triggers'),
    }).toEqual({
      journal: 'wal',
      synchronous: 2,
      keys: 1,
      recursive: 1,
    });
    await db.close();
  });

  it('shares one connection between knex and the hot path', async () => {
    const db = await openDatabase({ sqlite: path.join(folder, 'shared.db') });
    if (db.dialect !== 'sqlite') throw new Error('not SQLite');
    db.raw.exec('CREATE TEMP TABLE only_here (a integer)');
    expect(await db.knex('only_here')).toEqual([]);
    await db.close();
  });

  it.each(['mysql://here/db', 'ledger.db', 'sqlite:', ''])('refuses the address %j with a sentence', async (url) => {
    await expect(openDatabase(url)).rejects.toMatchObject({
      code: 'database-url',
      message: expect.stringMatching(/[一-龥]/),
    });
  });

  it('says that a server is not there', async () => {
    await expect(openDatabase('postgres://duban@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'ledger-unavailable',
      driverCode: 'ECONNREFUSED',
    });
  });

  it('refuses a file that is no database, or a folder in the way', async () => {
    const file = path.join(folder, 'text.db');
    writeFileSync(file, 'this is no database, but it is long enough to look like one'.repeat(50));
    await expect(openDatabase({ sqlite: file })).rejects.toMatchObject({ code: 'ledger-unavailable' });
    mkdirSync(path.join(folder, 'folder.db'));
    await expect(openDatabase({ sqlite: path.join(folder, 'folder.db') })).rejects.toMatchObject({
      code: 'ledger-unavailable',
    });
    writeFileSync(path.join(folder, 'plain'), '');
    await expect(openDatabase({ sqlite: path.join(folder, 'plain', 'ledger.db') })).rejects.toMatchObject({
      code: 'ledger-unavailable',
    });
  });

  it('a database that may not be written is away, and the error holds no values', async () => {
    const db = await openDatabase({ sqlite: path.join(folder, 'locked.db') });
    if (db.dialect !== 'sqlite') throw new Error('not SQLite');
    await migrate(db);
    db.raw.pragma('query_only = ON');
    const error = await db
      .knex('person')
      .insert({ id: 'p', name: '王一' })
      .catch((reason: unknown) => databaseError(reason));
    expect(error).toMatchObject({ code: 'ledger-unavailable', driverCode: 'SQLITE_READONLY' });
    expect(String(error)).not.toContain('王一');
    await db.close();
  });
});
