import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addMs } from '../../src/core/index.ts';
import { verifyChain } from '../../src/core/log/chain.ts';
import { type Client, hazard, logIn, nextId, START, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let grid: Client;

beforeAll(async () => {
  stand = await startStand();
});

afterAll(() => stand.close());

beforeEach(async () => {
  [office, grid] = await Promise.all([logIn(stand, 'office'), logIn(stand, 'grid1')]);
});

afterEach(() => {
  stand.clock.now = START;
});

async function open(client = grid): Promise<string> {
  const answer = await client.post('/hazards', hazard());
  expect(answer.status).toBe(201);
  return answer.body.caseId;
}

const FACTS = { facts: { threatensLife: false, estimatedDays: 2 } };

describe('the life of a hazard', () => {
  it('goes from report to close-out; who rectified can never accept', async () => {
    const [unit, team, turncoat] = await Promise.all([
      logIn(stand, 'unit1'),
      logIn(stand, 'team'),
      logIn(stand, 'turncoat'),
    ]);
    const caseId = await open();
    expect((await office.act(caseId, 'gradeHazard', FACTS)).body).toMatchObject({
      seq: 2,
      stage: 'graded',
      event: { type: 'HazardGraded', actor: { post: 'street.safetyOffice', person: 'p-office' } },
    });
    expect((await office.act(caseId, 'orderRectification')).status).toBe(200);
    const served = await office.act(caseId, 'recordService', { mode: 'inPerson' });
    expect(served.body.clocks).toContainEqual(
      expect.objectContaining({ does: 'lapse', lastDay: expect.any(String), holder: 'unit' }),
    );
    expect((await turncoat.act(caseId, 'submitRectification', { photos: ['after-1'] })).status).toBe(200);
    for (const post of ['acceptanceTeam', 'unit.head@U1']) {
      const refused = await turncoat.act(caseId, 'concludeAcceptance', { passed: true, conclusion: '合格' }, { post });
      expect([post, refused.status, refused.body.code]).toEqual([post, 403, 'acceptor-is-rectifier']);
    }
    const own = await unit.act(caseId, 'concludeAcceptance', { passed: true, conclusion: '合格' });
    expect([own.status, own.body.code]).toEqual([403, 'acceptor-is-rectifier']);
    expect((await team.act(caseId, 'concludeAcceptance', { passed: true, conclusion: '合格' })).body.stage).toBe(
      'accepted',
    );
    expect((await office.act(caseId, 'closeOut')).body.stage).toBe('closedOut');
    const detail = (await office.get(`/cases/${caseId}`)).body;
    expect(detail).toMatchObject({ closed: true, stage: 'closedOut', tier: 'T3', unit: 'U1' });
    expect(detail.verdicts.every((verdict: { result: string }) => verdict.result === 'met')).toBe(true);
    expect((await office.get('/cases?closed=true')).body.cases.map((row: { caseId: string }) => row.caseId)).toContain(
      caseId,
    );
    const { events } = (await office.get(`/cases/${caseId}/events`)).body;
    expect(events).toEqual(await stand.ledger.events(caseId));
    expect(verifyChain(events)).toMatchObject({ ok: true, count: events.length });
    expect((await office.get(`/cases/${caseId}/events?after=3`)).body.events[0].seq).toBe(4);
  });
});

describe('the same commandId', () => {
  it('gets the same answer, also when the case has long moved on', async () => {
    const body = hazard();
    const first = await grid.post('/hazards', body);
    const commandId = nextId();
    const graded = await office.act(first.body.caseId, 'gradeHazard', FACTS, { commandId });
    await office.act(first.body.caseId, 'orderRectification');
    stand.clock.now = addMs(START, 3_600_000);
    expect([first.status, first.body]).toEqual([201, (await grid.post('/hazards', body)).body]);
    const again = await office.act(first.body.caseId, 'gradeHazard', FACTS, { commandId });
    expect([again.status, again.body]).toEqual([200, graded.body]);
  });

  it('sent ten times at once opens one case', async () => {
    const body = hazard();
    const answers = await Promise.all(Array.from({ length: 10 }, () => grid.post('/hazards', body)));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.every(({ status }) => status === 201)).toBe(true);
  });
});

