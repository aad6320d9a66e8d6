import { describe, expect, it } from 'vitest';
import { defaultTerms } from '../../bench/simulator.ts';
import type { CaseId } from '../../src/core/case.ts';
import type { IssueNotice } from '../../src/core/effect.ts';
import { kinds } from '../../src/core/kinds.ts';
import { documentOf } from '../../src/notices/document.ts';
import type { NoticeFacts, Source } from '../../src/notices/facts.ts';
import { finderOf } from '../../src/notices/sources.ts';
import { checkGiven, fillNotice, titleOf } from '../../src/notices/values.ts';
import { createWorld, type World } from '../../src/simulator/world.ts';
import { bundledCatalogue, ISSUE, kindOf } from './sample.ts';

const terms = defaultTerms();
const ORGANISATIONS: { readonly [id: string]: string } = { U1: '鑫垚化工仓储有限公司', V1: '盐垾村村民委员会' };
const names: NoticeFacts['names'] = {
  organisation: (id) => ORGANISATIONS[id],
  post: ({ post, organisation = '' }) =>
    post === 'village.head' ? `${ORGANISATIONS[organisation]}主任陈喆` : undefined,
  person: (id) => (id === 'p7' ? { name: '黄堃', note: '证号 YL-0018' } : undefined),
  unit: () => ({ creditCode: '91350505MA2XN4TK3B' }),
};

/** A T2 hazard, ordered and served, at which nothing more happens. */
function silentHazard(): World {
  const world = createWorld({ kinds, terms, units: { U1: { supervisor: 'V1', industry: 'textile', size: 'small' } } });
  const record = (at: string, post: string, type: string, payload: object) =>
    world.record('hazard', {
      input: 'command',
      caseId: 'H-2025-000017',
      commandId: `${type}-${at}`,
      at,
      recordedAt: at,
      type,
      payload: { ...payload },
      actor: { post, person: 'p7' },
    });
  record('2025-03-10T09:00:00+08:00', 'street.inspector', 'reportHazard', {
    unit: 'U1',
    kind: 'blockedExit',
    where: '二楼安全出口',
    what: '堆放货物堵塞安全出口',
    found: '2025-03-10T08:40:00+08:00',
    photos: ['before-1'],
  });
  record('2025-03-10T09:20:00+08:00', 'street.safetyOffice', 'gradeHazard', {
    facts: { threatensLife: false, estimatedDays: 20 },
  });
  record('2025-03-10T09:30:00+08:00', 'street.safetyOffice', 'orderRectification', { measures: '清理通道' });
  return world;
}

function served(): World {
  const world = silentHazard();
  world.record('hazard', {
    input: 'command',
    caseId: 'H-2025-000017',
    commandId: 'served',
    at: '2025-03-10T10:00:00+08:00',
    recordedAt: '2025-03-10T10:00:00+08:00',
    type: 'recordService',
    payload: { mode: 'inPerson', signedBy: '负责人' },
    actor: { post: 'street.safetyOffice' },
  });
  return world;
}

/** The facts of the first paper of a kind that the world ordered. */
function factsOf(world: World, notice: string, more: Partial<NoticeFacts> = {}): NoticeFacts {
  const event = world.log.find((one) =>
    one.effects.some((effect) => effect.do === 'issueNotice' && effect.notice === notice),
  );
  if (event === undefined) throw new Error(`nobody ordered ${notice}`);
  const effect = event.effects.find((one): one is IssueNotice => one.do === 'issueNotice' && one.notice === notice);
  const ids: CaseId[] = event.kind === 'matter' ? [event.caseId, 'H-2025-000017'] : [event.caseId];
  const cases = ids.flatMap((id) => {
    const state = world.state(id);
    return state === undefined ? [] : [{ state, events: world.events(id) }];
  });
  return { event, effect: effect as IssueNotice, cases, terms, names, on: event.at.slice(0, 10), ...more };
}

