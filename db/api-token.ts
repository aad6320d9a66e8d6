import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A bearer token of a program, without its secret: only the hash is stored. */
export interface ApiToken {
  readonly id: string;
  readonly account: string;
  readonly label: string;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
}

interface TokenRow {
  id: string;
  account: string;
  label: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
}

const COLUMNS = ['id', 'account', 'label', 'created_at', 'expires_at', 'revoked_at'];

/** Stores a new token by the hash of its secret. */
export async function addToken(knex: Knex, token: ApiToken, tokenHash: string): Promise<void> {
  await knex('api_token').insert({
    id: token.id,
    token_hash: tokenHash,
    account: token.account,
    label: token.label,
    created_at: token.createdAt,
    expires_at: token.expiresAt ?? null,
  });
}

/** The token with this hash if it may still be used. */
export async function readLiveToken(knex: Knex, tokenHash: string, now: Instant): Promise<ApiToken | undefined> {
  const row: TokenRow | undefined = await knex('api_token')
    .select(COLUMNS)
    .where({ token_hash: tokenHash })
    .whereNull('revoked_at')
    .andWhere((any) => any.whereNull('expires_at').orWhere('expires_at', '>', now))
    .first();
  return row && tokenOf(row);
}

/** Tokens of an account, the newest first. */
export async function readTokens(knex: Knex, account: string): Promise<readonly ApiToken[]> {
  const rows: TokenRow[] = await knex('api_token')
    .select(COLUMNS)
    .where({ account })
    .orderBy([{ column: 'created_at', order: 'desc' }, { column: 'id' }]);
  return rows.map(tokenOf);
}

/** Tokens of all accounts, the newest first. */
export async function readAllTokens(knex: Knex): Promise<readonly ApiToken[]> {
  const rows: TokenRow[] = await knex('api_token')
    .select(COLUMNS)
    .orderBy([{ column: 'created_at', order: 'desc' }, { column: 'id' }]);
  return rows.map(tokenOf);
}

/** Ends any token; false if there is none of this id that is still live. */
export async function revokeAnyToken(knex: Knex, id: string, at: Instant): Promise<boolean> {
  return (await knex('api_token').where({ id }).whereNull('revoked_at').update({ revoked_at: at })) === 1;
}

/** Ends a token of this account; false if it has none of this id that is still live. */
export async function revokeToken(knex: Knex, account: string, id: string, at: Instant): Promise<boolean> {
  return (await knex('api_token').where({ account, id }).whereNull('revoked_at').update({ revoked_at: at })) === 1;
}

function tokenOf(row: TokenRow): ApiToken {
  return {
    id: row.id,
    account: row.account,
    label: row.label,
    createdAt: row.created_at,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}
