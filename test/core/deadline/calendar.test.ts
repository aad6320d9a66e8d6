import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addWorkingDays,
  CalendarError,
  isWorkingDay,
  kindOfDay,
  nextWorkingDay,
  parseCalendar,
  rollToWorkingDay,
  workingDaysBetween,
} from '../../../src/core/deadline/calendar.ts';
import { addDays } from '../../../src/core/instant.ts';
import { calendar, calendarJson } from './default-calendar.ts';

const anyDay = fc.integer({ min: 0, max: 1_095 }).map((n) => addDays('2024-01-01', n));

describe('the calendar of 2024 to 2026', () => {
  test.each([
    ['2025-01-26', 'makeUpDay'],
    ['2025-01-27', 'workday'],
    ['2025-01-28', 'holiday'],
    ['2025-02-01', 'rest'],
    ['2025-02-08', 'makeUpDay'],
    ['2025-02-09', 'rest'],
  ])('%s is %s', (day, kind) => {
    expect(kindOfDay(calendar, day)).toBe(kind);
    expect(isWorkingDay(calendar, day)).toBe(kind === 'workday' || kind === 'makeUpDay');
  });

  // Weekdays less holidays plus make-up days, by the three notices: 262 − 19 + 8, 261 − 18 + 5, 261 − 19 + 6.
  test.each([
    ['2023-12-31', '2024-12-31', 251],
    ['2024-12-31', '2025-12-31', 248],
    ['2025-12-31', '2026-12-31', 248],
  ])('after %s up to %s there are %d working days', (a, b, days) => {
    expect(workingDaysBetween(calendar, a, b)).toBe(days);
  });
});

describe('counting travels both ways over holidays and make-up days', () => {
  test('the National Day week and the worked Saturday after it', () => {
    expect(addWorkingDays(calendar, '2025-09-30', 3)).toBe('2025-10-11');
    expect(addWorkingDays(calendar, '2025-10-11', -3)).toBe('2025-09-30');
    expect(addWorkingDays(calendar, '2025-10-05', -1)).toBe('2025-09-30');
    expect(addWorkingDays(calendar, '2025-10-05', 0)).toBe('2025-10-05');
    expect(nextWorkingDay(calendar, '2025-09-30')).toBe('2025-10-09');
    expect(rollToWorkingDay(calendar, '2025-10-01')).toBe('2025-10-09');
    expect(rollToWorkingDay(calendar, '2025-10-11')).toBe('2025-10-11');
  });

  test('the distance to the nth working day is n, forward and back', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -120, max: 120 }), (day, n) => {
        const there = addWorkingDays(calendar, day, n);
        expect(workingDaysBetween(calendar, day, there)).toBe(n);
        if (n !== 0) expect(isWorkingDay(calendar, there)).toBe(true);
        if (isWorkingDay(calendar, day)) expect(addWorkingDays(calendar, there, -n)).toBe(day);
      }),
    );
  });
});

describe('a bad calendar file is refused with Chinese sentences', () => {
  const spoilt = (change: Record<string, unknown>) => {
    try {
      parseCalendar({ ...calendarJson(), ...change });
    } catch (error) {
      if (error instanceof CalendarError) return error.problems;
      throw error;
    }
    return [];
  };
  const holidays = calendarJson()['holidaysOnWeekdays'] as string[];
  const sources = calendarJson()['sources'] as Record<string, string>;

  test.each<[string, Record<string, unknown>, string]>([
    ['a make-up day on a weekday', { makeUpDays: ['2025-03-03'] }, '调休上班日 2025-03-03 本来就是工作日，不应列入'],
    ['a holiday on a weekend', { holidaysOnWeekdays: ['2025-03-01'] }, '节假日 2025-03-01 本来就是休息日，不应列入'],
    [
      'a day past the end',
      { holidaysOnWeekdays: [...holidays, '2027-01-01'] },
      '2027-01-01 晚于日历的截止日 2026-12-31',
    ],
    ['a day before the first notice', { holidaysOnWeekdays: ['2023-01-02'] }, '2023-01-02 早于有依据文件的第一年'],
    ['a day listed twice', { holidaysOnWeekdays: ['2025-01-01', '2025-01-01'] }, '节假日 2025-01-01 重复列出'],
    [
      'a year without its notice',
      { sources: { 2024: sources['2024'], 2026: sources['2026'] } },
      '缺少 2025 年放假安排的依据文件',
    ],
    ['coverage beyond the notices', { coveredUntil: '2027-12-31' }, '缺少 2027 年放假安排的依据文件'],
    ['a day that does not exist', { makeUpDays: ['2025-02-30'] }, 'makeUpDays.0：不是存在的日期，应形如 2025-10-01'],
    ['no working day in the week', { weekendDays: [1, 2, 3, 4, 5, 6, 7] }, 'weekendDays：每周至少要有一个工作日'],
    ['a weekday that is none', { weekendDays: [0] }, 'weekendDays.0：应为 1 至 7 的整数'],
    ['an unknown member', { holiday: [] }, '有不认识的项 holiday'],
    ['a missing list', { makeUpDays: undefined }, 'makeUpDays：应为日期列表'],
    ['an id that is no name', { id: '../x' }, 'id：只能用小写字母、数字、点和连字符，不超过 64 个字符'],
  ])('%s', (_what, change, problem) => {
    expect(spoilt(change)).toContain(problem);
  });

  test('a day that is both', () => {
    const problems = spoilt({ holidaysOnWeekdays: ['2025-01-28'], makeUpDays: ['2025-01-28'] });
    expect(problems).toContain('2025-01-28 既列为节假日又列为调休上班日');
  });

  test('anything that is no object', () => {
    for (const json of [null, [], 'x', 7, undefined]) expect(() => parseCalendar(json)).toThrow(CalendarError);
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => parseCalendar(json)).toThrow(CalendarError);
      }),
    );
  });
});

test('a week without working days cannot be counted on', () => {
  const never = { ...calendar, weekendDays: [1, 2, 3, 4, 5, 6, 7] };
  expect(() => addWorkingDays(never, '2025-03-03', 1)).toThrow(RangeError);
});
