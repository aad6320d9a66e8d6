import { evidenceAsked } from '../../core/hazard/evidence.ts';
import type { CaseState, HazardState } from '../../core/index.ts';
import { nationalTier } from '../../core/rules/criteria.ts';
import type { CaseRow } from '../../ledger/ledger.ts';
import { explainClocks } from '../../replay/explain.ts';
import { gatherTerms } from '../../replay/record.ts';
import { postsFor, visibleEvents, visibleRow, visibleState } from '../access.ts';
import { noteAccess, noteReading } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { shownCase, shownClock } from '../case-shape.ts';
import { clockNaming, labelsIn } from '../clock-naming.ts';
import { payloadSchema, specOf } from '../command-schema.ts';
import { caseDetail, caseParams, clockParams, eventList, eventQuery, explanation } from '../contract/cases.ts';
import { allowedAnswer } from '../contract/commands.ts';
import { problemAnswer } from '../contract.ts';
import { fitOf, issuers } from '../duty.ts';
import { shownEvent } from '../event-shape.ts';
import { fieldTitles } from '../field-titles.ts';
import { type Principal, postKey } from '../principal.ts';
import { problem } from '../problem.ts';

const tags = ['案件'];
const refusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };

/** Reading a case: detail, events, what may be done now, why a deadline, who was told. */
export function caseRoutes(app: App, api: Api): void {
  const { kinds, ledger, tellers, terms } = api;

  app.get(
    '/cases/:id',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '案件详情', params: caseParams, response: { 200: caseDetail, ...refusals } },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const state = await stateOf(principal, row);
      await noteReading(api, principal, row.caseId);
      const rules = await terms.ruleSet(state.ruleSet);
      const national = rules && row.tier !== undefined ? nationalTier(rules, row.tier) : undefined;
      const told = await (await tellers()).of(state);
      return {
        ...shownCase(row, state, clockNaming(rules)),
        ...(told ? { sentence: { ...told } } : {}),
        ...(national ? { nationalTier: national } : {}),
      };
    },
  );

  app.get(
    '/cases/:id/events',
    {
      config: { gate: 'login' },
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
      const events = visibleEvents(principal, row, await ledger.events(row.caseId));
      const asked = events.slice(request.query.after ?? 0);
      const rules = await terms.ruleSet(events.at(-1)?.ruleSet ?? '');
      return { events: asked.map(shownEvent), labels: labelsIn(asked, rules), fields: fieldTitles(asked) };
    },
  );

  app.get(
    '/cases/:id/allowed',
    {
      config: { gate: 'login' },
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
      const state = await stateOf(principal, row);
      const rules = await terms.ruleSet(state.ruleSet);
      const held = postsFor(principal, row);
      const commands = kinds[row.kind].allowed(state).map(({ type, label, by }) => {
        const refs = issuers(by, state, rules);
        const posts = [...new Set(held.filter((post) => fitOf(post, refs)).map(postKey))];
        const spec = specOf(row.kind, type);
        const evidence = state.kind === 'hazard' && rules ? evidenceAsked(type, state as HazardState, rules) : [];
        return {
          ...{ type, label, by: refs.map(postKey), posts, schema: spec ? { ...payloadSchema(spec) } : {} },
          ...(evidence.length === 0 ? {} : { evidence: [...evidence] }),
        };
      });
      return {
        caseId: row.caseId,
        seq: row.seq,
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
      config: { gate: 'login' },
      schema: { tags, summary: '期限是怎么算出来的', params: clockParams, response: { 200: explanation, ...refusals } },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const [state, all] = await Promise.all([stateOf(principal, row), ledger.events(row.caseId)]);
      const events = visibleEvents(principal, row, all);
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

  async function stateOf(principal: Principal, row: CaseRow): Promise<CaseState> {
    const state = await visibleState(ledger, principal, row);
    if (state === undefined) throw problem('case-not-found');
    return state;
  }
}

/** Data of the core as the JSON it is. */
function plain<T extends object>(value: T) {
  return JSON.parse(JSON.stringify(value));
}
