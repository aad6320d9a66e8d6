import { parseCalendar } from '../core/deadline/calendar.ts';
import type { Calendar } from '../core/deadline/working-days.ts';
import { bundled, readJson } from './input-file.ts';

/** The working calendar of a file, the bundled one without one; throws CalendarError. */
export function calendarFrom(file: string | undefined): Calendar {
  return parseCalendar(readJson(file ?? bundled('calendar.cn-2024-2026.json')));
}
