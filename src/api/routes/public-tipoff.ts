import { custodianKeyInUse } from '../../../db/custodian-key.ts';
import { caseOfReceipt } from '../../../db/tipoff-receipt.ts';
import type { CaseId, TipoffState } from '../../core/index.ts';
import { stageWord } from '../../core/words.ts';
import type { Api, App } from '../api.ts';
import {
  codeBody,
  MOST_ATTACHMENTS,
  publicActBody,
  publicTipoffAnswer,
  publicTipoffBody,
  publicTipoffTerms,
  tipoffStatus,
} from '../contract/tipoffs.ts';
import { problemAnswer } from '../contract.ts';
import { fileType } from '../file-type.ts';
import { problem, problemOf, problemOfRefusal } from '../problem.ts';
import type { Identity } from '../seal-identity.ts';
import { withoutMetadata } from '../strip-metadata.ts';
import { takeIn } from '../tipoff-intake.ts';
import { REPORTER_ACTS, statusOf } from '../tipoff-status.ts';

const tags = ['公众举报'];
/** The reporter has no post and no name. */
const REPORTER = { post: 'public' } as const;
/** Five photos of a telephone as base64. */
const MOST_BYTES = 24 * 1024 * 1024;
const MOST_OF_ONE = 8 * 1024 * 1024;
/** Other sorts of files tell who made them. */
const PICTURES = ['image/jpeg', 'image/png', 'image/webp'];
const REPORTS_IN_TEN_MINUTES = 10;
const TEN_MINUTES_MS = 600_000;
/** An hour and everybody: more than a street gets in a year, and not a disk that is full in a night. */
const REPORTS_AN_HOUR = 120;
const HOUR_MS = 3_600_000;
const TRIES_PER_MINUTE = 20;

