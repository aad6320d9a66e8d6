import type { FastifyRequest } from 'fastify';
import { type Account, readAccount } from '../../db/account.ts';
import { readLiveToken } from '../../db/api-token.ts';
import { readPerson } from '../../db/person.ts';
import { readPostsOf } from '../../db/post.ts';
import { findSession, touchSession } from '../../db/session.ts';
import { addMs, type Instant } from '../core/index.ts';
import type { Api } from './api.ts';
import type { Principal, Role } from './principal.ts';
import { problem } from './problem.ts';
import { hashSecret, sameSecret } from './secret.ts';

/** Who may use a route; `login` unless the route says otherwise. */
export type Gate = 'public' | 'login' | 'admin' | 'figures';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. */
    gate?: Gate;
    /** Usable before a one-time password has been replaced. */
    beforePasswordChange?: true;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

export const SESSION_COOKIE = 'duban_session';
/** A session ends when it has not been used for so long. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** Use is written down at most this often: a request must not cost a durable write. */
const TOUCH_MS = 60_000;

/** Finds out who makes the request and whether the route is for him; throws `not-logged-in`, `csrf-token-missing`, `password-change-required` or `not-permitted`. */
export async function admit(api: Api, request: FastifyRequest): Promise<void> {
  const { gate = 'login', beforePasswordChange } = request.routeOptions.config;
  if (gate === 'public') return;
  const principal = await identify(api, request);
  if (principal === undefined) throw problem('not-logged-in');
  if (principal.csrf !== undefined && writes(request.method)) checkCsrf(request, principal.csrf);
  if (principal.mustChangePassword && !beforePasswordChange) throw problem('password-change-required');
  if (gate === 'admin' && !principal.roles.has('admin')) throw problem('not-permitted');
  if (gate === 'figures' && principal.roles.size === 0) throw problem('not-permitted');
  request.principal = principal;
}

/** The principal of a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw problem('not-logged-in');
  return request.principal;
}

function writes(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

function checkCsrf(request: FastifyRequest, token: string): void {
  const given = request.headers['x-csrf-token'];
  if (typeof given !== 'string' || !sameSecret(given, token)) throw problem('csrf-token-missing');
}

/** A bearer token wins over a cookie: a program that sends both means the token. */
async function identify(api: Api, request: FastifyRequest): Promise<Principal | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return byToken(api, authorization);
  const secret = request.cookies[SESSION_COOKIE];
  return secret === undefined ? undefined : bySession(api, secret);
}

async function byToken(api: Api, authorization: string): Promise<Principal | undefined> {
  const [, secret] = /^Bearer ([A-Za-z0-9_-]{20,100})$/i.exec(authorization) ?? [];
  if (secret === undefined) return undefined;
  const token = await readLiveToken(api.db.knex, hashSecret(secret), api.now());
  return token && principalFor(api, token.account, {});
}

async function bySession({ db, now }: Api, secret: string): Promise<Principal | undefined> {
  const at = now();
  const sessionHash = hashSecret(secret);
  const session = await findSession(db.knex, sessionHash, at);
  if (session === undefined) return undefined;
  if (addMs(session.seenAt, TOUCH_MS) <= at) await touchSession(db.knex, sessionHash, at, addMs(at, SESSION_IDLE_MS));
  return principalFor({ db, now }, session.account, { csrf: session.csrf, sessionHash });
}

async function principalFor(
  { db, now }: Pick<Api, 'db' | 'now'>,
  name: string,
  session: { readonly csrf?: string; readonly sessionHash?: string },
): Promise<Principal | undefined> {
  const account = await readAccount(db.knex, name);
  if (account === undefined || account.disabledAt !== undefined) return undefined;
  return { ...(await principalOfAccount(db.knex, account, now())), ...session };
}

/** The person behind an account with the posts of this moment. Holding the post `admin` or `auditor` gives the role, as the account itself may. */
export async function principalOfAccount(knex: Api['db']['knex'], account: Account, at: Instant): Promise<Principal> {
  const [person, held] = await Promise.all([readPerson(knex, account.person), readPostsOf(knex, account.person, at)]);
  const posts = held.map(({ organisation, ...post }) => ({
    ...post,
    ...(organisation === '' ? {} : { organisation }),
  }));
  const roles = new Set<Role>(account.roles);
  for (const { post } of posts) if (post === 'admin' || post === 'auditor') roles.add(post);
  return {
    account: account.name,
    person: { id: account.person, name: person?.name ?? account.person },
    posts,
    roles,
    mustChangePassword: account.mustChange,
  };
}
