import { randomUUID } from 'node:crypto';
import { recordAccess } from '../../../db/access-log.ts';
import { readDraft } from '../../../db/rule-draft.ts';
import { addDays, type Day, dayOf, type Instant, loadRuleSet } from '../../core/index.ts';
import { createRuleBook } from '../../ledger/rules.ts';
import type { WhatIfReport } from '../../simulator/what-if.ts';
import { headOfReport } from '../../simulator/what-if-head.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { draftWhatIfBody, ruleParams } from '../contract/rules.ts';
import {
  jobAnswer,
  jobCaseParams,
  jobList,
  jobParams,
  LISTS,
  listQuery,
  pageAnswer,
  timelinesAnswer,
  whatIfBody,
} from '../contract/what-if.ts';
import { empty, problemAnswer } from '../contract.ts';
import type { Principal } from '../principal.ts';
import { Problem, problem } from '../problem.ts';
import { ruleActor } from '../terms-acts.ts';
import { caseTimelines, sharedLocation, startWhatIf, type WhatIfJob } from '../what-if-job.ts';

const tags = ['规则集'];
const refusals = { 401: problemAnswer, 403: problemAnswer, 404: problemAnswer };
/** Two threads a job: more at once would take the machine from those who record. */
const MOST_RUNNING = 1;
/** Finished jobs that are kept; the oldest go first. They are gone when the process ends. */
const MOST_KEPT = 10;
const YEAR_DAYS = 365;
/** A rule set of a large office is larger than other bodies. */
const BODY_LIMIT = 2 * 1024 * 1024;
const PAGE = 100;

interface Job {
  readonly id: string;
  readonly draftId: string;
  readonly draft: string;
  readonly from: Day;
  readonly to: Day;
  readonly startedAt: Instant;
  readonly until: Instant;
  readonly work: WhatIfJob;
  report?: WhatIfReport;
  problem?: { readonly code: string; readonly detail: string };
}

