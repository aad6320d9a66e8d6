import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
let head1: Client;

// Hazards of two villages and three tiers, some dismissed, one late: enough that no two figures are the same by accident.
beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
  for (const [i, unit] of ['U1', 'U1', 'U1', 'U2', 'U2'].entries()) {
    const { body } = await office.post('/hazards', hazard(unit, { where: `${i}处` }));
    if (i % 2 === 0)
      await office.act(body.caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
    if (i === 1)
      await office.act(body.caseId, 'gradeHazard', { facts: { threatensLife: false, matchesMajorCriteria: true } });
    if (i === 4)
      await office.act(body.caseId, 'dismissHazard', {
        seen: '现场没有问题',
        reason: '误报',
        secondPerson: 'p-office2',
      });
  }
  stand.clock.now = '2025-03-06T09:00:00+08:00';
  for (const { caseId } of await stand.ledger.openCases(undefined, 50)) await stand.ledger.settle(caseId);
  office = await logIn(stand, 'office');
  head1 = await logIn(stand, 'head1');
});
afterAll(() => stand.close());

interface Figure {
  readonly count: number;
  readonly query: { readonly [name: string]: string };
}

/** Every figure of an answer, wherever it stands. */
function figuresIn(value: unknown): readonly Figure[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'count' in value && 'query' in value ? [value as Figure] : [];
  return [...own, ...Object.values(value).flatMap(figuresIn)];
}

describe('figures', () => {
  it.each(['village', 'tier', 'measure', 'stage', 'month'])(
    'by %s: every number opens exactly its cases, and the groups add up',
    async (by) => {
      for (const client of [office, head1]) {
        const { status, body } = await client.get(
          `/figures?from=2025-02-10&to=2025-03-31&by=${by}${client === office ? '&org=S&tree=true' : ''}`,
        );
        expect(status).toBe(200);
        const figures = figuresIn(body);
        expect(figures.some(({ count }) => count > 0)).toBe(true);
        for (const { count, query } of figures) {
          const list = await client.get(`/cases?${new URLSearchParams(query)}`);
          expect([query, list.status, list.body.total]).toEqual([query, 200, count]);
        }
        for (const what of ['open', 'opened', 'ended', 'late'])
          expect(
            body.groups.reduce((all: number, group: { [name: string]: Figure }) => all + (group[what]?.count ?? 0), 0),
          ).toBe(body.total[what].count);
        for (const { label } of body.groups) expect(label).toMatch(/[一-鿿]|T\d/);
      }
    },
  );

  it('are those of the period: new, ended, late, rate, days', async () => {
    const { body } = await office.get('/figures?from=2025-03-01&to=2025-03-31');
    expect(body.total).toMatchObject({ opened: { count: 5 }, ended: { count: 1 }, open: { count: 4 }, medianDays: 0 });
    expect(body.total.late.count).toBeGreaterThan(0);
    expect(body.total.onTimeRate).toBeCloseTo((5 - body.total.late.count) / 5);
    const before = await office.get('/figures?from=2025-01-01&to=2025-01-31');
    expect(before.body.total).toMatchObject({ opened: { count: 0 }, ended: { count: 0 } });
    expect(before.body.total.onTimeRate).toBeUndefined();
    expect(body.trend.map((one: { month: string }) => one.month)).toEqual(['2025-03']);
  });

  it('refuses a period that is none', async () => {
    for (const query of [
      'from=2025-03-02&to=2025-03-01',
      'from=x&to=2025-03-01',
      'from=1990-01-01&to=2025-03-01',
      'to=2025-03-01',
    ])
      expect((await office.get(`/figures?${query}`)).status).toBe(422);
  });
});

describe('boards', () => {
  it('have a column for each state and a card with its sentence for each case', async () => {
    const { body } = await office.get('/cases?tier=T1');
    const { caseId } = body.cases[0];
    await office.act(caseId, 'openConsultation', { issue: '治理责任', reason: '多方' });
    const board = await office.get('/boards/consultation?org=S&tree=true');
    expect(board.body.columns.map((one: { total: number }) => one.total)).toEqual([1, 0, 0, 0]);
    expect(board.body.columns.map((one: { label: string }) => one.label)).toEqual([
      '村居会商',
      '街道会商',
      '区级会商',
      '已决定',
    ]);
    for (const { total, query, cards } of board.body.columns) {
      expect(cards.length).toBe(total);
      expect((await office.get(`/cases?${new URLSearchParams(query)}`)).body.total).toBe(total);
      for (const card of cards) expect(card.sentence.text).toMatch(/[一-鿿]/);
    }
    for (const name of ['supervision', 'accountability', 'interview'])
      expect((await office.get(`/boards/${name}`)).status).toBe(200);
    expect((await office.get('/boards/none')).status).toBe(422);
  });
});
