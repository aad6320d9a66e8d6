import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

/** A reporter's identity, encrypted; it is in no event, view, mail, export or log line (invariant 10). */
export interface SealedIdentity {
  readonly caseId: CaseId;
  /** Which key opens it. */
  readonly keyId: string;
  readonly sealed: Uint8Array;
  readonly sealedAt: Instant;
}

interface Row {
  case_id: string;
  key_id: string;
  sealed: Buffer;
  sealed_at: string;
}

/** Keeps a sealed identity; the first one of a case stays. */
export async function keepSealed(knex: Knex, identity: SealedIdentity): Promise<void> {
  await knex('sealed_identity')
    .insert({
      case_id: identity.caseId,
      key_id: identity.keyId,
      sealed: Buffer.from(identity.sealed),
      sealed_at: identity.sealedAt,
    })
    .onConflict('case_id')
    .ignore();
}

/** The sealed identity of a case, unless it was erased. */
export async function findSealed(knex: Knex, caseId: CaseId): Promise<SealedIdentity | undefined> {
  const row: Row | undefined = await knex('sealed_identity').where('case_id', caseId).whereNull('erased_at').first();
  return row && identityOf(row);
}

/** Identities that are not sealed to this key, in order of case, those after `after` first. */
export async function sealedOtherwise(
  knex: Knex,
  keyId: string,
  after: CaseId,
  limit: number,
): Promise<readonly SealedIdentity[]> {
  const rows: Row[] = await knex('sealed_identity')
    .whereNot('key_id', keyId)
    .whereNull('erased_at')
    .where('case_id', '>', after)
    .orderBy('case_id')
    .limit(limit);
  return rows.map(identityOf);
}

/** How many identities each key opens. */
export async function countSealed(knex: Knex): Promise<ReadonlyMap<string, number>> {
  const rows: { key_id: string; n: number | string }[] = await knex('sealed_identity')
    .whereNull('erased_at')
    .groupBy('key_id')
    .select('key_id')
    .count({ n: '*' });
  return new Map(rows.map(({ key_id, n }) => [key_id, Number(n)]));
}

/** Puts the same identity under another key; false if it is no longer what was read. */
export async function reseal(knex: Knex, before: SealedIdentity, after: SealedIdentity): Promise<boolean> {
  const changed = await knex('sealed_identity')
    .where({ case_id: before.caseId, key_id: before.keyId })
    .whereNull('erased_at')
    .update({ key_id: after.keyId, sealed: Buffer.from(after.sealed), sealed_at: after.sealedAt });
  return changed === 1;
}

/** Erases the identity and keeps the fact that there was one. */
export async function eraseSealed(knex: Knex, caseId: CaseId, at: Instant): Promise<void> {
  await knex('sealed_identity')
    .where('case_id', caseId)
    .update({ sealed: Buffer.alloc(0), erased_at: at });
}

function identityOf({ case_id, key_id, sealed, sealed_at }: Row): SealedIdentity {
  return { caseId: case_id, keyId: key_id, sealed: new Uint8Array(sealed), sealedAt: sealed_at };
}
