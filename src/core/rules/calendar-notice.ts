import { z } from 'zod';
import { type Calendar, CalendarError, isWorkingDay, kindOfDay } from '../deadline/calendar.ts';
import { type Day, isDay, weekday } from '../instant.ts';
import { DAY_WORDS } from '../words.ts';

/** The yearly notice of the State Council (国务院办公厅关于某年部分节假日安排的通知) as data. */
export interface CalendarNotice {
  readonly year: number;
  /** Days off as the notice lists them; weekend days among them are allowed. */
  readonly holidays: readonly Day[];
  /** Weekend days that are worked (调休). */
  readonly makeUpDays: readonly Day[];
  /** Title and number of the notice. */
  readonly source: string;
}

/** A day that two calendars see differently. */
export interface DayChange {
  readonly day: Day;
  readonly from: string;
  readonly to: string;
}

/** The next calendar of a lineage, in the form of a calendar file but without its id. */
export interface MergedCalendar {
  readonly kind: 'extended' | 'corrected' | 'same';
  readonly coveredUntil: Day;
  readonly sources: { readonly [year: string]: string };
  readonly weekendDays: readonly number[];
  readonly holidaysOnWeekdays: readonly Day[];
  readonly makeUpDays: readonly Day[];
  /** Days that the earlier calendar covered and saw otherwise. */
  readonly changes: readonly DayChange[];
}

const day = z.string('应为日期文字').refine(isDay, '不是存在的日期，应形如 2027-10-01');
const noticeSchema = z.strictObject(
  {
    year: z.int('应为四位年份，如 2027').min(2000, '应为 2000 年以后').max(2200, '应为 2200 年以前'),
    holidays: z.array(day, '应为日期列表').min(1, '一年不会没有节假日，请核对'),
    makeUpDays: z.array(day, '应为日期列表'),
    source: z.string('请写明依据文件').trim().min(1, '请写明依据文件'),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? `有不认识的项 ${issue.keys.join('、')}` : '应为一个对象') },
);

/** Statutory days off whose date never moves (全国年节及纪念日放假办法, 2024 text: 2 May since 2025). */
const FIXED_HOLIDAYS: readonly { readonly date: string; readonly name: string; readonly since: number }[] = [
  { date: '01-01', name: '元旦', since: 2000 },
  { date: '05-01', name: '劳动节', since: 2000 },
  { date: '05-02', name: '劳动节', since: 2025 },
  { date: '10-01', name: '国庆节', since: 2000 },
  { date: '10-02', name: '国庆节', since: 2000 },
  { date: '10-03', name: '国庆节', since: 2000 },
];

/** Parses a yearly notice and checks that it does not contradict itself; throws CalendarError, each problem with its path. */
export function parseNotice(json: unknown): CalendarNotice {
  const parsed = noticeSchema.safeParse(json);
  if (!parsed.success)
    throw new CalendarError(
      parsed.error.issues.map((issue) =>
        issue.path.length === 0 ? issue.message : `${issue.path.join('.')}：${issue.message}`,
      ),
    );
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new CalendarError(problems);
  return parsed.data;
}

function contradictions({ year, holidays, makeUpDays }: CalendarNotice): string[] {
  const off = new Set(holidays);
  const worked = new Set(makeUpDays);
  const weekend = (one: Day) => weekday(one) >= 6;
  return [
    ...holidays.flatMap((one, i) => (holidays.indexOf(one) < i ? [`holidays.${i}：${one} 重复列出`] : [])),
    ...makeUpDays.flatMap((one, i) => (makeUpDays.indexOf(one) < i ? [`makeUpDays.${i}：${one} 重复列出`] : [])),
    ...makeUpDays.flatMap((one, i) => (off.has(one) ? [`makeUpDays.${i}：${one} 既列为节假日又列为调休上班日`] : [])),
    ...makeUpDays.flatMap((one, i) =>
      off.has(one) || weekend(one) ? [] : [`makeUpDays.${i}：${one} 本来就是工作日，不能是调休上班日`],
    ),
    ...FIXED_HOLIDAYS.flatMap(({ date, name, since }) => {
      const one = `${year}-${date}`;
      if (year < since || off.has(one) || (weekend(one) && !worked.has(one))) return [];
      return [`holidays：缺少法定节假日 ${one}（${name}）`];
    }),
  ];
}

