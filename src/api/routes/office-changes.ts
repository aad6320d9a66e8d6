import { readChanges } from '../../../db/register-change.ts';
import type { Api, App } from '../api.ts';
import { changeList, changeQuery } from '../contract/admin.ts';
import { problemAnswer } from '../contract.ts';
import { numberCursor, numberOfCursor } from '../number-cursor.ts';

const PAGE = 50;

/** Who changed what in the registers of the office: a post's holders, an order for a deputy, a place in the tree, an account. */
export function officeChangeRoutes(app: App, { db }: Api): void {
  app.get(
    '/office/changes',
    {
      config: { gate: 'figures' },
      schema: {
        tags: ['组织'],
        summary: '组织、人员、岗位、任职、代理和账号的变更记录，最近的在前（审计员、管理员）',
        querystring: changeQuery,
        response: { 200: changeList, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
    },
    async ({ query: { cursor, limit = PAGE, ...filter } }) => {
      const found = await readChanges(db.knex, { ...filter, before: numberOfCursor(cursor), limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        changes: page.map(({ id: _, before, after, ...change }) => ({
          ...change,
          ...(before === undefined ? {} : { before: { ...before } }),
          ...(after === undefined ? {} : { after: { ...after } }),
        })),
        ...(found.length > limit && last !== undefined ? { cursor: numberCursor(last.id) } : {}),
      };
    },
  );
}
