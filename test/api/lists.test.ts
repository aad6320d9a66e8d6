import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, hazard, logIn, type Stand, startStand } from './stand.ts';

let stand: Stand;
let office: Client;
const ids: string[] = [];

const PLACES = ['疏散通道', '配电间', '二楼仓库', '锅炉房', 'A1栋天台', '地下车库'];

beforeAll(async () => {
  stand = await startStand();
  office = await logIn(stand, 'office');
  for (const [i, where] of PLACES.entries()) {
    const { body } = await office.post('/hazards', hazard(i % 2 === 0 ? 'U1' : 'U2', { where, what: `第${i}处问题` }));
    ids.push(body.caseId);
  }
  await office.act(ids[1] as string, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
});
afterAll(() => stand.close());

const found = async (query: string, client = office): Promise<readonly string[]> => {
  const { status, body } = await client.get(`/cases?${query}`);
  expect(status).toBe(200);
  expect(body.total).toBe(body.cases.length);
  return body.cases.map((one: { caseId: string }) => one.caseId);
};
const search = (q: string, client = office) => found(`q=${encodeURIComponent(q)}`, client);

describe('the list of cases', () => {
  it('says of each case what happens next, and whose it is by name', async () => {
    const { body } = await office.get(`/cases?q=${ids[0]}`);
    expect(body.cases[0]).toMatchObject({
      caseId: ids[0],
      unitName: '一厂',
      organisationName: '前村',
      sentence: {
        text: '街道安办须于 3 月 4 日前完成定级；逾期将改由代理人办理，并将报告街道安办主任',
        light: 'green',
        holder: { post: 'street.safetyOffice', name: '街道安办' },
        clock: 'hazard.grade',
      },
    });
    const detail = await office.get(`/cases/${ids[0]}`);
    expect(detail.body.sentence).toEqual(body.cases[0].sentence);
    const desk = await office.get('/desk');
    expect(desk.body.items.find((item: { caseId: string }) => item.caseId === ids[0]).sentence.text).toBe(
      body.cases[0].sentence.text,
    );
  });

  it('filters by several values of one kind, by place with all below it, by holder and by measure', async () => {
    expect(await found('tier=T3')).toEqual([ids[1]]);
    expect((await found('stage=graded,identified')).length).toBe(6);
    expect((await found('stage=graded')).length).toBe(1);
    expect((await found('org=V1')).length).toBe(3);
    expect(await found('org=S')).toEqual([]);
    expect((await found('org=S&tree=true')).length).toBe(6);
    expect((await found('holder=street.safetyOffice')).length).toBe(6);
    expect(await found('holder=unit.head@U1')).toEqual([]);
    expect((await found('measure=12')).length).toBe(6);
    expect(await found('measure=15')).toEqual([]);
    expect(await found('kind=matter,tipoff')).toEqual([]);
    expect((await found('openedFrom=2025-03-03&openedBefore=2025-03-04')).length).toBe(6);
    expect(await found('openedBefore=2025-03-03')).toEqual([]);
  });

  it('finds Chinese words of two characters, single ones, parts of a number, units and people by name', async () => {
    expect(await search('通道')).toEqual([ids[0]]);
    expect(await search('疏散通')).toEqual([ids[0]]);
    expect(await search('房')).toEqual([ids[3]]);
    expect(await search('通散')).toEqual([]);
    expect(await search('a1')).toEqual([ids[4]]);
    expect(await search('Ａ１栋')).toEqual([ids[4]]);
    expect(await search(ids[2] as string)).toEqual([ids[2]]);
    expect((await search('二厂')).length).toBe(3);
    expect((await search('人员head1')).length).toBe(3);
    expect(await search('二厂 配电')).toEqual([ids[1]]);
    expect(await search('二厂 通道')).toEqual([]);
    for (const q of ['"', '*', "'; DROP", 'a OR b', '(', '楼 AND', '-', 'NEAR(', '::', '&|!'])
      expect((await office.get(`/cases?q=${encodeURIComponent(q)}`)).status, q).toBe(200);
  });

  it('shows what was recorded a moment ago', async () => {
    const before = (await search('楼梯间')).length;
    const { body } = await office.post('/hazards', hazard('U1', { where: '楼梯间', what: '杂物' }));
    ids.push(body.caseId);
    expect((await search('楼梯间')).length).toBe(before + 1);
    await office.act(body.caseId, 'gradeHazard', { facts: { threatensLife: true } });
    expect(await found('tier=T0')).toEqual([body.caseId]);
  });

  it.each(['consequence', 'due', 'opened'])('by %s: page by page each case once, and all of them', async (sort) => {
    const seen: string[] = [];
    let page: Answer;
    let cursor = '';
    do {
      page = await office.get(`/cases?sort=${sort}&limit=2${cursor}`);
      expect(page.body.total).toBe(ids.length);
      seen.push(...page.body.cases.map((one: { caseId: string }) => one.caseId));
      cursor = `&cursor=${page.body.cursor}`;
    } while (page.body.cursor !== undefined);
    expect([...seen].sort()).toEqual([...ids].sort());
    // The imminent one is due within minutes: what it is sorted by brings it first.
    if (sort !== 'opened') expect(seen[0]).toBe(ids.at(-1));
  });

  it('overdue ones come first by consequence', async () => {
    stand.clock.now = '2025-03-06T09:00:00+08:00';
    await stand.ledger.settle(ids[2] as string);
    office = await logIn(stand, 'office');
    const { body } = await office.get('/cases?sort=consequence&limit=1');
    expect(body.cases[0]).toMatchObject({ caseId: ids[2], overdue: true, sentence: { light: 'red', daysLate: 2 } });
    expect(await found('overdue=true')).toEqual([ids[2]]);
    expect(await found('late=true')).toEqual([ids[2]]);
  });

  it('shows and counts for each only what he may see, whatever is searched', async () => {
    const unit1 = await logIn(stand, 'unit1');
    const admin = await logIn(stand, 'admin');
    const own = await found('', unit1);
    expect(own.length).toBe(4);
    expect(await search('二厂', unit1)).toEqual([]);
    expect(await search('配电', unit1)).toEqual([]);
    expect(await found('org=V2', unit1)).toEqual([]);
    expect(await found('', admin)).toEqual([]);
  });

  it('stands with the cases around it, each with its sentence', async () => {
    const caseId = ids[3] as string;
    await office.act(caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
    const ordered = await office.act(caseId, 'orderRectification');
    const { seq, effects } = ordered.body.event;
    const nth = effects.findIndex((effect: { do: string }) => effect.do === 'issueNotice');
    const paper = await office.post(`/cases/${caseId}/notices`, { seq, nth });
    expect(paper.status).toBe(200);
    const around = await office.get(`/cases/${caseId}/related`);
    expect(around.body.opened).toMatchObject([{ caseId: paper.body.caseId, kind: 'notice' }]);
    expect(around.body.opened[0].sentence.text).toContain('签发');
    expect((await office.get(`/cases/${paper.body.caseId}/related`)).body.opener).toMatchObject({ caseId });
    // A draft is not yet said to the unit.
    const unit2 = await logIn(stand, 'unit2');
    expect((await unit2.get(`/cases/${caseId}/related`)).body).toEqual({ opened: [] });
  });

  it('refuses what is no filter, with the field', async () => {
    for (const query of ['sort=x', 'kind=x', 'measure=99', 'overdue=1', 'limit=1000', 'openedFrom=x', 'nonsense=1']) {
      const { status, body } = await office.get(`/cases?${query}`);
      expect([query, status, body.code]).toEqual([query, 422, 'invalid']);
    }
  });
});

describe('views that somebody keeps', () => {
  it('are his own: saved, changed, forgotten', async () => {
    const chief = await logIn(stand, 'chief');
    expect((await office.put('/views/late', { label: '逾期的', query: { overdue: 'true' } })).status).toBe(200);
    await office.put('/views/late', { label: '我的逾期', query: { overdue: 'true', sort: 'due' } });
    const { body } = await office.get('/views');
    expect(body.views).toMatchObject([{ id: 'late', label: '我的逾期', query: { overdue: 'true', sort: 'due' } }]);
    expect((await chief.get('/views')).body.views).toEqual([]);
    expect((await chief.delete('/views/late')).status).toBe(404);
    expect((await office.put('/views/x', { label: '', query: {} })).status).toBe(422);
    expect((await office.delete('/views/late')).status).toBe(204);
    expect((await office.get('/views')).body.views).toEqual([]);
  });
});
