import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccesses } from '../../db/access-log.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
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

  it('asks from where on the rule set in force says', async () => {
    const { knex } = stand.db;
    const auditor = await logIn(stand, 'auditor');
    expect((await auditor.get('/conformance')).body.thresholds).toMatchObject({ quickAcceptance: { minutes: 5 } });
    const { id, body } = await knex('rule_set').first('id', 'body');
    const changed = {
      ...JSON.parse(body),
      id: 'wider',
      questions: { basis: { tag: 'default' }, samePhoto: { uses: 4 } },
    };
    await publishRuleSet(knex, {
      id: 'wider',
      effectiveFrom: changed.effectiveFrom,
      calendar: changed.calendar,
      body: JSON.stringify(changed),
      publishedAt: '2099-01-01T00:00:00+08:00',
    });
    const { thresholds } = (await auditor.get('/conformance')).body;
    expect([id, thresholds.samePhoto, thresholds.quickAcceptance]).toEqual([id, { uses: 4 }, { minutes: 5 }]);
  });

  it('refuses a period that is none', async () => {
    const auditor = await logIn(stand, 'auditor');
    expect((await auditor.get('/conformance?from=2025-02-30')).status).toBe(422);
    expect((await auditor.get('/conformance?from=2025-02-02&to=2025-02-01')).status).toBe(422);
  });
});
