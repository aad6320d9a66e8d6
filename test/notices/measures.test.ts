import { describe, expect, it } from 'vitest';
import type { IssueNotice } from '../../src/core/effect.ts';
import type { NoticeFacts } from '../../src/notices/facts.ts';
import { fillNotice } from '../../src/notices/values.ts';
import { happened, on as ofAccident, SERIOUS } from '../core/accident/accident-stories.ts';
import { type Story, served, story, terms } from '../core/office.ts';
import { COMMITTEE, LISTED, NOTICED, on, ROSTER_STORIES, WHY } from '../core/roster/roster-stories.ts';
import { bundledCatalogue } from './sample.ts';

const names: NoticeFacts['names'] = {
  organisation: (id) => (id === 'U1' ? '一厂' : undefined),
  post: () => undefined,
  person: () => undefined,
  unit: () => undefined,
};

/** What the last paper of a kind that a case ordered says by itself, and what is left to a person. */
function filled({ world }: Story, caseId: string, notice: string) {
  const isPaper = (one: { do: string }): one is IssueNotice =>
    one.do === 'issueNotice' && 'notice' in one && one.notice === notice;
  const event = world.events(caseId).findLast(({ effects }) => effects.some(isPaper));
  const effect = event?.effects.find(isPaper);
  const state = world.state(caseId);
  const kind = bundledCatalogue().get(notice);
  if (!event || !effect || !state || !kind) throw new Error(`nobody ordered ${notice}`);
  const cases = [{ state, events: world.events(caseId) }];
  const { values, missing } = fillNotice(kind, { event, effect, cases, terms, names, on: event.at.slice(0, 10) });
  return { values: Object.fromEntries(Object.entries(values).map(([id, { value }]) => [id, value])), missing };
}

describe('papers of the list', () => {
  it('the unit is told why, for how long, and until when it may speak', () => {
    expect(filled(story(NOTICED), 'L1', 'rosterNotice')).toMatchObject({
      values: { grounds: '两次拒绝检查人员进入', period: '自决定列入之日起365日', replyBy: '2025-03-11' },
      missing: [],
    });
  });

  it('the decision says what became of its words; the district is asked with the penalty; its end has its reason', () => {
    expect(filled(story(LISTED), 'L1', 'rosterDecision').values).toMatchObject({
      statement: '你单位的陈述申辩意见：未采纳',
      decision: '决定列入',
    });
    const silent = story(
      [...NOTICED, on('2025-03-13 09:00', 'decideEntry', { ...WHY, listed: true }, COMMITTEE)],
      '2026-03-31 09:00',
    );
    expect(filled(silent, 'L1', 'rosterDecision').values).toMatchObject({ statement: '你单位未在期限内提出陈述申辩' });
    expect(filled(silent, 'L1', 'rosterRemoval').values).toMatchObject({ reason: '列入期限届满', day: '2026-03-14' });
    const [acts] = Object.values(ROSTER_STORIES)[0] ?? [[]];
    expect(filled(story(acts), 'L1', 'rosterRecommendation').values).toMatchObject({
      penalty: '区应急罚〔2025〕1号',
      grounds: '拒不改正',
    });
  });
});

describe('papers of an accident', () => {
  it('the flash report is drafted whole at once, with the latest figures', () => {
    const told = story([
      happened(SERIOUS),
      ofAccident('2025-04-12 09:00', 'supplementFigures', { ...SERIOUS, dead: 3 }),
    ]);
    expect(filled(told, 'AC1', 'accidentFlash')).toMatchObject({
      values: {
        unitInfo: '一厂',
        timePlace: '2025-04-10 10:00，一车间',
        course: '反应釜爆燃',
        casualties: '死亡3人，重伤12人，直接经济损失800000元（初步统计）',
        measures: '已疏散人员',
      },
      missing: [],
    });
  });

  it('the sheet of facts names what it goes over, and a clue what it is', () => {
    const told = story([
      ...served('T3'),
      happened(SERIOUS),
      ofAccident('2025-04-14 09:00', 'transferClue', { to: 'district.discipline', what: '隐患逾期无人督促' }),
    ]);
    expect(filled(told, 'AC1', 'factSheet').values.scope).toBe('事故AC1的全部记录；相关案件1件（H1）的全部记录');
    expect(filled(told, 'AC1', 'clueTransfer')).toMatchObject({
      values: { facts: '隐患逾期无人督促' },
      missing: ['persons', 'evidence'],
    });
  });
});
