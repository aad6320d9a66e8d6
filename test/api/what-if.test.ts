import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillLedger } from '../../bench/generated-ledger.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { sampleOffice } from '../../src/cli/office.ts';
import { terms } from '../core/office.ts';
import { type Answer, type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let events = 0;
beforeAll(async () => {
  stand = await startStand();
  if (stand.db.dialect !== 'sqlite') throw new Error('the generated ledger is an SQLite one');
  const filled = fillLedger(stand.db, { seed: 5, events: 4_000, terms });
  events = filled.events;
  stand.clock.now = filled.until;
  office = await logIn(stand, 'office');
});
afterAll(() => stand.close());

function draft(days = 20, more: object = {}): object {
  const rules = JSON.parse(readFileSync(new URL('../../data/rules.default.json', import.meta.url), 'utf8'));
  for (const deadline of rules.deadlines) if (deadline.id === 'hazard.T2.rectify') deadline.duration.value = days;
  return { ...rules, id: 'draft-20', ...more };
}

const WHOLE = { from: '2025-01-01', to: '2026-12-31' };

async function ended(job: string): Promise<Answer> {
  for (;;) {
    const answer = await office.get(`/rules/what-if/${job}`);
    if (answer.status !== 200 || answer.body.state !== 'running') return answer;
  }
}

describe('a what-if of a draft that is kept', () => {
  it('is written down with the hash of what was tried, and opens the way to approval', async () => {
    const kept = await office.post('/rules/drafts', {
      rules: draft(21, { id: 'kept-21', effectiveFrom: '2026-04-01' }),
      reason: '缩短期限',
    });
    expect(kept.status).toBe(201);
    expect((await office.post('/rules/drafts/nothing/what-if', {})).status).toBe(404);
    const started = await office.post('/rules/drafts/kept-21/what-if', WHOLE);
    expect(started).toMatchObject({ status: 202, body: { draft: 'kept-21' } });
    const { body } = await ended(started.body.job);
    expect(body.state).toBe('done');
    const { history } = (await office.get('/rules/kept-21')).body;
    expect(history.at(-1)).toMatchObject({ act: 'whatIf', contentHash: kept.body.contentHash });
    expect(JSON.parse(history.at(-1).detail)).toEqual({
      ...WHOLE,
      cases: body.report.cases,
      casesNewlyLate: body.report.headline.casesNewlyLate,
      casesNoLongerLate: body.report.headline.casesNoLongerLate,
      different: 0,
    });
    await office.delete(`/rules/what-if/${started.body.job}`);
  });

  it('then a colleague approves, it is published for a day to come, and only what is found from then on is under it', async () => {
    const scenarios = JSON.parse(readFileSync(new URL('../../data/scenarios.json', import.meta.url), 'utf8'));
    scenarios.scenarios = scenarios.scenarios.filter(({ id }: { id: string }) => id === 't3-on-time');
    expect((await office.post('/rules/drafts/kept-21/test', { scenarios })).body.failed).toBe(0);
    expect((await office.post('/rules/drafts/kept-21/approve', {})).body.code).toBe('approval-by-author');
    // The linter asks whether every post of the rules is held by somebody.
    const { organisations, posts } = sampleOffice();
    await saveRegisters(stand.db.knex, { organisations, posts });
    const chief = await logIn(stand, 'chief');
    const approved = await chief.post('/rules/drafts/kept-21/approve', {});
    expect([approved.status, approved.body.code]).toEqual([200, undefined]);
    const published = await office.post('/rules/drafts/kept-21/publish', { effectiveFrom: '2026-04-01' });
    expect([published.status, published.body.effectiveFrom]).toEqual([200, '2026-04-01']);
    const [old] = await stand.ledger.openCases(undefined, 1);
    const before = stand.clock.now;
    stand.clock.now = '2026-04-02T09:00:00+08:00';
    const grid = await logIn(stand, 'grid1');
    const fresh = await grid.post('/hazards', hazard('U1', { found: '2026-04-02T08:40:00+08:00' }));
    expect(fresh.status).toBe(201);
    events++;
    expect((await stand.ledger.state(fresh.body.caseId))?.ruleSet).toBe('kept-21');
    expect((await stand.ledger.state(old?.caseId ?? ''))?.ruleSet).toBe('default-2025');
    stand.clock.now = before;
    office = await logIn(stand, 'office');
  });
});

describe('a what-if as a job', () => {
  it('is started, watched while the API answers others, read, drilled into and deleted', async () => {
    const started = await office.post('/rules/what-if', { draft: draft(), ...WHOLE });
    expect(started).toMatchObject({ status: 202, body: { state: 'running', draft: 'draft-20', from: '2025-01-01' } });
    const { job } = started.body;

    const busy = await office.post('/rules/what-if', { draft: draft() });
    expect(busy).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    const asked = performance.now();
    expect((await office.get('/health')).status).toBeLessThan(600);
    expect(performance.now() - asked).toBeLessThan(2_000);

    const { body } = await ended(job);
    expect(body).toMatchObject({
      state: 'done',
      progress: { phase: 'done', total: 2 * events },
      report: { events, faithful: { different: 0 } },
    });
    expect(body.report.headline.casesNewlyLate).toBeGreaterThan(0);

    const page = await office.get(`/rules/what-if/${job}/lists?list=newlyLate&limit=2`);
    expect(page.body.total).toBe(body.report.newlyLate);
    expect(page.body.rows).toHaveLength(2);
    const rest = await office.get(`/rules/what-if/${job}/lists?list=newlyLate&offset=1&limit=1`);
    expect(rest.body.rows).toEqual([page.body.rows[1]]);

    const { caseId } = page.body.rows[0];
    const near = await office.get(`/rules/what-if/${job}/cases/${caseId}`);
    const recorded = await stand.ledger.events(caseId);
    const own = near.body.own.filter((event: { caseId: string }) => event.caseId === caseId);
    expect(own.slice(0, recorded.length).map((event: { hash: string }) => event.hash)).toEqual(
      recorded.map((event) => event.hash),
    );
    expect(JSON.stringify(near.body.draft)).not.toBe(JSON.stringify(near.body.own));
    expect((await office.get(`/rules/what-if/${job}/cases/H-1999-000001`)).status).toBe(404);

    expect((await office.get('/rules/what-if')).body.jobs[0]).toMatchObject({ job, state: 'done' });
    expect((await office.delete(`/rules/what-if/${job}`)).status).toBe(204);
    expect((await office.get(`/rules/what-if/${job}`)).status).toBe(404);
  });

  it('is stopped within a second and leaves nothing', async () => {
    const { job } = (await office.post('/rules/what-if', { draft: draft(), ...WHOLE })).body;
    while ((await office.get(`/rules/what-if/${job}`)).body.progress.phase === 'reading');
    const asked = performance.now();
    expect((await office.delete(`/rules/what-if/${job}`)).status).toBe(204);
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect((await office.get('/rules/what-if')).body.jobs).toEqual([]);
  });

  it('by default looks at the year before today', async () => {
    const { job, from, to } = (await office.post('/rules/what-if', { draft: draft() })).body;
    expect({ from, to }).toEqual({ from: '2025-03-03', to: '2026-03-03' });
    const { body } = await ended(job);
    expect(body.report.events).toBeLessThan(events);
    // What cases before the period recorded to be counted is known all the same.
    expect(body.report.faithful.different).toBe(0);
    await office.delete(`/rules/what-if/${job}`);
  });
});

describe('a what-if that cannot be', () => {
  it('a calendar that nobody has published: the job fails and says which', async () => {
    const { job } = (await office.post('/rules/what-if', { draft: draft(20, { calendar: 'cn-2099' }), ...WHOLE })).body;
    expect((await ended(job)).body).toMatchObject({
      state: 'failed',
      problem: { code: 'terms-unknown', detail: expect.stringContaining('工作日历 cn-2099') },
    });
    expect((await office.get(`/rules/what-if/${job}/lists?list=newlyLate`)).status).toBe(404);
    await office.delete(`/rules/what-if/${job}`);
  });

  it.each([
    ['no draft', {}, 422],
    ['two drafts', { draft: {}, draftId: 'x' }, 422],
    ['a draft that is no rule set', { draft: { schema: 'duban-rules-v1' } }, 422],
    ['a draft that is not there', { draftId: 'no-such-draft' }, 404],
    ['a day that does not exist', { draft: {}, from: '2025-02-30' }, 422],
    ['an end before the beginning', { draft: {}, from: '2025-03-02', to: '2025-03-01' }, 422],
    ['a field that nobody reads', { draft: {}, days: 7 }, 422],
  ])('%s', async (_, body, status) => {
    const answer = await office.post('/rules/what-if', body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(/[一-鿿]/);
    expect((await office.get('/rules/what-if')).body.jobs).toEqual([]);
  });

  it('for posts that do not see the whole street', async () => {
    for (const name of ['grid1', 'unit1', 'nobody']) {
      const other = await logIn(stand, name);
      expect((await other.post('/rules/what-if', { draft: draft() })).status).toBe(403);
      expect((await other.get('/rules/what-if')).status).toBe(403);
    }
  });
});
