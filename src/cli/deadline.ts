import { type CountingRow, countingTable } from '../core/deadline/counting-table.ts';
import { computeDeadline, type Deadline, extendDeadline } from '../core/deadline/deadline.ts';
import { DURATION_UNITS, type Duration, type DurationUnit } from '../core/deadline/duration.ts';
import type { Pause } from '../core/deadline/pause.ts';
import { checkExtensionRequest, latestDayToAsk, overdueInstant, reminderInstant } from '../core/deadline/reminder.ts';
import type { Calendar } from '../core/deadline/working-days.ts';
import { addDays, startOfDay } from '../core/instant.ts';
import { COUNTING_WORDS, DAY_WORDS, UNIT_WORDS } from '../core/words.ts';
import { calendarFrom } from './calendar-file.ts';
import {
  type CommandSpec,
  type Given,
  list,
  type Outcome,
  optional,
  required,
  wholeNumber,
  wrongUse,
} from './command.ts';
import { instantOf, readJson } from './input-file.ts';
import { columns, dayText, instantText } from './table.ts';
import { parseVectors, type Vectors } from './vectors.ts';

/** `duban deadline`: one deadline with its counting table, or a file of vectors to be checked. */
export const deadline: CommandSpec = {
  name: 'deadline',
  summary: '计算一个期限，并逐日列出怎样计算',
  details: [
    '',
    '起算日不计；按日、月计的期限在最后一日 24:00 届满，最后一日不是工作日的顺延（民法典第二百〇一至二百〇三条）；',
    '按小时、分钟计的期限立即起算，不顺延。超出日历覆盖范围的结果标为“暂定”。',
  ],
  options: [
    { flags: '--start <INSTANT>', about: '起算时刻，如 2024-09-20T10:00:00+08:00（省略时区即北京时间）' },
    { flags: '--duration <N>', about: '期限长度，正整数' },
    { flags: '--unit <UNIT>', about: `单位：${DURATION_UNITS.join('、')}，或 分钟、小时、日、工作日、月` },
    { flags: '--pause <FROM/TO>', about: '中止的起止时刻，可重复；中止的日子不计入', repeats: true },
    { flags: '--calendar <FILE>', about: '工作日历文件（默认随程序附带的 2024—2026 年日历）' },
    { flags: '--batch <FILE>', about: '逐条核对向量文件（calendar-vectors.json 的格式）；有不符的退出码为 1' },
  ],
  examples: [
    'duban deadline --start 2024-09-20T10:00 --duration 15 --unit 日',
    'duban deadline --batch test/calendar-vectors.json',
  ],
  run(given) {
    const calendar = calendarFrom(optional(given, 'calendar'));
    const batch = optional(given, 'batch');
    return batch === undefined ? one(given, calendar) : checkAll(parseVectors(readJson(batch), batch), calendar);
  },
};

const UNITS: { readonly [name: string]: DurationUnit } = {
  ...Object.fromEntries(DURATION_UNITS.map((unit) => [unit, unit])),
  分钟: 'minute',
  小时: 'hour',
  日: 'calendarDay',
  天: 'calendarDay',
  自然日: 'calendarDay',
  工作日: 'workingDay',
  月: 'month',
};

function one(given: Given, calendar: Calendar): Outcome {
  const start = instantOf('--start', required(given, 'start'));
  const value = wholeNumber('--duration', required(given, 'duration'), 1, 1_000_000);
  const unit = UNITS[required(given, 'unit')];
  if (unit === undefined) throw wrongUse(`--unit 只能是 ${Object.keys(UNITS).join('、')}。`);
  const pauses = list(given, 'pause').map(pauseOf);
  const found = compute({ start, duration: { value, unit }, pauses }, calendar);
  const rows = countingTable(found.proof, calendar);
  return { code: 0, text: explainDeadline(found, rows), json: { ...found, table: rows } };
}

function pauseOf(text: string): Pause {
  const [from, to, ...rest] = text.split('/');
  if (!from || !to || rest.length > 0)
    throw wrongUse(`--pause 应写作 起/止，如 2025-03-05T09:00/2025-03-07T18:00，收到的是“${text.slice(0, 60)}”。`);
  return { from: instantOf('--pause', from), to: instantOf('--pause', to) };
}

function compute(
  period: { readonly start: string; readonly duration: Duration; readonly pauses?: readonly Pause[] },
  calendar: Calendar,
): Deadline {
  try {
    return computeDeadline({ ...period, calendar, rule: 'deadline' });
  } catch (error) {
    if (error instanceof RangeError) throw wrongUse(`${error.message}。`);
    throw error;
  }
}