/** What-if of a draft: POST starts it, GET tells how far it is and what came out, DELETE stops and forgets it. */
export function whatIfRoutes(app: App, api: Api): void {
  const jobs = new Map<string, Job>();
  const book = createRuleBook({ db: api.db, now: api.now });
  app.addHook('onClose', async () => void (await Promise.all([...jobs.values()].map((job) => job.work.cancel()))));

  const jobOf = (id: string): Job => {
    const job = jobs.get(id);
    if (job === undefined)
      throw problem('not-found', { detail: '没有这次推演：可能已被删除，或服务已重新启动。请重新发起。' });
    return job;
  };

  app.post(
    '/rules/what-if',
    {
      config: { gate: 'trial' },
      bodyLimit: BODY_LIMIT,
      schema: {
        tags,
        summary: '用草案推演本单位的历史：在后台进行，返回推演编号',
        body: whatIfBody,
        response: { 202: jobAnswer, ...refusals, 422: problemAnswer, 429: problemAnswer },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { id, body } = await draftOf(api, request.body);
      return reply.code(202).send(shown(await begin(principal, id, body, request.body)));
    },
  );

  app.post(
    '/rules/drafts/:version/what-if',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '推演一个草案，并记入草案经过：批准前须对同一内容推演过',
        params: ruleParams,
        body: draftWhatIfBody,
        response: { 202: jobAnswer, ...refusals, 409: problemAnswer, 422: problemAnswer, 429: problemAnswer },
      },
    },
    async (request, reply) => {
      // Posts of the street, all of them: what they may draft they may also try.
      const principal = principalOf(request);
      const { post, ...period } = request.body;
      const actor = ruleActor(principal, post);
      const draft = await readDraft(api.db.knex, request.params.version);
      if (draft === undefined) throw problem('not-found', { detail: '没有这个草案，请核对编号。' });
      const { id, contentHash, body } = draft;
      const job = await begin(principal, id, body, period, (report) =>
        book.noteWhatIf(id, { actor, contentHash, report: headOfReport(report, job) }),
      );
      return reply.code(202).send(shown(job));
    },
  );

  /** Starts a job, or refuses while another runs; `done` is part of it: a result that could not be written down is none. */
  async function begin(
    principal: Principal,
    draftId: string,
    draft: string,
    period: { readonly from?: Day | undefined; readonly to?: Day | undefined },
    done: (report: WhatIfReport) => Promise<void> = async () => {},
  ): Promise<Job> {
    const location = sharedLocation(api.db);
    if (location === undefined) throw problem('ledger-unavailable', { detail: '内存中的台账不能推演。' });
    const now = api.now();
    const { from = addDays(dayOf(now), -YEAR_DAYS), to = dayOf(now) } = period;
    if (from > to) throw problem('invalid', { fields: { to: '截止日不能早于起始日' } });
    if ([...jobs.values()].filter(running).length >= MOST_RUNNING)
      throw problem('rate-limited', { detail: '已有一次推演正在进行，请等它结束，或先停止它。', retryAfter: 10 });
    const work = startWhatIf(location, { period: { from, to }, draft, until: now });
    const job: Job = { id: randomUUID(), draftId, draft, from, to, startedAt: now, until: now, work };
    jobs.set(job.id, job);
    keep(jobs);
    settle(job, done);
    await recordAccess(api.db.knex, {
      at: now,
      account: principal.account,
      person: principal.person.id,
      act: 'what-if',
      object: draftId,
      detail: `${from}..${to}`,
    });
    return job;
  }

  app.get(
    '/rules/what-if',
    {
      config: { gate: 'trial' },
      schema: { tags, summary: '进行中和最近的推演', response: { 200: jobList, ...refusals } },
    },
    async () => ({ jobs: [...jobs.values()].reverse().map(headOf) }),
  );

  app.get(
    '/rules/what-if/:job',
    {
      config: { gate: 'trial' },
      schema: {
        tags,
        summary: '推演的进度；完成后有结果',
        params: jobParams,
        response: { 200: jobAnswer, ...refusals },
      },
    },
    async (request) => {
      return shown(jobOf(request.params.job));
    },
  );

  app.get(
    '/rules/what-if/:job/lists',
    {
      config: { gate: 'trial' },
      schema: {
        tags,
        summary: '推演结果的明细，分页',
        params: jobParams,
        querystring: listQuery,
        response: { 200: pageAnswer, ...refusals, 422: problemAnswer },
      },
    },
    async (request) => {
      const { list, offset = 0, limit = PAGE } = request.query;
      const rows = finished(jobOf(request.params.job))[list];
      return { list, total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
  );

  app.get(
    '/rules/what-if/:job/cases/:caseId',
    {
      config: { gate: 'trial' },
      schema: {
        tags,
        summary: '一个案件在当时规则和草案下的两条时间线',
        params: jobCaseParams,
        response: { 200: timelinesAnswer, ...refusals, 422: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { job: id, caseId } = request.params;
      const job = jobOf(id);
      const found = await caseTimelines(api.db, caseId, job).catch(asProblem);
      if (found === undefined) throw problem('case-not-found');
      await recordAccess(api.db.knex, {
        at: api.now(),
        account: principal.account,
        person: principal.person.id,
        act: 'read',
        object: caseId,
        detail: 'what-if',
      });
      return { own: [...found.own], draft: [...found.draft], impossible: [...found.impossible] };
    },
  );

  app.delete(
    '/rules/what-if/:job',
    {
      config: { gate: 'trial' },
      schema: { tags, summary: '停止推演，或删除结果', params: jobParams, response: { 204: empty, ...refusals } },
    },
    async (request, reply) => {
      const job = jobOf(request.params.job);
      jobs.delete(job.id);
      await job.work.cancel();
      return reply.code(204).send(null);
    },
  );
}

/** The draft as canonical text, checked: a bad one is refused before any work begins. */
async function draftOf(
  { db }: Api,
  { draft, draftId }: { readonly draft?: object | undefined; readonly draftId?: string | undefined },
): Promise<{ readonly id: string; readonly body: string }> {
  const body = draftId === undefined ? JSON.stringify(draft) : (await readDraft(db.knex, draftId))?.body;
  if (body === undefined) throw problem('not-found', { detail: `没有编号为 ${draftId} 的草案，请核对。` });
  try {
    return { id: loadRuleSet(JSON.parse(body)).id, body };
  } catch (error) {
    return asProblem(error);
  }
}

function asProblem(error: unknown): never {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && KNOWN.has(error.code))
    throw new Problem({ code: error.code, detail: error.message });
  throw error;
}

const KNOWN = new Set([
  'rule-set-invalid',
  'calendar-invalid',
  'terms-unknown',
  'draft-unplayable',
  'cancelled',
  'ledger-unavailable',
]);

function settle(job: Job, done: (report: WhatIfReport) => Promise<void>): void {
  const finish = async (report: WhatIfReport) => {
    await done(report);
    job.report = report;
  };
  job.work.result.then(finish).catch((error: unknown) => {
    const code =
      error instanceof Error && 'code' in error && KNOWN.has(String(error.code))
        ? String(error.code)
        : 'internal-error';
    job.problem = {
      code,
      detail: code === 'internal-error' || !(error instanceof Error) ? '推演出错，没有完成。' : error.message,
    };
  });
}

function running(job: Job): boolean {
  return job.report === undefined && job.problem === undefined;
}

function keep(jobs: Map<string, Job>): void {
  const done = [...jobs.values()].filter((job) => !running(job));
  for (const job of done.slice(0, Math.max(0, jobs.size - MOST_KEPT))) jobs.delete(job.id);
}

function finished(job: Job): WhatIfReport {
  if (job.report) return job.report;
  throw problem('not-found', { detail: '推演尚未完成，还没有结果。' });
}

function headOf(job: Job) {
  const { id, draftId, from, to, startedAt, work, report, problem: failure } = job;
  const state = report ? ('done' as const) : failure ? ('failed' as const) : ('running' as const);
  return {
    job: id,
    state,
    draft: draftId,
    from,
    to,
    startedAt,
    progress: work.progress(),
    ...(failure ? { problem: failure } : {}),
  };
}

function shown(job: Job) {
  return { ...headOf(job), ...(job.report ? { report: summaryOf(job.report) } : {}) };
}

/** The report with its long lists as counts. */
function summaryOf(report: WhatIfReport): { [key: string]: unknown } {
  const lists = Object.fromEntries(LISTS.map((list) => [list, report[list].length]));
  const { different, same } = report.faithful;
  return { ...report, ...lists, faithful: { same, different: different.length, first: different.slice(0, PAGE) } };
}
