import { type RegisterLine, readRegister, readSeries } from '../../../db/notice.ts';
import type { NoticeState } from '../../core/index.ts';
import { ABOUT_WORDS, SERVICE_WORDS, stageWord } from '../../core/words.ts';
import { lastSeen, seesStreet, visibleCases, visibleRow } from '../access.ts';
import { noteReading } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { caseParams } from '../contract/cases.ts';
import {
  caseNotices,
  noticeParams,
  noticeRegister,
  openBody,
  openedPaper,
  paperDetail,
  registerQuery,
} from '../contract/notices.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';
import { seenPaper } from '../seen-paper.ts';

const tags = ['文书'];
const refusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };
const PAGE = 100;

/** Papers: those of a case, one in full, and the register of numbers. Acts on a paper are commands like any other. */
export function noticeRoutes(app: App, api: Api): void {
  const { db, ledger, papers, tellers } = api;

  app.get(
    '/cases/:id/notices',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '案件的通知与文书', params: caseParams, response: { 200: caseNotices, ...refusals } },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      await noteReading(api, principal, row.caseId);
      const [teller, sent, drafted, last] = await Promise.all([
        tellers(),
        ledger.deliveries({ caseId: row.caseId, limit: 1_000 }),
        visibleCases(ledger, principal, { kind: 'notice', opener: row.caseId, limit: 200 }),
        lastSeen(ledger, principal, row),
      ]);
      const deliveries = sent.filter(({ seq }) => seq <= last);
      const states = await Promise.all(drafted.rows.map((one) => ledger.state(one.caseId)));
      const found = states.filter((one): one is NoticeState => one?.kind === 'notice');
      // One paper may be owed to several people: it is drafted once.
      const known = new Set(found.map((one) => `${one.ordered.seq} ${one.notice}`));
      const owed = deliveries.filter((one) => {
        const key = `${one.seq} ${one.about}`;
        return one.channel === 'notice' && row.kind !== 'notice' && !known.has(key) && known.add(key);
      });
      // What is still to be drafted is the street's to know: drafts themselves are seen by nobody else.
      const toDraft = seesStreet(principal) ? owed : [];
      const titleOf = (about: string) => teller.paperOf(about) ?? ABOUT_WORDS[about] ?? about;
      return {
        // Addresses stay inside; the schema drops what it does not name.
        notices: deliveries.map((one) => ({ ...one, label: titleOf(one.about) })),
        papers: found.map(headOf),
        owed: toDraft.map(({ seq, nth, about, post, organisation }) => ({
          seq,
          nth,
          notice: about,
          title: titleOf(about),
          post,
          ...(organisation === undefined ? {} : { organisation }),
        })),
      };
    },
  );

  app.post(
    '/cases/:id/notices',
    {
      config: { gate: 'streetActs' },
      schema: {
        tags,
        summary: '起草案件应发的文书（系统也会自动起草）',
        params: caseParams,
        body: openBody,
        response: { 200: openedPaper, 403: problemAnswer, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const id = await papers.open(row.caseId, request.body.seq, request.body.nth);
      const state = id === undefined ? undefined : await ledger.state(id);
      if (state === undefined) throw problem('not-found', { detail: '该记录没有要发的文书，请核对 seq 和 nth。' });
      return { caseId: state.caseId, stage: state.stage, seq: state.seq };
    },
  );

  app.get(
    '/notices/register',
    {
      config: { gate: 'street' },
      schema: {
        tags,
        summary: '发文登记簿：某年全部文号，含作废的',
        querystring: registerQuery,
        response: { 200: noticeRegister, 403: problemAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const { year, cursor, limit = PAGE } = request.query;
      const [series, lines] = await Promise.all([
        readSeries(db.knex, year),
        readRegister(db.knex, year, placeOf(cursor), limit),
      ]);
      const last = lines.at(-1);
      return {
        year,
        series: series.map((one) => ({ ...one, complete: one.count === one.last })),
        lines: lines.map(lineOf),
        ...(lines.length === limit && last ? { cursor: cursorOf(last) } : {}),
      };
    },
  );

  app.get(
    '/notices/:id',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '文书详情，每一项附出处',
        params: noticeParams,
        response: { 200: paperDetail, ...refusals },
      },
    },
    async (request) => detailOf(await seenPaper(api, principalOf(request), request.params.id)),
  );
}

function headOf(state: NoticeState) {
  const label = new Map(state.fields.map((field) => [field.id, field.label]));
  return {
    caseId: state.caseId,
    notice: state.notice,
    title: state.title,
    stage: state.stage,
    stageLabel: stageWord('notice', state.stage),
    missing: state.missing.map((id) => ({ id, label: label.get(id) ?? id })),
    ...(state.made ? { reference: state.made.reference } : {}),
    ...(state.issuedAt === undefined ? {} : { issuedAt: state.issuedAt }),
  };
}

function detailOf(state: NoticeState) {
  return {
    ...headOf(state),
    opener: state.opener ?? '',
    template: state.template,
    issuer: { ...state.issuer },
    to: { ...state.to },
    copies: state.copies.map((one) => ({ ...one })),
    signature: state.signature,
    receiptRequired: state.receiptRequired,
    values: state.fields.map(({ id, label, required }) => ({ id, label, required, ...plain(state.values[id]) })),
    services: state.services.map(({ witnesses, ...one }) => ({
      ...one,
      methodLabel: SERVICE_WORDS[one.method] ?? one.method,
      ...(witnesses === undefined ? {} : { witnesses: [...witnesses] }),
    })),
    undelivered: state.undelivered.map((one) => ({ ...one })),
    ...(state.received ? { received: { ...state.received } } : {}),
    ...(state.reason === undefined ? {} : { reason: state.reason }),
    ...(state.made ? { files: { docx: state.made.docx, pdf: state.made.pdf } } : {}),
  };
}

/** Data of the core as the JSON it is. */
function plain(value: object | undefined): { [key: string]: unknown } {
  return JSON.parse(JSON.stringify(value ?? {}));
}

function lineOf({ series, number, caseId, title, stage, state }: RegisterLine) {
  const { made, issuedAt = '', to, reason } = JSON.parse(state) as NoticeState;
  return {
    series,
    number,
    reference: made?.reference ?? '',
    caseId,
    title,
    issuedAt,
    to: { ...to },
    stage,
    stageLabel: stageWord('notice', stage),
    ...(reason === undefined ? {} : { reason }),
  };
}

function cursorOf({ series, number }: RegisterLine): string {
  return Buffer.from(JSON.stringify([series, number])).toString('base64url');
}

function placeOf(cursor: string | undefined): { readonly series: string; readonly number: number } | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [series, number] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof series === 'string' && typeof number === 'number') return { series, number };
  } catch {}
  throw problem('invalid', { fields: { cursor: '翻页标记无效，请从第一页重新查询' } });
}
