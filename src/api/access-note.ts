import { recordAccess } from '../../db/access-log.ts';
import type { Api } from './api.ts';
import type { Principal } from './principal.ts';

/** Puts on record who looks into what, and why if he says so; what cannot be recorded is not shown. */
export async function noteAccess(
  { db, now }: Pick<Api, 'db' | 'now'>,
  { account, person }: Principal,
  { act, object, reason }: { readonly act: string; readonly object: string; readonly reason?: string | undefined },
): Promise<void> {
  await recordAccess(db.knex, {
    at: now(),
    account,
    person: person.id,
    act,
    object,
    ...(reason === undefined ? {} : { detail: reason }),
  });
}