/** What anybody may do without a log-in: report, and by the receipt code see how far it is, add to it, withdraw it, claim or waive the reward. */
export function publicTipoffRoutes(scope: App, api: Api): void {
  const { db, ledger, receipts } = api;
  const flood = createFlood();

  /** The tip-off of a code. A code that was never made and one that is nearly right are the same: no row. Throws `not-found` or `rate-limited`. */
  async function caseBehind(code: string, address: string): Promise<CaseId> {
    const retryAfter = api.codes.blocked(address, api.now());
    if (retryAfter !== undefined) throw problem('rate-limited', { retryAfter });
    const caseId = await caseOfReceipt(db.knex, receipts.hashOf(code));
    if (caseId !== undefined) return caseId;
    api.codes.fail(address, api.now());
    throw problem('not-found', { detail: '查询码不正确，请核对后重试。' });
  }

  async function statusBehind(caseId: CaseId) {
    const [state, events] = await Promise.all([ledger.state(caseId), ledger.events(caseId)]);
    return statusOf(state as TipoffState, events);
  }

  scope.register(async (app: App) => {
    app.setErrorHandler((error) => {
      const found = problemOf(error);
      throw found.details.code === 'payload-too-large' ? problem('payload-too-large', { detail: TOO_LARGE }) : found;
    });

    app.get(
      '/public/tipoffs',
      {
        config: { gate: 'public' },
        schema: { tags, summary: '举报须知：能否实名、附件限制', response: { 200: publicTipoffTerms } },
      },
      async () => ({
        identified: (await custodianKeyInUse(db.knex)) !== undefined,
        attachments: { most: MOST_ATTACHMENTS, bytes: MOST_OF_ONE, types: [...PICTURES] },
      }),
    );

    app.post(
      '/public/tipoffs',
      {
        bodyLimit: MOST_BYTES,
        config: { gate: 'public', rateLimit: { max: REPORTS_IN_TEN_MINUTES, timeWindow: TEN_MINUTES_MS } },
        schema: {
          tags,
          summary: '公众举报（无需登录）：返回编号和查询码；可匿名，身份封存到保管人的公钥',
          body: publicTipoffBody,
          response: {
            201: publicTipoffAnswer,
            409: problemAnswer,
            413: problemAnswer,
            415: problemAnswer,
            422: problemAnswer,
            429: problemAnswer,
            503: problemAnswer,
          },
        },
      },
      async (request, reply) => {
        const { requestId, identity, attachments = [], ...said } = request.body;
        const files = attachments.map(({ data }) => pictureOf(data));
        const retryAfter = flood.next(Date.parse(api.now()));
        if (retryAfter !== undefined) throw problem('rate-limited', { retryAfter });
        const stored: string[] = [];
        for (const { bytes, type } of files) stored.push((await api.blobs.put(bytes, type, api.now())).sha256);
        const { caseId, receipt, state } = await takeIn(api, {
          request: requestId,
          payload: { channel: 'web', ...said, ...(stored.length > 0 ? { attachments: stored } : {}) },
          actor: REPORTER,
          identity: identity as Identity | undefined,
        });
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ caseId, receipt, stage: state.stage, stageLabel: stageWord('tipoff', state.stage) });
      },
    );

    app.post(
      '/public/tipoffs/status',
      {
        config: { gate: 'public', rateLimit: { max: TRIES_PER_MINUTE, timeWindow: 60_000 } },
        schema: {
          tags,
          summary: '凭查询码查看办理进度、答复、奖励，以及身份每次被查看的记录',
          body: codeBody,
          response: { 200: tipoffStatus, 404: problemAnswer, 422: problemAnswer, 429: problemAnswer },
        },
      },
      async (request, reply) => {
        const caseId = await caseBehind(request.body.code, request.ip);
        return reply.header('cache-control', 'no-store').send(await statusBehind(caseId));
      },
    );

    app.post(
      '/public/tipoffs/acts',
      {
        config: { gate: 'public', rateLimit: { max: TRIES_PER_MINUTE, timeWindow: 60_000 } },
        schema: {
          tags,
          summary: '凭查询码补充、撤回、申请领奖或放弃领奖',
          body: publicActBody,
          response: {
            200: tipoffStatus,
            404: problemAnswer,
            409: problemAnswer,
            422: problemAnswer,
            429: problemAnswer,
          },
        },
      },
      async (request, reply) => {
        const { code, commandId, act, text } = request.body;
        const caseId = await caseBehind(code, request.ip);
        if (act === 'supplement' && text === undefined)
          throw problem('invalid', { fields: { text: '请填写补充内容' } });
        const outcome = await ledger.record({
          kind: 'tipoff',
          caseId,
          commandId: `public-${commandId}`,
          type: REPORTER_ACTS[act],
          payload: payloadOf(act, text),
          actor: REPORTER,
        });
        if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
        return reply.header('cache-control', 'no-store').send(await statusBehind(caseId));
      },
    );
  });
}

/** Withdrawing and waiving need a reason in the record; a reporter need not give one. */
function payloadOf(act: keyof typeof REPORTER_ACTS, text: string | undefined) {
  if (act === 'supplement') return { text: text ?? '' };
  if (act === 'claim') return text === undefined ? {} : { note: text };
  return { reason: text ?? (act === 'withdraw' ? '举报人凭查询码撤回' : '举报人凭查询码放弃领奖') };
}

/** One picture without its maker's notes; throws a Problem. */
function pictureOf(data: string): { readonly bytes: Buffer; readonly type: string } {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > MOST_OF_ONE) throw problem('payload-too-large', { detail: TOO_LARGE });
  const type = fileType(bytes) ?? '';
  const clean = PICTURES.includes(type) ? withoutMetadata(bytes, type) : undefined;
  if (clean === undefined) throw problem('unsupported-media-type', { detail: NOT_A_PICTURE });
  return { bytes: clean, type };
}

/** Bounds how many reports come in within an hour, whoever sends them. */
function createFlood() {
  let since = 0;
  let count = 0;
  return {
    next(now: number): number | undefined {
      if (now - since >= HOUR_MS) {
        since = now;
        count = 0;
      }
      count += 1;
      return count > REPORTS_AN_HOUR ? Math.ceil((since + HOUR_MS - now) / 1_000) : undefined;
    },
  };
}

const TOO_LARGE = '附件过大：每张照片不得超过 8 MB，合计不得超过 17 MB。请压缩后重试，或先提交文字，再到现场补充。';
const NOT_A_PICTURE = '附件只接受完整的 JPEG、PNG、WebP 照片（其中的拍摄时间、地点、设备等信息会自动去除）。';
