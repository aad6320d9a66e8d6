/**
 * Instants and days in China Standard Time: fixed +08:00 arithmetic on integers, no host time zone, no clock.
 * (+08:00 has no daylight saving since 1991, so an offset is all the zone there is.)
 */

/** An instant in the one normal form `2025-03-03T09:00:00[.250]+08:00`; string order is time order ('+' sorts before '.'). */
export type Instant = string;

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`; string order is time order. */
export type Day = string;

const OFFSET_MS = 8 * 3_600_000;

const DAY_MS = 86_400_000;

const MIN_DAY = -719_528; // 0000-01-01
const MAX_DAY = 2_932_896; // 9999-12-31
const MEMO_LIMIT = 8_192; // about 22 years of day strings: a case never needs more, a batch import just starts afresh

const dayTexts = new Map<number, Day>();

/** The same moment in normal form, from any RFC 3339 text; digits below a millisecond are cut off; throws RangeError if malformed or impossible. */
export function parseInstant(text: string): Instant {
  if (!Number.isNaN(readNormal(text))) return text;
  const match = RFC_3339.exec(text);
  if (match === null) {
    throw new RangeError(`时刻“${excerpt(text)}”格式不对，应为带时区的 RFC 3339 写法，例如 2025-03-03T09:00:00+08:00`);
  }
  const day = readDay(text);
  const clock = readClock(text);
  const offset = readOffset(match[2] ?? '');
  if (Number.isNaN(day) || Number.isNaN(clock) || Number.isNaN(offset)) {
    throw new RangeError(`时刻“${excerpt(text)}”不存在，请核对日期、时间和时区`);
  }
  const fraction = Number(`${match[1] ?? ''}000`.slice(0, 3));
  return fromMs(day * DAY_MS + clock + fraction - offset);
}

/** Whether the text is an instant in normal form (not merely RFC 3339). */
export function isInstant(text: unknown): text is Instant {
  return typeof text === 'string' && !Number.isNaN(readNormal(text));
}

/** Milliseconds since 1970-01-01T00:00:00Z; throws RangeError unless the instant is in normal form. */
export function toMs(instant: Instant): number {
  const ms = readNormal(instant);
  if (Number.isNaN(ms)) throw new RangeError(`时刻“${excerpt(instant)}”不是规范写法，应形如 2025-03-03T09:00:00+08:00`);
  return ms;
}

/** The instant of so many whole milliseconds since 1970-01-01T00:00:00Z; throws RangeError outside the years 0000–9999. */
export function fromMs(ms: number): Instant {
  if (!Number.isInteger(ms)) throw new RangeError(`毫秒数 ${ms} 不是整数`);
  const day = dayNumberAt(ms);
  const rest = ms + OFFSET_MS - day * DAY_MS;
  const seconds = Math.floor(rest / 1_000);
  const millis = rest - seconds * 1_000;
  const minutes = Math.floor(seconds / 60);
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0')}`;
  return `${dayFromNumber(day)}T${clock}${fraction}+08:00`;
}

/** The instant so many milliseconds later (earlier if negative). */
export function addMs(instant: Instant, ms: number): Instant {
  return fromMs(toMs(instant) + ms);
}

/** The Shanghai day in which the instant lies; 00:00 belongs to the new day. */
export function dayOf(instant: Instant): Day {
  toMs(instant);
  return instant.slice(0, 10);
}

/** Days since 1970-01-01 of the Shanghai day in which a moment (milliseconds since 1970-01-01T00:00:00Z) lies. */
export function dayNumberAt(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** 00:00 of the day, which is also 24:00 of the day before. */
export function startOfDay(day: Day): Instant {
  return `${parseDay(day)}T00:00:00+08:00`;
}

/** The instant of a wall-clock time `HH:mm` on the day; throws RangeError on an impossible time. */
export function atTime(day: Day, time: string): Instant {
  if (!WALL_TIME.test(time)) throw new RangeError(`时间“${excerpt(time)}”格式不对，应为 00:00 至 23:59`);
  return `${parseDay(day)}T${time}:00+08:00`;
}

/** Whether the text is an existing day `YYYY-MM-DD`. */
export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && text.length === 10 && !Number.isNaN(readDay(text));
}

