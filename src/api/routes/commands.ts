import { type JsonObject, type KindName, refuse } from '../../core/index.ts';
import { postsFor, visibleRow } from '../access.ts';
import { choosePost } from '../actor.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { shownClocks } from '../case-shape.ts';
import { specOf } from '../command-schema.ts';
import { caseParams } from '../contract/cases.ts';
import { commandAnswer, commandBody } from '../contract/commands.ts';
import { problemAnswer } from '../contract.ts';
import { shownEvent } from '../event-shape.ts';
import { actorOf } from '../principal.ts';
import { problemOfRefusal } from '../problem.ts';

const tags = ['案件'];

const BY_RELATION: ReadonlySet<KindName> = new Set<KindName>(['matter', 'notice', 'record', 'duty']);

/** Acting on a case. The core decides; here only the post is found that speaks. */
export function commandRoutes(app: App, { ledger, papers, terms }: Api): void {
  app.post(
    '/cases/:id/commands',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '办理一项操作',
        params: caseParams,
        body: commandBody,
        response: {
          200: commandAnswer,
          401: problemAnswer,
          403: problemAnswer,
          404: problemAnswer,
          409: problemAnswer,
          413: problemAnswer,
          422: problemAnswer,
          503: problemAnswer,
        },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { commandId, type, payload, at, expectedSeq, post } = request.body;
      const row = await visibleRow(ledger, principal, request.params.id);
      const spec = specOf(row.kind, type);
      if (spec === undefined) throw problemOfRefusal(refuse('unknown-command'));
      // Matters, papers, entries and duties name issuers by their relation to them.
      const state = BY_RELATION.has(row.kind) ? await ledger.state(row.caseId) : undefined;
      const rules = state && (await terms.ruleSet(state.ruleSet));
      const held = choosePost({ posts: postsFor(principal, row), wanted: post, spec, state, rules });
      const outcome = await (row.kind === 'notice' ? papers : ledger).record({
        kind: row.kind,
        caseId: row.caseId,
        commandId,
        type,
        payload: payload as JsonObject,
        actor: actorOf(principal, held),
        ...(at === undefined ? {} : { at }),
        ...(expectedSeq === undefined ? {} : { expectedSeq }),
      });
      if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
      const { caseId, seq, event, state: after } = outcome;
      // The case that this act opened is to be found at once, not when the engine comes by.
      if (typeof event.payload.opensCase === 'string') await ledger.settle(event.payload.opensCase);
      return {
        caseId,
        seq,
        event: shownEvent(event),
        stage: after.stage,
        clocks: [...shownClocks(after.clocks)],
      };
    },
  );
}
