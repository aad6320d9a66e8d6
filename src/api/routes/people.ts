import { readPersons } from '../../../db/organisation.ts';
import { changeRegisters } from '../../../db/register-change.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { personBody, personList } from '../contract/registers.ts';
import { problemAnswer, saved } from '../contract.ts';

const tags = ['组织'];

/** People: names for everybody, mail and telephone for administrators. */
export function peopleRoutes(app: App, { db, now }: Api): void {
  app.get(
    '/people',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '人员列表', response: { 200: personList, 401: problemAnswer } },
    },
    async (request) => {
      const people = await readPersons(db.knex);
      return {
        people: principalOf(request).roles.has('admin') ? [...people] : people.map(({ id, name }) => ({ id, name })),
      };
    },
  );

  app.post(
    '/people',
    {
      schema: {
        tags,
        summary: '新增或修改人员',
        body: personBody,
        response: { 200: saved, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
      config: { gate: 'admin' },
    },
    async (request) => {
      const { account, person } = principalOf(request);
      const { id, name, mail, phone } = request.body;
      await changeRegisters(
        db.knex,
        { persons: [{ id, name, ...(mail === undefined ? {} : { mail }), ...(phone === undefined ? {} : { phone }) }] },
        { at: now(), account, person: person.id },
      );
      return { saved: true } as const;
    },
  );
}
