import { HAZARD_COMMANDS } from '../../core/hazard/commands.ts';
import { choosePost } from '../actor.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { shownClocks } from '../case-shape.ts';
import { actFields, openedAnswer } from '../contract/commands.ts';
import { problemAnswer } from '../contract.ts';
import { actorOf } from '../principal.ts';
import { problemOfRefusal } from '../problem.ts';

const tags = ['隐患'];
const hazardBody = HAZARD_COMMANDS.reportHazard.schema.extend(actFields);

/** Reporting a hazard: opens a case, which the ledger numbers. */
export function hazardRoutes(app: App, { ledger }: Api): void {
  app.post(
    '/hazards',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '登记隐患',
        body: hazardBody,
        response: {
          201: openedAnswer,
          401: problemAnswer,
          403: problemAnswer,
          409: problemAnswer,
          422: problemAnswer,
          503: problemAnswer,
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { commandId, at, post, ...payload } = request.body;
      const held = choosePost({
        posts: principal.posts,
        wanted: post,
        spec: HAZARD_COMMANDS.reportHazard,
        state: undefined,
        rules: undefined,
      });
      const outcome = await ledger.record({
        kind: 'hazard',
        commandId,
        type: 'reportHazard',
        payload,
        actor: actorOf(principal, held),
        ...(at === undefined ? {} : { at }),
      });
      if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
      const { caseId, seq, state } = outcome;
      return reply.code(201).send({ caseId, seq, stage: state.stage, clocks: [...shownClocks(state.clocks)] });
    },
  );
}
