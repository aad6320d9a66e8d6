import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { dayOf } from '../../core/instant.ts';
import { lastDrafted } from '../../core/monthly/month.ts';
import { MEASURE_ROWS } from '../../core/monthly/rows.ts';
import { RECORD_COMMANDS } from '../../core/record/commands.ts';
import { postsOf } from '../../core/rules/registers.ts';
import { createCaseFacts } from '../../ledger/case-facts.ts';
import type { RecordOutcome } from '../../ledger/ledger.ts';
import { createEventLog } from '../../ledger/log.ts';
import type { PaperFile } from '../../ledger/notices.ts';
import { createRegisters } from '../../ledger/registers.ts';
import { RETURN_REGISTERS, type RecordedReturn, type ReturnHead } from '../../ledger/return-read.ts';
import { createReturns } from '../../ledger/returns.ts';
import { scopeOf } from '../access.ts';
import { choosePost } from '../actor.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import {
  draftAnswer,
  draftBody,
  returnActAnswer,
  returnActBody,
  returnAnswer,
  returnEditBody,
  returnList,
  returnParams,
  returnsQuery,
} from '../contract/returns.ts';
import { problemAnswer } from '../contract.ts';
import { actorOf, type Principal } from '../principal.ts';
import { problem, problemOfRefusal } from '../problem.ts';
import { heldFor, mayKeep, registersInForce } from '../register-shape.ts';
import { type PrintedReturn, returnDocx, returnXlsx } from '../return-file.ts';
import { actsFor, MOST_CASES, mayLook, opener, present, shownHead } from '../return-shape.ts';

const tags = ['月度汇总表'];
const refusals = {
  401: problemAnswer,
  403: problemAnswer,
  404: problemAnswer,
  409: problemAnswer,
  422: problemAnswer,
  503: problemAnswer,
};

