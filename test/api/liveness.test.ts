import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endChore, expectChores } from '../../db/chore.ts';
import { addMs } from '../../src/core/instant.ts';
import { call, logIn, START, type Stand, startStand } from './stand.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(() => stand.close());

const health = async () => (await call(stand.url, 'GET', '/api/v1/health')).body;

describe('whether the engine is alive', () => {
  it('lists the rules for those who have logged in', async () => {
    expect((await call(stand.url, 'GET', '/api/v1/rules/liveness')).status).toBe(401);
    const office = await logIn(stand, 'office');
    const { status, body } = await office.get('/rules/liveness');
    expect([status, body.at]).toEqual([200, START]);
    expect(body.rules).toContainEqual(
      expect.objectContaining({ does: 'rung', rule: 'A3', standing: 'new', armed: 0, overdue: 0 }),
    );
  });

  it('health shows the chores without what they found; one that stays away makes it degraded', async () => {
    expect(await health()).toMatchObject({
      status: 'ok',
      rules: { ok: true, overdue: 0 },
      canary: { ok: true, state: 'off' },
    });
    await expectChores(stand.db.knex, [{ name: 'canary', everyMs: 86_400_000 }], START);
    await endChore(stand.db.knex, 'canary', { at: START, ok: true, found: { rungs: ['A1'] } });
    expect((await health()).canary).toEqual({ ok: true, state: 'running', at: START, lastOkAt: START });

    const auditor = await logIn(stand, 'auditor');
    expect((await auditor.get('/metrics')).text).toMatch(/^duban_canary_up 1$/m);
    stand.clock.now = addMs(START, 3 * 86_400_000);
    const late = await health();
    expect([late.status, late.canary.state]).toEqual(['degraded', 'overdue']);
    const later = await logIn(stand, 'auditor');
    const { text } = await later.get('/metrics');
    expect(text).toMatch(/^duban_canary_up 0$/m);
    expect(text).toMatch(/^duban_canary_age_seconds 259200$/m);
    expect(text).toMatch(/^duban_rules_overdue 0$/m);
  });
});
