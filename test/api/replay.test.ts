import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishCalendar } from '../../db/calendar.ts';
import { shipped } from '../core/office.ts';
import { type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let caseId: string;
let auditor: Client;
let unit: Client;

// A T3 served on 3 March, due on the 10th, handed in on the 12th; a close-out tried too early.
beforeAll(async () => {
  stand = await startStand();
  caseId = (await (await logIn(stand, 'grid1')).post('/hazards', hazard('U1'))).body.caseId;
  const office = await logIn(stand, 'office');
  await act(office, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
  await act(office, 'orderRectification', {});
  await act(office, 'recordService', { mode: 'inPerson' });
  expect((await office.act(caseId, 'closeOut')).status).toBe(409);
  stand.clock.now = '2025-03-12T09:00:00+08:00';
  await act(await logIn(stand, 'unit1'), 'submitRectification', { photos: ['after-1'] });
  stand.clock.now = '2025-03-13T09:00:00+08:00';
  await act(await logIn(stand, 'team'), 'concludeAcceptance', { passed: true, conclusion: '合格' });
  [auditor, unit] = await Promise.all([logIn(stand, 'auditor'), logIn(stand, 'unit1')]);
});

afterAll(() => stand.close());

async function act(client: Client, type: string, payload: object): Promise<void> {
  const answer = await client.act(caseId, type, payload);
  expect([type, answer.status, answer.body.detail]).toEqual([type, 200, undefined]);
}

describe('an auditor', () => {
  it('sees the case at any moment, on both axes of time', async () => {
    const then = await auditor.get(`/cases/${caseId}/replay?at=2025-03-06T09:00:00%2B08:00`);
    expect(then.body).toMatchObject({
      now: {
        state: { stage: 'rectifying', overdue: {} },
        ball: { with: 'post', post: 'unit.head', organisation: 'U1' },
        duties: [{ standing: 'running', holder: { post: 'unit.head' } }],
      },
    });
    // No engine ran: it was due and had not fired.
    const due = await auditor.get(`/cases/${caseId}/replay?at=2025-03-11T09:00:00%2B08:00`);
    expect(due.body.now).toMatchObject({
      state: { overdue: { 'hazard.T3.rectify': {} } },
      ball: { with: 'engine', reason: 'hazard.T3.rectify' },
    });
    // The engine wrote the lapse of the 11th when the unit came on the 12th.
    const known = await auditor.get(`/cases/${caseId}/replay?at=2025-03-11&knownAt=2025-03-11T09:00:00%2B08:00`);
    expect(known.body.now.state.overdue).toEqual({});
    expect(known.body.skipped).toContainEqual(expect.objectContaining({ type: 'DeadlineLapsed', why: 'unrecorded' }));
    expect((await auditor.get(`/cases/${caseId}/replay?at=yesterday`)).body.fields).toHaveProperty('at');
    expect((await auditor.get(`/cases/${caseId}/replay?at=2020-01-01`)).body).not.toHaveProperty('now');
  });

  it('goes through it step by step, refused inputs beside it; a page at a time', async () => {
    const { body } = await auditor.get(`/cases/${caseId}/steps?limit=3`);
    expect(body.steps.map((step: { type: string }) => step.type)).toEqual([
      'HazardReported',
      'HazardGraded',
      'RectificationOrdered',
    ]);
    const rest = await auditor.get(`/cases/${caseId}/steps?after=4&limit=100`);
    expect(rest.body.steps[0].refusedBefore).toMatchObject([{ label: '销号', code: 'not-allowed-now' }]);
    expect(rest.body.steps.at(-1)).toMatchObject({ seq: body.total, ball: { after: { post: 'street.safetyOffice' } } });
    expect(rest.text).not.toContain('example.test');
    expect((await unit.get(`/cases/${caseId}/steps?after=4&limit=100`)).body.steps[0].refusedBefore).toEqual([]);
  });

  it('learns why: deadline, tier, message, refusal', async () => {
    const { body } = await auditor.get(`/cases/${caseId}/explain`);
    expect(body).toMatchObject({
      tiers: [{ tier: 'T3', row: { id: 't3' } }],
      refusals: [{ type: 'closeOut' }],
      messages: expect.arrayContaining([expect.objectContaining({ because: expect.any(String) })]),
    });
    const clock = await auditor.get(`/cases/${caseId}/explain/hazard.T3.rectify`);
    expect(clock.body).toMatchObject({ state: 'ended', rule: { holder: 'unit' }, earlier: [] });
    expect(clock.body.table.length).toBeGreaterThan(7);
  });

  it('sees the verdicts, and each overdue day with its one owner', async () => {
    const { body } = await auditor.get(`/cases/${caseId}/verdicts`);
    expect(body.verdicts.find((one: { duty: string }) => one.duty === 'hazard.T3.rectify')).toMatchObject({
      outcome: 'late',
      recorded: { daysLate: 2 },
      accountable: { post: 'unit.head', organisation: 'U1' },
    });
    expect((await auditor.get(`/cases/${caseId}/attribution`)).body).toMatchObject({
      overdueDays: 2,
      shares: [{ owner: { kind: 'holder', post: 'unit.head', organisation: 'U1' }, days: 2 }],
      engine: { firings: expect.arrayContaining([expect.objectContaining({ clock: 'hazard.T3.rectify', hours: 33 })]) },
    });
  });

  it('is shown beside a verdict what a later calendar would say; the verdict and whose it is stay', async () => {
    // As if 10 March, the last day, had turned out a holiday.
    const file = shipped('calendar.cn-2024-2026.json') as { holidaysOnWeekdays: string[] };
    const body = JSON.stringify({
      ...file,
      id: 'cn-later',
      holidaysOnWeekdays: [...file.holidaysOnWeekdays, '2025-03-10'].sort(),
    });
    const after = { lineage: 'cn-2024-2026', edition: 2, supersedes: 'cn-2024-2026' };
    await publishCalendar(stand.db.knex, { id: 'cn-later', body, publishedAt: stand.clock.now, after });
    const { verdicts } = (await auditor.get(`/cases/${caseId}/verdicts`)).body;
    expect(verdicts.find((one: { duty: string }) => one.duty === 'hazard.T3.rectify')).toMatchObject({
      recorded: { daysLate: 2, lastDay: '2025-03-10' },
      beside: [
        { mark: 'calendar', calendar: 'cn-later', says: { result: 'late', daysLate: 1, lastDay: '2025-03-11' } },
      ],
    });
  });

  it('takes the fact sheet with him, names from the registers; the unit does not', async () => {
    const { body, text } = await auditor.get(`/cases/${caseId}/fact-sheet`);
    expect(text).toContain('人员unit1');
    expect(text).not.toContain('13900000000');
    for (const { sentences } of body.sections)
      for (const { events } of sentences) expect(events.length).toBeGreaterThan(0);
    const docx = await auditor.get(`/cases/${caseId}/fact-sheet.docx`);
    expect([docx.status, docx.text.slice(0, 2)]).toEqual([200, 'PK']);
    expect(docx.headers.get('content-disposition')).toContain(encodeURIComponent('责任倒查事实表'));
    const pdf = await auditor.get(`/cases/${caseId}/fact-sheet.pdf`);
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-']);
    expect((await unit.get(`/cases/${caseId}/fact-sheet`)).status).toBe(403);
  });

  it('is on record with each look and its reason, for auditors and administrators', async () => {
    await auditor.get(`/cases/${caseId}/replay?reason=${encodeURIComponent('年度抽查')}`);
    await auditor.get(`/cases/${caseId}/events?reason=${encodeURIComponent('年度抽查')}`);
    await unit.get(`/cases/${caseId}/events`);
    const admin = await logIn(stand, 'admin');
    const { body } = await admin.get(`/access-log?object=${caseId}&limit=3`);
    expect(body.accesses).toMatchObject([
      { account: 'unit1', act: 'read-events' },
      { account: 'auditor', person: 'p-auditor', act: 'read-events', detail: '年度抽查' },
      { account: 'auditor', act: 'replay', detail: '年度抽查' },
    ]);
    expect((await unit.get(`/access-log?object=${caseId}`)).status).toBe(403);
    expect((await admin.get('/access-log?colour=red')).body.fields).toHaveProperty('colour');
  });
});
