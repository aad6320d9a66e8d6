import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, call, hazard, logIn, nextId, PASSWORD, type Stand, startStand } from './stand.ts';

let stand: Stand;
let caseId: string;
let clients: { [name: string]: Client };

beforeAll(async () => {
  stand = await startStand();
  await logInAll();
  const opened = await as('grid1').post('/hazards', hazard('U1'));
  expect(opened.status).toBe(201);
  caseId = opened.body.caseId;
});

afterAll(() => stand.close());

async function logInAll(): Promise<void> {
  const names = [...SEE, ...SEE_NOT];
  clients = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await logIn(stand, name)])));
}

function as(name: string): Client {
  const client = clients[name];
  if (client === undefined) throw new Error(`${name} has not logged in`);
  return client;
}

const SEE = ['grid1', 'head1', 'unit1', 'office', 'team', 'auditor'];
const SEE_NOT = ['grid2', 'head2', 'unit2', 'admin', 'nobody'];

describe('without a log-in', () => {
  it('a made-up cookie or token is none', async () => {
    for (const headers of [
      { cookie: 'duban_session=AAAA' },
      { authorization: `Bearer ${'A'.repeat(43)}` },
      { authorization: 'Basic YTpi' },
    ]) {
      expect((await call(stand.url, 'GET', '/api/v1/cases', { headers })).status).toBe(401);
    }
  });
});

describe('a case', () => {
  const reads = [
    '',
    '/events',
    '/allowed',
    '/explain/hazard.grade',
    '/notices',
    '/replay',
    '/steps',
    '/explain',
    '/verdicts',
    '/attribution',
  ];

  it.each(SEE)('is shown to %s', async (name) => {
    for (const read of reads)
      expect([read, (await as(name).get(`/cases/${caseId}${read}`)).status]).toEqual([read, 200]);
    expect((await as(name).get('/cases')).body.cases.map((row: { caseId: string }) => row.caseId)).toContain(caseId);
  });

  it.each(SEE_NOT)('does not exist for %s', async (name) => {
    for (const read of reads) {
      const answer = await as(name).get(`/cases/${caseId}${read}`);
      expect([read, answer.status, answer.body.code]).toEqual([read, 404, 'case-not-found']);
    }
    const missing = await as(name).get('/cases/H-2025-999999');
    const foreign = await as(name).get(`/cases/${caseId}`);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
    expect((await as(name).act(caseId, 'addNote', { text: '看看' })).status).toBe(404);
    for (const query of ['', `?q=${caseId}`, '?unit=U1', '?org=V1'])
      expect((await as(name).get(`/cases${query}`)).body.cases).toEqual([]);
    expect((await as(name).get('/desk')).body.items).toEqual([]);
  });

  it('is acted on only by a post that has to do with it', async () => {
    const auditor = await as('auditor').act(caseId, 'addNote', { text: '看看' });
    expect([auditor.status, auditor.body.code]).toEqual([403, 'not-your-duty']);
    const unit = await as('unit1').act(caseId, 'gradeHazard', { facts: { threatensLife: false } });
    expect([unit.status, unit.body.code]).toEqual([403, 'not-your-duty']);
    expect((await as('grid1').act(caseId, 'addNote', { text: '已到现场' })).status).toBe(200);
  });
});

