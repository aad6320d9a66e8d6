import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, call, hazard, logIn, nextId, type Stand, startStand } from './stand.ts';

let stand: Stand;
let grid: Client;
let office: Client;
let caseId: string;

beforeAll(async () => {
  stand = await startStand();
  [grid, office] = await Promise.all([logIn(stand, 'grid1'), logIn(stand, 'office')]);
  caseId = (await grid.post('/hazards', hazard())).body.caseId;
});

afterAll(() => stand.close());

const raw = (client: Client, method: string, path: string, text: string, type = 'application/json') =>
  call(stand.url, method, `/api/v1${path}`, {
    headers: { cookie: client.cookie, 'x-csrf-token': client.csrf, 'content-type': type },
    raw: text,
  });

/** Every refusal has the form of RFC 9457, a stable code, a Chinese sentence and a request id, and nothing of the inside. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body?.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    type: `urn:duban:problem:${code}`,
    status,
    detail: expect.stringMatching(/[一-鿿]/),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  for (const sentence of Object.values<string>(answer.body.fields ?? {})) expect(sentence).toMatch(/[一-鿿]/);
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|SQLITE|select |insert /);
}

async function events(): Promise<number> {
  return (await stand.ledger.events(caseId)).length;
}

describe('a command', () => {
  const cases: readonly [string, (client: Client) => Promise<Answer>, number, string][] = [
    ['that does not exist', () => office.act(caseId, 'abolishHazard'), 422, 'unknown-command'],
    ['named like something of JavaScript', () => office.act(caseId, 'constructor'), 422, 'unknown-command'],
    ['that is not legal now', () => office.act(caseId, 'closeOut'), 409, 'not-allowed-now'],
    [
      'of the wrong role',
      () => grid.act(caseId, 'gradeHazard', { facts: { threatensLife: false } }),
      403,
      'not-your-duty',
    ],
    [
      'for a post that one does not hold',
      () => grid.act(caseId, 'gradeHazard', { facts: { threatensLife: false } }, { post: 'street.safetyOffice' }),
      403,
      'not-your-duty',
    ],
    [
      'with a stale expectedSeq',
      () => office.act(caseId, 'gradeHazard', { facts: { threatensLife: false } }, { expectedSeq: 7 }),
      409,
      'stale',
    ],
    [
      'in the future',
      () => office.act(caseId, 'gradeHazard', { facts: { threatensLife: false } }, { at: '2025-03-03T09:00:01+08:00' }),
      422,
      'at-in-future',
    ],
    [
      'before the stage began',
      () => office.act(caseId, 'gradeHazard', { facts: { threatensLife: false } }, { at: '2025-03-03T00:59:59Z' }),
      422,
      'at-before-stage',
    ],
    [
      'with an instant without offset',
      () => office.act(caseId, 'gradeHazard', { facts: { threatensLife: false } }, { at: '2025-03-03T09:00:00' }),
      422,
      'invalid',
    ],
    [
      'with an impossible instant',
      () => office.act(caseId, 'gradeHazard', { facts: { threatensLife: false } }, { at: '2025-02-30T09:00:00+08:00' }),
      422,
      'invalid',
    ],
    ['with a payload that lacks a field', () => office.act(caseId, 'gradeHazard', {}), 422, 'invalid'],
    [
      'with a payload of the wrong shape',
      () => office.act(caseId, 'gradeHazard', { facts: { threatensLife: '不' } }),
      422,
      'invalid',
    ],
    [
      'with a field nobody knows',
      () => office.act(caseId, 'gradeHazard', { facts: { threatensLife: false }, colour: '红' }),
      422,
      'invalid',
    ],
    [
      'whose payload is no object',
      () => office.post(`/cases/${caseId}/commands`, { commandId: nextId(), type: 'addNote', payload: [1] }),
      422,
      'invalid',
    ],
    [
      'without a commandId',
      () => office.post(`/cases/${caseId}/commands`, { type: 'addNote', payload: { text: '一' } }),
      422,
      'invalid',
    ],
    [
      'with a key of the engine',
      () => office.act(caseId, 'addNote', { text: '一' }, { commandId: 'clk:hazard.grade:2025-03-05T00:00:00+08:00' }),
      422,
      'invalid',
    ],
    [
      'with a member nobody knows',
      () => office.act(caseId, 'addNote', { text: '一' }, { force: true }),
      422,
      'invalid',
    ],
    [
      'to a case that does not exist',
      () => office.act('H-2025-999999', 'addNote', { text: '一' }),
      404,
      'case-not-found',
    ],
    ['to a case of an impossible name', () => office.act('..%2F..%2Fetc', 'addNote', { text: '一' }), 422, 'invalid'],
  ];

  it.each(cases)('%s is refused and changes nothing', async (_, send, status, code) => {
    const before = await events();
    expectProblem(await send(office), status, code);
    expect(await events()).toBe(before);
  });

  it('that is not legal now says which are', async () => {
    const answer = await office.act(caseId, 'closeOut');
    expect(answer.body).toMatchObject({ stage: 'identified', allowed: expect.arrayContaining(['gradeHazard']) });
    expect(answer.body.allowed).not.toContain('closeOut');
  });

  it('with bad fields says which, field by field', async () => {
    const answer = await office.act(caseId, 'gradeHazard', { facts: { estimatedDays: -1 }, tier: 'T9' });
    expect(answer.body.fields).toMatchObject({
      'facts.threatensLife': expect.stringContaining('是否危及人身安全'),
      'facts.estimatedDays': expect.any(String),
      tier: expect.stringContaining('等级'),
    });
  });

  it('refused is written down apart', async () => {
    const before = Number((await stand.db.knex('refused_input').count({ n: '*' }).first())?.n);
    await grid.act(caseId, 'gradeHazard', { facts: { threatensLife: false } });
    const row = await stand.db.knex('refused_input').orderBy('at', 'desc').where({ code: 'not-your-duty' }).first();
    expect(Number((await stand.db.knex('refused_input').count({ n: '*' }).first())?.n)).toBe(before + 1);
    expect(row).toMatchObject({ person: 'p-grid1', post: 'village.gridWorker' });
  });

  it('repeated with another payload is refused', async () => {
    const commandId = nextId();
    expect((await office.act(caseId, 'addNote', { text: '一' }, { commandId })).status).toBe(200);
    expectProblem(await office.act(caseId, 'addNote', { text: '二' }, { commandId }), 409, 'command-id-reused');
  });
});

describe('a request', () => {
  it('that is no JSON is malformed', async () => {
    for (const text of ['{', '', '{"a":1}}', '\u0000'])
      expectProblem(await raw(office, 'POST', `/cases/${caseId}/commands`, text), 400, 'malformed-request');
    expectProblem(
      await raw(office, 'POST', `/cases/${caseId}/commands`, '{"__proto__":{"admin":true}}'),
      400,
      'malformed-request',
    );
    expectProblem(await raw(office, 'POST', `/cases/${caseId}/commands`, '[]'), 422, 'invalid');
  });

  it('that is huge is too large', async () => {
    expectProblem(await office.act(caseId, 'addNote', { text: '长'.repeat(100_000) }), 413, 'payload-too-large');
    expectProblem(await office.act(caseId, 'addNote', { text: '长'.repeat(3_000) }), 422, 'invalid');
  });

  it('in another format is not supported', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ])
      expectProblem(await raw(office, 'POST', `/cases/${caseId}/commands`, 'a=1', type), 415, 'unsupported-media-type');
  });

  it('to nowhere finds nothing', async () => {
    expectProblem(await office.get('/nowhere'), 404, 'not-found');
    expectProblem(await office.put('/cases', {}), 404, 'not-found');
    expectProblem(await call(stand.url, 'GET', '/api/v1/cases/%zz'), 400, 'malformed-request');
    expectProblem(await office.get(`/cases/${caseId}/explain/no.such.clock`), 404, 'not-found');
  });

  it('with a bad query says which field', async () => {
    const answer = await office.get('/cases?kind=ghost&overdue=perhaps&limit=0&dueBefore=soon&colour=red');
    expectProblem(answer, 422, 'invalid');
    expect(Object.keys(answer.body.fields).sort()).toEqual(['colour', 'dueBefore', 'kind.0', 'limit', 'overdue']);
    expectProblem(await office.get('/cases?cursor=%00'), 422, 'invalid');
  });
});

describe('a hazard', () => {
  it('with bad fields is refused field by field and opens nothing', async () => {
    const before = (await office.get('/cases')).body.cases.length;
    const answer = await grid.post('/hazards', {
      commandId: nextId(),
      unit: '',
      found: 'yesterday',
      photos: 'one',
      threatensLife: 'no',
      colour: 'red',
    });
    expectProblem(answer, 422, 'invalid');
    expect(Object.keys(answer.body.fields).sort()).toEqual([
      'colour',
      'found',
      'kind',
      'photos',
      'threatensLife',
      'unit',
      'what',
      'where',
    ]);
    expect((await office.get('/cases')).body.cases).toHaveLength(before);
  });

  it('reported by somebody without a post is refused', async () => {
    const nobody = await logIn(stand, 'nobody');
    expectProblem(await nobody.post('/hazards', hazard()), 403, 'not-your-duty');
  });
});

describe('a ledger that is away', () => {
  it('is 503 with a sentence when the disk is full; afterwards the same command is taken', async () => {
    const away = await startStand();
    if (away.db.dialect !== 'sqlite') throw new Error('this test fills an SQLite file');
    const client = await logIn(away, 'office');
    const [{ page_count: pages } = { page_count: 0 }] = away.db.raw.pragma('page_count') as { page_count: number }[];
    away.db.raw.pragma(`max_page_count = ${pages}`);
    const bodies = Array.from({ length: 60 }, () => hazard());
    const answers = await Promise.all(bodies.map((body) => client.post('/hazards', body)));
    const refused = answers.flatMap((answer, i) => (answer.status === 201 ? [] : [{ answer, body: bodies[i] }]));
    expect(refused.length).toBeGreaterThan(0);
    for (const { answer } of refused) {
      expectProblem(answer, 503, 'ledger-unavailable');
      expect(answer.headers.get('retry-after')).toBe('5');
    }
    away.db.raw.pragma('max_page_count = 1000000');
    for (const { body } of refused) expect((await client.post('/hazards', body)).status).toBe(201);
    expect((await away.ledger.cases({ limit: 200 })).rows).toHaveLength(60);
    await away.close();
  });

  it('that fails otherwise is 500; the log says where, without the words of the driver', async () => {
    const away = await startStand();
    const client = await logIn(away, 'office');
    const opened = (await client.post('/hazards', hazard())).body.caseId;
    await away.db.knex.raw('ALTER TABLE case_view RENAME TO elsewhere');
    const broken = await client.get(`/cases/${opened}`);
    expectProblem(broken, 500, 'internal-error');
    expect(JSON.stringify(away.lines)).not.toMatch(/no such table|case_view where/);
    const errors = away.lines.filter((line) => line.level === 'error');
    expect(errors).toMatchObject([
      { message: 'request failed', facts: { requestId: broken.body.requestId, code: 'internal-error' } },
    ]);
    const health = await client.get('/health');
    expect([health.status, health.body.status, health.body.ledger.ok]).toEqual([503, 'down', false]);
    await away.db.knex.raw('ALTER TABLE elsewhere RENAME TO case_view');
    await away.close();
  });
});
