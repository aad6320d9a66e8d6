import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A public key to which identities are sealed; the private one is the custodian's and in no table. */
export interface CustodianKey {
  readonly keyId: string;
  /** 32 bytes as hex. */
  readonly publicKey: string;
  readonly registeredAt: Instant;
  readonly retiredAt?: Instant;
}

interface Row {
  key_id: string;
  public_key: string;
  registered_at: string;
  retired_at: string | null;
}

/** Registers a key and retires those before it, in one transaction; false, and nothing changes, if it is known already. */
export async function registerCustodianKey(
  knex: Knex,
  { keyId, publicKey, registeredAt }: Omit<CustodianKey, 'retiredAt'>,
): Promise<boolean> {
  return knex.transaction(async (trx) => {
    if ((await trx('custodian_key').where('key_id', keyId).first()) !== undefined) return false;
    await trx('custodian_key').whereNull('retired_at').update({ retired_at: registeredAt });
    await trx('custodian_key').insert({ key_id: keyId, public_key: publicKey, registered_at: registeredAt });
    return true;
  });
}

/** Every key, the newest first. */
export async function readCustodianKeys(knex: Knex): Promise<readonly CustodianKey[]> {
  const rows: Row[] = await knex('custodian_key').orderBy('registered_at', 'desc');
  return rows.map(keyOf);
}

/** The key to which identities are sealed now; undefined before the first was registered. */
export async function custodianKeyInUse(knex: Knex): Promise<CustodianKey | undefined> {
  const row: Row | undefined = await knex('custodian_key').whereNull('retired_at').first();
  return row && keyOf(row);
}

function keyOf({ key_id, public_key, registered_at, retired_at }: Row): CustodianKey {
  return {
    keyId: key_id,
    publicKey: public_key,
    registeredAt: registered_at,
    ...(retired_at === null ? {} : { retiredAt: retired_at }),
  };
}
