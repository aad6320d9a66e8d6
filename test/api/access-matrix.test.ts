import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../db/account.ts';
import { addToken } from '../../db/api-token.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { addSession } from '../../db/session.ts';
import { addMs } from '../../src/core/index.ts';
import { ALL, type Known, PEOPLE, ROUTES, type Rule, type Who } from './access-table.ts';
import { nextId, START, type Stand, startStand } from './stand.ts';

// The table of `access-table.ts` against the running server, route by route and person by person.

/** Rules that are about one case: asked about each of them. */
const OF_CASES: ReadonlySet<Rule> = new Set(['case', 'note']);

/** What is sent; an empty body is refused as `invalid` only behind the gate. */
const BODIES: { readonly [route: string]: () => object } = {
  'POST /cases/{id}/commands': () => ({ commandId: nextId(), type: 'addNote', payload: { text: '看过' } }),
};
const QUERIES: { readonly [route: string]: string } = {
  // A stream that began would not end.
  'GET /live': '?nothing=1',
};

/** A token cannot do these: no password stands behind it. */
const NOT_BY_TOKEN = new Set(['POST /session/confirm', 'POST /tokens']);

let stand: Stand;
const ids = { first: '', second: '', tip: '' };

beforeAll(async () => {
  stand = await startStand({ requestsPerMinute: 1_000_000 });
  const { knex } = stand.db;
  await saveRegisters(knex, {
    organisations: [
      { id: 'D1', name: '经济办', kind: 'department', parent: 'S' },
      { id: 'D2', name: '城建办', kind: 'department', parent: 'S' },
      { id: 'V1', name: '前村', kind: 'village', parent: 'D1' },
    ],
  });
  for (const [name, who] of Object.entries(PEOPLE)) await settle(name, who);
  const office = { post: 'street.safetyOffice', person: 'p-office' };
  const report = async (unit: string) => {
    const payload = {
      unit,
      kind: 'blockedExit',
      where: '二楼',
      what: '堵塞',
      found: '2025-03-03T08:40:00+08:00',
      photos: ['a'],
    };
    const done = await stand.ledger.record({
      kind: 'hazard',
      commandId: nextId(),
      type: 'reportHazard',
      payload,
      actor: office,
    });
    if (!done.ok) throw new Error(done.refusal.code);
    return done.caseId;
  };
  ids.first = await report('U1');
  ids.second = await report('U2');
  const tip = await stand.ledger.record({
    kind: 'tipoff',
    commandId: nextId(),
    type: 'receiveTipoff',
    payload: { channel: 'phone', matter: '夜间堵塞消防通道', reporter: 'anonymous' },
    actor: office,
  });
  if (!tip.ok) throw new Error(`${tip.refusal.code} ${JSON.stringify(tip.refusal.fields)}`);
  ids.tip = tip.caseId;
});

afterAll(() => stand.close());

const secretOf = (name: string) => createHash('sha256').update(name).digest('base64url');
const hashed = (name: string) => createHash('sha256').update(secretOf(name)).digest('hex');
const idOf = (name: string) => `m-${hashed(name).slice(0, 8)}`;

/** The person, his post, his account, and a way in: no password is hashed, which would take longest. */
async function settle(name: string, { post, role, token }: Who): Promise<void> {
  if (post === undefined && role === undefined) return;
  const { knex } = stand.db;
  const id = idOf(name);
  await saveRegisters(knex, {
    persons: [{ id, name, mail: `${id}@example.test` }],
    ...(post === undefined || post[0] === 'guest'
      ? {}
      : {
          posts: [{ organisation: post[1], name: post[0], label: post[0] }],
          holdings: [{ organisation: post[1], post: post[0], person: id, validFrom: '2020-01-01T00:00:00+08:00' }],
        }),
  });
  await addAccount(knex, { name: id, person: id, passwordHash: 'none', roles: role ? [role] : [], mustChange: false });
  if (token) await addToken(knex, { id, account: id, label: '终端', createdAt: START }, hashed(name));
  else await open(name);
}

async function open(name: string): Promise<void> {
  const account = idOf(name);
  const until = addMs(START, 3_600_000);
  const session = {
    id: account,
    account,
    csrf: 'csrf',
    createdAt: START,
    seenAt: START,
    expiresAt: until,
    endsAt: until,
  };
  await addSession(stand.db.knex, { ...session, idHash: hashed(name), confirmedAt: START, address: '', agent: '' });
}

type Outcome = 'in' | 'log in first' | 'forbidden' | 'does not exist';

