import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendTestMail } from '../../src/cli/test-mail.ts';
import { addMs } from '../../src/core/index.ts';
import { type Client, call, hazard, logIn, PASSWORD, type Stand, startStand } from './stand.ts';

let stand: Stand;
let admin: Client;
let auditor: Client;

beforeAll(async () => {
  stand = await startStand();
  [admin, auditor] = await Promise.all([logIn(stand, 'admin'), logIn(stand, 'auditor')]);
});

afterAll(() => stand.close());

const changes = async (query: string) => (await auditor.get(`/office/changes?${query}`)).body.changes;

describe('the registers of the office', () => {
  it('record who changed which post when, with what was there before; never how somebody is reached', async () => {
    const holding = {
      organisation: 'V1',
      post: 'village.head',
      person: 'p-head1',
      validFrom: '2020-01-01T00:00:00+08:00',
    };
    await admin.post('/posts/holdings', { ...holding, validUntil: '2025-06-01T00:00:00+08:00' });
    const [change] = await changes('register=holding&item=V1%20village.head');
    expect(change).toMatchObject({
      at: stand.clock.now,
      account: 'admin',
      person: 'p-admin',
      register: 'holding',
      item: 'V1 village.head p-head1 2020-01-01T00:00:00+08:00',
      before: { person: 'p-head1' },
      after: { person: 'p-head1', valid_until: '2025-06-01T00:00:00+08:00' },
    });
    expect(change.before).not.toHaveProperty('valid_until');
    await admin.post('/posts/holdings', { ...holding, validUntil: '2025-06-01T00:00:00+08:00' });
    expect(await changes('register=holding')).toHaveLength(1);

    await admin.post('/people', { id: 'p-head1', name: '人员head1', mail: 'secret@example.test' });
    const [person] = await changes('register=person');
    expect(person.after).toMatchObject({ name: '人员head1', mail: '（已登记）' });
    expect(JSON.stringify(await changes(''))).not.toContain('secret@');
  });

  it('say who held a post at an instant', async () => {
    const holdersAt = async (at: string) =>
      (await auditor.get(`/posts?at=${encodeURIComponent(at)}`)).body.posts
        .find(
          (post: { organisation: string; name: string }) => post.organisation === 'V1' && post.name === 'village.head',
        )
        .holders.map((one: { person: string }) => one.person);
    expect(await holdersAt('2025-05-31T12:00:00+08:00')).toEqual(['p-both', 'p-head1']);
    expect(await holdersAt('2025-06-01T00:00:00+08:00')).toEqual(['p-both']);
  });

  it('keep what was recorded: no change of it can be changed or deleted', async () => {
    await expect(stand.db.knex('register_change').update({ person: 'p-x' })).rejects.toThrow(/append-only/);
    await expect(stand.db.knex('register_change').delete()).rejects.toThrow(/append-only/);
  });

  it('let an organisation be moved and closed, but not while it has something to do', async () => {
    const made = { id: 'V7', name: '西村', kind: 'village', parent: 'S' };
    await admin.post('/organisations', made);
    await admin.post('/organisations', { id: 'U7', name: '七厂', kind: 'unit', parent: 'V7' });
    const refused = await admin.post('/organisations/V7/close', {});
    expect([refused.status, refused.body.code]).toEqual([409, 'organisation-in-use']);
    expect(refused.body.detail).toContain('下级单位 1 个');
    expect((await admin.post('/organisations/V1/close', {})).body.detail).toContain('在任或将任人员');
    await admin.post('/organisations', { id: 'U7', name: '七厂', kind: 'unit', parent: 'V2' });
    expect((await admin.post('/organisations/V7/close', {})).body).toEqual({ saved: true });
    // Its name may still be put right; nothing new is hung under it.
    await admin.post('/organisations', { ...made, name: '西山村' });
    const listed = (await admin.get('/organisations')).body.organisations;
    expect(listed.find((one: { id: string }) => one.id === 'V7')).toMatchObject({
      name: '西山村',
      closedAt: stand.clock.now,
    });
    const under = await admin.post('/organisations', { id: 'U8', name: '八厂', kind: 'unit', parent: 'V7' });
    expect(under.body.fields.parent).toContain('已撤销');
    await admin.post('/organisations/V7/reopen', {});
    expect((await changes('register=organisation&item=V7')).map((one: { after: object }) => one.after)).toMatchObject([
      { name: '西山村' },
      { name: '西山村', closed_at: stand.clock.now },
      { name: '西村', closed_at: stand.clock.now },
      { name: '西村' },
    ]);
    expect((await admin.post('/organisations/V99/close', {})).status).toBe(404);
  });
});