/** The monthly returns (9+6 汇总表) and the leader's page. */
export function returnRoutes(app: App, api: Api): void {
  const { db, ledger, now } = api;
  const registers = createRegisters({ db, ledger });
  const { registerOf } = registersInForce(registers, now);
  const facts = createCaseFacts(db);
  const returns = createReturns({ db, ledger, registers, facts, now });
  const log = createEventLog({ db, origin: '' });

  /** The return that the caller may see; throws `case-not-found` or `return-missing`. */
  async function seen(principal: Principal, { month, organisation }: { month: string; organisation: string }) {
    const [head] = (await returns.list(month, [organisation])).filter((one) => mayLook(scopeOf(principal), one));
    if (head === undefined) throw problem('case-not-found');
    const found = await returns.read(month, head.organisation);
    if ('refused' in found) throw problemOfRefusal(found);
    return found;
  }

  /** Posts under which the caller may act for this organisation: its own, and the street's. */
  async function actorFor(
    principal: Principal,
    head: ReturnHead,
    register: string,
    act: 'enter' | 'amend',
    wanted: string | undefined,
  ) {
    const found = await registerOf(register);
    const posts = principal.posts.filter((held) => actsFor(held, head, act === 'enter'));
    const spec = { ...RECORD_COMMANDS.amendRecord, by: postsOf(found, act) };
    return actorOf(principal, choosePost({ posts, wanted, spec, state: undefined, rules: undefined }));
  }

  app.get(
    '/returns',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '一个月的汇总表：各单位起草、签发、报送情况',
        querystring: returnsQuery,
        response: { 200: returnList, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const { month = lastDrafted(now()) } = request.query;
      const scope = scopeOf(principalOf(request));
      const heads = (await returns.list(month)).filter((one) => mayLook(scope, one));
      return { month, returns: heads.map(shownHead) };
    },
  );

  app.post(
    '/returns/draft',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '起草一个月尚未起草的汇总表（系统每月20日9时自动起草）',
        body: draftBody,
        response: { 200: draftAnswer, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { month, post } = request.body;
      const held = heldFor(principal, await registerOf(RETURN_REGISTERS.text), post);
      const outcomes = await returns.draft(month, actorOf(principal, held));
      for (const outcome of outcomes) if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
      return { month, drafted: outcomes.length };
    },
  );

  app.get(
    '/returns/:month/:organisation',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '一个单位的汇总表：十五项措施，每个数字附所计的案件',
        params: returnParams,
        response: { 200: returnAnswer, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const recorded = await seen(principal, request.params);
      const found = await returns.draw(recorded.month, recorded.organisation);
      if ('refused' in found) throw problemOfRefusal(found);
      const open = opener(scopeOf(principal));
      return {
        ...shownHead(recorded),
        cutOff: recorded.span.to.at,
        known: recorded.span.to.known,
        digest: recorded.digest,
        changed: found.drawn.digest !== recorded.digest,
        may: await mayDo(principal, recorded),
        rows: recorded.rows.map((row) => {
          const drawn = found.drawn.rows.find(({ measure }) => measure === row.measure);
          const words = MEASURE_ROWS.find(({ measure }) => measure === row.measure);
          return {
            ...row,
            title: words?.title ?? '',
            template: (recorded.street ? words?.street : undefined) ?? words?.done ?? '',
            figures: (drawn?.figures ?? []).map(open),
            planned: [...(drawn?.planned ?? [])].slice(0, MOST_CASES),
            late: [...(drawn?.late ?? [])].slice(0, MOST_CASES),
          };
        }),
      };
    },
  );

  async function mayDo(principal: Principal, head: RecordedReturn) {
    const { stage } = head;
    if (stage === 'submitted') return [];
    const those = (own: boolean) => ({
      ...principal,
      posts: principal.posts.filter((held) => actsFor(held, head, own)),
    });
    const [text, signature, submission] = [
      await registerOf(RETURN_REGISTERS.text),
      await registerOf(RETURN_REGISTERS.signature),
      await registerOf(RETURN_REGISTERS.submission),
    ];
    const amends = mayKeep(those(false), text, 'amend');
    return [
      ...(amends ? (['edit', 'redraw'] as const) : []),
      ...(mayKeep(those(true), signature, 'enter') ? (['sign'] as const) : []),
      ...(stage === 'signed' && mayKeep(those(true), submission, 'enter') ? (['submit'] as const) : []),
    ];
  }

  app.post(
    '/returns/:month/:organisation/rows',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '修改文字或补充说明；数字不能改',
        params: returnParams,
        body: returnEditBody,
        response: { 200: returnActAnswer, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const recorded = await seen(principal, request.params);
      const { commandId, post, rows } = request.body;
      const actor = await actorFor(principal, recorded, RETURN_REGISTERS.text, 'amend', post);
      return done(await returns.edit(recorded.month, recorded.organisation, rows.map(present), { commandId, actor }));
    },
  );

  const schemaOf = (summary: string) => ({
    config: { gate: 'posts' as const },
    schema: {
      tags,
      summary,
      params: returnParams,
      body: returnActBody,
      response: { 200: returnActAnswer, ...refusals },
    },
  });
  app.post(
    '/returns/:month/:organisation/redraw',
    schemaOf('重新取数：更正原登记后，按现在已知的事实重新起草'),
    async (request) => acted(request, principalOf(request), 'redraw', RETURN_REGISTERS.text),
  );
  app.post('/returns/:month/:organisation/sign', schemaOf('责任领导签发'), async (request) =>
    acted(request, principalOf(request), 'sign', RETURN_REGISTERS.signature),
  );
  app.post('/returns/:month/:organisation/submit', schemaOf('报送街道安办'), async (request) =>
    acted(request, principalOf(request), 'submit', RETURN_REGISTERS.submission),
  );

  async function acted(
    { params, body }: { params: z.output<typeof returnParams>; body: z.output<typeof returnActBody> },
    principal: Principal,
    name: 'redraw' | 'sign' | 'submit',
    register: string,
  ) {
    const recorded = await seen(principal, params);
    const actor = await actorFor(principal, recorded, register, name === 'redraw' ? 'amend' : 'enter', body.post);
    return done(await returns[name](recorded.month, recorded.organisation, { commandId: body.commandId, actor }));
  }

  async function printing(request: { readonly params: { month: string; organisation: string } }, principal: Principal) {
    const recorded = await seen(principal, request.params);
    const filledOn = dayOf(recorded.submittedAt ?? recorded.signedAt ?? now());
    return { recorded, filledOn, checkpoint: (await log.checkpoint())?.note } satisfies PrintedReturn;
  }

  app.get(
    '/returns/:month/:organisation/table.docx',
    { config: { gate: 'login' }, schema: { tags, summary: '汇总表（DOCX，附件格式）', params: returnParams } },
    async (request, reply) => send(reply, await returnDocx(await printing(request, principalOf(request)))),
  );
  app.get(
    '/returns/:month/:organisation/table.xlsx',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '汇总表（XLSX，附件格式）；街道汇总附各单位报送情况', params: returnParams },
    },
    async (request, reply) => {
      const print = await printing(request, principalOf(request));
      const others = print.recorded.street ? await returns.list(print.recorded.month) : [];
      return send(
        reply,
        await returnXlsx(
          print,
          others.filter(({ street }) => !street),
        ),
      );
    },
  );
}

function done(outcome: RecordOutcome) {
  if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
  return { caseId: outcome.caseId, seq: outcome.seq };
}

function send(reply: FastifyReply, { filename, contentType, content }: PaperFile): FastifyReply {
  return reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`)
    .type(contentType)
    .send(Buffer.from(content));
}
