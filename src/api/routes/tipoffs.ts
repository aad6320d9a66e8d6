import { keepSealed } from '../../../db/sealed-identity.ts';
import { TIPOFF_COMMANDS } from '../../core/tipoff/commands.ts';
import { choosePost } from '../actor.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { shownClocks } from '../case-shape.ts';
import { actFields, problemAnswer, tipoffAnswer, tipoffIdentity } from '../contract.ts';
import { actorOf } from '../principal.ts';
import { problemOfRefusal } from '../problem.ts';

const tags = ['举报'];
const tipoffBody = TIPOFF_COMMANDS.receiveTipoff.schema
  .omit({ reporter: true })
  .extend({ ...actFields, identity: tipoffIdentity.optional() });

/** Intake of a tip-off: who reported is taken out before the core sees anything, and sealed under the case's number. */
export function tipoffRoutes(app: App, { db, ledger, seal, now }: Api): void {
  app.post(
    '/tipoffs',
    {
      schema: {
        tags,
        summary: '接收举报；举报人身份另行加密',
        body: tipoffBody,
        response: {
          201: tipoffAnswer,
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
      const { commandId, at, post, identity, ...rest } = request.body;
      const payload = { ...rest, reporter: identity === undefined ? 'anonymous' : 'sealed' };
      const held = choosePost({
        posts: principal.posts,
        wanted: post,
        spec: TIPOFF_COMMANDS.receiveTipoff,
        state: undefined,
        rules: undefined,
      });
      const outcome = await ledger.record({
        kind: 'tipoff',
        commandId,
        type: 'receiveTipoff',
        payload,
        actor: actorOf(principal, held),
        ...(at === undefined ? {} : { at }),
      });
      if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
      const { caseId, seq, state } = outcome;
      // Also on a repetition: the first try may have ended between the two. What is sealed already stays.
      if (identity !== undefined)
        await keepSealed(db.knex, { caseId, keyId: seal.keyId, sealed: seal.seal(caseId, identity), sealedAt: now() });
      return reply.code(201).send({
        caseId,
        seq,
        stage: state.stage,
        clocks: [...shownClocks(state.clocks)],
        receipt: seal.receipt(caseId),
      });
    },
  );
}
