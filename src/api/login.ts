import { hash, verify } from '@node-rs/argon2';
import { recordAccess } from '../../db/access-log.ts';
import { type Account, clearFailures, countFailure, readAccount } from '../../db/account.ts';
import { addMs } from '../core/index.ts';
import type { Api } from './api.ts';
import { LOCK_MS, MOST_FAILURES, secondsUntil } from './login-guard.ts';
import { Problem, problem } from './problem.ts';

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Every check of a password takes a thread for some 20 ms; more at once would starve the disk work of the same pool. */
const MOST_CHECKS = 2;

let checks = 0;
const waiting: (() => void)[] = [];

/** The password as it is stored: argon2id in the PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, COST));
}

/** The account if name and password are right; throws `wrong-credentials` or `locked-out`, and takes as long for a name that does not exist. */
export async function logIn(
  { db, guard, now }: Pick<Api, 'db' | 'guard' | 'now'>,
  name: string,
  password: string,
  address: string,
): Promise<Account> {
  const at = now();
  const addressKey = `address ${address}`;
  const nameKey = `name ${name}`;
  const account = await readAccount(db.knex, name);
  const lockedUntil = account?.lockedUntil;
  const seconds =
    guard.locked(addressKey, at) ??
    guard.locked(nameKey, at) ??
    (lockedUntil !== undefined && at < lockedUntil ? secondsUntil(lockedUntil, at) : undefined);
  if (seconds !== undefined) throw problem('locked-out', { retryAfter: seconds });
  const right = await checkPassword(account?.passwordHash, password);
  if (right && account !== undefined && account.disabledAt === undefined) {
    await clearFailures(db.knex, name);
    return account;
  }
  guard.fail(addressKey, at);
  // As in the database, where the count of an account does not grow old: a name that is none must not be told by its patience.
  if (account === undefined) guard.fail(nameKey, at, 'for ever');
  // One commit in either case: its time says nothing. A name that is none may be a password in the wrong field, and is not kept.
  await db.knex.transaction(async (trx) => {
    if (account !== undefined) await countFailure(trx, name, MOST_FAILURES, addMs(at, LOCK_MS));
    await recordAccess(trx, {
      at,
      act: 'login-failed',
      object: 'session',
      ...(account === undefined ? {} : { account: account.name, person: account.person }),
    });
  });
  throw problem('wrong-credentials');
}

/** The account if its owner knows its password; guesses count like those of a log-in. Throws `invalid` at the field `password`, or `locked-out`. */
export async function confirmPassword(
  api: Pick<Api, 'db' | 'guard' | 'now'>,
  account: string,
  password: string,
  address: string,
): Promise<Account> {
  try {
    return await logIn(api, account, password, address);
  } catch (error) {
    // Not 401: the session is as good as before.
    if (error instanceof Problem && error.details.code === 'wrong-credentials')
      throw problem('invalid', { fields: { password: '当前密码不正确' } });
    throw error;
  }
}

/** Whether this is the account's password. */
async function checkPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const right = await inTurn(async () => verify(passwordHash ?? (await nobodysHash), password));
  return right && passwordHash !== undefined;
}

/** A hash of nothing anybody knows: checked for unknown names, so that their answer takes as long. */
const nobodysHash = hash(crypto.randomUUID(), COST);

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (checks >= MOST_CHECKS) await new Promise<void>((resolve) => waiting.push(resolve));
  checks++;
  try {
    return await work();
  } finally {
    checks--;
    waiting.shift()?.();
  }
}