describe('registers', () => {
  const writes: readonly [string, object][] = [
    ['/organisations', { id: 'V3', name: '东村', kind: 'village', parent: 'S' }],
    ['/people', { id: 'p-new', name: '周五', mail: 'zhou@example.test' }],
    ['/posts', { organisation: 'V3', name: 'village.head', label: '村主任' }],
    [
      '/posts/holdings',
      { organisation: 'V3', post: 'village.head', person: 'p-new', validFrom: '2025-01-01T00:00:00+08:00' },
    ],
    [
      '/posts/deputies',
      {
        organisation: 'V1',
        post: 'village.head',
        person: 'p-new',
        orderNo: '沿河发〔2025〕8号',
        validFrom: '2025-04-01T00:00:00+08:00',
        validUntil: '2025-05-01T00:00:00+08:00',
      },
    ],
  ];

  it.each(writes)('%s is written by administrators alone', async (path, body) => {
    for (const name of ['office', 'grid1', 'auditor']) {
      const refused = await as(name).post(path, body);
      expect([name, refused.status, refused.body.code]).toEqual([name, 403, 'not-permitted']);
    }
    expect((await as('admin').post(path, body)).body).toEqual({ saved: true });
  });

  it('are read by everybody; mail and telephone by administrators alone', async () => {
    for (const path of ['/organisations', '/people', '/posts', '/units'])
      expect([path, (await as('grid1').get(path)).status]).toEqual([path, 200]);
    expect((await as('office').get('/people')).text).not.toMatch(/example\.test|139000/);
    expect((await as('admin').get('/people')).text).toMatch(/zhou@example\.test/);
    const posts = (await as('office').get('/posts')).body.posts;
    const head = posts.find(
      (post: { organisation: string; name: string }) => post.organisation === 'V1' && post.name === 'village.head',
    );
    expect(head).toMatchObject({
      holders: [{ person: 'p-both' }, { person: 'p-head1' }],
      deputies: [{ person: 'p-new', orderNo: '沿河发〔2025〕8号' }],
    });
  });

  it.each([
    ['/organisations', { id: 'S', name: '山腰街道', kind: 'street', parent: 'V1' }, 'parent', '循环'],
    ['/organisations', { id: 'X', name: '甲', kind: 'village', parent: 'nowhere' }, 'parent', '没有这个单位'],
    ['/organisations', { id: 'X y', name: '', kind: 'planet' }, 'kind', '类别只能是'],
    [
      '/posts',
      { organisation: 'V1', name: 'village.head', label: '村主任', above: 'village.head', aboveOrganisation: 'V1' },
      'above',
      '循环',
    ],
    ['/posts', { organisation: 'V9', name: 'village.head', label: '村主任' }, 'organisation', '没有这个单位'],
    [
      '/posts/holdings',
      { organisation: 'V1', post: 'village.king', person: 'p-head1', validFrom: '2025-01-01T00:00:00+08:00' },
      'post',
      '没有这个岗位',
    ],
    [
      '/posts/holdings',
      {
        organisation: 'V1',
        post: 'village.head',
        person: 'p-head1',
        validFrom: '2025-02-01T00:00:00+08:00',
        validUntil: '2025-01-01T00:00:00+08:00',
      },
      'validUntil',
      '应晚于',
    ],
    [
      '/posts/deputies',
      {
        organisation: 'V1',
        post: 'village.head',
        person: 'p-head1',
        orderNo: '1',
        validFrom: '2025-01-01T00:00:00+08:00',
      },
      'person',
      '不能代理自己',
    ],
    [
      '/posts/deputies',
      { organisation: 'V1', post: 'village.head', person: 'p-grid1', validFrom: '2025-01-01T00:00:00+08:00' },
      'orderNo',
      '请填写文号',
    ],
    ['/people', { id: 'p-x', name: '吴', mail: 'not a mail' }, 'mail', '邮箱'],
  ])('%s refuses %j', async (path, body, field, words) => {
    const answer = await as('admin').post(path, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid']);
    expect(answer.body.fields[field]).toContain(words);
  });
});

describe('figures', () => {
  it('are for administrators and auditors', async () => {
    expect((await as('office').get('/metrics')).status).toBe(403);
    for (const name of ['admin', 'auditor'])
      expect((await as(name).get('/metrics')).text).toMatch(/^duban_cases \d+$/m);
  });
});

describe('a post held for a time', () => {
  it('opens and shuts with its validity; a deputy acts with the order on record', async () => {
    const early = await logIn(stand, 'grid2', PASSWORD);
    expect((await early.get(`/cases/${caseId}`)).status).toBe(404);
    await as('admin').post('/posts/deputies', {
      organisation: 'V1',
      post: 'village.head',
      person: 'p-grid2',
      orderNo: '沿河发〔2025〕9号',
      validFrom: '2025-03-03T00:00:00+08:00',
      validUntil: '2025-03-10T00:00:00+08:00',
    });
    expect((await early.get('/session')).body.posts).toContainEqual({
      post: 'village.head',
      organisation: 'V1',
      orderNo: '沿河发〔2025〕9号',
    });
    const done = await early.post(`/cases/${caseId}/commands`, {
      commandId: nextId(),
      type: 'addNote',
      payload: { text: '代为巡查' },
    });
    expect(done.body.event.actor).toEqual({
      post: 'village.head',
      organisation: 'V1',
      person: 'p-grid2',
      onBehalfOf: 'village.head@V1 沿河发〔2025〕9号',
    });
    stand.clock.now = '2025-03-10T00:00:00+08:00';
    const late = await logIn(stand, 'grid2');
    expect((await late.get(`/cases/${caseId}`)).status).toBe(404);
  });
});

describe('late cases', () => {
  it('are shown to those who see them, with the holder of the duty', async () => {
    stand.clock.now = '2025-03-10T09:00:00+08:00';
    await stand.ledger.settle(caseId);
    await logInAll();
    for (const name of SEE) {
      const { late } = (await as(name).get('/late')).body;
      expect([name, late]).toMatchObject([
        name,
        [{ caseId, duty: 'hazard.grade', holder: 'street.safetyOffice', lastDay: '2025-03-04', daysLate: 6 }],
      ]);
    }
    for (const name of SEE_NOT) expect([name, (await as(name).get('/late')).body.late]).toEqual([name, []]);
    expect((await as('office').get('/late?org=V2')).body.late).toEqual([]);
    expect((await as('office').get('/late?org=V1')).body.late).toHaveLength(1);
  });
});
