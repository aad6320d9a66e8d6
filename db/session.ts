import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A login of a browser. The secret itself is only in the cookie; the table holds its SHA-256. */
export interface Session {
  readonly idHash: string;
  /** Names the session to its owner, and is no secret. */
  readonly id: string;
  readonly account: string;
  readonly csrf: string;
  readonly createdAt: Instant;
  readonly seenAt: Instant;
  /** When it ends if it is not used again. */
  readonly expiresAt: Instant;
  /** When it ends however much it is used. */
  readonly endsAt: Instant;
  /** When its owner last gave the password, here or to the identity provider; absent if the provider let him in by what it remembered. */
  readonly confirmedAt?: Instant;
  /** Where it was opened: network address and browser, as its owner recognises it. */
  readonly address: string;
  readonly agent: string;
}

interface Row {
  id_hash: string;
  id: string;
  account: string;
  csrf: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  ends_at: string;
  /** '' for never. */
  confirmed_at: string;
  address: string;
  agent: string;
}

/** Remembers a new login. */
export async function addSession(knex: Knex, session: Session): Promise<void> {
  const row: Row = {
    id_hash: session.idHash,
    id: session.id,
    account: session.account,
    csrf: session.csrf,
    created_at: session.createdAt,
    seen_at: session.seenAt,
    expires_at: session.expiresAt,
    ends_at: session.endsAt,
    confirmed_at: session.confirmedAt ?? '',
    address: session.address,
    agent: session.agent,
  };
  await knex('session').insert(row);
}

/** The login behind a cookie, if it has not ended. */
export async function findSession(knex: Knex, idHash: string, now: Instant): Promise<Session | undefined> {
  const row: Row | undefined = await live(knex, now).andWhere('id_hash', idHash).first();
  return row && sessionOf(row);
}

/** Logins of an account that have not ended, the last used first. */
export async function readSessions(knex: Knex, account: string, now: Instant): Promise<readonly Session[]> {
  const rows: Row[] = await live(knex, now)
    .andWhere({ account })
    .orderBy([{ column: 'seen_at', order: 'desc' }, { column: 'id' }]);
  return rows.map(sessionOf);
}

/** How many logins of each account have not ended. */
export async function countSessions(knex: Knex, now: Instant): Promise<ReadonlyMap<string, number>> {
  const rows: { account: string; n: number | string }[] = await live(knex, now)
    .groupBy('account')
    .select('account')
    .count({ n: '*' });
  return new Map(rows.map(({ account, n }) => [account, Number(n)]));
}

/** Notes that the session was used and moves its end. */
export async function touchSession(knex: Knex, idHash: string, seenAt: Instant, expiresAt: Instant): Promise<void> {
  await knex('session').where('id_hash', idHash).update({ seen_at: seenAt, expires_at: expiresAt });
}

/** Notes that its owner has just given the password again. */
export async function confirmSession(knex: Knex, idHash: string, at: Instant): Promise<void> {
  await knex('session').where('id_hash', idHash).update({ confirmed_at: at });
}

/** Ends one login. */
export async function endSession(knex: Knex, idHash: string): Promise<void> {
  await knex('session').where('id_hash', idHash).delete();
}

/** Ends one login of an account by its number; false if it has none of this number. */
export async function endSessionOf(knex: Knex, account: string, id: string): Promise<boolean> {
  return (await knex('session').where({ account, id }).delete()) > 0;
}

/** Ends the logins of an account, but not `except`; returns how many. */
export async function endSessionsOf(knex: Knex, account: string, except?: string): Promise<number> {
  const all = knex('session').where({ account });
  return except === undefined ? all.delete() : all.whereNot('id_hash', except).delete();
}

/** Forgets logins that have ended; returns how many. */
export async function forgetExpired(knex: Knex, now: Instant): Promise<number> {
  return knex('session').where('expires_at', '<=', now).orWhere('ends_at', '<=', now).delete();
}

function live(knex: Knex, now: Instant) {
  return knex('session').where('expires_at', '>', now).andWhere('ends_at', '>', now);
}

function sessionOf(row: Row): Session {
  return {
    idHash: row.id_hash,
    id: row.id,
    account: row.account,
    csrf: row.csrf,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    endsAt: row.ends_at,
    ...(row.confirmed_at === '' ? {} : { confirmedAt: row.confirmed_at }),
    address: row.address,
    agent: row.agent,
  };
}
