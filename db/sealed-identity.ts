import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

/** A reporter's identity, encrypted; it is in no event, view, mail, export or log line (invariant 10). */
export interface SealedIdentity {
  readonly caseId: CaseId;
  /** Which key sealed it. */
  readonly keyId: string;
  readonly sealed: Uint8Array;
  readonly sealedAt: Instant;
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
  const row: { case_id: string; key_id: string; sealed: Buffer; sealed_at: string } | undefined = await knex(
    'sealed_identity',
  )
    .where('case_id', caseId)
    .whereNull('erased_at')
    .first();
  return row && { caseId: row.case_id, keyId: row.key_id, sealed: new Uint8Array(row.sealed), sealedAt: row.sealed_at };
}

/** Erases the identity and keeps the fact that there was one. */
export async function eraseSealed(knex: Knex, caseId: CaseId, at: Instant): Promise<void> {
  await knex('sealed_identity')
    .where('case_id', caseId)
    .update({ sealed: Buffer.alloc(0), erased_at: at });
}
