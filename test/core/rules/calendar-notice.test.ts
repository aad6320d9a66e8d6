import { describe, expect, it } from 'vitest';
import { CalendarError, kindOfDay, parseCalendar } from '../../../src/core/deadline/calendar.ts';
import { mergeNotice, parseNotice } from '../../../src/core/rules/calendar-notice.ts';
import { calendar2027, NOTICE_2027 } from '../later-terms.ts';
import { calendar } from '../office.ts';

function problems(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof CalendarError) return error.problems;
    throw error;
  }
  return [];
}

describe('a yearly notice', () => {
  it.each<[string, object, RegExp]>([
    ['a day twice', { holidays: [...NOTICE_2027.holidays, '2027-10-01'] }, /^holidays\.21：2027-10-01 重复列出$/],
    [
      'a day off that is worked',
      { makeUpDays: ['2027-10-02'] },
      /^makeUpDays\.0：2027-10-02 既列为节假日又列为调休上班日$/,
    ],
    [
      'a make-up day that is worked anyway',
      { makeUpDays: ['2027-03-03'] },
      /^makeUpDays\.0：2027-03-03 本来就是工作日/,
    ],
    [
      'a statutory day that is missing',
      { holidays: NOTICE_2027.holidays.filter((day) => day !== '2027-10-01') },
      /^holidays：缺少法定节假日 2027-10-01（国庆节）$/,
    ],
    ['no source', { source: ' ' }, /^source：请写明依据文件$/],
    ['no holidays', { holidays: [] }, /^holidays：一年不会没有节假日/],
    ['a day that does not exist', { makeUpDays: ['2027-02-30'] }, /^makeUpDays\.0：不是存在的日期/],
    ['a year in words', { year: '2027' }, /^year：/],
    ['an unknown item', { note: 'x' }, /不认识的项 note/],
  ])('contradicts itself or is malformed: %s', (_, change, sentence) => {
    expect(problems(() => parseNotice({ ...NOTICE_2027, ...change }))).toEqual([expect.stringMatching(sentence)]);
  });

  it.each<[string, object, RegExp]>([
    [
      'a year is left out',
      {
        year: 2028,
        holidays: ['2028-01-01', '2028-05-01', '2028-05-02', '2028-10-01', '2028-10-02', '2028-10-03', '2028-10-04'],
        makeUpDays: [],
      },
      /^year：日历只覆盖到 2026-12-31，请先导入 2027 年/,
    ],
    [
      'a worked day of the year before is off',
      { holidays: ['2026-12-31', ...NOTICE_2027.holidays] },
      /^holidays\.0：2026-12-31 与上一年已发布的安排矛盾（已发布：工作日；本通知：节假日）$/,
    ],
    [
      'a day of rest of the year before is worked',
      { makeUpDays: ['2026-12-27'] },
      /^makeUpDays\.0：2026-12-27 与上一年/,
    ],
    [
      'a day of a far year',
      { holidays: [...NOTICE_2027.holidays, '2029-01-01'] },
      /^holidays\.21：2029-01-01 不在 2027 年$/,
    ],
  ])('contradicts the calendar: %s', (_, change, sentence) => {
    expect(problems(() => mergeNotice(calendar, parseNotice({ ...NOTICE_2027, ...change })))).toEqual([
      expect.stringMatching(sentence),
    ]);
  });

  it('before the first year is refused', () => {
    const early = {
      year: 2023,
      holidays: ['2023-01-02', '2023-05-01', '2023-10-02', '2023-10-03'],
      makeUpDays: [],
      source: '旧',
    };
    expect(problems(() => mergeNotice(calendar, parseNotice(early)))).toEqual([
      expect.stringMatching(/^year：日历从 2024 年开始/),
    ]);
  });

  it('extends the calendar by its year and nothing else; weekend days among the holidays are no matter', () => {
    expect([calendar2027.coveredUntil, calendar2027.sources['2027']]).toEqual(['2027-12-31', NOTICE_2027.source]);
    expect([...calendar2027.holidays].filter((day) => day < '2027')).toEqual([...calendar.holidays].sort());
    expect(['2027-02-06', '2027-02-08', '2027-02-14', '2027-02-12'].map((day) => kindOfDay(calendar2027, day))).toEqual(
      ['rest', 'holiday', 'makeUpDay', 'workday'],
    );
    expect(mergeNotice(calendar2027, parseNotice(NOTICE_2027)).kind).toBe('same');
  });

  it('may repeat what the year before says of its last days', () => {
    const notice = parseNotice({ ...NOTICE_2027, holidays: ['2026-12-27', ...NOTICE_2027.holidays] });
    expect(mergeNotice(calendar, notice)).toMatchObject({ kind: 'extended', changes: [] });
  });

  it('corrects a year only if it says so, and then names each day', () => {
    const notice = parseNotice({ ...NOTICE_2027, makeUpDays: ['2027-02-14'] });
    expect(problems(() => mergeNotice(calendar2027, notice))).toEqual([
      expect.stringMatching(/2027-10-09 与已发布的日历 cn-2024-2027 矛盾/),
    ]);
    const merged = mergeNotice(calendar2027, notice, true);
    expect(merged).toMatchObject({
      kind: 'corrected',
      changes: [{ day: '2027-10-09', from: 'makeUpDay', to: 'rest' }],
    });
    const { kind: _k, changes: _c, ...file } = merged;
    expect(kindOfDay(parseCalendar({ id: 'x', ...file }), '2027-10-09')).toBe('rest');
  });
});
