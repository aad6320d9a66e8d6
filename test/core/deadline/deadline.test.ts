import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkingDay } from '../../../src/core/deadline/calendar.ts';
import { countingTable } from '../../../src/core/deadline/counting-table.ts';
import type { Period } from '../../../src/core/deadline/deadline.ts';
import {
  computeDeadline,
  extendDeadline,
  fixedDeadline,
  lastDayOf,
  monthlyDeadline,
} from '../../../src/core/deadline/deadline.ts';
import type { Duration } from '../../../src/core/deadline/duration.ts';
import { isDuration } from '../../../src/core/deadline/duration.ts';
import type { Pause } from '../../../src/core/deadline/pause.ts';
import { closePauses, openPause, totalMs, touchedDays } from '../../../src/core/deadline/pause.ts';
import { overdueInstant, reminderInstant } from '../../../src/core/deadline/reminder.ts';
import { addDays, addMs, dayOf, fromMs, startOfDay, toMs } from '../../../src/core/instant.ts';
import { canonicalJson } from '../../../src/core/log/canonical.ts';
import { calendar } from './default-calendar.ts';

const anyStart = fc.integer({ min: toMs(startOfDay('2024-01-01')), max: toMs(startOfDay('2025-12-31')) }).map(fromMs);
const dayDuration: fc.Arbitrary<Duration> = fc.oneof(
  fc.record({
    value: fc.integer({ min: 1, max: 90 }),
    unit: fc.constantFrom('calendarDay' as const, 'workingDay' as const),
  }),
  fc.record({ value: fc.integer({ min: 1, max: 4 }), unit: fc.constant('month' as const) }),
);
const exactDuration: fc.Arbitrary<Duration> = fc.record({
  value: fc.integer({ min: 1, max: 200 }),
  unit: fc.constantFrom('hour' as const, 'minute' as const),
});
const anyDuration = fc.oneof(dayDuration, exactDuration);

/** Pauses placed around the start, where they matter; they may overlap, be empty, or lie before or after the period. */
function pausesAround(start: string): fc.Arbitrary<Pause[]> {
  const pause = fc.tuple(fc.integer({ min: -48, max: 600 }), fc.integer({ min: 0, max: 100 })).map(([from, hours]) => ({
    from: addMs(start, from * 3_600_000),
    to: addMs(start, (from + hours) * 3_600_000),
  }));
  return fc.array(pause, { maxLength: 4 });
}

const anyPeriod: fc.Arbitrary<Period & { pauses: Pause[] }> = fc
  .tuple(anyStart, anyDuration)
  .chain(([start, duration]) =>
    pausesAround(start).map((pauses) => ({ start, duration, pauses, calendar, rule: 'r' })),
  );

