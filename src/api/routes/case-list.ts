import { COUNTED, listPlace } from '../../ledger/case-list.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { listAnswer, listQuery } from '../contract/lists.ts';
import { problemAnswer } from '../contract.ts';
import { listQueryOf } from '../list-query.ts';
import { listedCases } from '../listed.ts';
import { problem } from '../problem.ts';

const tags = ['案件'];
const DEFAULT_ROWS = 50;

/** The list of cases: filters, full-text search, orders, each row with what happens next. */
export function caseListRoutes(app: App, api: Api): void {
  app.get(
    '/cases',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '案件列表：筛选、搜索、排序，每件附一句话说明下一步',
        querystring: listQuery,
        response: { 200: listAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { sort, cursor, limit = DEFAULT_ROWS, ...filter } = request.query;
      if (cursor !== undefined && listPlace(cursor) === undefined)
        throw problem('invalid', { fields: { cursor: '翻页标记无效，请从第一页重新查询' } });
      const page = await api.lists.page(await listQueryOf(api, principal, filter), {
        sort,
        limit,
        ...(cursor === undefined ? {} : { cursor }),
      });
      return {
        cases: await listedCases(api, principal, page.cases),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
        total: Math.min(page.total, COUNTED),
        more: page.total > COUNTED,
        partial: page.partial,
      };
    },
  );
}
