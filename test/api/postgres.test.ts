import { expect, it } from 'vitest';
import { migratedDatabase } from '../shared-postgres.ts';
import { appointCustodian } from './custodian.ts';
import { call, hazard, logIn, PASSWORD, startStand } from './stand.ts';

it('over PostgreSQL the same: log-in, lock-out, tokens, registers, a case, a tip-off, lists, health', async () => {
  const stand = await startStand({}, await migratedDatabase());
  try {
    const [admin, office, grid] = await Promise.all([
      logIn(stand, 'admin'),
      logIn(stand, 'office'),
      logIn(stand, 'grid1'),
    ]);
    for (let i = 0; i < 5; i++)
      expect(
        (
          await call(stand.url, 'POST', '/api/v1/session', {
            headers: { 'x-forwarded-for': `10.0.0.${i}` },
            body: { name: 'chief', password: 'wrong' },
          })
        ).status,
      ).toBe(401);
    expect(
      (
        await call(stand.url, 'POST', '/api/v1/session', {
          headers: { 'x-forwarded-for': '10.0.1.1' },
          body: { name: 'chief', password: PASSWORD },
        })
      ).status,
    ).toBe(429);
    const fresh = await logIn(stand, 'fresh');
    expect(
      (await fresh.put('/session/password', { password: PASSWORD, newPassword: 'a new long password' })).status,
    ).toBe(204);
    expect((await (await logIn(stand, 'fresh', 'a new long password')).get('/desk')).status).toBe(200);

    const { token, id } = (await grid.post('/tokens', { label: '终端' })).body;
    const opened = await call(stand.url, 'POST', '/api/v1/hazards', {
      headers: { authorization: `Bearer ${token}` },
      body: hazard(),
    });
    expect([opened.status, opened.body.caseId]).toEqual([201, 'H-2025-000001']);
    expect((await grid.delete(`/tokens/${id}`)).status).toBe(204);
    expect(
      (await office.act('H-2025-000001', 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } })).body
        .stage,
    ).toBe('graded');
    await appointCustodian(stand);
    expect(
      (
        await office.post('/tipoffs', {
          commandId: 'tip-1',
          channel: 'web',
          matter: '违规住人',
          identity: { name: '某某', contact: '电话' },
        })
      ).status,
    ).toBe(201);

    expect((await admin.post('/organisations', { id: 'V3', name: '东村', kind: 'village', parent: 'S' })).status).toBe(
      200,
    );
    expect((await admin.post('/posts', { organisation: 'V3', name: 'village.head', label: '村主任' })).status).toBe(
      200,
    );
    expect(
      (
        await admin.post('/posts/deputies', {
          organisation: 'V3',
          post: 'village.head',
          person: 'p-grid1',
          orderNo: '1号',
          validFrom: '2025-01-01T00:00:00+08:00',
        })
      ).status,
    ).toBe(200);
    expect((await grid.get('/session')).body.posts).toContainEqual({
      post: 'village.head',
      organisation: 'V3',
      orderNo: '1号',
    });
    for (const path of [
      '/cases?overdue=false&closed=false&q=h-2025',
      '/posts',
      '/units',
      '/people',
      '/late',
      '/desk',
      '/cases/H-2025-000001/events',
      '/cases/H-2025-000001/explain/hazard.grade',
      '/health',
    ])
      expect([path, (await office.get(path)).status]).toEqual([path, 200]);
    expect((await office.get('/cases?q=h-2025')).body.cases).toHaveLength(1);
  } finally {
    await stand.close();
  }
});
