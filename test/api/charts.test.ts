import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { charts, KIND_NAMES } from '../../src/core/index.ts';
import { type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
});
afterAll(() => stand.close());

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe('the diagram of a kind', () => {
  it.each(KIND_NAMES)(
    '%s: every state stands somewhere, apart from the others, and every move is drawn between its states',
    async (kind) => {
      const { status, body } = await office.get(`/charts/${kind}`);
      expect(status).toBe(200);
      expect(body.regions.map((one: { region: string }) => one.region)).toEqual(Object.keys(charts[kind].initial));
      for (const { region, nodes, edges, width, height } of body.regions) {
        const ids = nodes.map((node: { id: string }) => node.id);
        expect(
          nodes.filter((node: { initial: boolean }) => node.initial).map((node: { id: string }) => node.id),
        ).toEqual([charts[kind].initial[region]]);
        for (const [i, node] of nodes.entries()) {
          expect(node.label).toMatch(/[一-鿿]/);
          expect(node.x >= 0 && node.y >= 0 && node.x + node.width <= width && node.y + node.height <= height).toBe(
            true,
          );
          for (const other of nodes.slice(i + 1))
            expect([node.id, other.id, apart(node, other)]).toEqual([node.id, other.id, true]);
        }
        for (const edge of edges) {
          expect(ids).toEqual(expect.arrayContaining([edge.from, edge.to]));
          expect(edge.points.length).toBeGreaterThanOrEqual(2);
          expect(edge.label).toMatch(/[一-鿿]/);
          for (const event of edge.events) expect(charts[kind].events).toContain(event);
        }
      }
    },
  );

  it('knows no kind that there is not', async () => {
    expect((await office.get('/charts/nothing')).status).toBe(422);
  });
});

describe('the path of a case', () => {
  it('is what was taken, where it is, and what is open to whom', async () => {
    const { body } = await office.post('/hazards', hazard('U1'));
    await office.act(body.caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
    const path = await office.get(`/cases/${body.caseId}/path`);
    expect(path.body.taken).toMatchObject([
      { region: 'main', from: 'identified', to: 'graded', seq: 2, label: '定级' },
    ]);
    expect(path.body.regions.main).toBe('graded');
    expect(path.body.open).toContainEqual({
      command: 'orderRectification',
      label: expect.any(String),
      mine: true,
      region: 'main',
      from: 'graded',
      to: 'ordered',
    });
    const unit1 = await logIn(stand, 'unit1');
    const seen = await unit1.get(`/cases/${body.caseId}/path`);
    expect(seen.body.open.find((one: { command: string }) => one.command === 'orderRectification').mine).toBe(false);
    expect((await (await logIn(stand, 'unit2')).get(`/cases/${body.caseId}/path`)).status).toBe(404);
  });
});

describe('the duties of a case', () => {
  it('are called what the rules call them, with the unit in which they count', async () => {
    const { body } = await office.post('/hazards', hazard('U1'));
    await office.act(body.caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
    const { clocks, verdicts } = (await office.get(`/cases/${body.caseId}`)).body;
    const dispatch = clocks.find((one: { id: string }) => one.id === 'hazard.dispatch');
    expect(dispatch).toMatchObject({ label: '派发', unit: 'workingDay' });
    expect(clocks.every(({ label }: { label: string }) => /[一-鿿]/.test(label))).toBe(true);
    expect(verdicts.map(({ label }: { label: string }) => label)).toContain('定级审核');
    const { labels, fields } = (await office.get(`/cases/${body.caseId}/events`)).body;
    expect(fields).toMatchObject({ 'reportHazard.where': '部位', 'gradeHazard.estimatedDays': '预计整改天数' });
    expect(labels).toMatchObject({ 'hazard.grade': '定级审核', 'hazard.dispatch/reminder': dispatch.label });
  });
});
