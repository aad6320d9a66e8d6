import { z } from 'zod';
import { loadRuleSet, type RuleSet, RuleSetError } from '../../core/index.ts';
import type { Finding } from '../../core/rules/finding.ts';
import { type CaseMove, createTermsMover } from '../../ledger/new-terms.ts';
import { createRuleBook, type SavedDraft } from '../../ledger/rules.ts';
import { TermsRefused } from '../../ledger/terms-refused.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import {
  adoptBody,
  approveBody,
  diffAnswer,
  diffQuery,
  draftAnswer,
  draftBody,
  editBody,
  lintAnswer,
  lintBody,
  movedCases,
  publishBody,
  publishedAnswer,
  ruleDetail,
  ruleList,
  ruleParams,
  withdrawBody,
  withdrawnAnswer,
} from '../contract/rules.ts';
import { problemAnswer } from '../contract.ts';
import { refusable, ruleActor } from '../terms-acts.ts';

const tags = ['规则集'];
const readRefusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };
const refusals = { ...readRefusals, 403: problemAnswer, 409: problemAnswer };

/** Rule sets: reading, comparing, drafting, approval by a second person, publication, withdrawal. */
export function ruleRoutes(app: App, { db, ledger, kinds, now }: Api): void {
  const book = createRuleBook({ db, now });
  const mover = createTermsMover({ db, ledger, kinds, now });

  app.get(
    '/rules',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '规则集和草案，最新的在前', response: { 200: ruleList, 401: problemAnswer } },
    },
    async () => ({ rules: [...(await book.list())] }),
  );

  app.get(
    '/rules/diff',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '两个规则集的差别，逐条中文',
        querystring: diffQuery,
        response: { 200: diffAnswer, ...readRefusals },
      },
    },
    async ({ query: { from, to } }) => ({ from, to, changes: [...(await refusable(book.diff(from, to)))] }),
  );

  app.get(
    '/rules/:version',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '一个规则集：内容、状态、经过',
        params: ruleParams,
        response: { 200: ruleDetail, ...readRefusals },
      },
    },
    async ({ params }) => {
      const { history, ...view } = await refusable(book.show(params.version));
      return { ...view, history: history.map(({ object: _object, id: _id, ...act }) => act) };
    },
  );

  app.get(
    '/rules/:version/export',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '导出：规范化 JSON，其 SHA-256 即内容摘要',
        params: ruleParams,
        response: { 200: z.string().describe('规范化 JSON'), ...readRefusals },
      },
    },
    async ({ params }, reply) => {
      const text = await refusable(book.text(params.version));
      return reply
        .header('content-disposition', `attachment; filename="${params.version}.json"`)
        .type('application/json; charset=utf-8')
        .serializer((body: string) => body)
        .send(text);
    },
  );

  app.post(
    '/rules/lint',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '检查一个尚未保存的规则集',
        body: lintBody,
        response: { 200: lintAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async ({ body }) => lintOf(await refusable(book.lintContent(await refusable(contentOf(body.rules))))),
  );

  app.post(
    '/rules/drafts',
    {
      config: { gate: 'rules' },
      schema: { tags, summary: '新建草案', body: draftBody, response: { 201: draftAnswer, ...refusals } },
    },
    async (request, reply) => {
      const { rules, post, base, id, effectiveFrom, reason } = request.body;
      const actor = ruleActor(principalOf(request), post);
      const saved = await refusable(book.draft({ actor, reason, ...given({ json: rules, base, id, effectiveFrom }) }));
      return reply.code(201).send(draftOf(saved));
    },
  );

  app.put(
    '/rules/drafts/:version',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '修改草案；以前的批准失效',
        params: ruleParams,
        body: editBody,
        response: { 200: draftAnswer, ...refusals },
      },
    },
    async (request) => {
      const { rules, post, effectiveFrom, reason, revision } = request.body;
      const actor = ruleActor(principalOf(request), post);
      return draftOf(
        await refusable(
          book.edit(request.params.version, { json: rules, actor, reason, ...given({ effectiveFrom, revision }) }),
        ),
      );
    },
  );

  app.post(
    '/rules/drafts/:version/lint',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '检查草案', params: ruleParams, response: { 200: lintAnswer, ...readRefusals } },
    },
    async ({ params }) => lintOf(await refusable(book.lint(params.version))),
  );

  app.post(
    '/rules/drafts/:version/approve',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '批准草案（起草人以外的人）',
        params: ruleParams,
        body: approveBody,
        response: { 200: draftAnswer, ...refusals },
      },
    },
    async (request) => {
      const { post, reason, contentHash, withDifferences, withoutWhatIf } = request.body;
      const actor = ruleActor(principalOf(request), post);
      return draftOf({
        draft: await refusable(
          book.approve(request.params.version, {
            actor,
            ...given({ reason, contentHash, withDifferences, withoutWhatIf }),
          }),
        ),
      });
    },
  );

  app.post(
    '/rules/drafts/:version/publish',
    {
      config: { gate: 'rules', confirmed: true },
      schema: {
        tags,
        summary: '发布已批准的草案',
        params: ruleParams,
        body: publishBody,
        response: { 200: publishedAnswer, ...refusals },
      },
    },
    async (request) => {
      const { post, reason, effectiveFrom } = request.body;
      const actor = ruleActor(principalOf(request), post);
      const entry = await refusable(
        book.publish(request.params.version, { actor, ...given({ reason, effectiveFrom }) }),
      );
      return {
        id: entry.id,
        effectiveFrom: entry.effectiveFrom,
        publishedAt: entry.publishedAt,
        contentHash: entry.contentHash ?? '',
      };
    },
  );

  app.post(
    '/rules/:version/withdraw',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '撤回尚未生效的规则集，或废止草案',
        params: ruleParams,
        body: withdrawBody,
        response: { 200: withdrawnAnswer, ...refusals },
      },
    },
    async (request) => {
      const { post, reason } = request.body;
      const actor = ruleActor(principalOf(request), post);
      const outcome = await refusable(book.withdraw(request.params.version, { actor, reason }));
      return { id: request.params.version, outcome };
    },
  );

  app.post(
    '/rules/:version/adopt',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '在办隐患改用此规则集：先试算，逐件列出哪些期限由何日改为何日',
        params: ruleParams,
        body: adoptBody,
        response: { 200: movedCases, ...refusals },
      },
    },
    async (request) => {
      const { commandId, dryRun, post, cases, ...order } = request.body;
      const actor = ruleActor(principalOf(request), post);
      const adoption = { ...order, ruleSet: request.params.version, actor, ...given({ cases }) };
      const moves = await refusable(dryRun ? mover.adoptionDryRun(adoption) : mover.adopt(adoption, commandId));
      return movesOf(dryRun, moves);
    },
  );
}

/** Moves as they are answered. */
export function movesOf(dryRun: boolean, moves: readonly CaseMove[]) {
  return { dryRun, cases: moves.map((move) => ({ ...move, changes: [...move.changes] })) };
}

/** A rule set that came with a request, checked; throws TermsRefused. */
export async function contentOf(json: unknown): Promise<RuleSet> {
  try {
    return loadRuleSet(json);
  } catch (error) {
    if (error instanceof RuleSetError) throw new TermsRefused('rule-set-invalid', error.findings);
    throw error;
  }
}

function lintOf(findings: readonly Finding[]) {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  return { findings: [...findings], errors: count('error'), warnings: count('warning') };
}

function draftOf({ draft, findings }: Pick<SavedDraft, 'draft'> & Partial<SavedDraft>) {
  const { id, revision, state, contentHash, approvedBy } = draft;
  return {
    id,
    revision,
    state,
    contentHash,
    ...(approvedBy === undefined ? {} : { approvedBy }),
    ...(findings === undefined ? {} : { findings: [...findings] }),
  };
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The fields that were given: an absent one and an undefined one are not the same under exact optional types. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
