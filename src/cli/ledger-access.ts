import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Database, type DatabaseLocation, openDatabase } from '../../db/open.ts';
import { loadSettings, type Settings } from '../../workers/config.ts';
import { fromMs, type Instant } from '../core/instant.ts';
import { kinds } from '../core/kinds.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createLedger } from '../ledger/record.ts';
import { upgrade } from '../ledger/upgrade.ts';
import { type Given, type Io, optional, unavailable } from './command.ts';

/** The ledger as a short command uses it. */
export interface LedgerAccess {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly settings: Settings;
}

/** The machine's clock, the only place of the command line that reads it. */
export function now(): Instant {
  return fromMs(Date.now());
}

/** Settings of the environment, with `--data` on top. Throws SettingsError. */
export function settingsFor(given: Given, io: Io): Settings {
  const data = optional(given, 'data');
  return loadSettings({ ...io.env, ...(data === undefined ? {} : { DUBAN_DATA: data }) });
}

/** Where the ledger of these settings is. */
export function locationOf(settings: Settings): DatabaseLocation {
  return settings.databaseUrl ?? { sqlite: path.join(settings.dataDir, 'duban.db') };
}

/** Opens the ledger that is there, does the work, closes it. A ledger that does not exist is not made by the way. */
export async function withLedger<T>(given: Given, io: Io, work: (access: LedgerAccess) => Promise<T>): Promise<T> {
  const settings = settingsFor(given, io);
  const location = locationOf(settings);
  if (typeof location !== 'string' && !existsSync(location.sqlite)) {
    throw unavailable(
      'no-ledger',
      `数据目录 ${settings.dataDir} 中还没有台账。请先运行 duban start，或用 --data 指定已有的数据目录。`,
    );
  }
  const db = await openDatabase(location);
  try {
    await upgrade(db);
    return await work({ db, settings, ledger: createLedger({ db, kinds, now }) });
  } finally {
    await db.close();
  }
}
