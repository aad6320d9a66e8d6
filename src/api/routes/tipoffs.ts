import { findSealed } from '../../../db/sealed-identity.ts';
import { caseOfReceipt } from '../../../db/tipoff-receipt.ts';
import { TIPOFF_COMMANDS } from '../../core/tipoff/commands.ts';
import { CUSTODIAN } from '../../core/visibility.ts';
import { readTipoffStatistics } from '../../ledger/tipoffs.ts';
import { visibleRow } from '../access.ts';
import { noteAccess } from '../access-note.ts';
import { choosePost } from '../actor.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { shownClocks } from '../case-shape.ts';
import { caseParams } from '../contract/cases.ts';
import {
  identityAnswer,
  openIdentityBody,
  openingsAnswer,
  openingsBody,
  statisticsAnswer,
  statisticsQuery,
  tipoffAnswer,
  tipoffBody,
} from '../contract/tipoffs.ts';
import { problemAnswer } from '../contract.ts';
import { unlockKeyFile } from '../custodian-key.ts';
import { actorOf, type Principal } from '../principal.ts';
import { problem, problemOfRefusal } from '../problem.ts';
import { type Identity, openWith } from '../seal-identity.ts';
import { keepOut, takeIn } from '../tipoff-intake.ts';
import { openingsOf } from '../tipoff-status.ts';

const tags = ['举报'];
/** Codes tried a minute and address. */
const TRIES_PER_MINUTE = 20;
const refusals = { 401: problemAnswer, 403: problemAnswer, 404: problemAnswer, 422: problemAnswer };

/** The office's side of tip-offs: intake, the custodian's look at an identity, the quarter's figures. */
export function tipoffRoutes(app: App, api: Api): void {
  const { db, ledger } = api;

  app.post(
    '/tipoffs',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '登记举报（电话、信件、来访、传真、邮件）；举报人身份封存到保管人的公钥',
        body: tipoffBody,
        response: { 201: tipoffAnswer, ...refusals, 409: problemAnswer, 503: problemAnswer },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { commandId, at, post, identity, ...payload } = request.body;
      const held = choosePost({
        posts: principal.posts,
        wanted: post,
        spec: TIPOFF_COMMANDS.receiveTipoff,
        state: undefined,
        rules: undefined,
      });
      const { caseId, seq, state, receipt } = await takeIn(api, {
        request: commandId,
        payload,
        actor: actorOf(principal, held),
        at,
        identity: identity as Identity | undefined,
      });
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ caseId, seq, stage: state.stage, clocks: [...shownClocks(state.clocks)], receipt });
    },
  );

  app.post(
    '/tipoffs/:id/identity',
    {
      config: { gate: 'custodian', confirmed: true },
      schema: {
        tags,
        summary: '查看举报人身份：须有保管密钥、口令和事由，记入案件和查阅记录，举报人凭查询码可以看到',
        params: caseParams,
        body: openIdentityBody,
        response: { 200: identityAnswer, ...refusals, 409: problemAnswer },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { caseId } = await visibleRow(ledger, principal, request.params.id);
      const sealed = await findSealed(db.knex, caseId);
      if (sealed === undefined) throw problem('not-found', { detail: NOTHING_SEALED });
      const { motive, key, passphrase } = request.body;
      const identity = await opened(api, principal, { ...sealed, key, passphrase });
      // What is written down of the look must not be what was looked at.
      keepOut(identity, { motive });
      await recordOpening(api, principal, caseId, motive);
      return reply.header('cache-control', 'no-store').send({ caseId, ...identity, joint: identity.joint?.slice() });
    },
  );

  app.post(
    '/tipoffs/openings',
    {
      config: { gate: 'public', rateLimit: { max: TRIES_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: '举报人凭编号和查询码查看：自己的身份何时、为何被查看过',
        body: openingsBody,
        response: { 200: openingsAnswer, 404: problemAnswer, 422: problemAnswer, 429: problemAnswer },
      },
    },
    async (request, reply) => {
      const retryAfter = api.codes.blocked(request.ip, api.now());
      if (retryAfter !== undefined) throw problem('rate-limited', { retryAfter });
      const caseId = await caseOfReceipt(db.knex, api.receipts.hashOf(request.body.receipt));
      if (caseId === undefined || caseId !== request.body.caseId) {
        api.codes.fail(request.ip, api.now());
        throw problem('not-found', { detail: '举报编号或查询码不正确，请核对后重试。' });
      }
      const openings = openingsOf(await ledger.events(caseId));
      return reply.header('cache-control', 'no-store').send({ openings: [...openings] });
    },
  );

  app.get(
    '/tipoffs/statistics',
    {
      config: { gate: 'street' },
      schema: {
        tags,
        summary: '举报季度统计（供公布，不含任何个人信息；少于三件的村居只计入街道合计）',
        querystring: statisticsQuery,
        response: { 200: statisticsAnswer, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => ({ ...(await readTipoffStatistics(ledger, request.query.quarter)) }),
  );
}

/** Opens the envelope in memory with the key that the custodian gave; a key that does not fit is on record, and nothing was seen. */
async function opened(
  api: Api,
  principal: Principal,
  given: { readonly caseId: string; readonly keyId: string; readonly sealed: Uint8Array } & {
    readonly key: string;
    readonly passphrase: string;
  },
): Promise<Identity> {
  const { caseId, sealed, keyId } = given;
  let privateKey: Uint8Array | undefined;
  try {
    const unlocked = await unlockKeyFile(given.key, given.passphrase);
    privateKey = unlocked.privateKey;
    if (unlocked.keyId !== keyId) throw problem('custodian-key-wrong', { detail: OTHER_KEY });
    return openWith(privateKey, caseId, sealed);
  } catch (error) {
    await noteAccess(api, principal, { act: 'unsealFailed', object: caseId });
    throw error instanceof Error && 'details' in error ? error : problem('custodian-key-wrong');
  } finally {
    privateKey?.fill(0);
  }
}

/** The look is a fact of the case, which the reporter sees, and of the log of access; what cannot be recorded is not shown. */
async function recordOpening(api: Api, principal: Principal, caseId: string, motive: string): Promise<void> {
  const held = principal.posts.find(({ post }) => post === CUSTODIAN);
  if (held === undefined) throw problem('not-permitted');
  const outcome = await api.ledger.record({
    kind: 'tipoff',
    caseId,
    commandId: `open-${crypto.randomUUID()}`,
    type: 'recordOpening',
    payload: { motive },
    actor: actorOf(principal, held),
  });
  if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
  await noteAccess(api, principal, { act: 'unseal', object: caseId, reason: motive });
}

const NOTHING_SEALED = '该举报没有可查看的身份：系匿名举报，或已经清除。';
const OTHER_KEY = '此件由另一把保管密钥封存：请换用当时的密钥，或先由保管人用 duban custodian rotate 换封。';
