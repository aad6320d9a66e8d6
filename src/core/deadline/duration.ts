/** The units of a period; the unit belongs to each rule, statutes differ (行政许可法: all days are working days; 民法典 Art. 201–203). */
export const DURATION_UNITS = ['minute', 'hour', 'calendarDay', 'workingDay', 'month'] as const;

/** One unit of a period. */
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** A period: a whole number of one unit, at least 1. */
export type Duration = { value: number; unit: DurationUnit };

/** How long before the due instant a reminder stands; percent is the share of the whole period that then remains. */
export type ReminderOffset = Duration | { value: number; unit: 'percent' };

const MAX_VALUE = 1_000_000; // almost two years in minutes; keeps day-by-day counting bounded

/** Whether a value is a well-formed period. */
export function isDuration(value: unknown): value is Duration {
  if (typeof value !== 'object' || value === null) return false;
  const { value: amount, unit } = value as { value?: unknown; unit?: unknown };
  return isAmount(amount) && DURATION_UNITS.some((known) => known === unit);
}

/** Whether a value is a well-formed reminder offset: a period, or a percentage above 0 and below 100. */
export function isReminderOffset(value: unknown): value is ReminderOffset {
  if (isDuration(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { value: share, unit } = value as { value?: unknown; unit?: unknown };
  return unit === 'percent' && typeof share === 'number' && share > 0 && share < 100;
}

/** The same period, or a RangeError if it is malformed (zero, negative, fractional, unknown unit). */
export function checkedDuration(duration: Duration): Duration {
  if (!isDuration(duration)) throw new RangeError(`期限长度 ${JSON.stringify(duration)} 不正确，应为正整数加单位`);
  return duration;
}

/** Milliseconds of a period in minutes or hours; null for periods counted in days, which have no fixed length. */
export function durationMs(duration: Duration): number | null {
  if (duration.unit === 'minute') return duration.value * 60_000;
  if (duration.unit === 'hour') return duration.value * 3_600_000;
  return null;
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_VALUE;
}