describe('accounts', () => {
  it('are made with a one-time password, given roles, locked out and let in again; each change is on record', async () => {
    const made = await admin.post('/accounts', { name: 'newcomer', person: 'p-nobody' });
    expect([made.status, made.body.password]).toEqual([201, expect.stringMatching(/^[A-Za-z2-9]{16}$/)]);
    expect((await admin.post('/accounts', { name: 'newcomer', person: 'p-nobody' })).body.code).toBe('account-exists');
    expect((await admin.post('/accounts', { name: 'x', person: 'p-ghost' })).body.fields).toHaveProperty('person');
    const first = await logIn(stand, 'newcomer', made.body.password);
    expect((await first.get('/desk')).body.code).toBe('password-change-required');
    expect((await admin.put('/accounts/newcomer', { roles: ['auditor'] })).body).toEqual({ saved: true });
    expect((await first.get('/session')).body.roles).toEqual(['auditor']);
    await admin.put('/accounts/newcomer', { disabled: true });
    expect((await first.get('/session')).status).toBe(401);
    await admin.put('/accounts/newcomer', { disabled: false });
    const again = await admin.post('/accounts/newcomer/password', {});
    expect(again.body.password).not.toBe(made.body.password);
    expect((await logIn(stand, 'newcomer', again.body.password)).session.mustChangePassword).toBe(true);
    expect((await admin.delete('/accounts/newcomer/sessions')).body).toEqual({ ended: 1 });

    const history = await changes('register=account');
    expect(history.map((one: { after: { roles: string } }) => one.after.roles)).toEqual([
      'auditor',
      'auditor',
      'auditor',
      'auditor',
      '',
    ]);
    expect(JSON.stringify(history)).not.toContain('argon2');
    const listed = (await admin.get('/accounts')).body.accounts;
    expect(listed.find((one: { name: string }) => one.name === 'newcomer')).toMatchObject({
      person: 'p-nobody',
      mustChange: true,
    });
    expect(JSON.stringify(listed)).not.toContain('argon2');
  });

  it('never leave the office without an administrator', async () => {
    for (const change of [{ disabled: true }, { roles: [] }]) {
      const refused = await admin.put('/accounts/admin', change);
      expect([refused.status, refused.body.code]).toEqual([409, 'last-administrator']);
    }
  });

  it('are unlocked by an administrator', async () => {
    for (let i = 0; i < 5; i++)
      await call(stand.url, 'POST', '/api/v1/session', {
        headers: { 'x-forwarded-for': `10.7.0.${i}` },
        body: { name: 'chief', password: 'wrong' },
      });
    await expect(logIn(stand, 'chief')).rejects.toThrow('429');
    await admin.put('/accounts/chief', { unlock: true });
    expect((await logIn(stand, 'chief')).session.account).toBe('chief');
  });

  it('are changed only by somebody who has just given his password', async () => {
    const later = await logIn(stand, 'admin');
    const { now } = stand.clock;
    stand.clock.now = addMs(now, 16 * 60_000);
    const refused = await later.post('/accounts', { name: 'late', person: 'p-nobody' });
    expect([refused.status, refused.body.code]).toEqual([403, 'confirmation-needed']);
    expect((await later.post('/session/confirm', { password: 'wrong' })).body.fields).toHaveProperty('password');
    expect((await later.post('/session/confirm', { password: PASSWORD })).body.confirmedUntil).toBe(
      addMs(stand.clock.now, 15 * 60_000),
    );
    expect((await later.post('/accounts', { name: 'late', person: 'p-nobody' })).status).toBe(201);
    stand.clock.now = now;
  });
});