/** Result, start and every day in between, as lines for a terminal. */
export function explainDeadline(
  found: Omit<Deadline, 'lastDay'> & { readonly lastDay?: string | null },
  rows: readonly CountingRow[],
): string[] {
  const { proof, provisional } = found;
  const length = proof.duration ? `${proof.duration.value} ${UNIT_WORDS[proof.duration.unit] ?? ''}` : '指定日期';
  return [
    `起算：${instantText(proof.start)}　　期限：${length}　　日历：${proof.calendar}`,
    found.lastDay ? `最后一日：${dayText(found.lastDay)}（24:00 届满）` : `届满：${instantText(found.dueAt)}`,
    ...(provisional ? ['暂定：超出日历覆盖范围，放假安排公布后可能变化。'] : []),
    ...(proof.paused ?? []).map(
      (pause) => `中止：${instantText(pause.from)} 至 ${instantText(pause.to)}，顺延同样时长`,
    ),
    ...(rows.length > 0 ? ['', ...tableOf(rows)] : []),
  ];
}

function tableOf(rows: readonly CountingRow[]): string[] {
  return columns([
    ['日期', '日别', '计数', '说明'],
    ...rows.map((row) => [
      dayText(row.day),
      DAY_WORDS[row.kind] ?? row.kind,
      row.n === undefined ? '—' : String(row.n),
      row.why ? (COUNTING_WORDS[row.why] ?? row.why) : '',
    ]),
  ]);
}

interface Checked {
  readonly id: string;
  readonly ok: boolean;
  readonly expected: unknown;
  readonly found: unknown;
  readonly why: string;
}

function checkAll(vectors: Vectors, calendar: Calendar): Outcome {
  const checked = [
    ...vectors.deadlines.map((one) => deadlineVector(one, calendar)),
    ...vectors.extensions.map((one) => extensionVector(one, calendar)),
    ...vectors.reminders.map((one) => reminderVector(one, calendar)),
    ...vectors.overdue.map((one) => overdueVector(one, calendar)),
  ];
  const wrong = checked.filter((one) => !one.ok);
  return {
    code: wrong.length > 0 ? 1 : 0,
    text: [
      ...wrong.map(
        (one) =>
          `✗ ${one.id}：应为 ${JSON.stringify(one.expected)}，实为 ${JSON.stringify(one.found)}${one.why ? `（${one.why}）` : ''}`,
      ),
      `${checked.length - wrong.length} 条相符，${wrong.length} 条不符`,
    ],
    json: { checked: checked.length, wrong },
  };
}

function judge(vector: { readonly id: string; readonly why: string }, expected: unknown, find: () => unknown): Checked {
  let found: unknown;
  try {
    found = find();
  } catch (error) {
    found = error instanceof Error ? error.message : String(error);
  }
  return { id: vector.id, ok: JSON.stringify(expected) === JSON.stringify(found), expected, found, why: vector.why };
}

function deadlineVector(vector: Vectors['deadlines'][number], calendar: Calendar): Checked {
  const { dueAt, lastDay, provisional } = vector.expect;
  return judge(vector, { dueAt, lastDay, provisional }, () => {
    const found = computeDeadline({ ...vector, calendar, rule: vector.id });
    return { dueAt: found.dueAt, lastDay: found.lastDay, provisional: found.provisional };
  });
}

/** The rule for T1 (handbook §7) by which the vectors refuse a late request. */
const REQUEST_BEFORE: Duration = { value: 20, unit: 'workingDay' };

function extensionVector(vector: Vectors['extensions'][number], calendar: Calendar): Checked {
  const { lastDay, refused } = vector.expect;
  return judge(vector, { lastDay, refused }, () => {
    const first = computeDeadline({ ...vector, calendar, rule: vector.id });
    if (refused !== null) return { lastDay: null, refused: refusalOf(first, refused, calendar) };
    const extended = vector.extensions.reduce(
      (last, more) => extendDeadline(last, more, calendar).lastDay ?? '',
      first.lastDay ?? '',
    );
    return { lastDay: extended, refused: null };
  });
}

function refusalOf(first: Deadline, expected: string, calendar: Calendar): string | null {
  const at =
    expected === 'extension-after-expiry'
      ? first.dueAt
      : startOfDay(addDays(latestDayToAsk(first.lastDay ?? '', REQUEST_BEFORE, calendar), 1));
  return checkExtensionRequest({ at, deadline: first, requestBefore: REQUEST_BEFORE, calendar });
}

function reminderVector(vector: Vectors['reminders'][number], calendar: Calendar): Checked {
  const { lastDay, before } = vector;
  return judge(vector, vector.expect, () =>
    reminderInstant({
      deadline: { lastDay, dueAt: startOfDay(addDays(lastDay, 1)) },
      before,
      start: startOfDay(addDays(lastDay, -3_650)),
      calendar,
    }),
  );
}

function overdueVector(vector: Vectors['overdue'][number], calendar: Calendar): Checked {
  return judge(vector, vector.expect, () => overdueInstant(vector.lastDay, vector.overdueWorkingDays, calendar));
}