describe('properties', () => {
  test('a longer period never ends earlier', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        const longer = { ...period.duration, value: period.duration.value + 1 };
        expect(computeDeadline({ ...period, duration: longer }).dueAt >= computeDeadline(period).dueAt).toBe(true);
      }),
    );
  });

  test('a later start never ends earlier', () => {
    fc.assert(
      fc.property(anyPeriod, fc.integer({ min: 1, max: 40 * 86_400_000 }), (period, ms) => {
        // Months are excepted: a month from 30 January and from 28 January both end on 28 February, with pauses in any order.
        fc.pre(period.duration.unit !== 'month');
        expect(
          computeDeadline({ ...period, start: addMs(period.start, ms) }).dueAt >= computeDeadline(period).dueAt,
        ).toBe(true);
      }),
    );
  });

  test('no pause makes a period end earlier', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        const [, ...fewer] = period.pauses;
        expect(computeDeadline(period).dueAt >= computeDeadline({ ...period, pauses: fewer }).dueAt).toBe(true);
      }),
    );
  });

  test('the last day of a period in days is worked and not paused; that of hours does not exist', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        const { lastDay, dueAt } = computeDeadline(period);
        if (period.duration.unit === 'hour' || period.duration.unit === 'minute') {
          expect(lastDay).toBeNull();
        } else {
          expect(isWorkingDay(calendar, lastDay as string)).toBe(true);
          expect(touchedDays(period.pauses)).not.toContain(lastDay);
          expect(dueAt).toBe(startOfDay(addDays(lastDay as string, 1)));
        }
      }),
    );
  });

  test('hours and minutes run exactly as long as they say, paused time aside', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        fc.pre(period.duration.unit === 'hour' || period.duration.unit === 'minute');
        const { dueAt } = computeDeadline(period);
        const within = period.pauses
          .filter((pause) => pause.from < dueAt && (pause.to ?? '') > period.start)
          .map((pause) => ({ from: pause.from > period.start ? pause.from : period.start, to: pause.to ?? '' }));
        const unit = period.duration.unit === 'hour' ? 3_600_000 : 60_000;
        expect(toMs(dueAt) - toMs(period.start) - totalMs(within)).toBe(period.duration.value * unit);
      }),
    );
  });

  test('the counting table tells the same story as the deadline', () => {
    fc.assert(
      fc.property(anyPeriod, (period) => {
        const { lastDay, proof } = computeDeadline(period);
        const table = countingTable(proof, calendar);
        if (lastDay === null) {
          expect(table).toEqual([]);
          return;
        }
        expect(table[0]).toMatchObject({ day: dayOf(period.start), counted: false, why: 'start' });
        expect(table.at(-1)?.day).toBe(lastDay);
        expect(table.map((row) => row.day)).toEqual(table.map((_, i) => addDays(dayOf(period.start), i)));
        const counted = table.filter((row) => row.counted);
        expect(counted.map((row) => row.n)).toEqual(counted.map((_, i) => i + 1));
        expect(counted.length).toBe(proof.counted);
        expect(table.filter((row) => !row.counted && row.why === undefined)).toEqual([]);
        const paused = new Set(touchedDays(period.pauses));
        for (const row of counted) {
          expect(paused.has(row.day)).toBe(false);
          if (period.duration.unit === 'workingDay') expect(['workday', 'makeUpDay']).toContain(row.kind);
        }
      }),
    );
  });
});

describe('proofs', () => {
  test('a typical proof takes no more than 250 bytes', () => {
    const typical = (value: number, unit: Duration['unit']) =>
      canonicalJson(
        computeDeadline({
          start: '2025-03-03T14:00:00+08:00',
          duration: { value, unit },
          calendar,
          rule: 'hazard.T1.rectify',
        }).proof,
      );
    expect(typical(90, 'calendarDay').length).toBeLessThan(250);
    expect(typical(7, 'workingDay').length).toBeLessThan(250);
    expect(typical(24, 'hour').length).toBeLessThan(250);
  });

  test('a pause and a roll, day by day', () => {
    const { proof } = computeDeadline({
      start: '2025-03-03T09:00:00+08:00',
      duration: { value: 10, unit: 'calendarDay' },
      pauses: [{ from: '2025-03-05T10:00:00+08:00', to: '2025-03-07T09:00:00+08:00' }],
      calendar,
      rule: 'hazard.T2.rectify',
      basis: '责令整改〔2025〕7号',
    });
    expect(proof).toEqual({
      rule: 'hazard.T2.rectify',
      basis: '责令整改〔2025〕7号',
      calendar: 'cn-2024-2026',
      start: '2025-03-03T09:00:00+08:00',
      duration: { value: 10, unit: 'calendarDay' },
      counted: 10,
      rolled: { from: '2025-03-16', to: '2025-03-17' },
      notCounted: [{ from: '2025-03-05', to: '2025-03-07', why: 'paused' }],
    });
    const told = countingTable(proof, calendar).map((row) => `${row.day.slice(8)} ${row.kind} ${row.n ?? row.why}`);
    expect(told).toEqual([
      '03 workday start',
      '04 workday 1',
      '05 workday paused',
      '06 workday paused',
      '07 workday paused',
      '08 rest 2',
      '09 rest 3',
      '10 workday 4',
      '11 workday 5',
      '12 workday 6',
      '13 workday 7',
      '14 workday 8',
      '15 rest 9',
      '16 rest 10',
      '17 workday rolled',
    ]);
  });

  test('working days list what was passed over, in merged runs', () => {
    const { proof } = computeDeadline({
      start: '2025-01-24T09:00:00+08:00',
      duration: { value: 5, unit: 'workingDay' },
      calendar,
      rule: 'r',
    });
    expect(proof.notCounted).toEqual([
      { from: '2025-01-25', to: '2025-01-25', why: 'rest' },
      { from: '2025-01-28', to: '2025-01-31', why: 'holiday' },
      { from: '2025-02-01', to: '2025-02-02', why: 'rest' },
      { from: '2025-02-03', to: '2025-02-04', why: 'holiday' },
    ]);
  });

  test('hours name the pauses that were added', () => {
    const { proof } = computeDeadline({
      start: '2025-03-07T10:00:00+08:00',
      duration: { value: 2, unit: 'hour' },
      pauses: [
        { from: '2025-03-06T09:00:00+08:00', to: '2025-03-06T11:00:00+08:00' }, // over before the period starts
        { from: '2025-03-07T09:00:00+08:00', to: '2025-03-07T11:00:00+08:00' },
        { from: '2025-03-07T13:00:00+08:00', to: '2025-03-07T14:00:00+08:00' }, // begins at the due instant: no longer within
      ],
      calendar,
      rule: 'r',
    });
    expect(proof.paused).toEqual([{ from: '2025-03-07T10:00:00+08:00', to: '2025-03-07T11:00:00+08:00' }]);
  });

  test('a table needs the calendar of its proof', () => {
    const { proof } = computeDeadline({
      start: startOfDay('2025-03-03'),
      duration: { value: 1, unit: 'workingDay' },
      calendar,
      rule: 'r',
    });
    expect(() => countingTable(proof, { ...calendar, id: 'cn-corrected' })).toThrow(RangeError);
  });
});

