import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

/** Keeps a receipt code of a tip-off by its keyed hash; kept already, nothing changes. */
export async function keepReceipt(
  knex: Knex,
  { codeHash, caseId, at }: { readonly codeHash: string; readonly caseId: CaseId; readonly at: Instant },
): Promise<void> {
  await knex('tipoff_receipt')
    .insert({ code_hash: codeHash, case_id: caseId, made_at: at })
    .onConflict('code_hash')
    .ignore();
}

/** The tip-off to which a code belongs. */
export async function caseOfReceipt(knex: Knex, codeHash: string): Promise<CaseId | undefined> {
  const row: { case_id: string } | undefined = await knex('tipoff_receipt')
    .where('code_hash', codeHash)
    .first('case_id');
  return row?.case_id;
}