describe('two people at once on one case', () => {
  it('one wins, the other is told that it is no longer possible', async () => {
    const second = await logIn(stand, 'office2');
    for (let round = 0; round < 5; round++) {
      const caseId = await open();
      const answers = await Promise.all([
        office.act(caseId, 'gradeHazard', FACTS, { expectedSeq: 1 }),
        second.act(caseId, 'gradeHazard', { facts: { threatensLife: true } }, { expectedSeq: 1 }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('stale');
      const free = await Promise.all([
        office.act(caseId, 'orderRectification'),
        second.act(caseId, 'orderRectification'),
      ]);
      expect(free.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(free.find(({ status }) => status === 409)?.body.code).toBe('not-allowed-now');
      const events = await stand.ledger.events(caseId);
      expect(events.filter(({ type }) => type === 'HazardGraded')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'RectificationOrdered')).toHaveLength(1);
    }
  });
});

describe('the post that speaks', () => {
  it('is the only one that may issue the command', async () => {
    const both = await logIn(stand, 'both');
    const caseId = await open();
    expect((await both.act(caseId, 'gradeHazard', FACTS)).body.event.actor.post).toBe('street.safetyOffice');
  });

  it('must be named where there are several', async () => {
    const both = await logIn(stand, 'both');
    const caseId = await open();
    const ambiguous = await both.act(caseId, 'addNote', { text: '看看' });
    expect([ambiguous.status, ambiguous.body.code, ambiguous.body.choices]).toEqual([
      422,
      'post-ambiguous',
      ['street.safetyOffice', 'village.head@V1'],
    ]);
    for (const post of ['village.head', 'village.head@V1']) {
      expect((await both.act(caseId, 'addNote', { text: '看看' }, { post })).body.event.actor).toEqual({
        post: 'village.head',
        organisation: 'V1',
        person: 'p-both',
      });
    }
    expect((await both.act(caseId, 'addNote', { text: '看看' }, { post: 'village.head@V2' })).status).toBe(403);
  });

  it('is never one that has nothing to do with the case', async () => {
    const both = await logIn(stand, 'both');
    const foreign = (await (await logIn(stand, 'grid2')).post('/hazards', hazard('U2'))).body.caseId;
    expect((await both.act(foreign, 'addNote', { text: '看看' })).body.event.actor.post).toBe('street.safetyOffice');
    expect((await both.act(foreign, 'addNote', { text: '看看' }, { post: 'village.head' })).status).toBe(403);
  });

  it('may be the head of the office named', async () => {
    const chief = await logIn(stand, 'chief');
    expect((await chief.act(await open(), 'gradeHazard', FACTS)).body.event.actor.post).toBe(
      'street.safetyOffice.head',
    );
  });
});

describe('what may be done now', () => {
  it('is listed with its JSON schema for me, and with who may for others; and it is what the ledger accepts', async () => {
    const caseId = await open();
    const { body } = await grid.get(`/cases/${caseId}/allowed`);
    expect(body).toMatchObject({ caseId, seq: 1, stage: 'identified' });
    expect(body.others).toContainEqual({ type: 'gradeHazard', label: '定级', by: ['street.safetyOffice'] });
    const note = body.mine.find((command: { type: string }) => command.type === 'addNote');
    expect(note).toMatchObject({
      posts: ['village.gridWorker@V1'],
      schema: { type: 'object', required: ['text'], additionalProperties: false },
    });
    const listed = [...body.mine, ...body.others].map((command: { type: string }) => command.type);
    expect(listed).not.toContain('closeOut');
    expect((await office.act(caseId, 'closeOut')).body.allowed.sort()).toEqual(listed.sort());
    expect(
      (await office.get(`/cases/${caseId}/allowed`)).body.mine.map((command: { type: string }) => command.type),
    ).toContain('gradeHazard');
  });
});

describe('an explanation', () => {
  it('unfolds the deadline day by day from the proof in the event', async () => {
    const caseId = await open();
    const { body } = await grid.get(`/cases/${caseId}/explain/hazard.grade`);
    expect(body).toMatchObject({
      caseId,
      state: 'running',
      clock: { id: 'hazard.grade', lastDay: '2025-03-04' },
      setBy: { seq: 1, type: 'HazardReported' },
      rule: { id: 'hazard.grade', duration: { value: 1, unit: 'workingDay' } },
    });
    expect(body.table).toEqual([
      { day: '2025-03-03', weekday: 1, kind: 'workday', counted: false, why: 'start' },
      { day: '2025-03-04', weekday: 2, kind: 'workday', counted: true, n: 1 },
    ]);
    expect(
      (await grid.get(`/cases/${caseId}/explain/${encodeURIComponent('hazard.grade/reminder')}`)).body.clock.does,
    ).toBe('remind');
    await office.act(caseId, 'gradeHazard', FACTS);
    expect((await grid.get(`/cases/${caseId}/explain/hazard.grade`)).body.state).toBe('ended');
  });
});

describe('the desk', () => {
  it('shows my duties, the overdue ones first, with what happens next; others do not see them as theirs', async () => {
    const old = await open();
    stand.clock.now = '2025-03-06T09:00:00+08:00';
    await stand.ledger.settle(old);
    const [officeThen, gridThen] = await Promise.all([logIn(stand, 'office'), logIn(stand, 'grid1')]);
    const fresh = (await gridThen.post('/hazards', hazard('U1', { found: '2025-03-06T08:00:00+08:00' }))).body.caseId;
    const { items } = (await officeThen.get('/desk')).body;
    const mine = items.filter((item: { caseId: string }) => item.caseId === old || item.caseId === fresh);
    expect(mine[0]).toMatchObject({
      caseId: old,
      duty: 'hazard.grade',
      label: '定级审核',
      post: 'street.safetyOffice',
      overdue: true,
      lastDay: '2025-03-04',
      next: expect.stringContaining('已逾期'),
    });
    expect(mine.at(-1)).toMatchObject({
      caseId: fresh,
      duty: 'hazard.grade',
      overdue: false,
      lastDay: '2025-03-07',
      next: expect.stringMatching(/^2025-03-07 24:00 前不办理则：/),
    });
    const order = items.map((item: { overdue: boolean; dueAt: string }) => `${item.overdue ? 0 : 1} ${item.dueAt}`);
    expect(order).toEqual([...order].sort());
    expect((await gridThen.get('/desk')).body).toEqual({ items: [], complete: true });
  });
});

describe('notices', () => {
  it('say who was told and why, without addresses', async () => {
    const caseId = await open();
    stand.clock.now = '2025-03-04T09:00:00+08:00';
    await stand.ledger.settle(caseId);
    const client = await logIn(stand, 'office');
    const answer = await client.get(`/cases/${caseId}/notices`);
    expect(answer.body.notices).toContainEqual(
      expect.objectContaining({
        about: 'reminder',
        post: 'street.safetyOffice',
        person: 'p-office',
        because: 'holder',
        state: 'due',
      }),
    );
    expect(answer.text).not.toContain('example.test');
  });
});

describe('lists', () => {
  it('page through everything once, whatever the scopes of the reader', async () => {
    const two = await logIn(stand, 'grid2');
    for (let i = 0; i < 4; i++) await two.post('/hazards', hazard('U2'));
    for (let i = 0; i < 3; i++) await open();
    const admin = await logIn(stand, 'admin');
    await admin.post('/posts/deputies', {
      organisation: 'V2',
      post: 'village.head',
      person: 'p-head1',
      orderNo: '1号',
      validFrom: START,
    });
    for (const name of ['office', 'head1', 'grid1', 'unit2']) {
      const client = await logIn(stand, name);
      const whole = (await client.get('/cases?limit=200')).body;
      const seen: string[] = [];
      for (let query = '?limit=2'; ; ) {
        const { cases, cursor } = (await client.get(`/cases${query}`)).body;
        seen.push(...cases.map((row: { caseId: string }) => row.caseId));
        if (cursor === undefined) break;
        query = `?limit=2&cursor=${encodeURIComponent(cursor)}`;
      }
      expect(new Set(seen).size).toBe(seen.length);
      const all = (await stand.ledger.cases({ limit: 200 })).rows.filter(
        (row) => name === 'office' || name === 'head1' || row.organisation === (name === 'grid1' ? 'V1' : 'V2'),
      );
      expect([name, seen.sort()]).toEqual([name, all.map((row) => row.caseId).sort()]);
      expect(whole.cases.length).toBeGreaterThan(0);
    }
  });

  it('filter by what the contract names', async () => {
    const { caseId } = (await grid.post('/hazards', hazard('U1', { kind: 'bareWiring' }))).body;
    await office.act(caseId, 'gradeHazard', FACTS);
    const found = async (query: string) =>
      (await office.get(`/cases?${query}`)).body.cases.map((row: { caseId: string }) => row.caseId);
    for (const query of [
      'kind=hazard',
      'tier=T3',
      'stage=graded',
      'org=V1',
      'unit=U1',
      'overdue=false',
      'dueBefore=2025-12-31',
      `q=${caseId}`,
    ])
      expect([query, await found(`${query}&limit=200`)]).toEqual([query, expect.arrayContaining([caseId])]);
    for (const query of [
      'kind=matter',
      'tier=T0',
      'stage=closedOut',
      'org=V2',
      'unit=U2',
      'overdue=true',
      'dueBefore=2025-03-03',
      'q=nothing',
    ])
      expect([query, await found(`${query}&limit=200`)]).toEqual([query, expect.not.arrayContaining([caseId])]);
  });
});

describe('a matter', () => {
  it('names its issuers and its subject as posts; the subject sees and answers it, other villages do not', async () => {
    const { caseId } = (await grid.post('/hazards', hazard('U1', { kind: 'noExtinguisher' }))).body;
    await office.act(caseId, 'gradeHazard', FACTS);
    await office.act(caseId, 'orderRectification');
    await office.act(caseId, 'recordService', { mode: 'inPerson' });
    stand.clock.now = '2025-03-20T09:00:00+08:00';
    await stand.ledger.settle(caseId);
    const matterId = `${caseId}-A1`;
    await stand.ledger.settle(matterId);
    const [head1, head2, unit1] = await Promise.all([
      logIn(stand, 'head1'),
      logIn(stand, 'head2'),
      logIn(stand, 'unit1'),
    ]);
    const allowed = (await head1.get(`/cases/${matterId}/allowed`)).body;
    expect(allowed.mine).toContainEqual(
      expect.objectContaining({ type: 'answerNotice', by: ['village.head@V1'], posts: ['village.head@V1'] }),
    );
    expect((await head1.get('/desk')).body.items).toContainEqual(
      expect.objectContaining({
        caseId: matterId,
        duty: 'answer',
        label: expect.stringMatching(/[一-鿿]/),
        post: 'village.head@V1',
      }),
    );
    expect((await head2.get(`/cases/${matterId}`)).status).toBe(404);
    const foreign = await unit1.act(matterId, 'answerNotice', { answer: '不是我' });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'case-not-found']);
    expect((await head1.act(matterId, 'answerNotice', { answer: '已督促企业整改' })).body.event).toMatchObject({
      type: 'AnswerFiled',
      actor: { post: 'village.head', organisation: 'V1' },
    });

    stand.clock.now = '2025-03-24T09:00:00+08:00';
    await stand.ledger.settle(matterId);
    const chief = await logIn(stand, 'chief');
    const { mine, others } = (await chief.get(`/cases/${matterId}/allowed`)).body;
    const signing = [...mine, ...others].find((command: { type: string }) => command.type === 'signNotice');
    expect(signing.by).toEqual([expect.stringMatching(/^street\./)]);
  });

  it('shows its flags with their contest and what a second person found', async () => {
    const { caseId } = (await grid.post('/hazards', hazard('U1', { kind: 'brokenLamp' }))).body;
    await office.act(caseId, 'gradeHazard', FACTS);
    await office.act(caseId, 'startMatter', { ladder: 'A', ground: 'falseReport', reason: '乱填乱报' });
    const matterId = `${caseId}-A1`;
    await stand.ledger.settle(matterId);
    const [head1, chief] = await Promise.all([logIn(stand, 'head1'), logIn(stand, 'chief')]);
    const flag = { code: 'photo-reused' };
    expect((await office.act(matterId, 'raiseFlag', { ...flag, reason: '照片相同' })).status).toBe(200);
    expect((await head1.act(matterId, 'contestFlag', { ...flag, reason: '系补拍' })).status).toBe(200);
    const again = await head1.act(matterId, 'contestFlag', { ...flag, reason: '系补拍' });
    expect([again.status, again.body.code]).toEqual([409, 'flag-contested']);
    const own = await office.act(matterId, 'decideFlagContest', { ...flag, result: 'stands', reason: '相同' });
    expect([own.status, own.body.code]).toEqual([422, 'second-person-missing']);
    expect((await chief.act(matterId, 'decideFlagContest', { ...flag, result: 'stands', reason: '相同' })).status).toBe(
      200,
    );
    expect((await head1.get(`/cases/${matterId}`)).body.flags).toEqual([
      expect.objectContaining({
        code: 'photo-reused',
        by: 'p-office',
        contest: expect.objectContaining({ ground: '系补拍', result: 'stands', why: '相同', decidedBy: 'p-chief' }),
      }),
    ]);
  });
});
