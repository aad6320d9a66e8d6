import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { loadDemo, seed } from '../../src/cli/seed.ts';

/** A data folder of its own, as a first `duban start` leaves it. */
export interface DataFolder {
  readonly path: string;
  /** Opens the ledger's database for a look; closed afterwards. */
  look<T>(work: (db: Database) => Promise<T>): Promise<T>;
  end(): void;
}

/** Makes a seeded data folder, on demand with the demonstration in it. */
export async function dataFolder({ demo = false }: { readonly demo?: boolean } = {}): Promise<DataFolder> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-data-'));
  async function look<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const db = await openDatabase({ sqlite: path.join(folder, 'duban.db') });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  }
  await look(async (db) => {
    await migrate(db);
    await seed(db, undefined);
    if (demo) await loadDemo(db);
  });
  return { path: folder, look, end: () => rmSync(folder, { recursive: true, force: true }) };
}
