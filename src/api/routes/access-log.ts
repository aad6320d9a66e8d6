import { findAccesses } from '../../../db/access-log.ts';
import type { Api, App } from '../api.ts';
import { accessAnswer, accessQuery } from '../contract/admin.ts';
import { problemAnswer } from '../contract.ts';
import { numberCursor, numberOfCursor } from '../number-cursor.ts';

const PAGE = 200;

/** Who has read, replayed, exported or opened something, or tried to log in, for auditors and administrators. */
export function accessLogRoutes(app: App, { db }: Api): void {
  app.get(
    '/access-log',
    {
      schema: {
        tags: ['查阅记录'],
        summary: '查阅记录，最近的在前：按对象、人员、账号、行为、时间查询（审计员、管理员）',
        querystring: accessQuery,
        response: { 200: accessAnswer, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
      config: { gate: 'figures' },
    },
    async ({ query: { cursor, limit = PAGE, ...filter } }) => {
      const found = await findAccesses(db.knex, { ...filter, before: numberOfCursor(cursor), limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        accesses: page.map(({ id: _, ...access }) => access),
        ...(found.length > limit && last !== undefined ? { cursor: numberCursor(last.id) } : {}),
      };
    },
  );
}
