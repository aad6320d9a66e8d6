import { constants, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
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
  copyFileSync(await ledgerOf(demo ? 'demo' : 'seeded'), path.join(folder, 'duban.db'), constants.COPYFILE_FICLONE);
  return { path: folder, look, end: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The ledger file that all folders of a run are copies of; made by the first that asks. */
async function ledgerOf(kind: 'seeded' | 'demo'): Promise<string> {
  const file = path.join(inject('runFolder'), `${kind}.db`);
  if (existsSync(file)) return file;
  const part = `${file}.${process.pid}`;
  const db = await openDatabase({ sqlite: part });
  try {
    await migrate(db);
    await seed(db, undefined);
    if (kind === 'demo') await loadDemo(db);
  } finally {
    await db.close();
  }
  renameSync(part, file);
  return file;
}
