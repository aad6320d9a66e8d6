import { recordAccess } from '../../../db/access-log.ts';
import { setPassword } from '../../../db/account.ts';
import { confirmSession, endSession, endSessionOf, endSessionsOf, readSessions } from '../../../db/session.ts';
import { addMs } from '../../core/index.ts';
import type { Api, App } from '../api.ts';
import { CONFIRMED_MS, principalOf } from '../authenticate.ts';
import {
  confirmBody,
  confirmedAnswer,
  endedAnswer,
  loginBody,
  passwordBody,
  sessionAnswer,
  sessionList,
  sessionParams,
} from '../contract/session.ts';
import { empty, problemAnswer } from '../contract.ts';
import { confirmPassword, hashPassword, logIn } from '../login.ts';
import { dropCookie, openSession } from '../open-session.ts';
import { passwordFault } from '../password-rules.ts';
import type { Principal } from '../principal.ts';
import { problem } from '../problem.ts';

const tags = ['登录'];
const refusals = { 401: problemAnswer, 403: problemAnswer };

/** Logging in and out, who am I, where am I logged in, giving and replacing the password. */
export function sessionRoutes(app: App, api: Api): void {
  const { db, now, secure, settings } = api;
  /** Everything that tries a password. */
  const rateLimit = { max: settings.loginsPerMinute ?? 30, timeWindow: 60_000 };

  app.post(
    '/session',
    {
      schema: {
        tags,
        summary: '登录',
        body: loginBody,
        response: { 200: sessionAnswer, 401: problemAnswer, 422: problemAnswer, 429: problemAnswer },
      },
      config: { gate: 'public', rateLimit },
    },
    async (request, reply) => {
      const { name, password } = request.body;
      const account = await logIn(api, name, password, request.ip);
      return shownSession(await openSession(api, request, reply, account, true));
    },
  );

  app.get(
    '/session',
    {
      config: { gate: 'login', beforePasswordChange: true },
      schema: { tags, summary: '我是谁：岗位、角色、CSRF 令牌', response: { 200: sessionAnswer, 401: problemAnswer } },
    },
    async (request) => shownSession(principalOf(request)),
  );

  app.delete(
    '/session',
    {
      schema: { tags, summary: '退出登录', response: { 204: empty, ...refusals } },
      config: { gate: 'login', beforePasswordChange: true },
    },
    async (request, reply) => {
      const { sessionHash } = principalOf(request);
      if (sessionHash !== undefined) await endSession(db.knex, sessionHash);
      return dropCookie(reply, secure).code(204).send(null);
    },
  );

  app.get(
    '/session/all',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '我的会话：在哪里登录着', response: { 200: sessionList, ...refusals } },
    },
    async (request) => {
      const { account, sessionHash } = principalOf(request);
      const sessions = await readSessions(db.knex, account, now());
      return {
        sessions: sessions.map(({ idHash, id, createdAt, seenAt, endsAt, address, agent }) => ({
          ...{ id, createdAt, seenAt, endsAt, address, agent },
          current: idHash === sessionHash,
        })),
      };
    },
  );

  app.delete(
    '/session/all/:id',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '结束我的一个会话',
        params: sessionParams,
        response: { 204: empty, 404: problemAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      if (!(await endSessionOf(db.knex, principal.account, request.params.id))) throw problem('not-found');
      await note(principal, 'session-ended');
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/session/others',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '结束我的其他会话', response: { 200: endedAnswer, ...refusals } },
    },
    async (request) => {
      const principal = principalOf(request);
      const ended = await endSessionsOf(db.knex, principal.account, principal.sessionHash ?? '');
      await note(principal, 'session-ended');
      return { ended };
    },
  );

  app.post(
    '/session/confirm',
    {
      schema: {
        tags,
        summary: '重新输入密码，随后可以办理敏感操作',
        body: confirmBody,
        response: { 200: confirmedAnswer, ...refusals, 422: problemAnswer, 429: problemAnswer },
      },
      config: { gate: 'login', rateLimit },
    },
    async (request) => {
      const { account, sessionHash } = principalOf(request);
      if (sessionHash === undefined) throw problem('confirmation-needed');
      await confirmPassword(api, account, request.body.password, request.ip);
      const at = now();
      await confirmSession(db.knex, sessionHash, at);
      return { confirmedUntil: addMs(at, CONFIRMED_MS) };
    },
  );

  app.put(
    '/session/password',
    {
      schema: {
        tags,
        summary: '修改自己的密码；随后须重新登录',
        body: passwordBody,
        response: { 204: empty, ...refusals, 422: problemAnswer, 429: problemAnswer },
      },
      config: { gate: 'login', beforePasswordChange: true, rateLimit },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { password, newPassword } = request.body;
      await confirmPassword(api, principal.account, password, request.ip);
      const fault =
        password === newPassword ? '新密码不能与当前密码相同' : passwordFault(newPassword, principal.account);
      if (fault !== undefined) throw problem('invalid', { fields: { newPassword: fault } });
      await setPassword(db.knex, principal.account, await hashPassword(newPassword), false);
      await endSessionsOf(db.knex, principal.account);
      await note(principal, 'password-changed');
      return dropCookie(reply, secure).code(204).send(null);
    },
  );

  async function note({ account, person }: Principal, act: string): Promise<void> {
    await recordAccess(db.knex, { at: now(), account, person: person.id, act, object: 'session' });
  }
}

function shownSession({ account, person, posts, roles, mustChangePassword, csrf, confirmedAt }: Principal) {
  return {
    account,
    person,
    posts: [...posts],
    roles: [...roles],
    mustChangePassword,
    ...(csrf === undefined ? {} : { csrfToken: csrf }),
    ...(confirmedAt === undefined ? {} : { confirmedUntil: addMs(confirmedAt, CONFIRMED_MS) }),
  };
}