describe('where the values of a paper come from', () => {
  it('is said for every field of every kind', () => {
    const forgotten = [...bundledCatalogue().values()].flatMap((kind) =>
      kind.fields.filter(({ id }) => finderOf(kind.id, id) === undefined).map(({ id }) => `${kind.id}.${id}`),
    );
    expect(forgotten).toEqual([]);
  });

  it('a prompt fills itself from the lapse and names the records', () => {
    // given a hazard whose term has lapsed for a working day
    const world = served();
    world.runTo('2025-04-12T00:00:00+08:00');
    const kind = kindOf('prompt');
    // when the rung is due
    const { values, missing } = fillNotice(kind, factsOf(world, 'prompt'));
    // then nothing is missing, and each figure is in the event that is named
    expect(missing).toEqual([]);
    const lapse = world.log.find((event) => event.type === 'DeadlineLapsed' && event.caseId === 'H-2025-000017');
    expect(values.facts?.from).toMatchObject({ caseId: 'H-2025-000017', seq: lapse?.seq });
    const ordered = world.log.find((event) =>
      event.effects.some((one) => one.do === 'issueNotice' && one.notice === 'prompt'),
    );
    expect(values.answerBy).toEqual({
      value: ordered?.clocks.set.find(({ id }) => id === 'answer')?.lastDay,
      from: { caseId: ordered?.caseId, seq: ordered?.seq },
    });
    expect(values.requirement?.from).toEqual({ template: 'prompt' });
    const paper = documentOf(kind, values, ISSUE);
    expect(JSON.stringify(paper)).toContain('期限于2025年4月9日届满，截至2025年4月10日逾期1日仍未完成');
    expect(JSON.stringify(paper)).toContain(`（台账记录H-2025-000017第${lapse?.seq}条）`);
  });

  it('a prompt of a matter that stands on no hazard is whole as well: what was missed, since when, in which record', () => {
    const world = createWorld({ kinds, terms, units: {} });
    world.record('matter', {
      input: 'command',
      caseId: 'M-2025-000001',
      commandId: 'opened',
      at: '2025-03-05T10:00:00+08:00',
      recordedAt: '2025-03-05T10:00:00+08:00',
      type: 'openMatter',
      payload: {
        ladder: 'A',
        subjectKind: 'village',
        subjectId: 'V1',
        ground: 'dutyMissed',
        what: '年度拉网式排查',
        basis: '泉港山〔2020〕119号',
        lastDay: '2025-02-28',
        reason: '到期未报',
      },
      actor: { post: 'street.safetyOffice', person: 'p7' },
    });
    world.runTo('2025-03-06T12:00:00+08:00');
    const { values, missing } = fillNotice(kindOf('prompt'), factsOf(world, 'prompt'));
    expect(missing).toEqual([]);
    expect(values.matter?.value).toBe('盐垾村村民委员会“年度拉网式排查”履职事项');
    expect(JSON.stringify(values.facts)).toContain(
      '“年度拉网式排查”的期限于2025年2月28日届满，截至2025年3月6日逾期6日仍未完成（台账记录M-2025-000001第1条）。',
    );
  });

  it('an urging of a unit that stands on no hazard says what was missed, and names no order', () => {
    const world = createWorld({ kinds, terms, units: { U1: { supervisor: 'V1' } } });
    world.record('matter', {
      input: 'command',
      caseId: 'M-2025-000002',
      commandId: 'opened',
      at: '2025-03-05T10:00:00+08:00',
      recordedAt: '2025-03-05T10:00:00+08:00',
      type: 'openMatter',
      payload: {
        ladder: 'B',
        subjectKind: 'unit',
        subjectId: 'U1',
        ground: 'dutyMissed',
        what: '二月份安全自查',
        basis: '安全生产法第四十一条',
        lastDay: '2025-02-28',
        reason: '未报',
      },
      actor: { post: 'street.safetyOffice', person: 'p7' },
    });
    world.runTo('2025-03-06T12:00:00+08:00');
    const kind = kindOf('urgeNotice');
    const { values, missing } = fillNotice(kind, factsOf(world, 'urgeNotice'));
    expect(missing).toEqual([]);
    const printed = JSON.stringify(documentOf(kind, values, ISSUE));
    expect(printed).toContain('“二月份安全自查”的期限于2025年2月28日届满');
    expect(printed).not.toContain('所列隐患整改');
  });

  it('an urging names the order of old while there is no numbered paper, and the paper once there is', () => {
    const world = served();
    world.runTo('2025-04-12T00:00:00+08:00');
    const before = fillNotice(kindOf('urgeNotice'), factsOf(world, 'urgeNotice'));
    expect(before.missing).toEqual([]);
    expect(before.values.original?.value).toContain('2025年3月10日下达的整改要求');
    const paper = {
      caseId: 'H-2025-000017-N3.0',
      seq: 2,
      notice: 'rectificationNotice',
      title: '隐患整改通知书',
      reference: '云安办整〔2025〕9号',
      issuedOn: '2025-03-10',
    };
    const after = fillNotice(kindOf('urgeNotice'), factsOf(world, 'urgeNotice', { papers: [paper] }));
    expect(after.values.original).toEqual({
      value: '《隐患整改通知书》（云安办整〔2025〕9号，2025年3月10日）',
      from: { caseId: 'H-2025-000017-N3.0', seq: 2 },
    });
  });

  it('a rectification notice: register, events and the rule of the term, which begins with service', () => {
    const world = silentHazard();
    const { values, missing } = fillNotice(kindOf('rectificationNotice'), factsOf(world, 'rectificationNotice'));
    expect(missing).toEqual([]);
    expect(values.unit).toEqual({ value: '鑫垚化工仓储有限公司', from: { register: 'organisation', id: 'U1' } });
    expect(values.creditCode?.from).toEqual({ register: 'unit', id: 'U1' });
    expect(values.inspectedAt).toEqual({
      value: '2025-03-10T08:40:00+08:00',
      from: { caseId: 'H-2025-000017', seq: 1 },
    });
    expect(values.inspectors?.value).toEqual([{ name: '黄堃', note: '证号 YL-0018' }]);
    expect(values.due).toEqual({ value: { value: 30, unit: 'calendarDay' }, from: { rule: 'hazard.T2.rectify' } });
    const text = JSON.stringify(documentOf(kindOf('rectificationNotice'), values, ISSUE));
    expect(text).toContain('现要求你单位自本通知书送达之日起30日内完成整改');
    expect(text).toContain('清理通道');
  });

  it('no value is without a source', () => {
    const world = served();
    world.runTo('2025-08-01T00:00:00+08:00');
    const ordered = new Set(
      world.log.flatMap((event) => event.effects.flatMap((one) => (one.do === 'issueNotice' ? [one.notice] : []))),
    );
    expect(ordered.size).toBeGreaterThan(3);
    for (const notice of ordered)
      for (const [field, { from }] of Object.entries(fillNotice(kindOf(notice), factsOf(world, notice)).values))
        expect(traceable(from, world), `${notice}.${field}`).toBe(true);
  });

  it('what only a person knows is missing until it is given; what is given goes first', () => {
    const world = served();
    world.runTo('2025-08-01T00:00:00+08:00');
    const kind = kindOf('warning');
    const facts = factsOf(world, 'prompt');
    const given = { requirement: '本周内整改到位', previous: '《安全生产工作提示函》' };
    expect(fillNotice(kind, { ...facts, cases: [] }).missing).toEqual(['matter', 'facts', 'answerBy', 'previous']);
    const filled = fillNotice(kind, { ...facts, cases: [], given });
    expect(filled.missing).toEqual(['matter', 'facts', 'answerBy']);
    expect(filled.values.requirement).toEqual({ value: '本周内整改到位', from: { given: true } });
  });

  it('given values are checked field by field', () => {
    expect(checkGiven(kindOf('prompt'), { answerBy: '明天', matter: '事项', colour: 'red' })).toEqual({
      answerBy: '应为日期，例如 2025-06-30',
      colour: '本文书没有这个字段',
    });
  });

  it('a title names its subject', () => {
    expect(titleOf(kindOf('criticism'), '盐垾村')).toBe('关于盐垾村安全生产工作不力的通报');
    expect(titleOf(kindOf('prompt'), '盐垾村')).toBe('安全生产工作提示函');
  });
});