describe('months', () => {
  test.each([
    ['2025-01-31T09:00:00+08:00', 1, '2025-02-28'],
    ['2025-03-10T09:00:00+08:00', 6, '2025-09-10'],
    ['2024-08-31T09:00:00+08:00', 1, '2024-09-30'],
    ['2025-02-03T09:00:00+08:00', 24, '2027-02-03'],
    ['2025-05-24T09:00:00+08:00', 1, '2025-06-24'],
    ['2025-07-04T09:00:00+08:00', 3, '2025-10-09'], // 4 October lies in the holiday
  ])('%s and %d months end on %s', (start, value, lastDay) => {
    expect(computeDeadline({ start, duration: { value, unit: 'month' }, calendar, rule: 'r' }).lastDay).toBe(lastDay);
  });
});

describe('provisional', () => {
  const ends = (start: string, value: number, unit: Duration['unit']) =>
    computeDeadline({ start, duration: { value, unit }, calendar, rule: 'r' }).provisional;
  test('only what rests on unpublished or unknown days', () => {
    expect(ends('2026-12-21T09:00:00+08:00', 10, 'calendarDay')).toBe(false);
    expect(ends('2026-12-22T09:00:00+08:00', 10, 'calendarDay')).toBe(true);
    expect(ends('2026-12-31T09:00:00+08:00', 48, 'hour')).toBe(false);
    expect(ends('2023-12-29T09:00:00+08:00', 1, 'workingDay')).toBe(true); // 30 and 31 December 2023 are before the first notice
    expect(ends('2023-12-31T09:00:00+08:00', 1, 'workingDay')).toBe(false);
  });
});

