import type { Duration } from '../core/deadline/duration.ts';
import { type Day, dayOf, type Instant } from '../core/instant.ts';
import { UNIT_WORDS } from '../core/words.ts';

/** 2025年4月9日: Arabic digits, no leading zeros (GB/T 9704-2012 §7.3.5). */
export function printedDay(day: Day): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${Number(year)}年${Number(month)}月${Number(date)}日`;
}

/** 2025年4月9日10时05分, as the clock at +08:00 shows it. */
export function printedInstant(instant: Instant): string {
  const minutes = instant.slice(14, 16);
  return `${printedDay(dayOf(instant))}${Number(instant.slice(11, 13))}时${minutes === '00' ? '' : `${minutes}分`}`;
}

/** 2025年4月. */
export function printedMonth(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${Number(year)}年${Number(number)}月`;
}

/** 3,000元, with jiao and fen where there are any. */
export function printedMoney(yuan: number): string {
  const [whole = '0', part = '00'] = yuan.toFixed(2).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${part === '00' ? '' : `.${part}`}元`;
}

/** A day that is fixed, or a period that begins with the service of the paper. */
export function printedPeriod(term: Day | Duration): string {
  if (typeof term === 'string') return `于${printedDay(term)}前`;
  return `自本通知书送达之日起${term.value}${UNIT_WORDS[term.unit] ?? ''}内`;
}

/** Several laws are divided by 、 as in a sentence. */
export function printedBasis(text: string): string {
  return text.replaceAll('；', '、');
}
