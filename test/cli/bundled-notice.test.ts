import { execFileSync } from 'node:child_process';
import { LegalHoliday } from 'tyme4ts';
import { describe, expect, it } from 'vitest';
import calendarFile from '../../data/calendar.cn-2024-2026.json' with { type: 'json' };
import { bundledNotice } from '../../src/cli/bundled-notice.ts';
import { addDays, parseCalendar } from '../../src/core/index.ts';
import { weekday } from '../../src/core/instant.ts';
import { mergeNotice, parseNotice } from '../../src/core/rules/calendar-notice.ts';

const calendar = parseCalendar(calendarFile);

/** What another package, from another transcription, says of each day of the year. */
function elsewhere(year: number): { readonly holidays: string[]; readonly makeUpDays: string[] } {
  const found = { holidays: [] as string[], makeUpDays: [] as string[] };
  for (let day = `${year}-01-01`; day.startsWith(`${year}`); day = addDays(day, 1)) {
    const [y = 0, m = 0, d = 0] = day.split('-').map(Number);
    const special = LegalHoliday.fromYmd(y, m, d);
    if (special) (special.isWork() ? found.makeUpDays : found.holidays).push(day);
  }
  return found;
}

describe('the bundled table of yearly notices', () => {
  it.each([2024, 2025, 2026])('%i: the calendar that ships, and another package, say the same day by day', (year) => {
    const notice = parseNotice(bundledNotice(`${year}`));
    expect(mergeNotice(calendar, notice).kind).toBe('same');
    // Weekend days among the holidays are listed or left out: they are not worked either way.
    const working = (days: readonly string[]) => days.filter((day) => weekday(day) < 6);
    const other = elsewhere(year);
    expect(working(other.holidays)).toEqual(working(notice.holidays));
    expect(other.makeUpDays).toEqual(notice.makeUpDays);
    expect(notice.source).toContain(`${year}年`);
  });

  it('a year that it does not know is refused, and says which it knows', () => {
    for (const year of ['2027', '1999', '二〇二六', '', '2026 ', '20260'])
      expect(() => bundledNotice(year), year).toThrow(/2004 至 2026 年/);
  });

  it('does not depend on the time zone of the process', () => {
    const code =
      "import('./src/cli/bundled-notice.ts').then((m) => console.log(JSON.stringify(m.bundledNotice('2025'))))";
    for (const TZ of ['Pacific/Kiritimati', 'America/Los_Angeles'])
      expect(
        JSON.parse(
          execFileSync(process.execPath, ['-e', code], {
            cwd: new URL('../..', import.meta.url),
            env: { ...process.env, TZ },
            encoding: 'utf8',
          }),
        ),
      ).toEqual(bundledNotice('2025'));
  });
});
