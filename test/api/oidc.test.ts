import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addMs } from '../../src/core/index.ts';
import { loadSettings } from '../../workers/config.ts';
import { freePort } from '../free-port.ts';
import { call, type Stand, startStand } from './stand.ts';

// A real OpenID provider on loopback; what its log-in page asks is answered at once, with the person of `who`.

let server: Server;
let issuer: string;
let stand: Stand;
let callback: string;
const who = { sub: 'id-1', preferred_username: 'grid1' as string | undefined };
const prompts: string[] = [];

beforeAll(async () => {
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}`;
  stand = await startStand({ oidc: settings() });
  callback = `${stand.url}/api/v1/session/oidc/callback`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'duban', client_secret: 'a secret of the client', redirect_uris: [callback] }],
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...who, sub }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, IdToken: 60 },
  });
  const answer = provider.callback();
  server = createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    void (async () => {
      const { params, prompt } = await provider.interactionDetails(request, response);
      prompts.push(prompt.name);
      const grant = new provider.Grant({ accountId: who.sub, clientId: String(params.client_id) });
      grant.addOIDCScope('openid profile email');
      const consent = { grantId: await grant.save() };
      await provider.interactionFinished(request, response, { login: { accountId: who.sub }, consent });
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
});

afterAll(async () => {
  await stand.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  who.preferred_username = 'grid1';
  prompts.length = 0;
});

function settings(more: object = {}) {
  return {
    issuer,
    clientId: 'duban',
    clientSecret: 'a secret of the client',
    claim: 'preferred_username',
    label: '统一身份认证登录',
    ...more,
  };
}

type Jar = Map<string, string>;

/** One request of a browser: sends its cookies, keeps what it is given. */
async function visit(url: string, jar: Jar) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
  for (const line of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return { answer, next: answer.headers.get('location') };
}

/** Follows from page to page until the product has answered for good. */
async function walk(start: string, jar: Jar, until = isOurs): Promise<string> {
  for (let url = start, steps = 0; steps < 12; steps++) {
    const { answer, next } = await visit(url, jar);
    if (next === null) throw new Error(`${answer.status} at ${url}: ${await answer.text()}`);
    if (until(next, url)) return next;
    url = new URL(next, url).href;
  }
  throw new Error('no end');
}

/** A place in the product, named by the product. */
function isOurs(next: string, from: string): boolean {
  return from.startsWith(stand.url) && next.startsWith('/');
}

const start = (query = '') => `${stand.url}/api/v1/session/oidc${query}`;
const session = async (jar: Jar) => {
  const cookie = `duban_session=${jar.get('duban_session') ?? ''}`;
  return call(stand.url, 'GET', '/api/v1/session', { headers: { cookie } });
};

describe('logging in by the identity provider', () => {
  it('is told with the other ways', async () => {
    expect((await call(stand.url, 'GET', '/api/v1/session/ways')).body).toEqual({
      password: true,
      oidc: { label: '统一身份认证登录', start: '/api/v1/session/oidc' },
    });
  });

  it('opens a session of the account that the claim names, and leads to where one wanted to go', async () => {
    const jar: Jar = new Map();
    expect(await walk(start('?to=/cases'), jar)).toBe('/cases');
    expect((await session(jar)).body).toMatchObject({
      account: 'grid1',
      person: { id: 'p-grid1' },
      mustChangePassword: false,
    });
    expect(jar.has('duban_oidc')).toBe(false);
    // The provider remembers; before an act that cannot be taken back it must ask all the same, and the session before ends.
    const before = new Map(jar);
    prompts.length = 0;
    await walk(start('?again=true'), jar);
    expect(prompts).toContain('login');
    expect((await session(before)).status).toBe(401);
    expect((await session(jar)).body.confirmedUntil).toBeDefined();
    expect((await session(jar)).status).toBe(200);
  });

  it('counts as a password given only when the provider says that it asked for it', async () => {
    const jar: Jar = new Map();
    await walk(start('?again=true'), jar);
    await walk(start(''), jar);
    const remembered = await session(jar);
    expect([remembered.status, remembered.body.confirmedUntil]).toEqual([200, undefined]);

    // The question taken out of the address on the way: the provider lets him in by what it remembers.
    const { next } = await visit(start('?again=true'), jar);
    const silent = new URL(next as string);
    silent.searchParams.delete('prompt');
    silent.searchParams.delete('max_age');
    prompts.length = 0;
    expect(await walk(silent.href, jar)).toBe('/login?problem=oidc-refused');
    expect(prompts).toEqual([]);
  });

  it('voids a one-time password that was never used', async () => {
    who.preferred_username = 'fresh';
    const jar: Jar = new Map();
    await walk(start('?again=true'), jar);
    expect((await session(jar)).body).toMatchObject({ account: 'fresh', mustChangePassword: false });
    const byPassword = { name: 'fresh', password: 'correct horse battery' };
    expect((await call(stand.url, 'POST', '/api/v1/session', { body: byPassword })).status).toBe(401);
  });

  it.each([
    ['a name that is no account', 'stranger', '/login?problem=oidc-unknown-account'],
    ['no name at all', undefined, '/login?problem=oidc-no-claim'],
  ])('lets nobody in with %s', async (_, name, end) => {
    who.preferred_username = name;
    const jar: Jar = new Map();
    expect(await walk(start('?again=true'), jar)).toBe(end);
    expect((await session(jar)).status).toBe(401);
  });

  it('takes an answer once, from the browser that asked, in time', async () => {
    const jar: Jar = new Map();
    const back = await walk(start('?again=true'), jar, (url) => url.startsWith(callback));
    expect((await visit(back, new Map())).next).toBe('/login?problem=oidc-expired');
    const again = new Map(jar);
    expect((await visit(back, jar)).next).toBe('/');
    expect((await visit(back, again)).next).toBe('/login?problem=oidc-expired');

    const late: Jar = new Map();
    const lateBack = await walk(start('?again=true'), late, (url) => url.startsWith(callback));
    stand.clock.now = addMs(stand.clock.now, 11 * 60_000);
    expect((await visit(lateBack, late)).next).toBe('/login?problem=oidc-expired');

    const forged: Jar = new Map();
    const real = await walk(start('?again=true'), forged, (url) => url.startsWith(callback));
    expect((await visit(real.replace(/state=[^&]+/, 'state=x'), forged)).next).toBe('/login?problem=oidc-refused');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'cases'])(
    'leads nowhere else: %s',
    async (to) => {
      const answer = await call(stand.url, 'GET', `/api/v1/session/oidc?to=${encodeURIComponent(to)}`);
      expect([answer.status, answer.body.code]).toEqual([422, 'invalid']);
    },
  );

  it('says so where the provider cannot be reached, or none is set up', async () => {
    const away = await startStand({ oidc: settings({ issuer: 'http://127.0.0.1:9' }) });
    const gone = await fetch(`${away.url}/api/v1/session/oidc`, { redirect: 'manual' });
    expect(gone.headers.get('location')).toBe('/login?problem=oidc-away');
    await away.close();
    const none = await startStand();
    expect((await call(none.url, 'GET', '/api/v1/session/oidc')).status).toBe(404);
    expect((await call(none.url, 'GET', '/api/v1/session/ways')).body).toEqual({ password: true });
    await none.close();
  });
});

describe('the settings', () => {
  const whole = {
    DUBAN_OIDC_ISSUER: 'https://id.example.gov.cn/realms/jiedao',
    DUBAN_OIDC_CLIENT_ID: 'duban',
    DUBAN_OIDC_CLIENT_SECRET: 'x',
  };

  it('are whole or none, and by https but on this machine', () => {
    expect(loadSettings({}).oidc).toBeUndefined();
    expect(loadSettings(whole).oidc).toMatchObject({ claim: 'preferred_username', label: '统一身份认证登录' });
    expect(() => loadSettings({ ...whole, DUBAN_OIDC_CLIENT_SECRET: '' })).toThrow('DUBAN_OIDC_CLIENT_SECRET');
    expect(() => loadSettings({ ...whole, DUBAN_OIDC_ISSUER: 'http://id.example.gov.cn' })).toThrow('https');
    expect(() => loadSettings({ DUBAN_OIDC_CLAIM: 'sub' })).toThrow('DUBAN_OIDC_ISSUER');
  });
});
