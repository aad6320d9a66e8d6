import { readFileSync } from 'node:fs';
import { parseCalendar } from '../../../src/core/deadline/calendar.ts';

/** Content of the calendar file that ships with the product, fresh on each call so that a test may spoil it. */
export function calendarJson(): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL('../../../data/calendar.cn-2024-2026.json', import.meta.url), 'utf8'));
}

export const calendar = parseCalendar(calendarJson());
