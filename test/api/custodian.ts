import { registerCustodianKey } from '../../db/custodian-key.ts';
import { makeKeyFile } from '../../src/api/custodian-key.ts';
import type { Stand } from './stand.ts';

export const PASSPHRASE = 'a long enough passphrase';

/** Registers a custodian's key, without which no identity is taken in; gives what the custodian keeps. */
export async function appointCustodian({ db, clock }: Pick<Stand, 'db' | 'clock'>) {
  const key = await makeKeyFile(PASSPHRASE);
  await registerCustodianKey(db.knex, { keyId: key.keyId, publicKey: key.publicKey, registeredAt: clock.now });
  return { key: key.text, passphrase: PASSPHRASE };
}
