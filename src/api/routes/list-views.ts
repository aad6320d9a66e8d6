import { deleteListView, readListViews, saveListView } from '../../../db/list-view.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { savedView, savedViewBody, savedViewParams, savedViews } from '../contract/lists.ts';
import { empty, problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';

const tags = ['案件'];
/** More views than anybody can tell apart. */
const MOST_VIEWS = 50;

/** Views of the list of cases that a person keeps: nobody else sees them. */
export function listViewRoutes(app: App, { db, now }: Api): void {
  app.get(
    '/views',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '我保存的列表视图', response: { 200: savedViews, 401: problemAnswer } },
    },
    async (request) => ({
      views: (await readListViews(db.knex, principalOf(request).person.id)).map((view) => ({ ...view })),
    }),
  );

  app.put(
    '/views/:id',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '保存或修改一个列表视图',
        params: savedViewParams,
        body: savedViewBody,
        response: { 200: savedView, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const { person } = principalOf(request);
      const { id } = request.params;
      const views = await readListViews(db.knex, person.id);
      if (views.length >= MOST_VIEWS && !views.some((view) => view.id === id))
        throw problem('invalid', { fields: { id: `最多保存 ${MOST_VIEWS} 个视图，请先删除不用的` } });
      const view = { id, ...request.body, savedAt: now() };
      await saveListView(db.knex, person.id, view);
      return view;
    },
  );

  app.delete(
    '/views/:id',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '删除一个列表视图',
        params: savedViewParams,
        response: { 204: empty, 401: problemAnswer, 403: problemAnswer, 404: problemAnswer },
      },
    },
    async (request, reply) => {
      if (!(await deleteListView(db.knex, principalOf(request).person.id, request.params.id)))
        throw problem('not-found', { detail: '没有这个视图，可能已经删除。' });
      return reply.code(204).send(null);
    },
  );
}