describe('pauses', () => {
  const open: Pause = { from: '2025-03-05T10:00:00+08:00' };

  test('one that still runs leaves no due instant, unless it begins after it', () => {
    const period = { start: '2025-03-03T09:00:00+08:00', pauses: [open], calendar, rule: 'r' };
    for (const unit of ['calendarDay', 'workingDay', 'month'] as const) {
      expect(() => computeDeadline({ ...period, duration: { value: 5, unit } })).toThrow(RangeError);
    }
    expect(() => computeDeadline({ ...period, duration: { value: 72, unit: 'hour' } })).toThrow(RangeError);
    expect(computeDeadline({ ...period, duration: { value: 49, unit: 'hour' } }).dueAt).toBe(open.from);
    expect(computeDeadline({ ...period, duration: { value: 1, unit: 'workingDay' } }).lastDay).toBe('2025-03-04');
  });

  test('days are touched by any overlap, and by nothing at midnight', () => {
    const touched = (from: string, to: string) => touchedDays([{ from, to }]);
    expect(touched('2025-03-05T23:59:59+08:00', '2025-03-06T00:00:00.001+08:00')).toEqual(['2025-03-05', '2025-03-06']);
    expect(touched('2025-03-05T00:00:00+08:00', '2025-03-06T00:00:00+08:00')).toEqual(['2025-03-05']);
    expect(touched('2025-03-05T09:00:00+08:00', '2025-03-05T09:00:00+08:00')).toEqual([]);
    expect(() => touched('2025-03-05T09:00:00+08:00', '2025-03-05T08:59:59+08:00')).toThrow(RangeError);
    expect(touched('2025-03-18T09:00:00+08:00', '2025-04-02T15:00:00+08:00').length).toBe(16);
  });

  test('a period never rolls to a paused day', () => {
    // Day 1 is Saturday the 8th; Monday and Tuesday are paused, so it ends on Wednesday.
    const pauses = [{ from: '2025-03-10T09:00:00+08:00', to: '2025-03-11T09:00:00+08:00' }];
    const { lastDay, proof } = computeDeadline({
      start: '2025-03-07T09:00:00+08:00',
      duration: { value: 1, unit: 'calendarDay' },
      pauses,
      calendar,
      rule: 'r',
    });
    expect(lastDay).toBe('2025-03-12');
    expect(countingTable(proof, calendar).map((row) => row.n ?? row.why)).toEqual([
      'start',
      1,
      'rest',
      'paused',
      'paused',
      'rolled',
    ]);
  });

  test('a pause within a pause changes nothing', () => {
    const outer = { from: '2025-03-05T09:00:00+08:00', to: '2025-03-07T09:00:00+08:00' };
    const inner = { from: '2025-03-05T10:00:00+08:00', to: '2025-03-05T11:00:00+08:00' };
    for (const pauses of [
      [outer, inner],
      [inner, outer],
    ]) {
      expect(totalMs(pauses)).toBe(48 * 3_600_000);
      expect(touchedDays(pauses)).toEqual(['2025-03-05', '2025-03-06', '2025-03-07']);
    }
  });

  test('overlaps count once, and one still running counts up to the moment asked about', () => {
    const pauses: Pause[] = [open, { from: '2025-03-05T09:00:00+08:00', to: '2025-03-05T11:00:00+08:00' }];
    expect(totalMs(pauses, '2025-03-05T12:00:00+08:00')).toBe(3 * 3_600_000);
    expect(touchedDays(pauses, '2025-03-06T12:00:00+08:00')).toEqual(['2025-03-05', '2025-03-06']);
    expect(closePauses(pauses, '2025-03-05T09:30:00+08:00')).toEqual([pauses[1]]);
    expect(() => totalMs(pauses)).toThrow(RangeError);
    expect(openPause(pauses)).toBe(open);
  });
});

describe('days that are set, and monthly ones', () => {
  test('a day set by the district stands as it is, even a Sunday', () => {
    const deadline = fixedDeadline({
      start: '2025-03-14T15:00:00+08:00',
      lastDay: '2025-06-29',
      calendar,
      rule: 'hazard.T1.rectify',
      basis: '泉港安委督〔2025〕3号',
    });
    expect(deadline).toMatchObject({ lastDay: '2025-06-29', dueAt: '2025-06-30T00:00:00+08:00', provisional: false });
    expect(countingTable(deadline.proof, calendar)).toEqual([
      { day: '2025-06-29', weekday: 7, kind: 'rest', counted: false, why: 'fixed' },
    ]);
  });

  test('progress by the 25th: 25 May 2025 is a Sunday, the next period is counted from it all the same', () => {
    const months: string[] = [];
    let from = '2025-03-14';
    for (let i = 0; i < 5; i += 1) {
      const { nominal, lastDay, proof } = monthlyDeadline({
        from,
        onDay: 25,
        calendar,
        rule: 'r',
        ...(i === 0 ? { firstAtLeast: 10 } : {}),
      });
      expect(proof.rolled?.to ?? nominal).toBe(lastDay);
      expect(countingTable(proof, calendar).at(-1)?.day).toBe(lastDay);
      months.push(`${nominal} ${lastDay}`);
      from = nominal;
    }
    expect(months).toEqual([
      '2025-03-25 2025-03-25',
      '2025-04-25 2025-04-25',
      '2025-05-25 2025-05-26',
      '2025-06-25 2025-06-25',
      '2025-07-25 2025-07-25',
    ]);
  });

  test.each([
    ['2025-03-16', 25, 10, '2025-04-25'],
    ['2025-03-15', 25, 10, '2025-03-25'],
    ['2025-03-25', 25, undefined, '2025-04-25'],
    ['2025-12-26', 25, undefined, '2026-01-25'],
    ['2025-01-31', 31, undefined, '2025-02-28'],
    ['2025-02-28', 31, undefined, '2025-03-31'],
  ])('after %s on day %d, at least %s days: %s', (from, onDay, firstAtLeast, nominal) => {
    expect(
      monthlyDeadline({ from, onDay, calendar, rule: 'r', ...(firstAtLeast ? { firstAtLeast } : {}) }).nominal,
    ).toBe(nominal);
  });

  test('an extension by hours runs from 24:00 of the last day', () => {
    expect(extendDeadline('2025-03-13', { value: 2, unit: 'hour' }, calendar).dueAt).toBe('2025-03-14T02:00:00+08:00');
  });
});

