import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A login of a browser. The id itself is only in the cookie; the table holds its SHA-256. */
export interface Session {
  readonly idHash: string;
  readonly account: string;
  readonly csrf: string;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

interface Row {
  id_hash: string;
  account: string;
  csrf: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
}

/** Remembers a new login. */
export async function addSession(knex: Knex, session: Session): Promise<void> {
  await knex('session').insert({
    id_hash: session.idHash,
    account: session.account,
    csrf: session.csrf,
    created_at: session.createdAt,
    seen_at: session.seenAt,
    expires_at: session.expiresAt,
  });
}

/** The login behind a cookie, if it has not expired. */
export async function findSession(knex: Knex, idHash: string, now: Instant): Promise<Session | undefined> {
  const row: Row | undefined = await knex('session').where('id_hash', idHash).andWhere('expires_at', '>', now).first();
  return (
    row && {
      idHash: row.id_hash,
      account: row.account,
      csrf: row.csrf,
      createdAt: row.created_at,
      seenAt: row.seen_at,
      expiresAt: row.expires_at,
    }
  );
}

/** Notes that the session was used and moves its end. */
export async function touchSession(knex: Knex, idHash: string, seenAt: Instant, expiresAt: Instant): Promise<void> {
  await knex('session').where('id_hash', idHash).update({ seen_at: seenAt, expires_at: expiresAt });
}

/** Ends one login. */
export async function endSession(knex: Knex, idHash: string): Promise<void> {
  await knex('session').where('id_hash', idHash).delete();
}

/** Ends all logins of an account: its password was changed, or it was disabled. */
export async function endSessionsOf(knex: Knex, account: string): Promise<void> {
  await knex('session').where({ account }).delete();
}

/** Forgets logins that have expired; returns how many. */
export async function forgetExpired(knex: Knex, now: Instant): Promise<number> {
  return knex('session').where('expires_at', '<=', now).delete();
}
