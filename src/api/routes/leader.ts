import { createCaseFacts } from '../../ledger/case-facts.ts';
import { createLeaderPage } from '../../ledger/leader.ts';
import { createRegisters } from '../../ledger/registers.ts';
import { createReturns } from '../../ledger/returns.ts';
import { scopeOf } from '../access.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { leaderAnswer } from '../contract/returns.ts';
import { problemAnswer } from '../contract.ts';

/** The leader's page: fifteen measures with their light, their trend, and what wants a leader. */
export function leaderRoutes(app: App, { db, ledger, now }: Api): void {
  const facts = createCaseFacts(db);
  const registers = createRegisters({ db, ledger });
  const leader = createLeaderPage({ db, facts, returns: createReturns({ db, ledger, registers, facts, now }), now });

  app.get(
    '/leader',
    {
      config: { gate: 'street' },
      schema: {
        tags: ['月度汇总表'],
        summary: '领导看板：十五项措施的灯号、与上月比、需要领导过问的事项',
        response: { 200: leaderAnswer, 401: problemAnswer, 403: problemAnswer },
      },
    },
    async (request) => {
      const { at, month, tiles } = await leader.page();
      const { tipoffs } = scopeOf(principalOf(request));
      return {
        at,
        month,
        tiles: tiles.map(({ wanting, ...tile }) => ({
          ...tile,
          wanting: wanting.filter(({ caseId }) => tipoffs || !caseId.startsWith('T-')),
        })),
      };
    },
  );
}
