import { recordAccess } from '../../../db/access-log.ts';
import { readOrganisations, saveRegisters } from '../../../db/organisation.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { organisationBody, organisationList } from '../contract/registers.ts';
import { problemAnswer, saved } from '../contract.ts';
import { problem } from '../problem.ts';
import { endsInCircle } from '../register-check.ts';

const tags = ['组织'];

/** Organisations: districts, streets, departments, villages, units, teams. */
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
        summary: '新增或修改单位',
        body: organisationBody,
        response: { 200: saved, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { account, person } = principalOf(request);
      const { id, name, kind, parent } = request.body;
      const known = new Map((await readOrganisations(db.knex)).map((one) => [one.id, one.parent]));
      if (parent !== undefined && parent !== id && !known.has(parent))
        throw problem('invalid', { fields: { parent: '没有这个单位' } });
      known.set(id, parent);
      if (endsInCircle(id, (one) => known.get(one)))
        throw problem('invalid', { fields: { parent: '上级关系形成了循环' } });
      await saveRegisters(db.knex, {
        organisations: [{ id, name, kind, ...(parent === undefined ? {} : { parent }) }],
      });
      await recordAccess(db.knex, {
        at: now(),
        account,
        person: person.id,
        act: 'register-changed',
        object: `organisation ${id}`,
      });
      return { saved: true } as const;
    },
  );
}
