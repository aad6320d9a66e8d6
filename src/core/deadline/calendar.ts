import { z } from 'zod';
import type { Day } from '../instant.ts';
import { isDay, weekday } from '../instant.ts';
import type { Calendar } from './working-days.ts';

export type { Calendar } from './working-days.ts';
export {
  addWorkingDays,
  isWorkingDay,
  kindOfDay,
  nextWorkingDay,
  rollToWorkingDay,
  workingDaysBetween,
} from './working-days.ts';

/** A calendar file that cannot be used; `problems` are Chinese sentences, each naming the place and what is wrong. */
export class CalendarError extends Error {
  readonly code = 'calendar-invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`工作日历有误：${problems.join('；')}`);
    this.name = 'CalendarError';
    this.problems = problems;
  }
}

const day = z.string('应为日期文字').refine(isDay, '不是存在的日期，应形如 2025-10-01');

const days = z.array(day, '应为日期列表').readonly();

const calendarFile = z.strictObject(
  {
    id: z.string('应为文字').regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, '只能用小写字母、数字、点和连字符，不超过 64 个字符'),
    coveredUntil: day,
    sources: z.record(
      z.string().regex(/^\d{4}$/, '应为四位年份'),
      z.string('应为文字').min(1, '不能为空'),
      '应为“年份：依据文件”的对照',
    ),
    weekendDays: z
      .array(z.int('应为 1 至 7 的整数').min(1, '应为 1 至 7 的整数').max(7, '应为 1 至 7 的整数'), '应为星期列表')
      .max(6, '每周至少要有一个工作日')
      .readonly(),
    holidaysOnWeekdays: days,
    makeUpDays: days,
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? `有不认识的项 ${issue.keys.join('、')}` : '应为一个对象') },
);

type CalendarFile = z.infer<typeof calendarFile>;

/** A calendar from the content of a calendar file (`calendar.cn-2024-2026.json`); throws CalendarError with every problem found. */
export function parseCalendar(json: unknown): Calendar {
  const parsed = calendarFile.safeParse(json);
  if (!parsed.success) throw new CalendarError(parsed.error.issues.map(sentence));
  const file = parsed.data;
  const problems = [...dayProblems(file), ...sourceProblems(file)];
  if (problems.length > 0) throw new CalendarError(problems);
  return {
    id: file.id,
    coveredFrom: `${years(file)[0]}-01-01`,
    coveredUntil: file.coveredUntil,
    holidays: new Set(file.holidaysOnWeekdays),
    makeUpDays: new Set(file.makeUpDays),
    weekendDays: file.weekendDays,
    sources: file.sources,
  };
}

function dayProblems(file: CalendarFile): string[] {
  const isWeekend = (date: Day) => file.weekendDays.includes(weekday(date));
  const all = [...file.holidaysOnWeekdays, ...file.makeUpDays];
  return [
    ...repeated(file.holidaysOnWeekdays).map((date) => `节假日 ${date} 重复列出`),
    ...repeated(file.makeUpDays).map((date) => `调休上班日 ${date} 重复列出`),
    ...file.makeUpDays
      .filter((date) => file.holidaysOnWeekdays.includes(date))
      .map((date) => `${date} 既列为节假日又列为调休上班日`),
    ...file.holidaysOnWeekdays.filter(isWeekend).map((date) => `节假日 ${date} 本来就是休息日，不应列入`),
    ...file.makeUpDays.filter((date) => !isWeekend(date)).map((date) => `调休上班日 ${date} 本来就是工作日，不应列入`),
    ...all.filter((date) => date > file.coveredUntil).map((date) => `${date} 晚于日历的截止日 ${file.coveredUntil}`),
    ...all.filter((date) => date.slice(0, 4) < (years(file)[0] ?? '')).map((date) => `${date} 早于有依据文件的第一年`),
  ];
}

/** Every year up to the covered-until day needs its notice: without one, coverage would be claimed that nobody published. */
function sourceProblems(file: CalendarFile): string[] {
  const known = years(file);
  const last = Number(file.coveredUntil.slice(0, 4));
  const first = Number(known[0] ?? last);
  const problems: string[] = [];
  for (let year = first; year <= last; year += 1) {
    if (file.sources[String(year).padStart(4, '0')] === undefined) problems.push(`缺少 ${year} 年放假安排的依据文件`);
  }
  if (first > last) problems.push(`依据文件的年份晚于日历的截止日 ${file.coveredUntil}`);
  return problems;
}

function years(file: CalendarFile): string[] {
  return Object.keys(file.sources).sort();
}

function repeated(list: readonly Day[]): Day[] {
  return list.filter((date, i) => list.indexOf(date) !== i);
}

function sentence(issue: z.core.$ZodIssue): string {
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}：${issue.message}`;
}
