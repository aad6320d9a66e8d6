import { readAccesses } from '../../../db/access-log.ts';
import { findSealed, keepSealed } from '../../../db/sealed-identity.ts';
import { TIPOFF_COMMANDS } from '../../core/tipoff/commands.ts';
import { CUSTODIAN } from '../../core/visibility.ts';
import { postWord } from '../../core/words.ts';
import { visibleRow } from '../access.ts';
import { noteAccess } from '../access-note.ts';
import { choosePost } from '../actor.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { shownClocks } from '../case-shape.ts';
import { caseParams } from '../contract/cases.ts';
import { actFields, tipoffAnswer, tipoffIdentity } from '../contract/commands.ts';
import { identityAnswer, openIdentityBody, openingsAnswer, openingsBody } from '../contract/replay.ts';
import { problemAnswer } from '../contract.ts';
import { actorOf } from '../principal.ts';
import { problem, problemOfRefusal } from '../problem.ts';
import { sameSecret } from '../secret.ts';

const tags = ['举报'];
const UNSEAL = 'unseal';
const MOST_OPENINGS = 1_000;
/** Codes tried a minute and address. */
const TRIES_PER_MINUTE = 20;
const tipoffBody = TIPOFF_COMMANDS.receiveTipoff.schema
  .omit({ reporter: true })
  .extend({ ...actFields, identity: tipoffIdentity.optional() });

/** Intake of a tip-off: who reported is taken out before the core sees anything, and sealed under the case's number. Each opening of the seal is on record, and the reporter can see it. */
export function tipoffRoutes(app: App, api: Api): void {
  const { db, ledger, seal, now } = api;

  app.post(
    '/tipoffs',
    {
      config: { gate: 'posts' },
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

  app.post(
    '/tipoffs/:id/identity',
    {
      config: { gate: 'custodian', confirmed: true },
      schema: {
        tags,
        summary: '查看举报人身份：须写明事由，先记录后查看，举报人凭查询码可以看到',
        params: caseParams,
        body: openIdentityBody,
        response: {
          200: identityAnswer,
          401: problemAnswer,
          403: problemAnswer,
          404: problemAnswer,
          422: problemAnswer,
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { caseId } = await visibleRow(ledger, principal, request.params.id);
      const sealed = await findSealed(db.knex, caseId);
      if (sealed === undefined || sealed.keyId !== seal.keyId) throw problem('not-found', { detail: NOTHING_SEALED });
      await noteAccess(api, principal, { act: UNSEAL, object: caseId, reason: request.body.motive });
      return reply.header('cache-control', 'no-store').send({ caseId, ...seal.open(caseId, sealed.sealed) });
    },
  );

  app.post(
    '/tipoffs/openings',
    {
      schema: {
        tags,
        summary: '举报人凭查询码查看：自己的身份何时、为何被查看过',
        body: openingsBody,
        response: { 200: openingsAnswer, 404: problemAnswer, 422: problemAnswer, 429: problemAnswer },
      },
      config: { gate: 'public', rateLimit: { max: TRIES_PER_MINUTE, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { caseId, receipt } = request.body;
      // The code is made of the key and the number: nothing is looked up, and a number that does not exist has none that anybody was told.
      if (!sameSecret(receipt.toUpperCase(), seal.receipt(caseId))) throw problem('not-found', { detail: WRONG_CODE });
      const accesses = await readAccesses(db.knex, caseId, MOST_OPENINGS);
      const openings = accesses
        .filter(({ act }) => act === UNSEAL)
        .map(({ at, detail = '' }) => ({ at, by: postWord(CUSTODIAN), motive: detail }));
      return reply.header('cache-control', 'no-store').send({ openings });
    },
  );
}

const NOTHING_SEALED = '该举报没有可查看的身份：系匿名举报、已经清除，或由另一密钥加密。';
const WRONG_CODE = '举报编号或查询码不正确，请核对后重试。';
