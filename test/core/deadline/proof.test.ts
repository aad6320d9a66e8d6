import { describe, expect, it } from 'vitest';
import {
  computeDeadline,
  extendDeadline,
  fixedDeadline,
  monthlyDeadline,
} from '../../../src/core/deadline/deadline.ts';
import { calendar } from '../office.ts';

const start = '2025-03-10T10:00:00+08:00';
const hours = (value: number) => ({ rule: 'r', calendar, start, duration: { value, unit: 'hour' } as const });

describe('a proof holds what there was, and no key for what there was not', () => {
  it('of hours: no day is counted or passed over, nothing paused unless something was', () => {
    expect(computeDeadline(hours(2)).proof).toStrictEqual({
      rule: 'r',
      calendar: calendar.id,
      start,
      duration: { value: 2, unit: 'hour' },
      notCounted: [],
    });
    expect(computeDeadline({ ...hours(2), basis: '某办法第三条' }).proof).toHaveProperty('basis', '某办法第三条');
  });

  it('a pause that ends at the very start takes nothing from the period', () => {
    const pauses = [{ from: '2025-03-10T09:00:00+08:00', to: start }];
    expect(computeDeadline({ ...hours(2), pauses })).toStrictEqual(computeDeadline(hours(2)));
  });

  it('of a day that was set, and of a monthly duty: nothing was counted', () => {
    const fixed = fixedDeadline({ rule: 'r', calendar, start, lastDay: '2025-05-01' });
    expect(fixed).toStrictEqual({
      dueAt: '2025-05-02T00:00:00+08:00',
      lastDay: '2025-05-01',
      provisional: false,
      proof: { rule: 'r', calendar: calendar.id, start, fixed: '2025-05-01', notCounted: [] },
    });
    const monthly = monthlyDeadline({ rule: 'r', calendar, from: '2025-03-10', onDay: 25 });
    expect(monthly.provisional).toBe(false);
    expect(monthly.proof).toStrictEqual({
      rule: 'r',
      calendar: calendar.id,
      start: '2025-03-10T00:00:00+08:00',
      fixed: '2025-03-25',
      notCounted: [],
    });
  });

  it('an extension names itself unless it is told what it follows', () => {
    const more = extendDeadline('2025-03-10', { value: 5, unit: 'calendarDay' }, calendar);
    expect(more.proof.rule).toBe('extension');
    expect(extendDeadline('2025-03-10', { value: 5, unit: 'calendarDay' }, calendar, { rule: 'r' }).proof.rule).toBe(
      'r',
    );
  });
});

describe('a monthly duty', () => {
  it('past the covered days is provisional', () => {
    expect(monthlyDeadline({ rule: 'r', calendar, from: '2026-12-26', onDay: 25 })).toMatchObject({
      lastDay: '2027-01-25',
      provisional: true,
    });
  });

  it.each([0, 32, 1.5, -1, Number.NaN])('on day %s of the month is refused', (onDay) => {
    expect(() => monthlyDeadline({ rule: 'r', calendar, from: '2025-03-10', onDay })).toThrow(
      `每月日期 ${onDay} 应为 1 至 31`,
    );
  });

  it.each([1, 31])('on day %s of the month is taken', (onDay) => {
    expect(monthlyDeadline({ rule: 'r', calendar, from: '2025-03-01', onDay }).nominal).toBe(
      onDay === 1 ? '2025-04-01' : '2025-03-31',
    );
  });
});

describe('a pause that still runs', () => {
  it('when the period would end gives no end: refused in words, for hours and for days', () => {
    const pauses = [{ from: '2025-03-10T11:00:00+08:00' }];
    expect(() => computeDeadline({ ...hours(2), pauses })).toThrow('期限处于暂停中，恢复之前没有到期时刻');
    const days = { ...hours(2), duration: { value: 3, unit: 'workingDay' } as const };
    expect(() => computeDeadline({ ...days, pauses })).toThrow('期限处于暂停中，恢复之前没有到期时刻');
  });

  it('that begins when the period is over changes nothing', () => {
    const pauses = [{ from: '2025-03-10T12:00:00+08:00' }];
    expect(computeDeadline({ ...hours(2), pauses })).toStrictEqual(computeDeadline(hours(2)));
  });
});
