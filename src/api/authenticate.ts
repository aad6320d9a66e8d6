import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { type Account, readAccount } from '../../db/account.ts';
import { readLiveToken } from '../../db/api-token.ts';
import { readBelow } from '../../db/organisation.ts';
import { readPerson } from '../../db/person.ts';
import { readPostsOf } from '../../db/post.ts';
import { findSession, touchSession } from '../../db/session.ts';
import { addMs, type Instant } from '../core/index.ts';
import { type CaseScope, scopeOfPosts } from '../core/visibility.ts';
import type { Api } from './api.ts';
import { closedRegisters } from './closed-registers.ts';
import { type Gate, stoppedAt } from './policy.ts';
import type { HeldPost, Principal, Role } from './principal.ts';
import { problem } from './problem.ts';
import { hashSecret, sameSecret } from './secret.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; every route says so. */
    gate?: Gate;
    /** Usable before a one-time password has been replaced. */
    beforePasswordChange?: true;
    /** Only for somebody who has given his password within the last minutes, in a browser's session. */
    confirmed?: true;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/** A session ends when it has not been used for so long … */
export const SESSION_IDLE_MS = 12 * 3_600_000;
/** … and after so long however much it is used. */
export const SESSION_MOST_MS = 7 * 24 * 3_600_000;
/** For so long after the password was given an act that cannot be taken back needs it no second time. */
export const CONFIRMED_MS = 15 * 60_000;
/** Use is written down at most this often: a request must not cost a durable write. */
const TOUCH_MS = 60_000;

/** The cookie's name. With https the prefix makes browsers refuse one that another host or an unencrypted page has planted (RFC 6265bis). */
export function sessionCookie(secure: boolean): string {
  return secure ? '__Host-duban_session' : 'duban_session';
}

/** Remembers every route that is added from now on; the result throws, naming them, if there are any that do not say who may use them. */
export function watchGates(app: FastifyInstance): () => void {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  return () => {
    const open = routes.filter((route) => route.config?.gate === undefined);
    if (open.length > 0)
      throw new Error(
        `routes without a gate (config: { gate: … } of src/api/policy.ts): ${open.map(({ method, url }) => `${method} ${url}`).join(', ')}`,
      );
  };
}

/**
 * Finds out who makes the request and whether the route is for him; throws `not-logged-in`, `csrf-token-missing`, `password-change-required`,
 * `confirmation-needed`, or what the gate answers.
 */
export async function admit(api: Api, request: FastifyRequest): Promise<void> {
  // Only an unknown address comes without a gate: the server does not start with a route that has none.
  const { gate = 'login', beforePasswordChange, confirmed } = request.routeOptions.config;
  if (gate === 'public') return;
  const principal = await identify(api, request);
  if (principal === undefined) throw problem('not-logged-in');
  if (principal.csrf !== undefined && writes(request.method)) checkCsrf(request, principal.csrf);
  if (principal.mustChangePassword && !beforePasswordChange) throw problem('password-change-required');
  const stopped = stoppedAt(gate, principal);
  if (stopped !== undefined) throw stopped;
  if (confirmed) checkConfirmed(principal, api.now());
  request.principal = principal;
}

/** The principal of a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw problem('not-logged-in');
  return request.principal;
}

/** Throws `confirmation-needed` unless the password was given within the last minutes; a token never has. */
export function checkConfirmed({ confirmedAt }: Principal, now: Instant): void {
  if (confirmedAt === undefined || addMs(confirmedAt, CONFIRMED_MS) <= now) throw problem('confirmation-needed');
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
  const secret = request.cookies[sessionCookie(api.secure)];
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
  const { csrf, confirmedAt } = session;
  return principalFor({ db, now }, session.account, {
    csrf,
    sessionHash,
    ...(confirmedAt === undefined ? {} : { confirmedAt }),
  });
}

async function principalFor(
  { db, now }: Pick<Api, 'db' | 'now'>,
  name: string,
  session: Pick<Principal, 'csrf' | 'sessionHash' | 'confirmedAt'>,
): Promise<Principal | undefined> {
  const account = await readAccount(db.knex, name);
  if (account === undefined || account.disabledAt !== undefined) return undefined;
  return { ...(await principalOfAccount(db.knex, account, now())), ...session };
}

/** The person behind an account with the posts of this moment. Holding the post `admin` or `auditor` gives the role, as the account itself may. */
export async function principalOfAccount(knex: Api['db']['knex'], account: Account, at: Instant): Promise<Principal> {
  const [person, posts] = await Promise.all([readPerson(knex, account.person), heldPosts(knex, account.person, at)]);
  const roles = new Set<Role>(account.roles);
  for (const { post } of posts) if (post === 'admin' || post === 'auditor') roles.add(post);
  return {
    account: account.name,
    person: { id: account.person, name: person?.name ?? account.person },
    posts,
    roles,
    mustChangePassword: account.mustChange,
    scope: await scopeWithTree(knex, posts, roles.has('auditor'), at),
  };
}

/** The posts that a person may act for at an instant. */
export async function heldPosts(knex: Api['db']['knex'], person: string, at: Instant): Promise<readonly HeldPost[]> {
  return (await readPostsOf(knex, person, at)).map(({ organisation, ...post }) => ({
    ...post,
    ...(organisation === '' ? {} : { organisation }),
  }));
}

/** What posts let see at an instant, with everything that lies below their organisations, and the registers that name them. */
export async function scopeWithTree(
  knex: Api['db']['knex'],
  posts: readonly HeldPost[],
  isAuditor: boolean,
  at: Instant,
): Promise<CaseScope> {
  const { all, places } = scopeOfPosts(posts, isAuditor);
  // Whoever sees everything needs no tree.
  const [below, registers] = await Promise.all([
    all ? new Map<string, readonly string[]>() : readBelow(knex, places),
    closedRegisters(knex, posts, isAuditor, at),
  ]);
  return { ...scopeOfPosts(posts, isAuditor, (one) => below.get(one) ?? [one]), registers };
}
