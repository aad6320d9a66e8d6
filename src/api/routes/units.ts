import { readUnits } from '../../../db/unit.ts';
import type { Api, App } from '../api.ts';
import { unitList } from '../contract/registers.ts';
import { problemAnswer } from '../contract.ts';

/** Supervised units as the rest of the ledger knows them: the read side of the register of units, where they are entered and amended. */
export function unitRoutes(app: App, { db }: Api): void {
  app.get(
    '/units',
    {
      config: { gate: 'login' },
      schema: { tags: ['组织'], summary: '受监管单位列表', response: { 200: unitList, 401: problemAnswer } },
    },
    async () => ({ units: [...(await readUnits(db.knex))] }),
  );
}
