import type { Knex } from 'knex';

const PAGE = 400;

/** Difference hashes (16 hex digits) of photos by SHA-256, null for those that were looked at and have none; what nobody has looked at is absent. */
export async function readPhotoHashes(
  knex: Knex,
  names: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  for (let i = 0; i < names.length; i += PAGE) {
    const rows: { sha256: string; hash: string | null }[] = await knex('photo_hash')
      .whereIn('sha256', names.slice(i, i + PAGE))
      .select('sha256', 'hash');
    for (const { sha256, hash } of rows) found.set(sha256, hash);
  }
  return found;
}

/** Keeps the difference hash of a photo; its bytes never change, so neither does it. */
export async function savePhotoHash(knex: Knex, sha256: string, hash: string | null): Promise<void> {
  await knex('photo_hash').insert({ sha256, hash }).onConflict('sha256').ignore();
}
