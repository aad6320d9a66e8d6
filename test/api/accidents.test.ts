import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMs, fromMs, toMs } from '../../src/core/index.ts';
import { type Client, hazard, logIn, nextId, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let unit: Client;

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
  unit = await logIn(stand, 'unit1');
});
afterAll(() => stand.close());

const soon = (minutes: number) => {
  stand.clock.now = addMs(stand.clock.now, minutes * 60_000);
};
const accident = (more: object = {}) => ({
  commandId: nextId(),
  unit: 'U1',
  sort: 'production',
  happened: fromMs(toMs(stand.clock.now) - 60_000),
  place: '一车间',
  course: '反应釜爆燃',
  dead: 1,
  injured: 12,
  loss: 0,
  ...more,
});

describe('an accident over HTTP', () => {
  it('is entered by the unit it happened at, and by no other; it marks what is related, and what comes later shows', async () => {
    const { caseId: before } = (await office.post('/hazards', hazard())).body;
    const { caseId: elsewhere } = (await office.post('/hazards', hazard('U2'))).body;
    soon(10);
    const other = await logIn(stand, 'unit2');
    expect((await other.post('/accidents', accident())).body.code).toBe('not-your-duty');
    const opened = await unit.post('/accidents', accident());
    expect([opened.status, opened.body.stage]).toEqual([201, 'reported']);
    const { caseId } = opened.body;
    expect(caseId).toMatch(/^AC-2025-\d{6}$/);

    await stand.ledger.settle(before);
    soon(5);
    await office.act(before, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
    const scope = await office.get(`/accidents/${caseId}/scope`);
    const marked = scope.body.cases.map((one: { caseId: string }) => one.caseId);
    expect([scope.status, marked.includes(before), marked.includes(elsewhere)]).toEqual([200, true, false]);
    expect(scope.body.cases.find((one: { caseId: string }) => one.caseId === before)).toMatchObject({
      enteredAfter: 1,
      stageLabel: '已定级',
    });
    const sheet = (await office.get(`/cases/${before}/fact-sheet`)).text;
    expect(sheet).toContain(`定级（事故 ${caseId} 登记后录入）`);
    expect(sheet).toContain('隐患登记。');
  });

  it('is not shown to its supervisor; the unit sees its own, without whom it is said to concern', async () => {
    const { caseId } = (await unit.post('/accidents', accident())).body;
    const village = await logIn(stand, 'head1');
    expect((await village.get(`/cases/${caseId}`)).status).toBe(404);
    expect((await village.get(`/accidents/${caseId}/scope`)).status).toBe(403);
    await office.act(caseId, 'transferClue', { to: 'district.discipline', what: '村居无人督促' });
    for (const read of ['', '/events', '/allowed']) {
      const seen = await unit.get(`/cases/${caseId}${read}`);
      expect([read, seen.status, seen.text.includes('无人督促')]).toEqual([read, 200, false]);
    }
  });
});

describe('the internal list over HTTP', () => {
  it('is proposed by the office, unseen by the unit until it is told, and read inside once it is published', async () => {
    const body = { commandId: nextId(), unit: 'U1', criterion: 'refusedAccess', grounds: '两次拒绝检查' };
    const opened = await office.post('/roster-entries', body);
    expect([opened.status, opened.body.stage]).toEqual([201, 'proposed']);
    const { caseId } = opened.body;
    expect((await unit.get(`/cases/${caseId}`)).status).toBe(404);
    expect((await unit.post('/roster-entries', { ...body, commandId: nextId() })).status).toBe(403);
    await office.act(caseId, 'noticeEntry');
    expect((await unit.get(`/cases/${caseId}`)).status).toBe(200);
    expect((await unit.act(caseId, 'hearUnit', { statement: '值班人员不了解规定' })).status).toBe(200);
    const decided = await stand.ledger.record({
      kind: 'roster',
      caseId,
      commandId: nextId(),
      type: 'decideEntry',
      payload: { listed: true, reason: '集体研究', document: '纪要1' },
      actor: { post: 'street.safetyCommittee' },
    });
    expect(decided.ok).toBe(true);
    const village = await logIn(stand, 'head1');
    expect((await village.get('/roster-entries/published')).body.entries).toEqual([]);
    await office.act(caseId, 'publishEntry', { scope: 'internal' });
    expect((await village.get('/roster-entries/published')).body).toMatchObject({
      note: expect.stringContaining('不是法定的失信名单'),
      entries: [{ caseId, unit: 'U1', colourLabel: '重点关注名单' }],
    });
    expect((await unit.get('/roster-entries/published')).body.entries).toEqual([]);
  });
});

describe('a matter that stands on no hazard over HTTP', () => {
  const matter = (more: object = {}) => ({
    commandId: nextId(),
    ladder: 'A',
    subjectKind: 'village',
    subjectId: 'V1',
    ground: 'other',
    what: '未按期报送月报',
    basis: '泉港山〔2020〕119号',
    reason: '经办公室核实',
    ...more,
  });

  it('is opened by the office and by nobody else, once however often it is sent; its unit does not see it', async () => {
    expect((await unit.post('/matters', matter())).body.code).toBe('not-your-duty');
    const body = matter();
    const opened = await office.post('/matters', body);
    expect([opened.status, opened.body.stage]).toEqual([201, 'open']);
    expect(opened.body.caseId).toMatch(/^M-2025-\d{6}$/);
    const again = await office.post('/matters', body);
    expect([again.status, again.body.caseId]).toEqual([201, opened.body.caseId]);
    expect((await unit.get(`/cases/${opened.body.caseId}`)).status).toBe(404);
  });

  it('is refused without its reason, and with a ladder that is not for the subject', async () => {
    expect((await office.post('/matters', matter({ reason: undefined }))).body.code).toBe('reason-missing');
    const wrong = await office.post('/matters', matter({ subjectKind: 'unit', subjectId: 'U1' }));
    expect([wrong.status, Object.keys(wrong.body.fields)]).toEqual([422, ['subjectKind']]);
    const nobody = await office.post('/matters', matter({ subjectId: 'V404' }));
    expect([nobody.status, Object.keys(nobody.body.fields)]).toEqual([422, ['subjectId']]);
  });
});
