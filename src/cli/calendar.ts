import { randomUUID } from 'node:crypto';
import { type Calendar, kindOfDay, parseCalendar } from '../core/deadline/calendar.ts';
import { addDays, type Day, dayInMonth, weekday } from '../core/instant.ts';
import { kinds } from '../core/kinds.ts';
import { DAY_WORDS } from '../core/words.ts';
import { type CalendarBook, createCalendarBook } from '../ledger/calendars.ts';
import { importYear, rehearseYear } from '../ledger/import-year.ts';
import { createTermsMover } from '../ledger/new-terms.ts';
import { bundledNotice } from './bundled-notice.ts';
import { movesOutcome } from './case-moves.ts';
import {
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Io,
  type Outcome,
  optional,
  wrongUse,
} from './command.ts';
import { readJson } from './input-file.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { progressFor } from './progress.ts';
import { historyLine } from './rules-view.ts';
import { columns, dayText, pad } from './table.ts';
import { ACTOR_OPTIONS, officeActor, refusable } from './terms-office.ts';

const importCommand: CommandSpec = {
  name: 'import',
  summary: '导入一年的放假安排，形成新的日历版本',
  details: [
    '',
    '文件为 JSON：{ "year": 2027, "holidays": ["2027-01-01", …], "makeUpDays": [], "source": "国务院办公厅关于2027年部分节假日安排的通知" }。',
    '节假日照通知列出即可，本来就是周末的也可以列入。原来的版本不变；新案件自动使用最新版本，',
    '在办案件的暂定期限随即逐件确认；中断后由运行中的服务接着办完，不会重复办理。',
  ],
  args: [{ name: '[FILE]', about: '放假安排文件' }],
  options: [
    { flags: '--bundled <YEAR>', about: '改用随程序附带的年表中的这一年' },
    { flags: '--dry-run', about: '只列出会怎样：新的日历，以及哪些在办期限将确认' },
    { flags: '--calendar <ID>', about: '哪一系列的日历（默认最近发布的）' },
    { flags: '--corrects', about: '更正以前导入的年份（须写明理由）；已送达的期限不变' },
    { flags: '--reason <TEXT>', about: '理由' },
    ...ACTOR_OPTIONS,
    DATA_OPTION,
  ],
  examples: [
    'duban calendar import notice-2027.json --dry-run --as street.safetyOffice --person p012',
    'duban calendar import --bundled 2026 --as street.safetyOffice --person p012',
  ],
  run: (given, io) => withBook(given, io, (book, access) => imported(book, access, given, io)),
};

const show: CommandSpec = {
  name: 'show',
  summary: '一年的日历：逐月列出休息日、节假日和调休',
  args: [{ name: '<YEAR>', about: '年份，如 2026' }],
  options: [
    { flags: '--calendar <ID>', about: '日历编号（默认最近发布的）' },
    { flags: '--file <FILE>', about: '看文件中的日历，不需要台账' },
    DATA_OPTION,
  ],
  run(given, io) {
    const year = String(given.args[0]);
    if (!/^\d{4}$/.test(year)) throw wrongUse(`年份应为四位数字，收到的是“${year.slice(0, 20)}”。`);
    const file = optional(given, 'file');
    if (file !== undefined) return yearView(parseCalendar(readJson(file)), year, []);
    return withBook(given, io, async (book) => {
      const id = optional(given, 'calendar');
      const view = id === undefined ? await book.newest() : await book.show(id);
      return yearView(
        view.content,
        year,
        view.history.length > 0 ? ['', '经过：', ...view.history.map(historyLine)] : [],
      );
    });
  },
};

const list: CommandSpec = {
  name: 'list',
  summary: '工作日历的各个版本，最新的在前',
  options: [DATA_OPTION],
  run: (given, io) =>
    withBook(given, io, async (book) => {
      const calendars = await book.list();
      const rows = calendars.map((one) => [one.id, one.coveredUntil, one.supersedes ?? '', one.lineage]);
      return { code: 0, text: columns([['编号', '覆盖至', '取代', '系列'], ...rows]), json: { calendars } };
    }),
};

const confirm: CommandSpec = {
  name: 'confirm',
  summary: '按最新日历确认在办案件的暂定期限；先试算，加 --apply 才办理',
  details: ['', '暂定的期限按新日历重新计算并成为确定；更正过的日子不改变已送达的期限，并逐件写明。'],
  options: [
    { flags: '--apply', about: '办理；没有它只是试算' },
    { flags: '--batch <ID>', about: '操作编号；重试用同一个，不会重复办理' },
    ...ACTOR_OPTIONS,
    DATA_OPTION,
  ],
  run: (given, io) =>
    withLedger(given, io, async (access) => {
      const actor = await officeActor(access, given);
      const mover = createTermsMover({ ...access, kinds, now });
      if (!has(given, 'apply')) return movesOutcome(await refusable(mover.confirmationDryRun(actor)), false);
      return movesOutcome(await refusable(mover.confirm(actor, optional(given, 'batch') ?? randomUUID())), true);
    }),
};

/** `duban calendar`: working calendars and the yearly notice. */
export const calendar: CommandSpec = {
  name: 'calendar',
  summary: '工作日历：导入放假安排，查看年历',
  subcommands: [importCommand, confirm, show, list],
};

