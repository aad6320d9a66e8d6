import { readFile } from 'node:fs/promises';
import { proposeTier, unreadFacts } from '../../core/hazard/criterion.ts';
import type { RuleSet } from '../../core/index.ts';
import { contentHash } from '../../core/rules/content-hash.ts';
import { nationalTier } from '../../core/rules/criteria.ts';
import { createCalendarBook } from '../../ledger/calendars.ts';
import { createRuleBook } from '../../ledger/rules.ts';
import { type Course, preview } from '../../simulator/preview.ts';
import { parseScenarios, ScenarioError } from '../../simulator/scenario.ts';
import { runScenarios } from '../../simulator/scenario-tests.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import {
  previewAnswer,
  previewBody,
  ruleParams,
  testAnswer,
  testBody,
  tierAnswer,
  tierBody,
} from '../contract/rules.ts';
import { problemAnswer } from '../contract.ts';
import { Problem, problem } from '../problem.ts';
import { refusable, ruleActor } from '../terms-acts.ts';
import { contentOf } from './rules.ts';

const tags = ['规则集'];
/** Scenarios that come with the system. */
const SHIPPED = new URL('../../../data/scenarios.json', import.meta.url);
/** Messages and events of a course that are shown: a rule that fires without end is plain by then. */
const MOST_SHOWN = 300;
const MOST_FULL = 10;
const refusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };

/** Trying a rule set before it binds anybody: its own scenarios on the virtual clock, and what the grading table says of given facts. */
export function ruleTrialRoutes(app: App, { db, now }: Api): void {
  const book = createRuleBook({ db, now });
  const calendars = createCalendarBook({ db, now });

  app.post(
    '/rules/drafts/:version/test',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '用场景检验草案，结果记入草案经过：批准前同一内容须全部符合',
        params: ruleParams,
        body: testBody,
        response: { 200: testAnswer, ...refusals, 403: problemAnswer, 409: problemAnswer },
      },
    },
    async (request) => {
      const { scenarios: given, post } = request.body;
      const file = given ?? JSON.parse(await readFile(SHIPPED, 'utf8'));
      const actor = ruleActor(principalOf(request), post);
      const { version } = request.params;
      const rules = await refusable(book.rules(version));
      const { content: calendar } = await refusable(calendars.newest(rules.calendar));
      const runs = await runScenarios(scenariosOf(file), { rules, calendar });
      const scenarios = runs.map(({ scenario: { id, title }, differences }) => ({
        id,
        title,
        ok: differences.length === 0,
        differences: [...differences],
      }));
      const failed = scenarios.filter((one) => !one.ok).length;
      const outcome = { contentHash: contentHash(rules), passed: scenarios.length - failed, failed };
      await refusable(book.noteTest(version, { actor, ...outcome }));
      return { ...outcome, scenarios };
    },
  );

  app.post(
    '/rules/preview',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '一件样例隐患在尚未保存的规则集下会怎样：无人理会、只签文书、最后一日办理',
        body: previewBody,
        response: { 200: previewAnswer, ...refusals },
      },
    },
    async ({ body }) => {
      const rules = await refusable(contentOf(body.rules));
      const { content: calendar } = await refusable(calendars.newest(rules.calendar));
      const start = body.start === undefined ? {} : { start: `${body.start}T09:00:00+08:00` };
      const { courses, ...head } = preview({ terms: { rules, calendar }, tier: body.tier, ...start });
      const { nobody, signersOnly, lastDay } = courses;
      return {
        ...head,
        courses: { nobody: courseOf(nobody), signersOnly: courseOf(signersOnly), lastDay: courseOf(lastDay) },
      };
    },
  );

  app.post(
    '/rules/:version/tier',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '试定级：给定事实，定级表逐行怎样得出等级',
        params: ruleParams,
        body: tierBody,
        response: { 200: tierAnswer, ...refusals },
      },
    },
    async ({ params, body }) => tierOf(await refusable(book.rules(params.version)), body.facts),
  );
}

function courseOf({ stage, events, messages, perDay, onRestDays, refused }: Course) {
  return {
    stage,
    events: events.slice(0, MOST_SHOWN).map(({ at, kind, type, payload }) => ({
      at,
      kind,
      type,
      about: String(payload.duty ?? (payload.rung === undefined ? '' : `${payload.ladder}${payload.rung}`)),
    })),
    messages: messages.slice(0, MOST_SHOWN).map(({ at, post, what, paper, about }) => ({
      at,
      post,
      what,
      paper,
      ...(about === undefined ? {} : { about }),
    })),
    fullest: perDay.slice(0, MOST_FULL).map((row) => ({ ...row })),
    onRestDays: onRestDays.slice(0, MOST_SHOWN).map((row) => ({ ...row })),
    refused: [...refused],
  };
}

function scenariosOf(file: object) {
  try {
    return parseScenarios(file);
  } catch (error) {
    if (error instanceof ScenarioError) throw new Problem({ code: error.code, detail: error.message });
    throw error;
  }
}

function tierOf(rules: RuleSet, facts: Readonly<Record<string, boolean | number | string>>) {
  const unread = unreadFacts(facts);
  if (Object.keys(unread).length > 0)
    throw problem('invalid', {
      fields: Object.fromEntries(Object.entries(unread).map(([name, why]) => [`facts.${name}`, why])),
    });
  const proposal = proposeTier(rules, facts);
  if ('refused' in proposal) {
    const { code, message, fields } = proposal;
    throw new Problem({ code, detail: message, ...(fields ? { fields: { ...fields } } : {}) });
  }
  const { row, tier, trace } = proposal;
  return {
    ...(row && tier ? { row: row.id, tier, national: nationalTier(rules, tier) } : {}),
    trace: trace.map((step) => ({ ...step, facts: { ...step.facts } })),
  };
}
