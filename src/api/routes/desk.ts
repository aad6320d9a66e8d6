import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { deskAnswer } from '../contract/desk.ts';
import { problemAnswer } from '../contract.ts';
import { clockLabel, consequenceOf } from '../duty.ts';
import { postKey } from '../principal.ts';
import { deskOf } from '../work.ts';

const tags = ['我的工作'];

/** My work, by consequence: what is overdue, then what is due next. */
export function deskRoutes(app: App, api: Api): void {
  const { now, tellers, terms } = api;
  app.get(
    '/desk',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '我的工作：先逾期，后按到期先后', response: { 200: deskAnswer, 401: problemAnswer } },
    },
    async (request) => {
      const { work, complete } = await deskOf(api, principalOf(request), now());
      const teller = await tellers();
      const items = work.map(async ({ row, state, clock, overdue, held }) => {
        const rules = await terms.ruleSet(state.ruleSet);
        const told = await teller.ofDuty(state, clock, overdue);
        return {
          caseId: row.caseId,
          kind: row.kind,
          title: row.title,
          ...(row.unit === undefined ? {} : { unit: row.unit }),
          ...(row.tier === undefined ? {} : { tier: row.tier }),
          stage: row.stage,
          duty: clock.id,
          label: clockLabel(clock, rules),
          post: postKey(held),
          overdue,
          dueAt: clock.dueAt,
          ...(clock.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
          next: consequenceOf(clock, overdue, rules),
          ...(told ? { sentence: { ...told } } : {}),
        };
      });
      return { items: await Promise.all(items), complete };
    },
  );
}