describe('tokens', () => {
  it('of everybody are seen and ended by administrators', async () => {
    const grid = await logIn(stand, 'grid1');
    const { id, token } = (await grid.post('/tokens', { label: '巡查终端' })).body;
    const headers = { authorization: `Bearer ${token}` };
    expect((await admin.get('/tokens/all')).body.tokens).toMatchObject([{ id, account: 'grid1', label: '巡查终端' }]);
    expect((await admin.delete(`/tokens/all/${id}`)).status).toBe(204);
    expect((await call(stand.url, 'GET', '/api/v1/session', { headers })).status).toBe(401);
    expect((await admin.delete(`/tokens/all/${id}`)).status).toBe(404);
  });
});

describe('the audit of access', () => {
  it('is asked by person, act and time, page by page; failed log-ins are in it, without a name that is none', async () => {
    const grid = await logIn(stand, 'grid1');
    const { caseId } = (await grid.post('/hazards', hazard())).body;
    await grid.get(`/cases/${caseId}/events?reason=${encodeURIComponent('核对')}`);
    const found = (await auditor.get('/access-log?person=p-grid1&act=read-events')).body.accesses;
    expect(found).toMatchObject([{ account: 'grid1', object: caseId, detail: '核对' }]);
    await call(stand.url, 'POST', '/api/v1/session', { body: { name: 'my secret password', password: 'x' } });
    const failed = (await auditor.get('/access-log?act=login-failed')).body.accesses;
    expect(failed[0]).toEqual({ at: stand.clock.now, act: 'login-failed', object: 'session' });
    expect(failed.some((one: { account?: string }) => one.account === 'chief')).toBe(true);

    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = (await auditor.get(`/access-log?limit=7${cursor}`)).body;
      seen.push(...page.accesses.map((one: object) => JSON.stringify(one)));
      if (page.cursor === undefined) break;
      cursor = `&cursor=${page.cursor}`;
    }
    expect(seen).toHaveLength((await auditor.get('/access-log')).body.accesses.length);
    expect((await auditor.get('/access-log?cursor=x')).status).toBe(422);
    expect((await auditor.get(`/access-log?from=2030-01-01T00:00:00Z`)).body.accesses).toEqual([]);
  });
});

describe('settings', () => {
  it('say how the keys stand, and nothing that is secret', async () => {
    const { body, text } = await auditor.get('/settings/keys');
    expect(body).toMatchObject({ log: { source: 'file', held: 1, published: [], rotated: false }, identities: [] });
    const key = (await import('node:fs')).readFileSync(`${stand.folder}/log.key`, 'utf8').trim();
    expect(text).not.toContain(key);
  });

  it('cannot send a mail where none is set up, and say so', async () => {
    const refused = await admin.post('/settings/mail/test', {});
    expect([refused.status, refused.body.code]).toEqual([503, 'mail-not-set-up']);
  });

  it('say in words what became of a mail: written to the outbox, or no server there', async () => {
    const dataDir = stand.folder;
    expect(await sendTestMail({ smtpUrl: undefined, smtpFrom: undefined, dataDir }, 'a@example.test')).toMatchObject({
      sent: false,
      words: expect.stringContaining('outbox'),
    });
    const closed = createServer();
    const port = await new Promise<number>((resolve) =>
      closed.listen(0, '127.0.0.1', () => resolve((closed.address() as { port: number }).port)),
    );
    await new Promise((resolve) => closed.close(resolve));
    const nobody = await sendTestMail(
      { smtpUrl: `smtp://127.0.0.1:${port}`, smtpFrom: 'duban@example.test', dataDir },
      'a@example.test',
    );
    expect(nobody).toMatchObject({ sent: false, words: expect.stringContaining('连接不上邮件服务器') });
  });
});
