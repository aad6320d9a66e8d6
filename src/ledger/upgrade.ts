import { migrate, schemaVersion } from '../../db/migrate.ts';
import type { Database } from '../../db/open.ts';
import { kinds } from '../core/kinds.ts';
import { rebuild } from './rebuild.ts';

/**
 * Brings a ledger to this version. One that an earlier version wrote is folded anew: a state of then lacks what this version's fold says besides, and
 * would lack it for ever. The log stays as it is; a run that is cut short is made good by `duban rebuild`.
 */
export async function upgrade(db: Database): Promise<void> {
  const before = await schemaVersion(db);
  await migrate(db);
  if (before !== undefined && before !== (await schemaVersion(db))) await rebuild({ db, kinds });
}
