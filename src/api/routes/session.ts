import { recordAccess } from '../../../db/access-log.ts';
import { readAccount, setPassword } from '../../../db/account.ts';
import { addSession, endSession, endSessionsOf, forgetExpired } from '../../../db/session.ts';
import { addMs } from '../../core/index.ts';
import type { Api, App } from '../api.ts';
import { principalOf, principalOfAccount, SESSION_COOKIE, SESSION_IDLE_MS } from '../authenticate.ts';
import { loginBody, passwordBody, sessionAnswer } from '../contract/session.ts';
import { empty, problemAnswer } from '../contract.ts';
import { checkPassword, hashPassword, logIn } from '../login.ts';
import type { Principal } from '../principal.ts';
import { problem } from '../problem.ts';
import { hashSecret, newSecret } from '../secret.ts';

const tags = ['登录'];

/** Logging in and out, who am I, and replacing the password. */
export function sessionRoutes(app: App, api: Api): void {
  app.post(
    '/session',
    {
      schema: {
        tags,
        summary: '登录',
        body: loginBody,
        response: { 200: sessionAnswer, 401: problemAnswer, 422: problemAnswer, 429: problemAnswer },
      },
      config: { gate: 'public', rateLimit: { max: api.settings.loginsPerMinute ?? 30, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { name, password } = request.body;
      const account = await logIn(api, name, password, request.ip);
      const [secret, csrf] = [newSecret(), newSecret()];
      const now = api.now();
      await forgetExpired(api.db.knex, now);
      await addSession(api.db.knex, {
        idHash: hashSecret(secret),
        account: account.name,
        csrf,
        createdAt: now,
        seenAt: now,
        expiresAt: addMs(now, SESSION_IDLE_MS),
      });
      await recordAccess(api.db.knex, {
        at: now,
        account: account.name,
        person: account.person,
        act: 'login',
        object: 'session',
      });
      reply.setCookie(SESSION_COOKIE, secret, cookieOptions(api));
      return shownSession({ ...(await principalOfAccount(api.db.knex, account, now)), csrf });
    },
  );

  app.get(
    '/session',
    {
      schema: { tags, summary: '我是谁：岗位、角色、CSRF 令牌', response: { 200: sessionAnswer, 401: problemAnswer } },
      config: { beforePasswordChange: true },
    },
    async (request) => shownSession(principalOf(request)),
  );

  app.delete(
    '/session',
    {
      schema: { tags, summary: '退出登录', response: { 204: empty, 401: problemAnswer, 403: problemAnswer } },
      config: { beforePasswordChange: true },
    },
    async (request, reply) => {
      const { sessionHash } = principalOf(request);
      if (sessionHash !== undefined) await endSession(api.db.knex, sessionHash);
      return reply.clearCookie(SESSION_COOKIE, cookieOptions(api)).code(204).send(null);
    },
  );

  app.put(
    '/session/password',
    {
      schema: {
        tags,
        summary: '修改自己的密码；随后须重新登录',
        body: passwordBody,
        response: { 204: empty, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
      config: {
        beforePasswordChange: true,
        rateLimit: { max: api.settings.loginsPerMinute ?? 30, timeWindow: 60_000 },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { password, newPassword } = request.body;
      const account = await readAccount(api.db.knex, principal.account);
      if (!(await checkPassword(account?.passwordHash, password)))
        throw problem('invalid', { fields: { password: '当前密码不正确' } });
      if (password === newPassword) throw problem('invalid', { fields: { newPassword: '新密码不能与当前密码相同' } });
      await setPassword(api.db.knex, principal.account, await hashPassword(newPassword), false);
      await endSessionsOf(api.db.knex, principal.account);
      return reply.clearCookie(SESSION_COOKIE, cookieOptions(api)).code(204).send(null);
    },
  );
}

function shownSession({ account, person, posts, roles, mustChangePassword, csrf }: Principal) {
  return {
    account,
    person,
    posts: [...posts],
    roles: [...roles],
    mustChangePassword,
    ...(csrf === undefined ? {} : { csrfToken: csrf }),
  };
}

function cookieOptions({ secure }: Api) {
  return { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
}
