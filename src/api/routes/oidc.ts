import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAccess } from '../../../db/access-log.ts';
import { type Account, readAccount, setPassword } from '../../../db/account.ts';
import { endSession } from '../../../db/session.ts';
import type { Api, App } from '../api.ts';
import { sessionCookie } from '../authenticate.ts';
import { yesNo } from '../contract/fields.ts';
import { loginWays } from '../contract/session.ts';
import { problemAnswer } from '../contract.ts';
import { hashPassword } from '../login.ts';
import { ATTEMPT_MS, createOidcDoor, OidcError } from '../oidc.ts';
import { openSession } from '../open-session.ts';
import { problem } from '../problem.ts';
import { hashSecret, newSecret } from '../secret.ts';

const tags = ['登录'];
const START = '/session/oidc';
const CALLBACK = `${START}/callback`;
const COOKIE = 'duban_oidc';
/** A place within the application: never another site's, whatever a link says. */
const LOCAL = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}$/;

const startQuery = z.strictObject({
  to: z.string().regex(LOCAL, 'to 应为本系统内的路径，如 /cases').optional(),
  again: yesNo('again').optional().describe('true：须重新输入密码，用于办理敏感操作之前'),
});

/** Which ways there are to log in, and logging in by the office's identity provider, where one is set up. */
export function oidcRoutes(app: App, api: Api): void {
  const { db, now, secure, settings, log } = api;
  const door = settings.oidc && createOidcDoor(settings.oidc);
  const prefix = app.prefix;
  const rateLimit = { max: settings.loginsPerMinute ?? 30, timeWindow: 60_000 };
  const cookie = { httpOnly: true, sameSite: 'lax', secure, path: `${prefix}${START}` } as const;

  app.get(
    '/session/ways',
    { config: { gate: 'public' }, schema: { tags, summary: '可用的登录方式', response: { 200: loginWays } } },
    async () => ({
      password: true as const,
      ...(door === undefined ? {} : { oidc: { label: door.label, start: `${prefix}${START}` } }),
    }),
  );

  app.get(
    '/session/oidc',
    {
      config: { gate: 'public', rateLimit },
      schema: {
        tags,
        summary: '统一身份认证登录：浏览器由此转到认证系统',
        querystring: startQuery,
        response: { 303: z.null(), 404: problemAnswer, 422: problemAnswer, 429: problemAnswer },
      },
    },
    async (request, reply) => {
      if (door === undefined) throw problem('not-found', { detail: '没有设置统一身份认证，请用用户名和密码登录。' });
      const { to = '/', again = false } = request.query;
      try {
        const { url, secret } = await door.begin({ redirectUri: callbackUrl(request), to, again }, now());
        return reply.setCookie(COOKIE, secret, { ...cookie, maxAge: ATTEMPT_MS / 1_000 }).redirect(url, 303);
      } catch (error) {
        return failed(error, reply);
      }
    },
  );

  app.get(
    '/session/oidc/callback',
    {
      config: { gate: 'public', rateLimit },
      schema: {
        tags,
        summary: '统一身份认证返回处（由认证系统转来）',
        response: { 303: z.null(), 404: problemAnswer, 429: problemAnswer },
      },
    },
    async (request, reply) => {
      if (door === undefined) throw problem('not-found');
      reply.clearCookie(COOKIE, cookie);
      try {
        const query = request.url.slice(request.url.indexOf('?') < 0 ? request.url.length : request.url.indexOf('?'));
        const { name, to, asked } = await door.finish(request.cookies[COOKIE], query, now());
        const account = await readAccount(db.knex, name);
        if (account === undefined || account.disabledAt !== undefined) return await unknown(reply);
        await voidOneTimePassword(account);
        const before = request.cookies[sessionCookie(secure)];
        if (before !== undefined) await endSession(db.knex, hashSecret(before));
        await openSession(api, request, reply, account, asked);
        return reply.redirect(to, 303);
      } catch (error) {
        return failed(error, reply);
      }
    },
  );

  /** As it was registered at the provider: under the public address, where there is one. */
  function callbackUrl({ protocol, host }: FastifyRequest): string {
    return `${settings.publicUrl?.replace(/\/$/, '') ?? `${protocol}://${host}`}${prefix}${CALLBACK}`;
  }

  async function unknown(reply: FastifyReply): Promise<FastifyReply> {
    await recordAccess(db.knex, { at: now(), act: 'login-failed', object: 'session', detail: 'oidc' });
    return reply.redirect('/login?problem=oidc-unknown-account', 303);
  }

  /** A browser is on its way, and must not end at a page of JSON. */
  function failed(error: unknown, reply: FastifyReply): FastifyReply {
    if (!(error instanceof OidcError)) throw error;
    log.warn('oidc', { code: error.code });
    return reply.redirect(`/login?problem=${error.code}`, 303);
  }

  /** Whoever comes by the provider needs no password: one that was never used ends here, and nobody is asked to replace it. */
  async function voidOneTimePassword({ name, mustChange }: Account): Promise<void> {
    if (mustChange) await setPassword(db.knex, name, await hashPassword(newSecret()), false);
  }
}
