import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs } from '../../src/core/index.ts';
import { call, hazard, logIn, nextId, PASSWORD, START, type Stand, startStand } from './stand.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await startStand();
});

afterEach(() => stand.close());

const MINUTE = 60_000;
const attempt = (name: string, password: string, address = '10.0.0.1') =>
  call(stand.url, 'POST', '/api/v1/session', { headers: { 'x-forwarded-for': address }, body: { name, password } });
const later = (ms: number) => {
  stand.clock.now = addMs(stand.clock.now, ms);
};

describe('logging in', () => {
  it('gives a cookie that scripts and other sites cannot use, and says who one is', async () => {
    const answer = await attempt('both', PASSWORD);
    expect(answer.body).toMatchObject({
      account: 'both',
      person: { id: 'p-both', name: '人员both' },
      posts: [{ post: 'street.safetyOffice' }, { post: 'village.head', organisation: 'V1' }],
      roles: [],
      mustChangePassword: false,
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^duban_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const stored = await stand.db.knex('session').first();
    expect(JSON.stringify(stored)).not.toContain(cookie.slice('duban_session='.length, 57));
  });

  it('is secure where the public address is https', async () => {
    const other = await startStand({ publicUrl: 'https://duban.example.org' });
    const answer = await call(other.url, 'POST', '/api/v1/session', { body: { name: 'office', password: PASSWORD } });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-duban_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const headers = { cookie: cookie.split(';', 1)[0] ?? '' };
    expect((await call(other.url, 'GET', '/api/v1/session', { headers })).status).toBe(200);
    // A cookie without the prefix may come from anybody who can write one for the host.
    const planted = { cookie: headers.cookie.replace('__Host-', '') };
    expect((await call(other.url, 'GET', '/api/v1/session', { headers: planted })).status).toBe(401);
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age/);
    await other.close();
  });

  it('does not tell a wrong password from an unknown name', async () => {
    const [wrong, unknown] = [await attempt('office', 'wrong'), await attempt('noone', 'wrong')];
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
  });

  it('of a disabled account fails, and ends its sessions', async () => {
    const client = await logIn(stand, 'office');
    await stand.db.knex('account').where({ name: 'office' }).update({ disabled_at: START });
    expect((await client.get('/cases')).status).toBe(401);
    expect((await attempt('office', PASSWORD)).status).toBe(401);
  });
});

describe('lock-out', () => {
  it('of an account after five failures from anywhere, for fifteen minutes, for the right password too', async () => {
    for (let i = 0; i < 5; i++) expect((await attempt('office', 'wrong', `10.0.1.${i}`)).status).toBe(401);
    const locked = await attempt('office', PASSWORD, '10.0.2.1');
    expect([locked.status, locked.body.code, locked.headers.get('retry-after')]).toEqual([429, 'locked-out', '900']);
    later(14 * MINUTE);
    expect((await attempt('office', PASSWORD, '10.0.2.1')).status).toBe(429);
    later(MINUTE);
    expect((await attempt('office', PASSWORD, '10.0.2.1')).status).toBe(200);
  });

  it('of a name that does not exist just the same', async () => {
    for (let i = 0; i < 5; i++) expect((await attempt('noone', 'wrong', `10.0.1.${i}`)).status).toBe(401);
    expect((await attempt('noone', 'wrong', '10.0.2.1')).status).toBe(429);
  });

  it('tells a name that exists from one that does not by no patience either', async () => {
    for (const name of ['office', 'noone']) {
      for (let i = 0; i < 4; i++) await attempt(name, 'wrong', `10.0.1.${i}`);
    }
    later(20 * MINUTE);
    for (const name of ['office', 'noone']) {
      expect([name, (await attempt(name, 'wrong', '10.0.2.1')).status]).toEqual([name, 401]);
      expect([name, (await attempt(name, 'wrong', '10.0.2.2')).status]).toEqual([name, 429]);
    }
  });

  it('of an address after five failures with any names; others are not touched', async () => {
    for (const name of ['office', 'grid1', 'head1', 'unit1', 'noone'])
      expect((await attempt(name, 'wrong')).status).toBe(401);
    expect((await attempt('chief', PASSWORD)).status).toBe(429);
    expect((await attempt('chief', PASSWORD, '10.0.0.2')).status).toBe(200);
    later(15 * MINUTE);
    expect((await attempt('chief', PASSWORD)).status).toBe(200);
  });

  it('counts guesses made at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => attempt('office', 'wrong', `10.0.3.${i}`)));
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    expect((await attempt('office', PASSWORD, '10.0.4.1')).status).toBe(429);
  });

  it('is not reached by failures before a success', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) await attempt('office', 'wrong', `10.0.${round}.${i}`);
      expect((await attempt('office', PASSWORD, '10.0.9.9')).status).toBe(200);
    }
  });
});