describe('reminders and overdue steps', () => {
  const start = '2025-03-03T09:00:00+08:00';
  const hours = computeDeadline({
    start: '2025-03-07T18:20:00+08:00',
    duration: { value: 24, unit: 'hour' },
    calendar,
    rule: 'r',
  });

  test('before a deadline in hours: exactly so long, or so many days before its day', () => {
    const remind = (value: number, unit: 'hour' | 'minute' | 'percent' | 'calendarDay') =>
      reminderInstant({ deadline: hours, before: { value, unit }, start: '2025-03-07T18:20:00+08:00', calendar });
    expect(remind(18, 'hour')).toBe('2025-03-08T00:20:00+08:00');
    expect(remind(90, 'minute')).toBe('2025-03-08T16:50:00+08:00');
    expect(remind(25, 'percent')).toBe('2025-03-08T12:20:00+08:00');
    expect(remind(1, 'calendarDay')).toBe('2025-03-07T09:00:00+08:00');
  });

  test('a percentage of a deadline in days stands at nine of the day in which it falls', () => {
    const deadline = computeDeadline({
      start,
      duration: { value: 1, unit: 'workingDay' },
      calendar,
      rule: 'hazard.grade',
    });
    expect(reminderInstant({ deadline, before: { value: 25, unit: 'percent' }, start, calendar })).toBe(
      '2025-03-04T09:00:00+08:00',
    );
    expect(reminderInstant({ deadline, before: { value: 25, unit: 'percent' }, start, calendar, time: '08:30' })).toBe(
      '2025-03-04T08:30:00+08:00',
    );
    for (const value of [0, 100, -5, Number.NaN]) {
      expect(() => reminderInstant({ deadline, before: { value, unit: 'percent' }, start, calendar })).toThrow(
        RangeError,
      );
    }
  });

  test('a deadline in hours is overdue by working days after the day of its due instant', () => {
    expect(lastDayOf(hours)).toBe('2025-03-08');
    expect(overdueInstant(lastDayOf(hours), 1, calendar)).toBe('2025-03-10T09:00:00+08:00');
    expect(() => overdueInstant('2025-03-07', 0, calendar)).toThrow(RangeError);
  });
});

test('malformed periods are refused', () => {
  for (const duration of [
    { value: 0, unit: 'hour' },
    { value: -1, unit: 'workingDay' },
    { value: 1.5, unit: 'hour' },
    { value: 1, unit: 'percent' },
    { value: 1, unit: 'week' },
    { value: '1', unit: 'hour' },
    null,
  ]) {
    expect(isDuration(duration)).toBe(false);
    expect(() =>
      computeDeadline({ start: startOfDay('2025-03-03'), duration: duration as Duration, calendar, rule: 'r' }),
    ).toThrow(RangeError);
  }
  expect(() =>
    computeDeadline({ start: '2025-03-03', duration: { value: 1, unit: 'hour' }, calendar, rule: 'r' }),
  ).toThrow(RangeError);
});
