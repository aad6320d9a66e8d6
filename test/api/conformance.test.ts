import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccesses } from '../../db/access-log.ts';
import { hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

describe('GET /conformance', () => {
  it('is for auditors, and each look is on record', async () => {
    const grid = await logIn(stand, 'grid1');
    expect((await grid.post('/hazards', hazard())).status).toBe(201);
    expect((await grid.get('/conformance')).status).toBe(403);
    const auditor = await logIn(stand, 'auditor');
    const { status, body } = await auditor.get('/conformance');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      cases: 1,
      paths: { variants: [{ kind: 'hazard', path: ['identified'], cases: 1 }], illegal: [] },
      questions: [],
    });
    expect(await readAccesses(stand.db.knex, 'conformance', 10)).toMatchObject([{ act: 'read' }]);
  });

  it('refuses a period that is none', async () => {
    const auditor = await logIn(stand, 'auditor');
    expect((await auditor.get('/conformance?from=2025-02-30')).status).toBe(422);
    expect((await auditor.get('/conformance?from=2025-02-02&to=2025-02-01')).status).toBe(422);
  });
});
