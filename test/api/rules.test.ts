import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import rulesFile from '../../data/rules.default.json' with { type: 'json' };
import scenariosFile from '../../data/scenarios.json' with { type: 'json' };
import { saveRegisters } from '../../db/organisation.ts';
import { sampleOffice } from '../../src/cli/office.ts';
import { type Loose, NOTICE_2027 } from '../core/later-terms.ts';
import { type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let office2: Client;
let chief: Client;
let grid: Client;
beforeAll(async () => {
  stand = await startStand();
  const { label: _, ...registers } = sampleOffice();
  await saveRegisters(stand.db.knex, { organisations: registers.organisations, posts: registers.posts });
  await moveTo(stand.clock.now);
});
afterAll(() => stand.close());

/** Sets the clock; sessions end when nobody has used them for so long, so everybody logs in again. */
async function moveTo(at: string): Promise<void> {
  stand.clock.now = at;
  office = await logIn(stand, 'office');
  office2 = await logIn(stand, 'office2');
  chief = await logIn(stand, 'chief');
  grid = await logIn(stand, 'grid1');
}

function strict(id: string, change: (rules: Loose) => void = () => {}) {
  const rules: Loose = { ...structuredClone(rulesFile), id, effectiveFrom: '2025-04-01' };
  rules.deadlines.find((rule: { id: string }) => rule.id === 'hazard.T1.rectify').duration.value = 45;
  change(rules);
  return rules;
}
const REASON = '缩短期限';
/** The shipped scenarios, or one of them. */
const scenarios = (only?: string) => ({
  ...scenariosFile,
  scenarios: scenariosFile.scenarios.filter(({ id }) => only === undefined || id === only),
});

describe('rule sets over HTTP', () => {
  it('the whole path of an official: copy, shorten, lint, compare, have a colleague approve, publish; new cases use it', async () => {
    const inForce = await grid.get('/rules/default-2025');
    expect([inForce.status, inForce.body.standing]).toEqual([200, 'inForce']);
    const drafted = await office.post('/rules/drafts', { rules: strict('strict-2025'), reason: REASON });
    expect([
      drafted.status,
      drafted.body.state,
      drafted.body.findings.filter((one: { severity: string }) => one.severity === 'error'),
    ]).toEqual([201, 'draft', []]);
    expect((await office.post('/rules/drafts/strict-2025/lint', {})).body).toMatchObject({ errors: 0 });
    expect(
      (await grid.get('/rules/diff?from=default-2025&to=strict-2025')).body.changes.map(
        (one: { sentence: string }) => one.sentence,
      ),
    ).toEqual(['“重大隐患整改”期限 由 90 日 改为 45 日', '生效日 由 2025-01-01 改为 2025-04-01']);

    const own = await office.post('/rules/drafts/strict-2025/approve', {});
    expect([own.status, own.body.code]).toEqual([403, 'approval-by-author']);
    expect((await office.post('/rules/drafts/strict-2025/publish', {})).body.code).toBe('not-approved');
    const changed = await office.put('/rules/drafts/strict-2025', {
      rules: strict('strict-2025', (rules) => Object.assign(rules, { label: '从严' })),
      reason: '改名',
      revision: 1,
    });
    expect([changed.status, changed.body.revision]).toEqual([200, 2]);
    expect(
      (await office.put('/rules/drafts/strict-2025', { rules: strict('strict-2025'), reason: '再改', revision: 1 }))
        .body.code,
    ).toBe('draft-stale');
    const untried = await chief.post('/rules/drafts/strict-2025/approve', {});
    expect([untried.status, untried.body.code]).toEqual([409, 'not-tested']);
    const failing = await office.post('/rules/drafts/strict-2025/test', { scenarios: scenarios() });
    // The shipped scenarios expect ninety days: those that come to the end of them differ, and say so.
    expect([failing.status, failing.body.failed > 0]).toEqual([200, true]);
    expect((await chief.post('/rules/drafts/strict-2025/approve', {})).body.code).toBe('test-failed');
    const tried = await office.post('/rules/drafts/strict-2025/test', { scenarios: scenarios('t3-on-time') });
    expect(tried.body).toEqual({
      contentHash: changed.body.contentHash,
      passed: 1,
      failed: 0,
      scenarios: [{ id: 't3-on-time', title: expect.any(String), ok: true, differences: [] }],
    });
    const approved = await chief.post('/rules/drafts/strict-2025/approve', { contentHash: changed.body.contentHash });
    expect([approved.status, approved.body.approvedBy]).toEqual([200, 'p-chief']);
    const published = await office.post('/rules/drafts/strict-2025/publish', { effectiveFrom: '2025-04-01' });
    expect([published.status, published.body.effectiveFrom]).toEqual([200, '2025-04-01']);

    const exported = await grid.get('/rules/strict-2025/export');
    expect(createHash('sha256').update(exported.text).digest('hex')).toBe(published.body.contentHash);
    expect(
      (await grid.get('/rules')).body.rules.map((one: { id: string; standing: string }) => [one.id, one.standing]),
    ).toEqual([
      ['strict-2025', 'scheduled'],
      ['default-2025', 'inForce'],
    ]);
    expect((await grid.get('/rules/strict-2025')).body.history.map((one: { act: string }) => one.act)).toEqual([
      'drafted',
      'edited',
      'tested',
      'tested',
      'approved',
      'published',
    ]);

    const old = (await grid.post('/hazards', hazard())).body.caseId;
    await moveTo('2025-04-01T09:00:00+08:00');
    const fresh = (await grid.post('/hazards', hazard('U1', { found: '2025-04-01T08:40:00+08:00' }))).body.caseId;
    expect([(await stand.ledger.state(old))?.ruleSet, (await stand.ledger.state(fresh))?.ruleSet]).toEqual([
      'default-2025',
      'strict-2025',
    ]);

    // The old case is moved by an order, after a dry run that changes nothing.
    const order = {
      commandId: 'order-1',
      document: '街办〔2025〕9号',
      approver: 'street.leader',
      reason: '统一标准',
      cases: [old],
    };
    expect((await office.post('/rules/strict-2025/adopt', order)).body).toMatchObject({
      dryRun: true,
      cases: [{ caseId: old, outcome: 'moves' }],
    });
    expect((await stand.ledger.state(old))?.ruleSet).toBe('default-2025');
    expect((await office.post('/rules/strict-2025/adopt', { ...order, dryRun: false })).body.cases[0].outcome).toBe(
      'moved',
    );
    expect((await stand.ledger.state(old))?.ruleSet).toBe('strict-2025');
    expect((await office.post('/rules/strict-2025/withdraw', { reason: '再议' })).body.code).toBe('already-in-force');
  });

  it('bad rule sets are refused with path and Chinese reason, and nothing is stored', async () => {
    const before = (await grid.get('/rules')).body.rules.length;
    const bad = await office.post('/rules/drafts', {
      rules: strict('bad', (rules) =>
        Object.assign(rules.deadlines[0], { duration: { value: -1, unit: 'day' }, colour: 'red' }),
      ),
      reason: REASON,
    });
    expect([bad.status, bad.body.code]).toEqual([422, 'rule-set-invalid']);
    expect(bad.body.fields).toMatchObject({
      'deadlines.0.duration.value': '时长应为正整数',
      'deadlines.0.colour': '没有这个字段，请检查拼写',
    });
    const hanging = await office.post('/rules/lint', {
      rules: strict('bad', (rules) => Object.assign(rules.tierTable.rows[0], { when: "'a'.matches('(a+)+$')" })),
    });
    expect([hanging.status, hanging.body.fields['tierTable.rows.0.when']]).toEqual([
      422,
      expect.stringContaining('不允许使用 matches()'),
    ]);
    expect((await office.post('/rules/drafts', { rules: strict('bad') })).body.fields).toHaveProperty('reason');
    expect((await office.post('/rules/drafts', { rules: strict('default-2025'), reason: REASON })).body.code).toBe(
      'rule-set-id-taken',
    );
    expect((await grid.get('/rules')).body.rules.length).toBe(before);

    const cyclic = await office.post('/rules/drafts', {
      rules: strict('cyclic', (rules) => Object.assign(rules.ladders[0].rungs[1].trigger.any[0], { afterRung: 2 })),
      reason: REASON,
    });
    expect(cyclic.status).toBe(201);
    const refused = await office2.post('/rules/drafts/cyclic/approve', {});
    expect([refused.status, refused.body.code, refused.body.fields]).toEqual([
      422,
      'lint-errors',
      { 'ladders.0.rungs.1.trigger': expect.stringContaining('永远到不了') },
    ]);
    expect((await office.post('/rules/cyclic/withdraw', { reason: '作废' })).body).toEqual({
      id: 'cyclic',
      outcome: 'discarded',
    });
  });

  it('a grading is tried on a rule set: row by row, with the tier of national law; nothing of it is ignored', async () => {
    const tried = await grid.post('/rules/default-2025/tier', { facts: { estimatedDays: 9 } });
    expect(tried.body).toMatchObject({ row: 't2-days', tier: 'T2', national: '一般' });
    expect(tried.body.trace.map((step: { row: string; holds: boolean }) => [step.row, step.holds])).toEqual([
      ['t0', false],
      ['t1-criteria', false],
      ['t1-stop', false],
      ['t2-days', true],
    ]);
    const criterion = await grid.post('/rules/default-2025/tier', { facts: { criterion: 'fire.6.4' } });
    expect(criterion.body).toMatchObject({ row: 't1-criteria', tier: 'T1', national: '重大' });
    const bad = await grid.post('/rules/default-2025/tier', { facts: { weather: 'fine', estimatedDays: '9' } });
    expect([bad.status, bad.body.fields]).toEqual([
      422,
      { 'facts.weather': '没有这个事实', 'facts.estimatedDays': '应为数字' },
    ]);
    const unknown = await grid.post('/rules/default-2025/tier', { facts: { criterion: 'fire.99' } });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'criterion-unknown']);
  });

  it('a sample case shows what a rule set that is not saved would do; another duration moves what it does', async () => {
    const lapse = async (days: number) => {
      const rules = strict('trial', (one) => {
        one.deadlines.find((rule: { id: string }) => rule.id === 'hazard.T2.rectify').duration.value = days;
      });
      const { status, body } = await grid.post('/rules/preview', { rules, tier: 'T2' });
      expect(status).toBe(200);
      return body.courses.nobody.events.find(
        (one: { type: string; about: string }) => one.type === 'DeadlineLapsed' && one.about === 'hazard.T2.rectify',
      )?.at;
    };
    expect(await lapse(20)).toMatch(/^2025-03-2\d/);
    expect(await lapse(40)).toMatch(/^2025-04-1\d/);
    const bad = await grid.post('/rules/preview', { rules: { id: 'x' }, tier: 'T9' });
    expect([bad.status, Object.keys(bad.body.fields)]).toEqual([422, ['tier']]);
  });

  it('a case says which tier it is in statutory reports', async () => {
    const { caseId } = (await grid.post('/hazards', hazard('U1', { found: stand.clock.now }))).body;
    expect((await office.get(`/cases/${caseId}`)).body).not.toHaveProperty('nationalTier');
    await office.act(caseId, 'gradeHazard', { facts: { threatensLife: false, criterion: 'fire.6.4' } });
    expect((await office.get(`/cases/${caseId}`)).body).toMatchObject({ tier: 'T1', nationalTier: '重大' });
  });

  it.each([
    '/rules/drafts',
    '/rules/drafts/x/approve',
    '/rules/drafts/x/publish',
    '/rules/drafts/x/test',
    '/rules/drafts/x/what-if',
    '/rules/x/withdraw',
    '/calendar',
    '/calendar/confirm',
  ])('only the office may: %s', async (path) => {
    const body = { reason: REASON, rules: {}, notice: {}, commandId: 'c', scenarios: {} };
    const allowed: { readonly [path: string]: readonly string[] } = {
      '/rules/drafts': ['rules', 'reason'],
      '/rules/x/withdraw': ['reason'],
      '/rules/drafts/x/test': ['scenarios'],
      '/calendar': ['notice'],
      '/calendar/confirm': ['commandId'],
    };
    const given = Object.fromEntries((allowed[path] ?? []).map((key) => [key, body[key as keyof typeof body]]));
    const answer = await grid.post(path, given);
    expect([answer.status, answer.body.code]).toEqual([403, 'not-your-duty']);
  });

  it('what is not there is 404', async () => {
    for (const path of [
      '/rules/nothing',
      '/rules/nothing/export',
      '/rules/diff?from=default-2025&to=nothing',
      '/calendar/nothing',
    ])
      expect([path, (await grid.get(path)).status]).toEqual([path, 404]);
    expect((await office.post('/rules/drafts/nothing/approve', {})).status).toBe(404);
  });
});

