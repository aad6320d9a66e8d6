import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordAccess } from '../../db/access-log.ts';
import type { Account } from '../../db/account.ts';
import { addSession, forgetExpired } from '../../db/session.ts';
import { addMs } from '../core/index.ts';
import type { Api } from './api.ts';
import { principalOfAccount, SESSION_IDLE_MS, SESSION_MOST_MS, sessionCookie } from './authenticate.ts';
import type { Principal } from './principal.ts';
import { hashSecret, newSecret } from './secret.ts';

const LONGEST_AGENT = 200;

/** Opens a session for somebody whose identity has been proven, puts its cookie into the answer and its opening on record. `asked`: he gave his password just now. */
export async function openSession(
  { db, now: clock, secure }: Pick<Api, 'db' | 'now' | 'secure'>,
  { ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>,
  reply: FastifyReply,
  account: Account,
  asked: boolean,
): Promise<Principal> {
  const [secret, csrf] = [newSecret(), newSecret()];
  const now = clock();
  const confirmed = asked ? { confirmedAt: now } : {};
  await forgetExpired(db.knex, now);
  await addSession(db.knex, {
    idHash: hashSecret(secret),
    id: randomUUID(),
    account: account.name,
    csrf,
    createdAt: now,
    seenAt: now,
    expiresAt: addMs(now, SESSION_IDLE_MS),
    endsAt: addMs(now, SESSION_MOST_MS),
    ...confirmed,
    address: ip,
    agent: (headers['user-agent'] ?? '').slice(0, LONGEST_AGENT),
  });
  await recordAccess(db.knex, {
    at: now,
    account: account.name,
    person: account.person,
    act: 'login',
    object: 'session',
  });
  reply.setCookie(sessionCookie(secure), secret, cookieOptions(secure));
  return { ...(await principalOfAccount(db.knex, account, now)), csrf, ...confirmed };
}

/** Takes the cookie back. */
export function dropCookie(reply: FastifyReply, secure: boolean): FastifyReply {
  return reply.clearCookie(sessionCookie(secure), cookieOptions(secure));
}

/** Lax: a link in a mail opens the product logged in; writes from other sites fail for want of the CSRF token. */
function cookieOptions(secure: boolean) {
  return { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
}
