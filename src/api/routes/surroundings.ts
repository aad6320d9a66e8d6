import { eventWord } from '../../core/words.ts';
import { scopeOf, visibleEvents, visibleRow } from '../access.ts';
import { noteReading } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { caseParams } from '../contract/cases.ts';
import { evidenceAnswer, relatedAnswer } from '../contract/surroundings.ts';
import { problemAnswer } from '../contract.ts';
import { filesNamed } from '../evidence.ts';
import { listedCases } from '../listed.ts';
import { postKey } from '../principal.ts';

const tags = ['案件'];
const refusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };
const MOST = 200;

/** What stands around a case: the cases that it came from and led to, and its evidence side by side. */
export function surroundingRoutes(app: App, api: Api): void {
  const { blobs, ledger, lists } = api;

  app.get(
    '/cases/:id/related',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '相关案件：引出本案件的，和本案件引出的，每件附一句话',
        params: caseParams,
        response: { 200: relatedAnswer, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const within = scopeOf(principal);
      const order = { sort: 'opened', limit: MOST } as const;
      const { cases } = await lists.page({ within, opener: row.caseId }, order);
      const opener = row.opener === undefined ? [] : await openerOf(row.opener);
      const [first] = await listedCases(api, principal, opener);
      return { ...(first ? { opener: first } : {}), opened: await listedCases(api, principal, cases) };

      // Who may see this case need not see the one it came from.
      async function openerOf(caseId: string) {
        const [found, state] = await Promise.all([
          visibleRow(ledger, principal, caseId).catch(() => undefined),
          ledger.state(caseId),
        ]);
        return found === undefined || state === undefined ? [] : [{ row: found, state }];
      }
    },
  );

  app.get(
    '/cases/:id/evidence',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '案件的证明材料：整改前、整改后、其他',
        params: caseParams,
        response: { 200: evidenceAnswer, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const named = filesNamed(visibleEvents(principal, row, await ledger.events(row.caseId)));
      await noteReading(api, principal, row.caseId);
      const facts = await Promise.all(named.map(({ sha256 }) => blobs.facts(sha256)));
      return {
        files: named.flatMap(({ sha256, field, event, when }, i) => {
          const { size, type } = facts[i] ?? {};
          if (size === undefined || type === undefined) return [];
          const { seq, at, actor } = event;
          const label = eventWord(row.kind, event.type);
          return [{ sha256, type, size, when, field, seq, at, event: event.type, label, post: postKey(actor) }];
        }),
      };
    },
  );
}
