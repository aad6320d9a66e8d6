import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAccess } from '../../../db/access-log.ts';
import { addToken, readAllTokens, readTokens, revokeAnyToken, revokeToken } from '../../../db/api-token.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { allTokens } from '../contract/admin.ts';
import { tokenAnswer, tokenBody, tokenList } from '../contract/session.ts';
import { empty, problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';
import { hashSecret, newSecret } from '../secret.ts';

const tags = ['程序令牌'];
const tokenParams = z.object({ id: z.string().max(64, '令牌编号过长') });

/** Bearer tokens by which programs act for an account. */
export function tokenRoutes(app: App, api: Api): void {
  app.post(
    '/tokens',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '新建令牌；只显示这一次',
        body: tokenBody,
        response: { 201: tokenAnswer, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
    },
    async (request, reply) => {
      const { account, person, csrf } = principalOf(request);
      // A stolen token must not be able to make itself heirs.
      if (csrf === undefined) throw problem('not-permitted', { detail: '令牌不能用来新建令牌，请登录后操作。' });
      const now = api.now();
      const { label, expiresAt } = request.body;
      if (expiresAt !== undefined && expiresAt <= now)
        throw problem('invalid', { fields: { expiresAt: '到期时间应晚于现在' } });
      const row = {
        id: randomUUID(),
        account,
        label,
        createdAt: now,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      const token = newSecret();
      await addToken(api.db.knex, row, hashSecret(token));
      await recordAccess(api.db.knex, { at: now, account, person: person.id, act: 'token-made', object: row.id });
      const { account: _, ...shown } = row;
      return reply.code(201).send({ ...shown, token });
    },
  );

  app.get(
    '/tokens',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '我的令牌', response: { 200: tokenList, 401: problemAnswer } },
    },
    async (request) => {
      const tokens = await readTokens(api.db.knex, principalOf(request).account);
      return { tokens: tokens.map(({ account: _, ...shown }) => shown) };
    },
  );

  app.delete(
    '/tokens/:id',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '吊销令牌',
        params: tokenParams,
        response: { 204: empty, 401: problemAnswer, 403: problemAnswer, 404: problemAnswer },
      },
    },
    async (request, reply) => {
      const { account } = principalOf(request);
      if (!(await revokeToken(api.db.knex, account, request.params.id, api.now()))) throw problem('not-found');
      await noteEnd(request, request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/tokens/all',
    {
      config: { gate: 'admin' },
      schema: {
        tags,
        summary: '所有账号的令牌（管理员）',
        response: { 200: allTokens, 401: problemAnswer, 403: problemAnswer },
      },
    },
    async () => ({ tokens: [...(await readAllTokens(api.db.knex))] }),
  );

  app.delete(
    '/tokens/all/:id',
    {
      config: { gate: 'admin' },
      schema: {
        tags,
        summary: '吊销任一令牌（管理员）',
        params: tokenParams,
        response: { 204: empty, 401: problemAnswer, 403: problemAnswer, 404: problemAnswer },
      },
    },
    async (request, reply) => {
      if (!(await revokeAnyToken(api.db.knex, request.params.id, api.now()))) throw problem('not-found');
      await noteEnd(request, request.params.id);
      return reply.code(204).send(null);
    },
  );

  async function noteEnd(request: FastifyRequest, object: string): Promise<void> {
    await noteAccess(api, principalOf(request), { act: 'token-ended', object });
  }
}
