import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  addMs,
  atTime,
  dayFromNumber,
  dayInMonth,
  dayNumber,
  dayOf,
  daysBetween,
  fromMs,
  isDay,
  isInstant,
  parseDay,
  parseInstant,
  startOfDay,
  toMs,
  weekday,
} from '../../../src/core/instant.ts';

const FIRST = Date.parse('0000-01-01T00:00:00+08:00');
const LAST = Date.parse('9999-12-31T23:59:59.999+08:00');
const anyMs = fc.oneof(
  fc.integer({ min: FIRST, max: LAST }),
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_003_000 }), // neighbours, where order is decided by the fraction
);
const anyDayNumber = fc.integer({ min: dayNumber('0001-01-01'), max: dayNumber('9998-12-31') });

describe('instants', () => {
  test.each([
    ['2025-03-03T01:00:00Z', '2025-03-03T09:00:00+08:00'],
    ['2025-03-03t01:00:00z', '2025-03-03T09:00:00+08:00'],
    ['2025-03-03T09:00:00+08:00', '2025-03-03T09:00:00+08:00'],
    ['2025-03-03T09:00:00.25+08:00', '2025-03-03T09:00:00.250+08:00'],
    ['2025-03-03T09:00:00.000+08:00', '2025-03-03T09:00:00+08:00'],
    ['2025-03-03T09:00:00.1239999+08:00', '2025-03-03T09:00:00.123+08:00'],
    ['2024-02-28T16:00:00-00:00', '2024-02-29T00:00:00+08:00'],
    ['2024-12-31T23:30:00-05:30', '2025-01-01T13:00:00+08:00'],
    ['2025-01-01T00:00:00+14:00', '2024-12-31T18:00:00+08:00'],
  ])('%s is written %s', (text, normal) => {
    expect(parseInstant(text)).toBe(normal);
    expect(isInstant(text)).toBe(text === normal);
  });

  test.each([
    '',
    '2025-03-03',
    '2025-03-03T09:00:00',
    '2025-03-03 09:00:00+08:00',
    '2025-02-30T09:00:00+08:00',
    '2025-02-29T09:00:00Z',
    '2025-13-01T09:00:00+08:00',
    '2025-00-10T09:00:00+08:00',
    '2025-03-00T09:00:00+08:00',
    '2025-03-03T24:00:00+08:00',
    '2025-03-03T09:60:00+08:00',
    '2025-06-30T23:59:60Z',
    '2025-03-03T09:00:00+24:00',
    '2025-03-03T09:00:00+08:60',
    '2025-03-03T09:00:00.+08:00',
    '2025-3-3T09:00:00+08:00',
    '+02025-03-03T09:00:00Z',
    '9999-12-31T16:00:00Z',
    '0000-01-01T00:00:00+09:00',
    '2025-03-03T09:00:00+08:00\n',
    '２０２５-03-03T09:00:00+08:00',
    'x'.repeat(100_000),
  ])('%j is refused with a short sentence', (text) => {
    expect(() => parseInstant(text)).toThrow(RangeError);
    expect(isInstant(text)).toBe(false);
    try {
      parseInstant(text);
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(120);
    }
  });

  test('milliseconds and back agree with the platform', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        const instant = fromMs(ms);
        const reference = new Date(ms + 8 * 3_600_000).toISOString().replace('.000', '').replace('Z', '+08:00');
        expect(instant).toBe(reference);
        expect(toMs(instant)).toBe(ms);
        const inUtc = new Date(ms).toISOString();
        if (!inUtc.startsWith('-')) expect(parseInstant(inUtc)).toBe(instant); // the first eight hours of year 0 lie before it in UTC
      }),
    );
  });

  test('string order is time order', () => {
    fc.assert(
      fc.property(anyMs, anyMs, (a, b) => {
        expect(Math.sign(a - b)).toBe(fromMs(a) < fromMs(b) ? -1 : fromMs(a) > fromMs(b) ? 1 : 0);
      }),
      { numRuns: 1_000 },
    );
  });

  test('any text is either refused with a RangeError or becomes normal', () => {
    const digits = fc.stringMatching(/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (text) => {
        try {
          expect(isInstant(parseInstant(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  test('arithmetic takes instants in normal form only', () => {
    expect(() => toMs('2025-03-03T01:00:00Z')).toThrow(RangeError);
    expect(() => dayOf('2025-03-03T01:00:00Z')).toThrow(RangeError);
    expect(() => fromMs(0.5)).toThrow(RangeError);
    expect(() => fromMs(LAST + 1)).toThrow(RangeError);
    expect(addMs('2025-03-03T23:59:59.999+08:00', 1)).toBe('2025-03-04T00:00:00+08:00');
    expect(addMs('2025-03-04T00:00:00+08:00', -1)).toBe('2025-03-03T23:59:59.999+08:00');
  });
});

describe('days', () => {
  test('00:00 belongs to the new day', () => {
    expect(dayOf('2025-03-12T23:59:59.999+08:00')).toBe('2025-03-12');
    expect(dayOf(startOfDay('2025-03-13'))).toBe('2025-03-13');
    expect(atTime('2025-03-13', '09:00')).toBe('2025-03-13T09:00:00+08:00');
    for (const time of ['24:00', '9:00', '09:60', '09:00:00', ''])
      expect(() => atTime('2025-03-13', time)).toThrow(RangeError);
  });

  test('day numbers agree with the platform over all years', () => {
    fc.assert(
      fc.property(anyDayNumber, (number) => {
        const day = dayFromNumber(number);
        expect(day).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10));
        expect(dayNumber(day)).toBe(number);
        expect(weekday(day)).toBe(new Date(number * 86_400_000).getUTCDay() || 7);
      }),
      { numRuns: 1_000 },
    );
  });

  test('adding days and counting them are inverse, in both directions', () => {
    fc.assert(
      fc.property(anyDayNumber, fc.integer({ min: -300, max: 300 }), (number, n) => {
        const day = dayFromNumber(number);
        expect(daysBetween(day, addDays(day, n))).toBe(n);
        expect(addDays(addDays(day, n), -n)).toBe(day);
      }),
    );
  });

  test.each([
    ['2025-01-31', 1, '2025-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2025-03-31', -1, '2025-02-28'],
    ['2025-01-15', -1, '2024-12-15'],
    ['2025-12-31', 2, '2026-02-28'],
    ['2025-08-31', 12, '2026-08-31'],
    ['2024-02-29', 12, '2025-02-28'],
  ])('%s and %d months is %s', (day, n, expected) => {
    expect(addMonths(day, n)).toBe(expected);
  });

  test('days that do not exist are refused', () => {
    for (const text of [
      '2025-02-29',
      '1900-02-29',
      '2025-04-31',
      '2025-3-03',
      '2025-03-03T',
      '20250303',
      '',
      '2025-03-0a',
    ]) {
      expect(isDay(text)).toBe(false);
      expect(() => parseDay(text)).toThrow(RangeError);
    }
    expect(isDay('2000-02-29')).toBe(true);
    expect(isDay(20250303)).toBe(false);
    expect(dayInMonth(2025, 2, 31)).toBe('2025-02-28');
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('2025-03-03', 0.5)).toThrow(RangeError);
  });
});
