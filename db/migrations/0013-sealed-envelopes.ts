import type { Knex } from 'knex';

export const name = '0013-sealed-envelopes';

/**
 * The custodian's public keys, the newest that is not retired in use; receipt codes of tip-offs as keyed hashes. Rows of `sealed_identity`
 * that an earlier version sealed stay as they are until `duban custodian register` seals them anew.
 */
export async function up(knex: Knex): Promise<void> {
  const text = knex.client.config.client === 'pg' ? 'text COLLATE "C"' : 'text';
  for (const statement of [
    `CREATE TABLE custodian_key (key_id ${text} PRIMARY KEY, public_key ${text} NOT NULL, registered_at ${text} NOT NULL, retired_at ${text})`,
    `CREATE TABLE tipoff_receipt (code_hash ${text} PRIMARY KEY, case_id ${text} NOT NULL, made_at ${text} NOT NULL)`,
    'CREATE INDEX tipoff_receipt_case ON tipoff_receipt (case_id)',
  ])
    await knex.raw(statement);
}
