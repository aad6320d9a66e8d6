import { commandTables } from '../../core/index.ts';
import { eventWord } from '../../core/words.ts';
import { chartPath, movesBy } from '../../replay/chart-path.ts';
import { postsFor, visibleEvents, visibleRow, visibleState } from '../access.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { chartOf } from '../chart-layout.ts';
import { caseParams } from '../contract/cases.ts';
import { chartAnswer, chartParams, pathAnswer } from '../contract/charts.ts';
import { problemAnswer } from '../contract.ts';
import { fitOf, issuers } from '../duty.ts';
import { problem } from '../problem.ts';

const tags = ['案件'];

/** The machines as they are drawn, and the way that a case has taken through its own. */
export function chartRoutes(app: App, { kinds, ledger, terms }: Api): void {
  app.get(
    '/charts/:kind',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '状态图：各区域的状态、流转和位置',
        params: chartParams,
        response: { 200: chartAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => chartOf(request.params.kind),
  );

  app.get(
    '/cases/:id/path',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '案件在状态图上走过的路、现在的位置、可以走的下一步',
        params: caseParams,
        response: { 200: pathAnswer, 401: problemAnswer, 404: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const [state, events] = await Promise.all([
        visibleState(ledger, principal, row),
        ledger.events(row.caseId).then((all) => visibleEvents(principal, row, all)),
      ]);
      if (state === undefined) throw problem('case-not-found');
      const { kind, caseId } = row;
      const { moves, regions } = chartPath(kind, events);
      const rules = await terms.ruleSet(state.ruleSet);
      const held = postsFor(principal, row);
      const open = kinds[kind].allowed(state).flatMap(({ type, label, by }) => {
        const refs = issuers(by, state, rules);
        const mine = held.some((post) => fitOf(post, refs));
        const reached = (commandTables[kind][type]?.events ?? []).flatMap((event) => movesBy(kind, regions, event));
        return reached.map((move) => ({ command: type, label, mine, ...move }));
      });
      return {
        caseId,
        kind,
        regions: { ...regions },
        taken: moves.map((move) => ({ ...move, label: eventWord(kind, move.event) })),
        open,
      };
    },
  );
}