/** The same text if it is an existing day; throws RangeError otherwise (for example 2025-02-30). */
export function parseDay(text: string): Day {
  dayNumber(text);
  return text;
}

/** Days since 1970-01-01; throws RangeError if the text is no day. */
export function dayNumber(day: Day): number {
  const number = day.length === 10 ? readDay(day) : Number.NaN;
  if (Number.isNaN(number)) throw new RangeError(`日期“${excerpt(day)}”不存在或格式不对，应形如 2025-03-03`);
  return number;
}

/** The day so many days after 1970-01-01; throws RangeError outside the years 0000–9999. */
export function dayFromNumber(number: number): Day {
  const known = dayTexts.get(number);
  if (known !== undefined) return known;
  if (!Number.isInteger(number) || number < MIN_DAY || number > MAX_DAY) {
    throw new RangeError('日期超出 0000 年至 9999 年的范围');
  }
  const { year, month, day } = civilFromNumber(number);
  const text = civilText(year, month, day);
  if (dayTexts.size >= MEMO_LIMIT) dayTexts.clear();
  dayTexts.set(number, text);
  return text;
}

/** The day n calendar days later (earlier if negative). */
export function addDays(day: Day, n: number): Day {
  return dayFromNumber(dayNumber(day) + n);
}

/** The same day of the month n months later (earlier if negative), or the month's last day if it has no such day. */
export function addMonths(day: Day, n: number): Day {
  if (!Number.isInteger(n)) throw new RangeError(`月数 ${n} 不是整数`);
  const { year, month, day: dayOfMonth } = civilFromNumber(dayNumber(day));
  const months = year * 12 + month - 1 + n;
  return dayInMonth(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, dayOfMonth);
}

/** The given day of a month (1–12), or the month's last day if it has no such day; throws RangeError on an impossible month. */
export function dayInMonth(year: number, month: number, dayOfMonth: number): Day {
  return parseDay(civilText(year, month, Math.min(dayOfMonth, daysInMonth(year, month))));
}

/** Calendar days from a to b: 1 from Monday to Tuesday, negative if b is earlier. */
export function daysBetween(a: Day, b: Day): number {
  return dayNumber(b) - dayNumber(a);
}

/** Day of the week, 1 Monday to 7 Sunday. */
export function weekday(day: Day): number {
  return weekdayOfNumber(dayNumber(day));
}

/** Day of the week, 1 Monday to 7 Sunday, of a day given as days since 1970-01-01 (a Thursday). */
export function weekdayOfNumber(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;
const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Milliseconds of an instant in normal form, or NaN: the hot path reads character codes and allocates nothing. */
function readNormal(text: string): number {
  const whole = text.length === 25;
  if (!whole && text.length !== 29) return Number.NaN;
  if (text.charCodeAt(10) !== 84 || !text.endsWith('+08:00')) return Number.NaN;
  const local = readDay(text) * DAY_MS + readClock(text);
  if (whole) return local - OFFSET_MS;
  const millis = text.charCodeAt(19) === 46 ? number2(text, 20) * 10 + digit(text, 22) : Number.NaN;
  return millis === 0 ? Number.NaN : local + millis - OFFSET_MS;
}

function readDay(text: string): number {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
  const year = number2(text, 0) * 100 + number2(text, 2);
  const month = number2(text, 5);
  const day = number2(text, 8);
  const possible = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return possible ? numberFromCivil(year, month, day) : Number.NaN;
}

/** Milliseconds since midnight; a leap second (:60) is refused, because it has no place in the arithmetic. */
function readClock(text: string): number {
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return Number.NaN;
  const hour = number2(text, 11);
  const minute = number2(text, 14);
  const second = number2(text, 17);
  const possible = hour <= 23 && minute <= 59 && second <= 59;
  return possible ? ((hour * 60 + minute) * 60 + second) * 1_000 : Number.NaN;
}

function readOffset(text: string): number {
  if (text.length === 1) return 0;
  const hours = number2(text, 1);
  const minutes = number2(text, 4);
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function number2(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function civilText(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil: March-based years make the leap day the last. */
function numberFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse, civil_from_days. */
function civilFromNumber(number: number): { year: number; month: number; day: number } {
  const z = number + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1_460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const dayOfYear = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

/** Refused text goes into the message; a huge one must not. */
function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