describe('a session', () => {
  it('ends after twelve hours without use, and only then', async () => {
    const client = await logIn(stand, 'office');
    for (let i = 0; i < 3; i++) {
      later(11 * 60 * MINUTE);
      expect((await client.get('/session')).status).toBe(200);
    }
    later(12 * 60 * MINUTE);
    expect((await client.get('/session')).status).toBe(401);
  });

  it('ends after seven days however much it is used', async () => {
    const client = await logIn(stand, 'office');
    for (let i = 0; i < 15; i++) {
      later(11 * 60 * MINUTE);
      expect((await client.get('/session')).status).toBe(200);
    }
    later(4 * 60 * MINUTE);
    expect((await client.get('/session')).status).toBe(401);
  });

  it('ends when one logs out', async () => {
    const client = await logIn(stand, 'office');
    expect((await client.delete('/session')).status).toBe(204);
    expect((await client.get('/session')).status).toBe(401);
  });
});

describe('the list of sessions', () => {
  it('shows where one is logged in; one is ended, or all others; other people’s are none of one’s business', async () => {
    const here = await logIn(stand, 'office');
    const there = await call(stand.url, 'POST', '/api/v1/session', {
      headers: { 'x-forwarded-for': '10.0.0.7', 'user-agent': 'Telephone/1.0' },
      body: { name: 'office', password: PASSWORD },
    });
    const headers = { cookie: (there.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
    await logIn(stand, 'grid1');
    const { sessions } = (await here.get('/session/all')).body;
    expect(sessions).toHaveLength(2);
    expect(sessions.find((one: { current: boolean }) => !one.current)).toMatchObject({
      address: '10.0.0.7',
      agent: 'Telephone/1.0',
      createdAt: stand.clock.now,
      endsAt: addMs(stand.clock.now, 7 * 24 * 60 * MINUTE),
    });
    const other = await logIn(stand, 'chief');
    const { id } = sessions.find((one: { current: boolean }) => !one.current);
    expect((await other.delete(`/session/all/${id}`)).status).toBe(404);
    expect((await here.delete(`/session/all/${id}`)).status).toBe(204);
    expect((await call(stand.url, 'GET', '/api/v1/session', { headers })).status).toBe(401);

    const third = await logIn(stand, 'office');
    expect((await here.delete('/session/others')).body).toEqual({ ended: 1 });
    expect((await third.get('/session')).status).toBe(401);
    expect((await here.get('/session')).status).toBe(200);
  });
});

describe('an act that cannot be taken back', () => {
  it('asks for the password again after fifteen minutes, and counts guesses like a log-in', async () => {
    const client = await logIn(stand, 'chief');
    const publish = () => client.post('/rules/drafts/none/publish', { post: 'street.safetyOffice.head' });
    expect((await publish()).status).toBe(404);
    later(15 * MINUTE);
    for (const act of [publish, () => client.post('/tipoffs/T-2025-000001/identity', { motive: '核实' })]) {
      const refused = await act();
      expect([refused.status, refused.body.code]).toEqual([403, 'confirmation-needed']);
    }
    const wrong = await client.post('/session/confirm', { password: 'wrong' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'invalid']);
    const right = await client.post('/session/confirm', { password: PASSWORD });
    expect(right.body).toEqual({ confirmedUntil: addMs(stand.clock.now, 15 * MINUTE) });
    expect((await client.get('/session')).body.confirmedUntil).toBe(right.body.confirmedUntil);
    expect((await publish()).status).toBe(404);
    for (let i = 0; i < 5; i++) await client.post('/session/confirm', { password: 'wrong' });
    expect((await client.post('/session/confirm', { password: PASSWORD })).body.code).toBe('locked-out');
    expect((await publish()).status).toBe(404);
  });

  it('is never done by a token: exporting everything, publishing rules', async () => {
    for (const [name, act] of [
      ['chief', 'POST /rules/drafts/none/publish'],
      ['auditor', 'GET /export?all=true'],
    ] as const) {
      const client = await logIn(stand, name);
      const { token } = (await client.post('/tokens', { label: '程序' })).body;
      const headers = { authorization: `Bearer ${token}` };
      const [method, path] = act.split(' ') as [string, string];
      const refused = await call(stand.url, method, `/api/v1${path}`, {
        headers,
        ...(method === 'POST' ? { body: {} } : {}),
      });
      expect([name, refused.status, refused.body.code]).toEqual([name, 403, 'confirmation-needed']);
    }
  });
});

describe('writes with a cookie', () => {
  it('need the session’s own CSRF token', async () => {
    const [client, other] = [await logIn(stand, 'grid1'), await logIn(stand, 'grid1')];
    for (const token of [undefined, '', 'x', other.csrf]) {
      const headers = { cookie: client.cookie, ...(token === undefined ? {} : { 'x-csrf-token': token }) };
      const answer = await call(stand.url, 'POST', '/api/v1/hazards', { headers, body: hazard() });
      expect([answer.status, answer.body.code]).toEqual([403, 'csrf-token-missing']);
    }
    expect((await client.delete('/tokens/none')).status).toBe(404);
    expect((await call(stand.url, 'DELETE', '/api/v1/session', { headers: { cookie: client.cookie } })).status).toBe(
      403,
    );
    expect((await client.post('/hazards', hazard())).status).toBe(201);
  });
});

describe('a one-time password', () => {
  it('lets one do nothing but replace it; then all sessions end', async () => {
    const client = await logIn(stand, 'fresh');
    const refused = await client.get('/cases');
    expect([refused.status, refused.body.code]).toEqual([403, 'password-change-required']);
    expect(
      (await client.put('/session/password', { password: 'wrong', newPassword: 'a new long password' })).body.fields,
    ).toHaveProperty('password');
    expect(
      (await client.put('/session/password', { password: PASSWORD, newPassword: 'short' })).body.fields.newPassword,
    ).toContain('10');
    expect((await client.put('/session/password', { password: PASSWORD, newPassword: PASSWORD })).status).toBe(422);
    expect(
      (await client.put('/session/password', { password: PASSWORD, newPassword: 'freshfresh1' })).body.fields
        .newPassword,
    ).toContain('登录名');
    expect(
      (await client.put('/session/password', { password: PASSWORD, newPassword: 'a new long password' })).status,
    ).toBe(204);
    expect((await client.get('/session')).status).toBe(401);
    expect((await attempt('fresh', PASSWORD)).status).toBe(401);
    const again = await logIn(stand, 'fresh', 'a new long password');
    expect((await again.get('/cases')).status).toBe(200);
  });
});

describe('a bearer token', () => {
  it('acts for its account without CSRF, until it expires or is revoked', async () => {
    const client = await logIn(stand, 'grid1');
    const made = await client.post('/tokens', { label: '巡查终端', expiresAt: '2025-03-04T09:00:00+08:00' });
    expect(made.status).toBe(201);
    const { token, id } = made.body;
    const headers = { authorization: `Bearer ${token}` };
    expect((await call(stand.url, 'POST', '/api/v1/hazards', { headers, body: hazard() })).status).toBe(201);
    expect((await call(stand.url, 'GET', '/api/v1/session', { headers })).body).not.toHaveProperty('csrfToken');
    const heir = await call(stand.url, 'POST', '/api/v1/tokens', { headers, body: { label: '再来一个' } });
    expect([heir.status, heir.body.code]).toEqual([403, 'not-permitted']);

    const listed = await client.get('/tokens');
    expect(listed.body.tokens).toMatchObject([{ id, label: '巡查终端' }]);
    expect(listed.text + JSON.stringify(await stand.db.knex('api_token'))).not.toContain(token);

    const other = await logIn(stand, 'office');
    expect((await other.delete(`/tokens/${id}`)).status).toBe(404);
    expect((await client.delete(`/tokens/${id}`)).status).toBe(204);
    expect((await call(stand.url, 'GET', '/api/v1/session', { headers })).status).toBe(401);
    expect((await client.delete(`/tokens/${id}`)).status).toBe(404);

    const second = (await client.post('/tokens', { label: '短期', expiresAt: '2025-03-03T10:00:00+08:00' })).body.token;
    later(60 * MINUTE);
    expect(
      (await call(stand.url, 'GET', '/api/v1/session', { headers: { authorization: `Bearer ${second}` } })).status,
    ).toBe(401);
    expect(
      (await client.post('/tokens', { label: '过去', expiresAt: '2025-03-03T09:30:00+08:00' })).body.fields,
    ).toHaveProperty('expiresAt');
  });
});

describe('rate limits', () => {
  it('answer 429 with the seconds to wait', async () => {
    const small = await startStand({ requestsPerMinute: 3, loginsPerMinute: 2 });
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await call(small.url, 'GET', '/api/v1/health'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[3]).toMatchObject({ body: { code: 'rate-limited', retryAfter: expect.any(Number) } });
    expect(answers[3]?.headers.get('content-type')).toContain('problem+json');
    const logins = [];
    for (let i = 0; i < 3; i++)
      logins.push(
        (
          await call(small.url, 'POST', '/api/v1/session', {
            headers: { 'x-forwarded-for': '10.9.9.9' },
            body: { name: 'office', password: PASSWORD },
          })
        ).status,
      );
    expect(logins).toEqual([200, 200, 429]);
    await small.close();
  });
});

describe('what is logged', () => {
  it('has request ids, routes and codes; no names, passwords, cookies, contents', async () => {
    const client = await logIn(stand, 'office');
    await attempt('office', 'a-wrong-password');
    const { caseId } = (await client.post('/hazards', hazard())).body;
    await client.act(caseId, 'addNote', { text: '秘密的说明' }, { commandId: nextId() });
    const text = JSON.stringify(stand.lines);
    expect(text).toContain('/api/v1/cases/:id/commands');
    for (const secret of [
      PASSWORD,
      'a-wrong-password',
      client.cookie.split('=')[1] ?? '',
      client.csrf,
      '秘密的说明',
      '人员office',
      'example.test',
      '127.0.0.1',
    ])
      expect(text).not.toContain(secret);
  });
});
