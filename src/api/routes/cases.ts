import type { CaseState } from '../../core/index.ts';
import { nationalTier } from '../../core/rules/criteria.ts';
import { explainClocks } from '../../replay/explain.ts';
import { gatherTerms } from '../../replay/record.ts';
import { postsFor, visibleCases, visibleRow } from '../access.ts';
import { noteAccess, noteReading } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { shownCase, shownClock } from '../case-shape.ts';
import { payloadSchema, specOf } from '../command-schema.ts';
import {
  caseDetail,
  caseList,
  caseParams,
  caseQuery,
  clockParams,
  eventList,
  eventQuery,
  explanation,
} from '../contract/cases.ts';
import { allowedAnswer } from '../contract/commands.ts';
import { problemAnswer } from '../contract.ts';
import { fitOf, issuers } from '../duty.ts';
import { shownEvent } from '../event-shape.ts';
import { postKey } from '../principal.ts';
import { problem } from '../problem.ts';

const tags = ['案件'];
const refusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };

/** Reading cases: list, detail, events, what may be done now, why a deadline, who was told. */
export function caseRoutes(app: App, api: Api): void {
  const { kinds, ledger, terms } = api;

  app.get(
    '/cases',
    {
      schema: {
        tags,
        summary: '案件列表',
        querystring: caseQuery,
        response: { 200: caseList, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { org, ...query } = request.query;
      const { rows, cursor } = await visibleCases(ledger, principal, given({ ...query, organisation: org }));
      return { cases: [...rows], ...(cursor === undefined ? {} : { cursor }) };
    },
  );

  app.get(
    '/cases/:id',
    { schema: { tags, summary: '案件详情', params: caseParams, response: { 200: caseDetail, ...refusals } } },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const state = await stateOf(row.caseId);
      await noteReading(api, principal, row.caseId);
      const rules = row.tier === undefined ? undefined : await terms.ruleSet(state.ruleSet);
      const national = rules && nationalTier(rules, row.tier ?? '');
      return { ...shownCase(row, state), ...(national ? { nationalTier: national } : {}) };
    },
  );

  app.get(
    '/cases/:id/events',
    {
      schema: {
        tags,
        summary: '案件的全部记录',
        params: caseParams,
        querystring: eventQuery,
        response: { 200: eventList, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      await noteAccess(api, principal, { act: 'read-events', object: row.caseId, reason: request.query.reason });
      const events = await ledger.events(row.caseId, request.query.after);
      return { events: events.map(shownEvent) };
    },
  );

  app.get(
    '/cases/:id/allowed',
    {
      schema: {
        tags,
        summary: '现在可以办理的操作',
        params: caseParams,
        response: { 200: allowedAnswer, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const state = await stateOf(row.caseId);
      const rules = await terms.ruleSet(state.ruleSet);
      const held = postsFor(principal, row);
      const commands = kinds[row.kind].allowed(state).map(({ type, label, by }) => {
        const refs = issuers(by, state, rules);
        const posts = [...new Set(held.filter((post) => fitOf(post, refs)).map(postKey))];
        const spec = specOf(row.kind, type);
        return { type, label, by: refs.map(postKey), posts, schema: spec ? { ...payloadSchema(spec) } : {} };
      });
      return {
        caseId: row.caseId,
        seq: state.seq,
        stage: state.stage,
        mine: commands.filter((command) => command.posts.length > 0),
        others: commands
          .filter((command) => command.posts.length === 0)
          .map(({ type, label, by }) => ({ type, label, by })),
      };
    },
  );

  app.get(
    '/cases/:id/explain/:clock',
    {
      schema: { tags, summary: '期限是怎么算出来的', params: clockParams, response: { 200: explanation, ...refusals } },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const [state, events] = await Promise.all([stateOf(row.caseId), ledger.events(row.caseId)]);
      const wanted = request.params.clock;
      const setting = events.filter(({ clocks }) => clocks.set.some(({ id }) => id === wanted));
      const [found] = explainClocks(events, state, await gatherTerms(setting, terms), wanted);
      if (found === undefined) throw problem('not-found', { detail: '该案件没有这个期限，请核对期限编号。' });
      await noteAccess(api, principal, { act: 'explain', object: row.caseId });
      const { clock, standing, setBy, earlier, rule, table } = found;
      return {
        caseId: row.caseId,
        clock: shownClock(clock),
        setBy,
        earlier: [...earlier],
        ...(rule ? { rule: plain(rule) } : {}),
        state: standing,
        ...(clock.proof ? { proof: plain(clock.proof) } : {}),
        table: [...table],
      };
    },
  );

  async function stateOf(caseId: string): Promise<CaseState> {
    const state = await ledger.state(caseId);
    if (state === undefined) throw problem('case-not-found');
    return state;
  }
}

/** Data of the core as the JSON it is. */
function plain<T extends object>(value: T) {
  return JSON.parse(JSON.stringify(value));
}

/** Without what was not asked for. */
function given<T extends object>(query: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
