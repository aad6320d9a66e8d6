import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../db/database-error.ts';
import { reconcile } from '../../src/ledger/rebuild.ts';
import { startPostgres } from '../postgres.ts';
import { accepted, command, openTestLedger, report } from './fixture.ts';
import { TINY_KINDS } from './tiny-kinds.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-unavailable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a database that is away', () => {
  it('SQLite’s disk is full: a typed error, nothing half-written, and it goes on when there is room', async () => {
    const { db, ledger } = await openTestLedger({ sqlite: path.join(folder, 'full.db') });
    if (db.dialect !== 'sqlite') throw new Error('not SQLite');
    const id = await report(ledger);
    // The database may not grow beyond its present size: what a full disk says to SQLite.
    const pages = Number(db.raw.pragma('page_count', { simple: true }));
    db.raw.pragma(`max_page_count = ${pages}`);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => command(ledger, 'addNote', id, { note: `${i} ${'x'.repeat(8_000)}` })),
    );
    const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(failed.length).toBeGreaterThan(0);
    for (const error of failed)
      expect(error).toMatchObject({
        code: 'ledger-unavailable',
        driverCode: 'SQLITE_FULL',
        message: expect.stringMatching(/[一-龥]/),
      });
    db.raw.pragma('max_page_count = 1000000');
    const recorded = (await ledger.events(id)).length;
    expect(recorded).toBe(1 + outcomes.length - failed.length);
    expect(await reconcile({ db, kinds: TINY_KINDS })).toMatchObject({ differences: [] });
    expect((await accepted(command(ledger, 'addNote', id, { note: 'room again' }))).seq).toBe(recorded + 1);
    await ledger.close();
  });

  it('PostgreSQL is stopped: a typed error without any value of the statement', async () => {
    const server = await startPostgres();
    const { ledger } = await openTestLedger(server.url);
    const id = await report(ledger);
    await server.stop();
    const error: unknown = await command(ledger, 'addNote', id, { note: '13800000000' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ code: 'ledger-unavailable' });
    expect(String(error)).not.toContain('13800000000');
    // It may have been written before the line broke: nobody can say that it was not.
    expect(String(error)).toContain('未确认写入');
    await expect(ledger.events(id)).rejects.toMatchObject({ code: 'ledger-unavailable' });
    await ledger.close();
  });
});
