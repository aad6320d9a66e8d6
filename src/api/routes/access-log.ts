import { readAccesses } from '../../../db/access-log.ts';
import type { Api, App } from '../api.ts';
import { accessAnswer, accessQuery } from '../contract/replay.ts';
import { problemAnswer } from '../contract.ts';

const LINES = 200;

/** Who has read, replayed, exported or opened something, for auditors and administrators. */
export function accessLogRoutes(app: App, { db }: Api): void {
  app.get(
    '/access-log',
    {
      schema: {
        tags: ['查阅记录'],
        summary: '某案件或对象的查阅记录，最近的在前（审计员、管理员）',
        querystring: accessQuery,
        response: { 200: accessAnswer, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
      config: { gate: 'figures' },
    },
    async (request) => {
      const { object, limit = LINES } = request.query;
      return { accesses: [...(await readAccesses(db.knex, object, limit))] };
    },
  );
}
