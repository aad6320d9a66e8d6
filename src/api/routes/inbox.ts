import { readInbox } from '../../../db/inbox-message.ts';
import { isInstant } from '../../core/instant.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { inboxOpened, inboxOpenedBody, inboxPage, inboxQuery } from '../contract/inbox.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';

const tags = ['我的工作'];
const PAGE = 50;

/** Messages to me in the product; opening one is a fact. */
export function inboxRoutes(app: App, { ledger, db }: Api): void {
  app.get(
    '/inbox',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '我的消息，新的在前',
        querystring: inboxQuery,
        response: { 200: inboxPage, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const { person } = principalOf(request);
      const { unread, cursor, limit = PAGE } = request.query;
      const found = await readInbox(db.knex, person.id, {
        limit: limit + 1,
        ...(unread === 'true' ? { unread: true } : {}),
        ...(cursor === undefined ? {} : { after: placeOf(cursor) }),
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        messages: page.map(({ person: _person, ...message }) => message),
        unread: await ledger.messages.unread(person.id),
        ...(found.length > limit && last !== undefined
          ? { cursor: Buffer.from(`${last.at} ${last.id}`).toString('base64url') }
          : {}),
      };
    },
  );

  app.post(
    '/inbox/opened',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '登记消息已读（系统内已送达）',
        body: inboxOpenedBody,
        response: { 200: inboxOpened, 401: problemAnswer, 404: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const { person } = principalOf(request);
      // Opened before is the same answer: repeating is harmless, and the first time stands.
      if ((await ledger.messages.opened(person.id, request.body.id)) === 'no-such') throw problem('not-found');
      return { unread: await ledger.messages.unread(person.id) };
    },
  );
}

function placeOf(cursor: string): { readonly at: string; readonly id: string } {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [at = '', ...id] = text.split(' ');
  if (!isInstant(at) || id.length === 0)
    throw problem('invalid', { fields: { cursor: '翻页标记无效，请从第一页重新查询' } });
  return { at, id: id.join(' ') };
}
