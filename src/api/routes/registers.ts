import type { Json, JsonObject, RecordState } from '../../core/index.ts';
import type { Register } from '../../core/rules/registers.ts';
import { createRegisters, MOST_COUNTED } from '../../ledger/registers.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import {
  enterBody,
  enteredAnswer,
  entryList,
  entryParams,
  entryQuery,
  entryShape,
  registerList,
  registerParams,
  registerShape,
} from '../contract/entries.ts';
import { problemAnswer } from '../contract.ts';
import { actorOf, type Principal } from '../principal.ts';
import { problem, problemOfRefusal } from '../problem.ts';
import { filterOf, heldFor, mayKeep, registersInForce, seenOf, shownEntry, shownFields } from '../register-shape.ts';
import { cellsOf, templateOf } from '../register-sheet.ts';
import { sheetStream, XLSX_TYPE } from '../xlsx.ts';

const tags = ['登记簿'];
const refusals = {
  401: problemAnswer,
  403: problemAnswer,
  404: problemAnswer,
  409: problemAnswer,
  422: problemAnswer,
  503: problemAnswer,
};
const EXPORT_PAGE = 200;

/** Registers of the fifteen measures: what there is, their entries, and whole sheets in and out. */
export function registerRoutes(app: App, api: Api): void {
  const { db, ledger, now } = api;
  const registers = createRegisters({ db, ledger });

  const { rules, registerOf } = registersInForce(registers, now);

  const headOf = (principal: Principal, register: Register, counts: ReadonlyMap<string, number>) => ({
    id: register.id,
    label: register.label,
    ...(register.measure === undefined ? {} : { measure: register.measure }),
    ...(register.about === undefined ? {} : { about: register.about }),
    inForce: counts.get(register.id) ?? 0,
    mayEnter: mayKeep(principal, register, 'enter'),
  });

  app.get(
    '/registers',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '登记簿目录', response: { 200: registerList, 401: problemAnswer, 404: problemAnswer } },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id, registers: all = [] } = await rules();
      const counts = await registers.counts();
      return { ruleSet: id, registers: all.map((register) => headOf(principal, register, counts)) };
    },
  );

  app.get(
    '/registers/:register',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '登记簿的栏目', params: registerParams, response: { 200: registerShape, ...refusals } },
    },
    async (request) => {
      const register = await registerOf(request.params.register);
      const { key, title, columns, basis } = register;
      return {
        ...headOf(principalOf(request), register, await registers.counts()),
        fields: shownFields(register),
        columns,
        title,
        ...(key === undefined ? {} : { key }),
        basis: { ...basis },
      };
    },
  );

  app.get(
    '/registers/:register/entries',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '登记件列表和检索',
        params: registerParams,
        querystring: entryQuery,
        response: { 200: entryList, ...refusals },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const register = await registerOf(request.params.register);
      const { q, inForce, unit, organisation, where, cursor, limit } = request.query;
      const filter = {
        register: register.id,
        values: filterOf(register, where),
        ...(unit === undefined ? {} : { unit }),
        ...(organisation === undefined ? {} : { organisation }),
        ...seenOf(principal, register),
        ...(q === undefined ? {} : { q }),
        ...(inForce === undefined ? {} : { inForce }),
      };
      const found = await registers.list(filter, {
        limit: limit + 1,
        ...(cursor === undefined ? {} : { after: cursor }),
      });
      // A first page that is not full has said how many there are.
      const all = cursor === undefined && found.length <= limit;
      const counted = all ? found.length : await registers.count(filter);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        entries: page.map(shownEntry),
        ...(found.length > limit && last ? { cursor: last.caseId } : {}),
        total: Math.min(counted, MOST_COUNTED),
        more: counted > MOST_COUNTED,
      };
    },
  );

  app.get(
    '/registers/:register/entries/:id',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '一件登记件', params: entryParams, response: { 200: entryShape, ...refusals } },
    },
    async (request) => {
      const register = await registerOf(request.params.register);
      const filter = { register: register.id, ids: [request.params.id], ...seenOf(principalOf(request), register) };
      const [found] = await registers.list(filter, { limit: 1 });
      if (found === undefined) throw problem('case-not-found');
      return shownEntry(found);
    },
  );

  app.post(
    '/registers/:register/entries',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '登记一件',
        params: registerParams,
        body: enterBody,
        response: { 201: enteredAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const register = await registerOf(request.params.register);
      const { commandId, at, post, fields, ...more } = request.body;
      const outcome = await ledger.record({
        kind: 'record',
        commandId,
        type: 'enterRecord',
        payload: { register: register.id, fields: fields as Json, ...more } as JsonObject,
        actor: actorOf(principal, heldFor(principal, register, post)),
        ...(at === undefined ? {} : { at }),
      });
      if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
      const duties = (outcome.state as RecordState).duties.map(({ duty }) => duty);
      return reply.code(201).send({ caseId: outcome.caseId, seq: outcome.seq, duties });
    },
  );

  app.get(
    '/registers/:register/template',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '导入模板（XLSX）', params: registerParams },
    },
    async (request, reply) => {
      const register = await registerOf(request.params.register);
      return reply
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(`${register.label}模板.xlsx`)}`,
        )
        .type(XLSX_TYPE)
        .send(await templateOf(register));
    },
  );

  app.get(
    '/registers/:register/export',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '导出（XLSX）',
        params: registerParams,
        querystring: entryQuery.pick({ q: true, where: true, inForce: true }),
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const register = await registerOf(request.params.register);
      const { q, where, inForce } = request.query;
      const filter = {
        register: register.id,
        values: filterOf(register, where),
        ...seenOf(principal, register),
        ...(q === undefined ? {} : { q }),
        ...(inForce === undefined ? {} : { inForce }),
      };
      await noteAccess(api, principal, { act: 'export', object: `register ${register.id}` });
      async function* rows() {
        for (let after: string | undefined; ; ) {
          const page = await registers.list(filter, {
            limit: EXPORT_PAGE,
            ...(after === undefined ? {} : { after }),
          });
          for (const { caseId, inForce: valid, state } of page)
            yield [caseId, valid ? '有效' : '已注销', ...cellsOf(register, (state as RecordState).fields)];
          after = page.at(-1)?.caseId;
          if (page.length < EXPORT_PAGE) return;
        }
      }
      const columns = ['登记号', '状态', ...register.fields.map(({ label }) => label)];
      return reply
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${register.label}.xlsx`)}`)
        .type(XLSX_TYPE)
        .send(
          sheetStream(
            register.label,
            columns.map((heading) => ({ heading, width: 18 })),
            rows(),
          ),
        );
    },
  );
}
