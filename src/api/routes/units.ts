import { readOrganisations } from '../../../db/organisation.ts';
import { changeRegisters } from '../../../db/register-change.ts';
import { readUnits } from '../../../db/unit.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { unitBody, unitList } from '../contract/registers.ts';
import { problemAnswer, saved } from '../contract.ts';
import { problem } from '../problem.ts';

const tags = ['组织'];

/** Supervised units: enterprises and places, each an organisation with a supervisor. */
export function unitRoutes(app: App, { db, now }: Api): void {
  app.get(
    '/units',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '受监管单位列表', response: { 200: unitList, 401: problemAnswer } },
    },
    async () => ({ units: [...(await readUnits(db.knex))] }),
  );

  app.post(
    '/units',
    {
      schema: {
        tags,
        summary: '新增或修改受监管单位',
        body: unitBody,
        response: { 200: saved, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { account, person } = principalOf(request);
      const { id, supervisor, industry, size, grade } = request.body;
      const known = new Map((await readOrganisations(db.knex)).map((one) => [one.id, one]));
      if (known.get(id)?.kind !== 'unit')
        throw problem('invalid', { fields: { id: '没有这个单位，请先把它登记为 unit 类单位' } });
      if (supervisor === id) throw problem('invalid', { fields: { supervisor: '单位不能监管自己' } });
      if (supervisor !== undefined && !known.has(supervisor))
        throw problem('invalid', { fields: { supervisor: '没有这个单位' } });
      const unit = {
        id,
        ...(supervisor === undefined ? {} : { supervisor }),
        ...(industry === undefined ? {} : { industry }),
        ...(size === undefined ? {} : { size }),
        ...(grade === undefined ? {} : { grade }),
      };
      await changeRegisters(db.knex, { units: [unit] }, { at: now(), account, person: person.id });
      return { saved: true } as const;
    },
  );
}
