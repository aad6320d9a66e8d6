import path from 'node:path';
import type { Writable } from 'node:stream';
import { createBlobs } from '../../db/blob.ts';
import { readLogHead } from '../../db/log-tree.ts';
import type { Database } from '../../db/open.ts';
import type { CaseId } from '../core/index.ts';
import { openedIn, type Period, withRelatives } from '../ledger/export.ts';
import { logSeeds, logSigner } from '../ledger/log-key.ts';
import { packagePrograms } from './bundle.ts';
import { type Exported, exportPackage } from './export.ts';

/** Which cases a package is asked for: these with what belongs to them, those opened in a period, or all. */
export type Asked = { readonly cases: readonly CaseId[] } | { readonly period: Period } | 'all';

/** Where files, caches and the signing key are. */
export interface PackagePlace {
  readonly dataDir: string;
  readonly logKey?: string | undefined;
}

/** Makes a package of what was asked for and writes it to the stream; throws PackageRefused before anything is written. */
export async function makePackage(
  db: Database,
  { dataDir, logKey }: PackagePlace,
  asked: Asked,
  out: Writable,
  progress?: (line: string) => void,
): Promise<Exported> {
  const [seed] = logSeeds({ dataDir, logKey });
  const origin = (await readLogHead(db.knex))?.origin ?? '';
  const source = {
    db,
    blobs: createBlobs(db.knex, path.join(dataDir, 'blobs')),
    signer: logSigner(origin === '' ? 'none' : origin, seed as Uint8Array),
    programs: await packagePrograms(path.join(dataDir, 'cache')),
    ...(progress === undefined ? {} : { progress }),
  };
  return exportPackage(source, await casesOf(db, asked), out);
}

async function casesOf(db: Database, asked: Asked): Promise<readonly CaseId[] | 'all'> {
  if (asked === 'all') return 'all';
  return withRelatives(db, 'cases' in asked ? asked.cases : await openedIn(db, asked.period));
}

/** What was asked for as the record of accesses keeps it. */
export function askedWords(asked: Asked): string {
  if (asked === 'all') return 'all';
  return 'cases' in asked ? asked.cases.join(' ').slice(0, 500) : `${asked.period.from}/${asked.period.to}`;
}
