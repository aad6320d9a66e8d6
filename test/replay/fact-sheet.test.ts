import { describe, expect, test } from 'vitest';
import { factSheet } from '../../src/replay/fact-sheet.ts';
import { at, pass, served, story, submit } from '../core/office.ts';
import { STORIES } from '../core/stories.ts';
import { AT_HAND, workedCase } from './worked-case.ts';

function section(events: Parameters<typeof factSheet>[0], id: string, more: object = {}) {
  const { sections } = factSheet(events, { terms: AT_HAND, ...more });
  return sections.find((one) => one.id === id)?.sentences.map(({ text }) => text) ?? [];
}

describe('the fact sheet of the worked case', () => {
  const events = workedCase().events('H1');
  const until = at('2025-05-14 12:00');

  test('says who found it, who could act when, and whose the days are', () => {
    expect(section(events, 'found')).toEqual(['2025-03-10 08:40，在二楼发现：堵塞；2025-03-10 09:00由网格员 V1登记。']);
    expect(section(events, 'couldAct')).toContain('2025-04-15 10:00 至 2025-04-28 10:00：验收组（待验收结论）。');
    expect(section(events, 'attribution', { until })).toEqual([
      '“较大隐患整改”自 2025-04-10 至 2025-04-15 逾期 6 日，归属企业主要负责人 U1。',
      '“复查”自 2025-04-26 至 2025-04-28 逾期 3 日，归属验收组。',
      '“较大隐患整改”自 2025-05-09 至 2025-05-13 逾期 5 日，归属企业主要负责人 U1。',
      '“较大隐患整改”自 2025-05-14 至 2025-05-14 逾期 1 日，归属期限中止（区级会商），无人承担。',
    ]);
  });

  test('names those who acted in time as such', () => {
    expect(section(events, 'inTime')).toContainEqual(
      expect.stringMatching(/^“定级”?.*街道安办于 2025-03-10 09:10 履行：按期/),
    );
  });
});

test('who was told: when first, why he, whether it arrived', () => {
  const { world } = story([...served('T2'), submit('2025-03-10 10:00', 'T2'), pass('2025-03-11 10:00')]);
  const delivery = {
    seq: 1,
    nth: 0,
    channel: 'mail',
    about: 'assigned',
    post: 'street.safetyOffice',
    person: 'p-1',
    because: 'deputy by order no. 安办〔2025〕3号',
    state: 'sent',
  };
  expect(section(world.events('H1'), 'told', { deliveries: [delivery, { ...delivery, state: 'failed' }] })).toEqual([
    '2025-03-03 09:00起，街道安办（p-1）获知“新任务”，前后共 2 次；已发出 1 次，首次已发。收件缘由：依 安办〔2025〕3号 号文件代理该岗位。',
  ]);
});

test('in every third story every sentence rests on events that are there', () => {
  for (const [name, [acts, until]] of Object.entries(STORIES).filter((_, nth) => nth % 3 === 0)) {
    const { world } = story(acts, until);
    for (const caseId of world.cases()) {
      const events = world.events(caseId);
      const seqs = new Set(events.map(({ seq }) => seq));
      for (const { sentences } of factSheet(events, { terms: AT_HAND }).sections)
        for (const { text, events: rests } of sentences) {
          expect([name, text, rests.length > 0 && rests.every((seq) => seqs.has(seq))]).toEqual([name, text, true]);
          expect(text).not.toMatch(/undefined|null|\[object/);
        }
    }
  }
});