describe('calendars over HTTP', () => {
  it('a notice is imported once; days are shown by year; running cases are confirmed by it', async () => {
    await moveTo('2026-12-10T09:00:00+08:00');
    const caseId = (await grid.post('/hazards', hazard('U1', { found: '2026-12-10T08:40:00+08:00' }))).body.caseId;
    await office.act(caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } });
    await office.act(caseId, 'orderRectification');
    await office.act(caseId, 'recordService', { mode: 'inPerson' });
    const rehearsed = await office.post('/calendar', { notice: NOTICE_2027, dryRun: true });
    expect([rehearsed.status, rehearsed.body.id, rehearsed.body.dryRun]).toEqual([200, 'cn-2024-2027', true]);
    const of = (answer: typeof rehearsed) => answer.body.cases.find((one: { caseId: string }) => one.caseId === caseId);
    expect(of(rehearsed)).toMatchObject({ outcome: 'moves', changes: [{ change: 'firm', from: '2027-01-11' }] });
    expect((await grid.get('/calendar')).body.calendars).toHaveLength(1);
    expect((await stand.ledger.state(caseId))?.clocks['hazard.T2.rectify']).toMatchObject({ provisional: true });
    const imported = await office.post('/calendar', { notice: NOTICE_2027 });
    expect([imported.status, imported.body.id]).toEqual([201, 'cn-2024-2027']);
    expect(of(imported).outcome).toBe('moved');
    expect((await stand.ledger.state(caseId))?.clocks['hazard.T2.rectify']).not.toHaveProperty('provisional');
    expect((await office.post('/calendar', { notice: NOTICE_2027 })).body.code).toBe('calendar-same');
    const bad = await office.post('/calendar', { notice: { ...NOTICE_2027, makeUpDays: ['2027-03-03'] } });
    expect([bad.status, bad.body.fields]).toEqual([
      422,
      { 'makeUpDays.0': '2027-03-03 本来就是工作日，不能是调休上班日' },
    ]);
    expect((await grid.get('/calendar')).body.calendars.map((one: { id: string }) => one.id)).toEqual([
      'cn-2024-2027',
      'cn-2024-2026',
    ]);
    const year = (await grid.get('/calendar/cn-2024-2027?year=2027')).body;
    expect(year.days).toContainEqual({ day: '2027-02-14', kind: 'makeUpDay' });
    expect(year.days.every((one: { day: string }) => one.day.startsWith('2027-'))).toBe(true);

    // Nobody has to remember it; whoever asks again is told that nothing is left.
    const again = await office.post('/calendar/confirm', { commandId: 'y1' });
    expect([again.status, again.body.dryRun, of(again)]).toEqual([200, true, undefined]);
  });
});