async function ask(name: string, route: string, caseId: string): Promise<Outcome> {
  const who = PEOPLE[name] as Who;
  const [method = '', path = ''] = route.split(' ');
  const url = `/api/v1${path
    .replace('/cases/{id}', `/cases/${caseId}`)
    .replace('/notices/{id}', `/notices/${caseId}`)
    .replace('{sha256}', '0'.repeat(64))
    .replace(/\{[\w*]+\}/g, 'none')}${QUERIES[route] ?? ''}`;
  const headers: { [header: string]: string } =
    who.post === undefined && who.role === undefined
      ? {}
      : who.token
        ? { authorization: `Bearer ${secretOf(name)}` }
        : { cookie: `duban_session=${secretOf(name)}`, 'x-csrf-token': 'csrf' };
  const answer = await stand.app.inject({
    method: method as 'GET',
    url,
    // Limits are an address's: one for each, so that none is met here.
    remoteAddress: `10.1.${Object.keys(PEOPLE).indexOf(name)}.${(Object.keys(ROUTES).indexOf(route) % 250) + 1}`,
    headers,
    ...(method === 'POST' || method === 'PUT' ? { payload: BODIES[route]?.() ?? {} } : {}),
  });
  if (method === 'DELETE' && path.startsWith('/session') && !who.token && headers.cookie !== undefined) {
    await stand.db
      .knex('session')
      .where({ account: idOf(name) })
      .delete();
    await open(name);
  }
  expect([route, answer.statusCode]).not.toEqual([route, 429]);
  expect([route, answer.statusCode]).not.toEqual([route, 500]);
  if (answer.statusCode === 401 && answer.json().code === 'not-logged-in') return 'log in first';
  if (answer.statusCode === 403) return 'forbidden';
  // Behind a gate that let him in, an id that is none is nobody's business.
  const isOfCase = OF_CASES.has(ROUTES[route] as Rule);
  if (isOfCase && answer.statusCode === 404 && answer.body.includes('case-not-found')) return 'does not exist';
  return 'in';
}

function expected(name: string, route: string, about: Known): Outcome {
  const who = PEOPLE[name] as Who;
  const rule = ROUTES[route] as Rule;
  if (route === 'POST /bounces') return 'log in first';
  if (rule === 'everybody') return 'in';
  if (who.post === undefined && who.role === undefined) return 'log in first';
  if (who.token && NOT_BY_TOKEN.has(route)) return 'in';
  if (rule === 'own') return 'in';
  if (rule === 'case') return who.sees.includes(about) ? 'in' : 'does not exist';
  if (rule === 'note')
    return who.notes?.includes(about) ? 'in' : who.sees.includes(about) ? 'forbidden' : 'does not exist';
  return who.may?.includes(rule) ? 'in' : 'forbidden';
}

describe('the table', () => {
  it('has every route of the running server, and no other', () => {
    const paths = (stand.app.swagger() as unknown as { paths: { [path: string]: object } }).paths;
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
    expect(routes.sort()).toEqual(Object.keys(ROUTES).sort());
  });
});

describe('every route', () => {
  it.each(Object.keys(PEOPLE))('lets in, or not: %s', async (name) => {
    const wrong: string[] = [];
    for (const [route, rule] of Object.entries(ROUTES)) {
      for (const about of OF_CASES.has(rule) ? ALL : (['first'] as const)) {
        const [is, ought] = [await ask(name, route, ids[about]), expected(name, route, about)];
        if (is !== ought) wrong.push(`${route} about ${about}: ${is}, not ${ought}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('lists', () => {
  it.each(Object.keys(PEOPLE).slice(1))(
    'show all that may be seen and nothing else, and count the same: %s',
    async (name) => {
      const who = PEOPLE[name] as Who;
      const headers: { [header: string]: string } = who.token
        ? { authorization: `Bearer ${secretOf(name)}` }
        : { cookie: `duban_session=${secretOf(name)}` };
      const get = async (url: string) =>
        (await stand.app.inject({ method: 'GET', url: `/api/v1${url}`, headers })).json();
      const seen = who.sees.map((known) => ids[known]).sort();
      const { cases, total } = await get('/cases');
      expect(cases.map(({ caseId }: { caseId: string }) => caseId).sort()).toEqual(seen);
      if (total !== undefined) expect(total).toBe(seen.length);
      for (const known of ALL) {
        const found = (await get(`/cases?q=${ids[known]}`)).cases.map(({ caseId }: { caseId: string }) => caseId);
        expect(found).toEqual(who.sees.includes(known) ? [ids[known]] : []);
      }
      for (const { caseId } of [...(await get('/desk')).items, ...(await get('/late')).late])
        expect(seen).toContain(caseId);
    },
  );
});
