import { recordAccess } from '../../db/access-log.ts';
import type { CaseId } from '../core/index.ts';
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

/** A look at a case, its papers or its files is on record where it matters: auditors' reading, and everybody's of tip-offs. */
export async function noteReading(api: Pick<Api, 'db' | 'now'>, principal: Principal, caseId: CaseId): Promise<void> {
  if (principal.roles.has('auditor') || caseId.startsWith('T-'))
    await noteAccess(api, principal, { act: 'read', object: caseId });
}
