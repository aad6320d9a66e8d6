import table from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { Day } from '../core/instant.ts';
import type { CalendarNotice } from '../core/rules/calendar-notice.ts';
import { wrongUse } from './command.ts';

/** Day strings only: the package's own functions count in the time zone of the process. */
const HOLIDAYS: readonly Day[] = Object.keys(table.holidays).sort();
const MAKE_UP_DAYS: readonly Day[] = Object.keys(table.workdays).sort();

/** The yearly notice as the bundled table has it; refuses a year that the table does not know. */
export function bundledNotice(text: string): CalendarNotice {
  const inYear = (days: readonly Day[]) => days.filter((day) => day.startsWith(`${text}-`));
  const holidays = /^\d{4}$/.test(text) ? inYear(HOLIDAYS) : [];
  if (holidays.length === 0)
    throw wrongUse(
      `随程序附带的年表只有 ${HOLIDAYS[0]?.slice(0, 4)} 至 ${HOLIDAYS.at(-1)?.slice(0, 4)} 年，没有“${text.slice(0, 20)}”；请按国务院办公厅通知编写文件导入。`,
    );
  return {
    year: Number(text),
    holidays,
    makeUpDays: inYear(MAKE_UP_DAYS),
    source: `国务院办公厅关于${text}年部分节假日安排的通知（据随程序附带的年表 chinese-days）`,
  };
}
