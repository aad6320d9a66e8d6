import type { FastifyRequest } from 'fastify';
import {
  type Account,
  addAccount,
  clearFailures,
  disableAccount,
  readAccount,
  readAccounts,
  setPassword,
  setRoles,
} from '../../../db/account.ts';
import { readPersons } from '../../../db/organisation.ts';
import { recordAccountChange } from '../../../db/register-change.ts';
import { countSessions, endSessionsOf } from '../../../db/session.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { accountBody, accountChange, accountList, accountParams, oneTimeAnswer } from '../contract/admin.ts';
import { endedAnswer } from '../contract/session.ts';
import { problemAnswer, saved } from '../contract.ts';
import { hashPassword } from '../login.ts';
import { oneTimePassword } from '../one-time-password.ts';
import { problem } from '../problem.ts';

const tags = ['账号'];
const refusals = { 401: problemAnswer, 403: problemAnswer, 404: problemAnswer, 409: problemAnswer, 422: problemAnswer };

/** Accounts: who may log in, with which roles; every change is on record. */
export function accountRoutes(app: App, { db, now }: Api): void {
  app.get(
    '/accounts',
    {
      config: { gate: 'admin' },
      schema: { tags, summary: '登录账号', response: { 200: accountList, 401: problemAnswer, 403: problemAnswer } },
    },
    async () => {
      const [accounts, persons, sessions] = await Promise.all([
        readAccounts(db.knex),
        readPersons(db.knex),
        countSessions(db.knex, now()),
      ]);
      const names = new Map(persons.map(({ id, name }) => [id, name]));
      return {
        accounts: accounts.map(({ passwordHash: _, failures: __, roles, lockedUntil, ...account }) => ({
          ...account,
          roles: [...roles],
          ...(lockedUntil !== undefined && lockedUntil > now() ? { lockedUntil } : {}),
          personName: names.get(account.person) ?? '',
          sessions: sessions.get(account.name) ?? 0,
        })),
      };
    },
  );

  app.post(
    '/accounts',
    {
      config: { gate: 'admin', confirmed: true },
      schema: {
        tags,
        summary: '新增账号；一次性密码只显示这一次',
        body: accountBody,
        response: { 201: oneTimeAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { name, person, roles } = request.body;
      if (!(await readPersons(db.knex)).some(({ id }) => id === person))
        throw problem('invalid', { fields: { person: '没有这个人员，请先登记人员' } });
      const password = oneTimePassword();
      const passwordHash = await hashPassword(password);
      const added = await addAccount(db.knex, { name, person, passwordHash, roles, mustChange: true });
      if (!added) throw problem('account-exists');
      await note(request, undefined, await readAccount(db.knex, name));
      return reply.code(201).header('cache-control', 'no-store').send({ name, password });
    },
  );

  app.put(
    '/accounts/:name',
    {
      config: { gate: 'admin', confirmed: true },
      schema: {
        tags,
        summary: '修改角色、停用或恢复、解除锁定',
        params: accountParams,
        body: accountChange,
        response: { 200: saved, ...refusals },
      },
    },
    async (request) => {
      const { roles, disabled, unlock } = request.body;
      const before = await accountOf(request.params.name);
      const stays = (roles ?? before.roles).includes('admin') && !(disabled ?? before.disabledAt !== undefined);
      if (!stays && (await isLastAdministrator(before))) throw problem('last-administrator');
      if (roles !== undefined) await setRoles(db.knex, before.name, roles);
      if (disabled !== undefined) await disableAccount(db.knex, before.name, disabled ? now() : undefined);
      if (disabled) await endSessionsOf(db.knex, before.name);
      if (unlock) await clearFailures(db.knex, before.name);
      await note(request, before, await readAccount(db.knex, before.name));
      return { saved: true } as const;
    },
  );

  app.post(
    '/accounts/:name/password',
    {
      config: { gate: 'admin', confirmed: true },
      schema: {
        tags,
        summary: '重设密码：新的一次性密码只显示这一次，原有会话结束',
        params: accountParams,
        response: { 200: oneTimeAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const before = await accountOf(request.params.name);
      const password = oneTimePassword();
      await setPassword(db.knex, before.name, await hashPassword(password), true);
      await endSessionsOf(db.knex, before.name);
      await note(request, before, await readAccount(db.knex, before.name));
      return reply.header('cache-control', 'no-store').send({ name: before.name, password });
    },
  );

  app.delete(
    '/accounts/:name/sessions',
    {
      config: { gate: 'admin' },
      schema: {
        tags,
        summary: '结束该账号的全部会话',
        params: accountParams,
        response: { 200: endedAnswer, ...refusals },
      },
    },
    async (request) => {
      const { name } = await accountOf(request.params.name);
      return { ended: await endSessionsOf(db.knex, name) };
    },
  );

  async function accountOf(name: string): Promise<Account> {
    const account = await readAccount(db.knex, name);
    if (account === undefined) throw problem('not-found', { detail: '没有这个账号，请核对登录名。' });
    return account;
  }

  async function isLastAdministrator({ name, roles, disabledAt }: Account): Promise<boolean> {
    if (!roles.includes('admin') || disabledAt !== undefined) return false;
    const others = (await readAccounts(db.knex)).filter((one) => one.name !== name && one.disabledAt === undefined);
    return !others.some((one) => one.roles.includes('admin'));
  }

  async function note(request: FastifyRequest, before: Account | undefined, after: Account | undefined): Promise<void> {
    const { account, person } = principalOf(request);
    await recordAccountChange(db.knex, { at: now(), account, person: person.id }, before, after);
  }
}
