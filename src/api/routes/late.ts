import { dayOf, daysBetween } from '../../core/index.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { lateAnswer, lateQuery } from '../contract/desk.ts';
import { problemAnswer } from '../contract.ts';
import { holderOf } from '../duty.ts';
import { postKey } from '../principal.ts';
import { lateOf } from '../work.ts';

const tags = ['我的工作'];
const DEFAULT_ROWS = 50;

/** Who is late, on which duty, by how many days. */
export function lateRoutes(app: App, { ledger, now }: Api): void {
  app.get(
    '/late',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '谁逾期了、逾期在哪一项',
        querystring: lateQuery,
        response: { 200: lateAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const today = dayOf(now());
      const late = await lateOf(ledger, principalOf(request), request.query.org, request.query.limit ?? DEFAULT_ROWS);
      return {
        late: late.map(({ row, state, clock }) => ({
          caseId: row.caseId,
          kind: row.kind,
          title: row.title,
          ...(row.unit === undefined ? {} : { unit: row.unit }),
          ...(row.organisation === undefined ? {} : { organisation: row.organisation }),
          ...(row.tier === undefined ? {} : { tier: row.tier }),
          duty: clock.id,
          holder: clock.holder === undefined ? '' : postKey(holderOf(state, clock.holder)),
          dueAt: clock.dueAt,
          ...(clock.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
          daysLate: Math.max(0, daysBetween(clock.lastDay ?? dayOf(clock.dueAt), today)),
        })),
      };
    },
  );
}
