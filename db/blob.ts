import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A stored file without its bytes: SHA-256 in lower-case hex, size in bytes, media type. */
export interface BlobFacts {
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
}

/** A file is not what its name says: a disk error, or somebody changed it. */
export class BlobDamaged extends Error {
  readonly code = 'blob-damaged';
  readonly sha256: string;
  constructor(sha256: string) {
    super(`文件 ${sha256} 与其校验值不符，请从备份恢复。`);
    this.name = 'BlobDamaged';
    this.sha256 = sha256;
  }
}

/** Evidence and papers by their content. */
export interface Blobs {
  /** Resolves when the file and its row are on disk; the same bytes are kept once. */
  put(bytes: Uint8Array, type: string, at: Instant): Promise<BlobFacts>;
  facts(sha256: string): Promise<BlobFacts | undefined>;
  /** The file, its hash checked; undefined if it is not known. Throws BlobDamaged. */
  read(sha256: string): Promise<(BlobFacts & { readonly bytes: Buffer }) | undefined>;
}

/** Every stored file by its hash. */
export async function listBlobs(knex: Knex): Promise<readonly string[]> {
  const rows: { sha256: string }[] = await knex('blob').select('sha256').orderBy('sha256');
  return rows.map((row) => row.sha256);
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Files by SHA-256 in `folder` (`ab/abcdef…`), listed in the table `blob`. */
export function createBlobs(knex: Knex, folder: string): Blobs {
  const place = (sha256: string) => path.join(folder, sha256.slice(0, 2), sha256);

  async function facts(sha256: string): Promise<BlobFacts | undefined> {
    if (!SHA256.test(sha256)) return undefined;
    const row: BlobFacts | undefined = await knex('blob').where({ sha256 }).first('sha256', 'size', 'type');
    return row && { sha256: row.sha256, size: row.size, type: row.type };
  }

  return {
    facts,
    async put(bytes, type, at) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await store(place(sha256), bytes);
      await knex('blob').insert({ sha256, size: bytes.length, type, stored_at: at }).onConflict('sha256').ignore();
      return (await facts(sha256)) ?? { sha256, size: bytes.length, type };
    },
    async read(sha256) {
      const known = await facts(sha256);
      if (known === undefined) return undefined;
      const bytes = await readFile(place(sha256)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') throw new BlobDamaged(sha256);
        throw error;
      });
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new BlobDamaged(sha256);
      return { ...known, bytes };
    },
  };
}

/** Written beside, flushed, and moved into place: a crash leaves no half file under a hash. A file that is there is written again, so that a damaged one heals. */
async function store(file: string, bytes: Uint8Array): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const part = `${file}.part-${process.pid}-${Math.trunc(performance.now() * 1_000)}`;
  const handle = await open(part, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** The rename itself is durable only when the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
