import { type Day, dayOf, type Instant, weekday } from '../core/instant.ts';
import { weekdayWord } from '../core/words.ts';

/** Columns that a text takes in a terminal: Chinese characters and full-width signs take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += WIDE.test(char) ? 2 : 1;
  return width;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** The text filled up with spaces to so many columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Rows in columns as wide as their widest cell, two spaces between. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) =>
    `${indent}${row.map((cell, at) => (at === row.length - 1 ? cell : pad(cell, widths[at] ?? 0))).join('  ')}`.trimEnd(),
  );
}

/** `2025-03-03 周一`. */
export function dayText(day: Day): string {
  return `${day} ${weekdayWord(weekday(day))}`;
}

/** `2025-03-03 周一 09:00`, with seconds only where they say something. */
export function instantText(at: Instant): string {
  return `${dayText(dayOf(at))} ${timeText(at)}`;
}

/** `09:00`, or `09:00:12`. */
export function timeText(at: Instant): string {
  return at.slice(17, 19) === '00' ? at.slice(11, 16) : at.slice(11, 19);
}
