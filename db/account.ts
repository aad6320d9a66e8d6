import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** What an account may do besides the posts of its person. */
export type AccountRole = 'admin' | 'auditor';

/** A log-in: one per name, belongs to a person. */
export interface Account {
  readonly name: string;
  readonly person: string;
  /** argon2id, in the PHC string format. */
  readonly passwordHash: string;
  readonly roles: readonly AccountRole[];
  /** The password was given by somebody else and must be replaced before anything else. */
  readonly mustChange: boolean;
  readonly failures: number;
  readonly lockedUntil?: Instant;
  readonly disabledAt?: Instant;
}

interface AccountRow {
  name: string;
  person: string;
  password_hash: string;
  roles: string;
  must_change: boolean | number;
  failures: number;
  locked_until: string | null;
  disabled_at: string | null;
}

/** The account of this name, disabled or not. */
export async function readAccount(knex: Knex, name: string): Promise<Account | undefined> {
  const row: AccountRow | undefined = await knex('account').where({ name }).first();
  return row && accountOf(row);
}

/** All accounts by name. */
export async function readAccounts(knex: Knex): Promise<readonly Account[]> {
  const rows: AccountRow[] = await knex('account').orderBy('name');
  return rows.map(accountOf);
}

/** Adds an account; false if the name is taken. */
export async function addAccount(
  knex: Knex,
  account: Pick<Account, 'name' | 'person' | 'passwordHash' | 'roles' | 'mustChange'>,
): Promise<boolean> {
  const inserted = await knex('account')
    .insert({
      name: account.name,
      person: account.person,
      password_hash: account.passwordHash,
      roles: account.roles.join(','),
      must_change: account.mustChange,
      failures: 0,
    })
    .onConflict('name')
    .ignore()
    .returning('name');
  return inserted.length === 1;
}

/** Replaces the password; ends a lock. */
export async function setPassword(knex: Knex, name: string, passwordHash: string, mustChange: boolean): Promise<void> {
  await knex('account')
    .where({ name })
    .update({ password_hash: passwordHash, must_change: mustChange, failures: 0, locked_until: null });
}

/** Replaces what an account may do besides the posts of its person. */
export async function setRoles(knex: Knex, name: string, roles: readonly AccountRole[]): Promise<void> {
  await knex('account')
    .where({ name })
    .update({ roles: roles.join(',') });
}

/** Takes an account out of use, or back in with undefined. */
export async function disableAccount(knex: Knex, name: string, at: Instant | undefined): Promise<boolean> {
  return (
    (await knex('account')
      .where({ name })
      .update({ disabled_at: at ?? null })) === 1
  );
}

/** Counts a failed log-in; the `most`-th locks the account until `lockedUntil` and the count starts again. One statement, so that guesses made at once are all counted. */
export async function countFailure(knex: Knex, name: string, most: number, lockedUntil: Instant): Promise<void> {
  await knex('account')
    .where({ name })
    .update({
      locked_until: knex.raw('CASE WHEN failures + 1 >= ? THEN ? ELSE locked_until END', [most, lockedUntil]),
      failures: knex.raw('CASE WHEN failures + 1 >= ? THEN 0 ELSE failures + 1 END', [most]),
    });
}

/** A log-in succeeded: failures are forgotten. */
export async function clearFailures(knex: Knex, name: string): Promise<void> {
  await knex('account')
    .where({ name })
    .andWhere((any) => any.where('failures', '>', 0).orWhereNotNull('locked_until'))
    .update({ failures: 0, locked_until: null });
}

function accountOf(row: AccountRow): Account {
  return {
    name: row.name,
    person: row.person,
    passwordHash: row.password_hash,
    roles: row.roles.split(',').filter((role): role is AccountRole => role === 'admin' || role === 'auditor'),
    mustChange: Boolean(row.must_change),
    failures: row.failures,
    ...(row.locked_until === null ? {} : { lockedUntil: row.locked_until }),
    ...(row.disabled_at === null ? {} : { disabledAt: row.disabled_at }),
  };
}