function withBook(
  given: Given,
  io: Io,
  work: (book: CalendarBook, access: LedgerAccess) => Promise<Outcome>,
): Promise<Outcome> {
  return withLedger(given, io, (access) => refusable(work(createCalendarBook({ db: access.db, now }), access)));
}

async function imported(book: CalendarBook, access: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const [id, reason] = [optional(given, 'calendar'), optional(given, 'reason')];
  const request = {
    json: noticeOf(given),
    actor: await officeActor(access, given),
    corrects: has(given, 'corrects'),
    ...(id === undefined ? {} : { calendar: id }),
    ...(reason === undefined ? {} : { reason }),
  };
  const parts = { book, mover: createTermsMover({ ...access, kinds, now }) };
  const dry = has(given, 'dryRun');
  const progress = progressFor(io);
  const { imported: done, cases } = dry
    ? await rehearseYear(parts, request)
    : await importYear(parts, request, (n, total) => {
        if (n % PROGRESS_STEP === 0) progress(`确认在办案件的期限：${n} / ${total}`);
      });
  const moves = movesOutcome(cases, !dry);
  const text = [
    `${dry ? '将形成' : '已形成'}日历 ${done.id}（取代 ${done.supersedes}），覆盖至 ${done.coveredUntil}。新登记的案件使用新日历；在办案件的暂定期限一并确认。`,
    ...done.changes.map(
      (change) =>
        `更正：${dayText(change.day)} 由${DAY_WORDS[change.from] ?? change.from}改为${DAY_WORDS[change.to] ?? change.to}`,
    ),
    ...(done.changes.length > 0 ? ['已经送达的期限不因更正而改变。'] : []),
    ...(dry ? moves.text.slice(0, -1) : moves.text),
    ...(dry ? ['试算：没有保存任何内容；去掉 --dry-run 办理。'] : []),
  ];
  return { code: moves.code, text, json: { ...done, dryRun: dry, cases } };
}

/** Cases between two words about how far it is. */
const PROGRESS_STEP = 100;

function noticeOf(given: Given): unknown {
  const [file, year] = [given.args[0], optional(given, 'bundled')];
  if ((file === undefined) === (year === undefined))
    throw wrongUse('请给出放假安排文件，或用 --bundled 给出年份（二者择一）。');
  return file === undefined ? bundledNotice(String(year)) : readJson(file);
}

// ----------------------------------------------------------------------------------------------------------------- year view

const CELL = 5;
const MARKS: { readonly [kind: string]: string } = { holiday: '休', makeUpDay: '班' };
const MONTHS_ABREAST = 3;

function yearView(content: Calendar, year: string, more: readonly string[]): Outcome {
  const days = daysOf(year);
  const special = days.filter((day) => ['holiday', 'makeUpDay'].includes(kindOfDay(content, day)));
  const worked = days.filter((day) => ['workday', 'makeUpDay'].includes(kindOfDay(content, day))).length;
  const months = Array.from({ length: 12 }, (_, m) => monthLines(content, Number(year), m + 1));
  const rows = [0, 3, 6, 9].flatMap((first) => [...abreast(months.slice(first, first + MONTHS_ABREAST)), '']);
  const source = content.sources[year];
  return {
    code: 0,
    text: [
      `${year} 年　日历 ${content.id}　工作日 ${worked} 天`,
      source === undefined ? '本年放假安排尚未导入：只按周末推算，期限为暂定。' : `依据：${source}`,
      '休＝放假（本来是工作日），班＝调休上班，括号＝周末休息',
      '',
      ...rows,
      ...special.map((day) => `${dayText(day)}　${DAY_WORDS[kindOfDay(content, day)] ?? ''}`),
      ...more,
    ],
    json: {
      calendar: content.id,
      year: Number(year),
      covered: source !== undefined,
      ...(source === undefined ? {} : { source }),
      workingDays: worked,
      days: special.map((day) => ({ day, kind: kindOfDay(content, day) })),
    },
  };
}

function daysOf(year: string): Day[] {
  const days: Day[] = [];
  for (let day = `${year}-01-01`; day.startsWith(year); day = addDays(day, 1)) days.push(day);
  return days;
}

function monthLines(content: Calendar, year: number, month: number): string[] {
  const first = dayInMonth(year, month, 1);
  const weeks: string[] = [];
  let week = ' '.repeat(CELL * (weekday(first) - 1));
  for (let day = first; day.slice(0, 7) === first.slice(0, 7); day = addDays(day, 1)) {
    week += pad(cellOf(content, day), CELL);
    if (weekday(day) === 7) {
      weeks.push(week);
      week = '';
    }
  }
  return [
    pad(`${month} 月`, CELL * 7),
    ['一', '二', '三', '四', '五', '六', '日'].map((name) => pad(` ${name}`, CELL)).join(''),
    ...weeks,
    ...(week === '' ? [] : [pad(week, CELL * 7)]),
  ];
}

function cellOf(content: Calendar, day: Day): string {
  const kind = kindOfDay(content, day);
  const number = day.slice(8).replace(/^0/, ' ');
  return kind === 'rest' ? `(${number})` : ` ${number}${MARKS[kind] ?? ''}`;
}

function abreast(months: readonly (readonly string[])[]): string[] {
  const height = Math.max(...months.map((month) => month.length));
  return Array.from({ length: height }, (_, row) =>
    months
      .map((month) => pad(month[row] ?? '', CELL * 7))
      .join('  ')
      .trimEnd(),
  );
}
