import { ACCIDENT_COMMANDS } from '../../core/accident/commands.ts';
import type { CaseId, SealedEvent } from '../../core/index.ts';
import { stageWord } from '../../core/words.ts';
import { visibleRow } from '../access.ts';
import { noteReading } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { scopeAnswer, scopeQuery } from '../contract/accidents.ts';
import { caseParams } from '../contract/cases.ts';
import { actFields, openedAnswer } from '../contract/commands.ts';
import { problemAnswer } from '../contract.ts';
import { openCase } from '../open-case.ts';
import { problem } from '../problem.ts';

const tags = ['事故'];
const refusals = { 401: problemAnswer, 403: problemAnswer, 422: problemAnswer };
const accidentBody = ACCIDENT_COMMANDS.recordAccident.schema.extend(actFields);
/** Cases a page of the scope: each is folded for what was entered since. */
const PAGE = 50;

/** Accidents: the report that opens one, and what it has put under its mark. */
export function accidentRoutes(app: App, api: Api): void {
  const { ledger } = api;

  app.post(
    '/accidents',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '登记事故：立即通知有关岗位，计算等级，标记相关案件',
        body: accidentBody,
        response: { 201: openedAnswer, ...refusals, 409: problemAnswer, 503: problemAnswer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await openCase(api, request, 'accident', 'recordAccident', request.body)),
  );

  app.get(
    '/accidents/:id/scope',
    {
      config: { gate: 'street' },
      schema: {
        tags,
        summary: '倒查范围：被标记的案件、标记后录入的记录、各案的事实清单',
        params: caseParams,
        querystring: scopeQuery,
        response: { 200: scopeAnswer, ...refusals, 404: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { caseId, kind } = await visibleRow(ledger, principal, request.params.id);
      if (kind !== 'accident') throw problem('case-not-found');
      await noteReading(api, principal, caseId);
      const all = frozenIn(await ledger.events(caseId));
      const { after = '' } = request.query;
      const page = all.filter((one) => one > after).slice(0, PAGE);
      const last = page.at(-1);
      const cases = [];
      for (const one of page) cases.push(...(await shownMark(one, caseId)));
      return {
        accident: caseId,
        frozen: all.length,
        cases,
        ...(last !== undefined && last !== all.at(-1) ? { next: last } : {}),
      };
    },
  );

  async function shownMark(caseId: CaseId, accident: CaseId) {
    const state = await ledger.state(caseId);
    if (state === undefined) return [];
    const frozenAt = state.frozenBy?.find((one) => one.accident === accident)?.at;
    const events = frozenAt === undefined ? [] : await ledger.events(caseId);
    return [
      {
        caseId,
        kind: state.kind,
        title: state.title ?? '',
        stageLabel: stageWord(state.kind, state.stage),
        ...(frozenAt === undefined ? {} : { frozenAt }),
        enteredAfter: events.filter((event) => event.command !== undefined && event.recordedAt >= (frozenAt ?? ''))
          .length,
        factSheet: `/api/v1/cases/${caseId}/fact-sheet`,
      },
    ];
  }
}

/** Numbers of all cases that an accident has put under its mark, in order. */
function frozenIn(events: readonly SealedEvent[]): readonly CaseId[] {
  return events.flatMap(({ payload: { frozen } }) => (Array.isArray(frozen) ? frozen.map(String) : [])).sort();
}