/**
 * The calendar with one year more (`extended`), or with a covered year put right (`corrected`, only if `corrects` says that this is
 * meant). Throws CalendarError where the notice contradicts what an earlier notice has fixed, or leaves a year out.
 */
export function mergeNotice(before: Calendar, notice: CalendarNotice, corrects = false): MergedCalendar {
  const covered = Number(before.coveredUntil.slice(0, 4));
  const first = Number((before.coveredFrom ?? `${covered}`).slice(0, 4));
  const { year } = notice;
  if (year > covered + 1)
    throw new CalendarError([`year：日历只覆盖到 ${before.coveredUntil}，请先导入 ${covered + 1} 年的放假安排`]);
  if (year < first) throw new CalendarError([`year：日历从 ${first} 年开始，不能补入更早的 ${year} 年`]);
  const inYear = (one: Day) => one.startsWith(`${year}-`);
  const file = {
    coveredUntil: year > covered ? `${year}-12-31` : before.coveredUntil,
    sources: { ...before.sources, [String(year)]: notice.source },
    weekendDays: before.weekendDays,
    holidaysOnWeekdays: [
      ...[...before.holidays].filter((one) => !inYear(one)),
      ...notice.holidays.filter((one) => inYear(one) && !before.weekendDays.includes(weekday(one))),
    ].sort(),
    makeUpDays: [...[...before.makeUpDays].filter((one) => !inYear(one)), ...notice.makeUpDays.filter(inYear)].sort(),
  };
  const astray = outsideYear(before, notice, covered);
  if (astray.length > 0) throw new CalendarError(astray);
  if (year > covered) return { kind: 'extended', ...file, changes: [] };
  const changes = changesWithin(before, file, year);
  if (changes.length === 0) return { kind: 'same', ...file, changes };
  if (!corrects)
    throw new CalendarError(
      changes.map(
        (one) =>
          `${pathOf(notice, one.day)}：${one.day} 与已发布的日历 ${before.id} 矛盾（${before.sources[String(year)] ?? '无依据文件'}：${word(one.from)}；本通知：${word(one.to)}）`,
      ),
    );
  return { kind: 'corrected', ...file, changes };
}

/** A notice may name days at the end of the year before, as long as they are what that year's notice says. */
function outsideYear(before: Calendar, notice: CalendarNotice, covered: number): string[] {
  const check = (list: 'holidays' | 'makeUpDays', worked: boolean) =>
    notice[list].flatMap((one, i) => {
      if (one.startsWith(`${notice.year}-`)) return [];
      if (Number(one.slice(0, 4)) !== notice.year - 1) return [`${list}.${i}：${one} 不在 ${notice.year} 年`];
      if (Number(one.slice(0, 4)) > covered) return [`${list}.${i}：${one} 所在的年份尚未导入`];
      if (isWorkingDay(before, one) === worked) return [];
      return [
        `${list}.${i}：${one} 与上一年已发布的安排矛盾（已发布：${word(kindOfDay(before, one))}；本通知：${worked ? '调休上班' : '节假日'}）`,
      ];
    });
  return [...check('holidays', false), ...check('makeUpDays', true)];
}

function changesWithin(
  before: Calendar,
  file: Pick<MergedCalendar, 'holidaysOnWeekdays' | 'makeUpDays'>,
  year: number,
): DayChange[] {
  const after: Calendar = {
    ...before,
    holidays: new Set(file.holidaysOnWeekdays),
    makeUpDays: new Set(file.makeUpDays),
  };
  const touched = new Set(
    [...before.holidays, ...before.makeUpDays, ...file.holidaysOnWeekdays, ...file.makeUpDays].filter((one) =>
      one.startsWith(`${year}-`),
    ),
  );
  return [...touched]
    .sort()
    .flatMap((one) =>
      kindOfDay(before, one) === kindOfDay(after, one)
        ? []
        : [{ day: one, from: kindOfDay(before, one), to: kindOfDay(after, one) }],
    );
}

function pathOf(notice: CalendarNotice, one: Day): string {
  const [h, m] = [notice.holidays.indexOf(one), notice.makeUpDays.indexOf(one)];
  return h >= 0 ? `holidays.${h}` : m >= 0 ? `makeUpDays.${m}` : 'holidays';
}

function word(kind: string): string {
  return DAY_WORDS[kind] ?? kind;
}
