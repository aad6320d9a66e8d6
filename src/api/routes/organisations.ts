import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Organisation, readOrganisations } from '../../../db/organisation.ts';
import { openBusinessOf } from '../../../db/organisation-use.ts';
import { changeRegisters } from '../../../db/register-change.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { registerId } from '../contract/fields.ts';
import { organisationBody, organisationList } from '../contract/registers.ts';
import { problemAnswer, saved } from '../contract.ts';
import { problem } from '../problem.ts';
import { endsInCircle } from '../register-check.ts';

const tags = ['组织'];
const refusals = { 401: problemAnswer, 403: problemAnswer, 404: problemAnswer, 409: problemAnswer, 422: problemAnswer };
const organisationParams = z.object({ id: registerId('编号') });

/** Organisations: districts, streets, departments, villages, units, teams; their place in the tree decides who sees what. */
export function organisationRoutes(app: App, { db, now }: Api): void {
  app.get(
    '/organisations',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '单位列表', response: { 200: organisationList, 401: problemAnswer } },
    },
    async () => ({ organisations: [...(await readOrganisations(db.knex))] }),
  );

  app.post(
    '/organisations',
    {
      schema: {
        tags,
        summary: '新增单位，或修改名称、类别、上级',
        body: organisationBody,
        response: { 200: saved, ...refusals },
      },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { id, name, kind, parent } = request.body;
      const known = new Map((await readOrganisations(db.knex)).map((one) => [one.id, one]));
      const above = new Map([...known.values()].map((one) => [one.id, one.parent]));
      if (parent !== undefined && parent !== id && !known.has(parent))
        throw problem('invalid', { fields: { parent: '没有这个单位' } });
      if (parent !== undefined && known.get(parent)?.closedAt !== undefined)
        throw problem('invalid', { fields: { parent: '这个单位已撤销，不能作为上级' } });
      above.set(id, parent);
      if (endsInCircle(id, (one) => above.get(one)))
        throw problem('invalid', { fields: { parent: '上级关系形成了循环' } });
      const closedAt = known.get(id)?.closedAt;
      await save(request, {
        id,
        name,
        kind,
        ...(parent === undefined ? {} : { parent }),
        ...(closedAt === undefined ? {} : { closedAt }),
      });
      return { saved: true } as const;
    },
  );

  app.post(
    '/organisations/:id/close',
    {
      schema: {
        tags,
        summary: '撤销单位：须无下级单位、在任人员和未办结的案件；历史记录保留',
        params: organisationParams,
        response: { 200: saved, ...refusals },
      },
      config: { gate: 'admin' },
    },
    async (request) => {
      const found = await organisationOf(request.params.id);
      if (found.closedAt !== undefined) return { saved: true } as const;
      const { below, holders, cases } = await openBusinessOf(db.knex, found.id, now());
      const reasons = [
        ...(below > 0 ? [`下级单位 ${below} 个`] : []),
        ...(holders > 0 ? [`在任或将任人员 ${holders} 人`] : []),
        ...(cases > 0 ? [`未办结案件 ${cases} 件`] : []),
      ];
      if (reasons.length > 0)
        throw problem('organisation-in-use', { detail: `该单位还不能撤销：${reasons.join('、')}，请先移交或办结。` });
      await save(request, { ...found, closedAt: now() });
      return { saved: true } as const;
    },
  );

  app.post(
    '/organisations/:id/reopen',
    {
      schema: {
        tags,
        summary: '恢复已撤销的单位',
        params: organisationParams,
        response: { 200: saved, ...refusals },
      },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { closedAt: _, ...found } = await organisationOf(request.params.id);
      await save(request, found);
      return { saved: true } as const;
    },
  );

  async function organisationOf(id: string): Promise<Organisation> {
    const found = (await readOrganisations(db.knex)).find((one) => one.id === id);
    if (found === undefined) throw problem('not-found', { detail: '没有这个单位，请核对编号。' });
    return found;
  }

  async function save(request: FastifyRequest, organisation: Organisation): Promise<void> {
    const { account, person } = principalOf(request);
    await changeRegisters(db.knex, { organisations: [organisation] }, { at: now(), account, person: person.id });
  }
}