function traceable(from: Source, world: World): boolean {
  if ('caseId' in from)
    return [from, ...(from.also ?? [])].every(({ caseId, seq }) => world.events(caseId)[seq - 1]?.seq === seq);
  if ('register' in from) return from.id !== '';
  if ('rule' in from) return from.rule !== '';
  return 'template' in from && bundledCatalogue().has(from.template);
}

describe('figures that would be wrong', () => {
  const act = (world: World, at: string, caseId: CaseId, post: string, type: string, payload: object) =>
    world.record(/-[AB]\d+$/.test(caseId) ? 'matter' : 'hazard', {
      input: 'command',
      caseId,
      commandId: `${type}-${at}`,
      at,
      recordedAt: at,
      type,
      payload: { ...payload },
      actor: { post },
    });
  const HAZARD = 'H-2025-000017';

  it('given a matter that an event opened, no term is said to be over', () => {
    const world = served();
    act(world, '2025-03-12T09:00:00+08:00', HAZARD, 'street.safetyOffice', 'startMatter', {
      ladder: 'A',
      ground: 'falseReport',
      reason: '查实虚报',
    });
    world.runTo('2025-03-14T00:00:00+08:00');
    const text = JSON.stringify(fillNotice(kindOf('prompt'), factsOf(world, 'prompt')).values.facts?.value);
    expect(text).toContain('2025年3月12日，虚报（台账记录');
    expect(text).not.toMatch(/届满|逾期/);
  });

  it('given two failed acceptances, the transfer says so and counts no days', () => {
    const world = served();
    for (const day of ['11', '13'])
      for (const [hour, post, type, payload] of [
        ['09', 'unit.head', 'submitRectification', { photos: [`after-${day}`] }],
        [
          '10',
          'acceptanceTeam',
          'concludeAcceptance',
          { passed: false, conclusion: '不合格', perItem: '未清理', team: ['a', 'b', 'c'] },
        ],
      ] as const)
        act(world, `2025-03-${day}T${hour}:00:00+08:00`, HAZARD, post, type, payload);
    world.runTo('2025-03-14T08:00:00+08:00');
    act(world, '2025-03-14T10:00:00+08:00', `${HAZARD}-B1`, 'street.safetyOffice', 'signNotice', {
      notice: 'caseTransfer',
    });
    const text = JSON.stringify(fillNotice(kindOf('caseTransfer'), factsOf(world, 'caseTransfer')).values.facts?.value);
    expect(text).toContain('2025年3月13日，两次验收不合格');
    expect(text).not.toMatch(/届满|逾期/);
  });

  it('given a plan that is late, the urging names the day of rectification, not that of the plan', () => {
    const world = silentHazard();
    act(world, '2025-03-10T09:40:00+08:00', HAZARD, 'street.safetyOffice', 'regradeHazard', {
      tier: 'T1',
      reason: '复核',
    });
    act(world, '2025-03-10T10:00:00+08:00', HAZARD, 'street.safetyOffice', 'recordService', { mode: 'inPerson' });
    world.runTo('2025-03-20T00:00:00+08:00');
    const facts = factsOf(world, 'urgeNotice');
    expect(world.state(HAZARD)?.overdue).toHaveProperty(['hazard.T1.plan']);
    expect(fillNotice(kindOf('urgeNotice'), facts).values.due?.value).toBe(
      world.state(HAZARD)?.clocks['hazard.T1.rectify']?.lastDay,
    );
  });

  it('given a postponement of an earlier interview, the notice of a new one has its own hour', () => {
    const world = served();
    world.runTo('2025-04-12T00:00:00+08:00');
    const facts = factsOf(world, 'prompt');
    const put = (seq: number, interviewAt: string) => ({
      ...facts.event,
      seq,
      type: 'InterviewPostponed',
      payload: { interviewAt },
    });
    const at = (seq: number) =>
      fillNotice(kindOf('interviewNotice'), {
        ...facts,
        event: { ...facts.event, seq: 9 },
        effect: { ...facts.effect, notice: 'interviewNotice', params: { interviewAt: '2025-06-10T09:00:00+08:00' } },
        cases: facts.cases.map((one, n) =>
          n === 0 ? { ...one, events: [...one.events, put(seq, '2025-05-20T09:00:00+08:00')] } : one,
        ),
      }).values.at?.value;
    expect(at(5)).toBe('2025-06-10T09:00:00+08:00');
    expect(at(12)).toBe('2025-05-20T09:00:00+08:00');
  });

  it('given a number that is void, its paper is whole without anybody: which number, and why', () => {
    const world = served();
    world.runTo('2025-04-12T00:00:00+08:00');
    const facts = factsOf(world, 'prompt');
    const effect = {
      ...facts.effect,
      notice: 'numberVoid',
      params: { number: '云安改〔2025〕1号', title: 't', reason: '内容有误' },
    };
    const { values, missing } = fillNotice(kindOf('numberVoid'), { ...facts, effect });
    expect(missing).toEqual([]);
    expect([values.number?.value, values.reason?.value]).toEqual(['云安改〔2025〕1号', '内容有误']);
  });

  it('given a paper whose receipt begins the answer, it says so beside the last day; a prompt has one day only', () => {
    const world = served();
    world.runTo('2025-04-26T00:00:00+08:00');
    const kind = kindOf('notification');
    const { values } = fillNotice(kind, factsOf(world, 'notification'));
    expect(values.answerFrom?.value).toBe('自签收之日起5个工作日内，至迟不超过上述日期');
    const printed = JSON.stringify(documentOf(kind, values, ISSUE));
    expect(printed).toContain('前书面反馈（自签收之日起5个工作日内，至迟不超过上述日期）。');
    expect(kindOf('prompt').fields.map(({ id }) => id)).not.toContain('answerFrom');
    // A clue goes to the district by its own conditions, not in turn.
    expect(values.policy?.value).toContain('进入警示、通报、约谈等程序');
  });
});
