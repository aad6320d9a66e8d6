import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../activities/digest-text.ts';
import type { DeliveryFacts } from '../../activities/facts.ts';
import { composeMail } from '../../activities/mail-text.ts';
import { occasionFor } from '../../activities/occasions.ts';
import { ruleWords } from '../../src/cli/rules-file.ts';
import type { CaseEvent, Clock, JsonObject } from '../../src/core/case.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { Delivery } from '../../src/ledger/ledger.ts';
import { calendar, rules } from '../core/office.ts';

const words = ruleWords(rules);
const core = path.join(import.meta.dirname, '../../src/core');
/** Everything that the core tells people about. */
const ABOUT = new Set(
  readdirSync(core, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(core, file), 'utf8').matchAll(/tell\(\s*draft,\s*'(\w+)'|about: '(\w+)'/g),
    ])
    .map((match) => match[1] ?? match[2] ?? ''),
);

const delivery = (about: string, post: string, params: JsonObject = {}, nth = 0): Delivery => ({
  id: `d${nth}`,
  caseId: 'H-2025-000001',
  seq: 7,
  nth,
  channel: 'mail',
  about,
  post,
  because: 'holder',
  messageId: '<d@duban>',
  params,
  state: 'due',
  attempts: 0,
});
const clock = {
  id: 'hazard.T1.rectify',
  rule: 'hazard.T1.rectify',
  does: 'lapse',
  dueAt: '2025-03-07T00:00:00+08:00',
  lastDay: '2025-03-06',
} satisfies Clock;
const told = (about: string, post: string): Effect => ({ do: 'notify', about, to: { post }, params: {} });
const eventOf = (effects: readonly Effect[]) =>
  ({ at: '2025-03-07T00:00:00+08:00', seq: 7, effects, clocks: { set: [], cleared: [] } }) as unknown as CaseEvent;

describe('what a message says', () => {
  it('everything that the core tells of has words of its own, and no place in them stays open', () => {
    expect(ABOUT.size).toBeGreaterThan(18);
    for (const about of ABOUT) {
      expect(occasionFor(about, 'street', false).name, about).not.toBe('办理通知');
      const { text } = composeMail({
        delivery: delivery(about, 'street.safetyOffice'),
        event: eventOf([told(about, 'street.safetyOffice')]),
        words,
        title: '堵塞',
      });
      expect(text, about).not.toMatch(/[{}]|undefined|“”/);
    }
  });

  it('what is missing, who has not signed, and what is recommended stand in it', () => {
    const say = (about: string, params: JsonObject) =>
      composeMail({ delivery: delivery(about, 'street.safetyOffice', params), event: eventOf([]), words, title: 't' })
        .text;
    expect(say('interviewIncomplete', { missing: ['place', 'host'] })).toContain('地点、主持人');
    expect(say('noticeIncomplete', { missing: ['隐患清单'] })).toContain('缺少：隐患清单');
    expect(say('signatureLate', { signer: 'street.safetyCommittee' })).toContain('街道安委会逾期未签发');
    expect(say('recommend', { what: '停止使用' })).toContain('建议：停止使用');
    expect(say('interviewPostponed', { interviewAt: '2025-04-14T10:00:00+08:00' })).toContain(
      '2025年4月14日（星期一）10:00 进行',
    );
    expect(say('recallDue', { papers: ['提示', '警示'] })).toContain('（提示、警示）');
    expect(say('receiptOverdue', { step: 'inPerson' })).toContain('请当面送达');
  });

  it('given a district body, when a day lapses, the street asks and reports; it neither urges nor threatens', () => {
    const event = eventOf([told('lapse', 'district.safetyOffice'), told('lapse', 'district.emergency')]);
    for (const about of ['reminder', 'lapse', 'askAgain'])
      for (const nth of [0, 1]) {
        const { text } = composeMail({
          delivery: delivery(about, 'district.safetyOffice', {}, nth),
          event,
          words,
          title: 't',
          clock,
        });
        expect(text, about).not.toMatch(/请立即办理|升级|督办。|警示/);
        expect(text, about).toContain('贵单位');
      }
    const paper = composeMail({
      delivery: { ...delivery('supervisionRequest', 'district.safetyCommittee'), channel: 'notice' },
      event,
      words,
      title: 't',
    });
    expect(paper.text).toContain('由贵单位依职权决定');
  });

  it('given those who are only to know of a lapse, they are not told to do it themselves', () => {
    const event = eventOf([told('lapse', 'unit.head'), told('lapse', 'street.head')]);
    const say = (post: string, nth: number) =>
      composeMail({ delivery: delivery('lapse', post, {}, nth), event, words, title: 't', clock }).text;
    expect(say('unit.head', 0)).toContain('请立即办理');
    expect(say('street.head', 1)).toContain('督促承办岗位');
  });

  it('a review that is late is called so, in Chinese', () => {
    const { subject, text } = composeMail({
      delivery: delivery('reviewOverdue', 'street.safetyOffice'),
      event: eventOf([]),
      words,
      title: '堵塞',
      clock: { ...clock, id: 'review', rule: 'answers.reviewWithin' },
    });
    expect(subject).toContain('【逾期未复核】答复复核');
    expect(text).toContain('复核');
  });
});

describe('what a digest holds', () => {
  const item = (about: string, nth: number, more: Partial<DeliveryFacts> = {}): DeliveryFacts => ({
    delivery: delivery(about, 'street.safetyOffice', {}, nth),
    event: eventOf([told(about, 'street.safetyOffice')]) as DeliveryFacts['event'],
    row: { caseId: 'H-2025-000001', kind: 'hazard', title: '堵塞' } as DeliveryFacts['row'],
    state: undefined,
    clock,
    ...more,
  });
  const digest = (items: readonly DeliveryFacts[]) =>
    composeDigest({ day: '2025-03-07', items, calendar, words, link: () => undefined, unit: (id) => id });

  it('given a lapse that brings a recommendation and a transfer, none of them hides another', () => {
    const { text } = digest([item('reminder', 0), item('lapse', 1), item('recommend', 2), item('proposeTransfer', 3)]);
    for (const name of ['逾期', '处理建议', '建议移送']) expect(text).toContain(`■ ${name}`);
    expect(text).not.toContain('■ 催办');
  });

  it('what is to be done stands before news, what is late before that', () => {
    const { text } = digest(
      [item('pauseEnded', 0), item('signature', 1), item('receiptOverdue', 2)].map(({ clock: _, ...rest }) => rest),
    );
    const at = (name: string) => text.indexOf(`■ ${name}`);
    expect(at('文书逾期未签收')).toBeLessThan(at('待签发'));
    expect(at('待签发')).toBeLessThan(at('中止期满'));
  });
});
