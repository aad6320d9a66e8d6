import type { FastifyReply, FastifyRequest } from 'fastify';
import { laterCalendars, readCaseRecord } from '../../ledger/case-record.ts';
import { attribute } from '../../replay/attribution.ts';
import { explainClocks, explainMessages, explainRefusal, explainTiers } from '../../replay/explain.ts';
import { factSheet } from '../../replay/fact-sheet.ts';
import { gatherTerms } from '../../replay/record.ts';
import { openReplay } from '../../replay/replay.ts';
import { refusedAtEnd, stepsAfter } from '../../replay/steps.ts';
import { verdictsOf } from '../../replay/verdicts.ts';
import { seesStreet, visibleEvents, visibleRow } from '../access.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { caseParams } from '../contract/cases.ts';
import { fileAnswer } from '../contract/notices.ts';
import {
  attributionAnswer,
  explainedAnswer,
  factSheetAnswer,
  pictureAnswer,
  reasonQuery,
  replayQuery,
  stepsAnswer,
  stepsQuery,
  untilQuery,
  verdictsAnswer,
} from '../contract/replay.ts';
import { problemAnswer } from '../contract.ts';
import { factSheetFile, sheetNames } from '../fact-sheet-file.ts';

const tags = ['回放'];
const refusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };
const sheetRefusals = { ...refusals, 403: problemAnswer };
const STEPS = 50;

type Asking = FastifyRequest<{ Params: { id: string }; Querystring: { reason?: string | undefined } }>;

/** Replaying a case: at any moment, step by step, why, verdicts, whose the overdue days are, the fact sheet. Each look is on record. */
export function replayRoutes(app: App, api: Api): void {
  const { db, ledger, now, terms } = api;

  /** The record of a case that the caller may see. What others were refused, and the sheet on persons, are for those who look at the whole street. */
  async function read(request: Asking, act: string) {
    const principal = principalOf(request);
    const row = await visibleRow(ledger, principal, request.params.id);
    const { caseId } = row;
    await noteAccess(api, principal, { act, object: caseId, reason: request.query.reason });
    const { events: all, deliveries: sent, refused } = await readCaseRecord({ ledger, db }, caseId);
    const events = visibleEvents(principal, row, all);
    const deliveries = sent.filter(({ seq }) => seq <= events.length);
    const wide = seesStreet(principal);
    return {
      caseId,
      events,
      opened: openReplay(events),
      deliveries,
      refused: wide ? refused : [],
      terms: await gatherTerms(events, terms),
    };
  }

  app.get(
    '/cases/:id/replay',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '案件在任一时刻的样子：状态、期限、由谁办理',
        params: caseParams,
        querystring: replayQuery,
        response: { 200: pictureAnswer, ...refusals },
      },
    },
    async (request) => {
      const { opened } = await read(request, 'replay');
      const { at, knownAt } = request.query;
      const picture = opened.picture({ at: at ?? knownAt ?? now(), ...(knownAt === undefined ? {} : { knownAt }) });
      return asJson(picture);
    },
  );

  app.get(
    '/cases/:id/steps',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '逐步回放：谁办的、依据哪条规则、引起什么、通知到没到',
        params: caseParams,
        querystring: stepsQuery,
        response: { 200: stepsAnswer, ...refusals },
      },
    },
    async (request) => {
      const { caseId, opened, ...context } = await read(request, 'replay');
      const { after = 0, limit = STEPS } = request.query;
      const total = opened.events.length;
      const atEnd = after + limit >= total;
      return asJson({
        caseId,
        total,
        steps: stepsAfter(opened, after, limit, context),
        refusedAfter: atEnd ? refusedAtEnd(opened, context.refused) : [],
      });
    },
  );

  app.get(
    '/cases/:id/explain',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '为什么：等级、通知、被拒绝的操作，和可逐日说明的期限',
        params: caseParams,
        querystring: reasonQuery,
        response: { 200: explainedAnswer, ...refusals },
      },
    },
    async (request) => {
      const found = await read(request, 'explain');
      const { caseId, events, opened } = found;
      const state = opened.stateAfter(events.length);
      const clocks = state ? explainClocks(events, state, found.terms) : [];
      return asJson({
        caseId,
        clocks: clocks.map(({ clock, standing }) => ({ id: clock.id, standing })),
        tiers: explainTiers(events, found.terms),
        messages: explainMessages(events, found.deliveries),
        refusals: found.refused.map((one) => explainRefusal(opened, one)),
      });
    },
  );

  app.get(
    '/cases/:id/verdicts',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '履职认定：每项期限当时的认定，以及之后的事实会怎么说',
        params: caseParams,
        querystring: reasonQuery,
        response: { 200: verdictsAnswer, ...refusals },
      },
    },
    async (request) => {
      const found = await read(request, 'verdicts');
      const later = await Promise.all((await laterCalendars({ db }, found.events)).map((id) => terms.calendar(id)));
      const calendars = later.filter((one) => one !== undefined);
      return asJson({ caseId: found.caseId, verdicts: verdictsOf(found.events, found.terms, calendars) });
    },
  );

  app.get(
    '/cases/:id/attribution',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '责任归属：每个逾期日归谁',
        params: caseParams,
        querystring: untilQuery,
        response: { 200: attributionAnswer, ...refusals },
      },
    },
    async (request) => {
      const found = await read(request, 'attribution');
      const until = request.query.until ?? now();
      return asJson({ caseId: found.caseId, ...attribute(found.events, found.terms, until) });
    },
  );

  async function sheetOf(request: Asking & FastifyRequest<{ Querystring: { until?: string | undefined } }>) {
    const { events, terms: atHand, deliveries } = await read(request, 'export');
    const names = await sheetNames(db);
    return {
      names,
      sheet: factSheet(events, { terms: atHand, deliveries, names, until: request.query.until ?? now() }),
    };
  }

  app.get(
    '/cases/:id/fact-sheet',
    {
      config: { gate: 'street' },
      schema: {
        tags,
        summary: '责任倒查事实表：每句话附所依据的记录',
        params: caseParams,
        querystring: untilQuery,
        response: { 200: factSheetAnswer, ...sheetRefusals },
      },
    },
    async (request) => asJson((await sheetOf(request)).sheet),
  );
  app.get(
    '/cases/:id/fact-sheet.docx',
    { config: { gate: 'street' }, schema: fileSchema('DOCX') },
    async (request, reply) => sendFile(await sheetOf(request), 'docx', reply),
  );
  app.get(
    '/cases/:id/fact-sheet.pdf',
    { config: { gate: 'street' }, schema: fileSchema('PDF') },
    async (request, reply) => sendFile(await sheetOf(request), 'pdf', reply),
  );

  async function sendFile(
    { sheet, names }: Awaited<ReturnType<typeof sheetOf>>,
    which: 'docx' | 'pdf',
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { filename, contentType, content } = await factSheetFile(sheet, names, which);
    return reply
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`)
      .type(contentType)
      .send(Buffer.from(content));
  }
}

function fileSchema(name: string) {
  return {
    tags,
    summary: `责任倒查事实表的 ${name} 文件`,
    params: caseParams,
    querystring: untilQuery,
    response: { 200: fileAnswer, ...sheetRefusals },
  };
}

/** Data of the core as the JSON it is. */
function asJson<T extends object>(value: T) {
  return JSON.parse(JSON.stringify(value));
}
