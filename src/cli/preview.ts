import { type Instant, isDay } from '../core/index.ts';
import { ABOUT_WORDS, DAY_WORDS, eventWord, stageWord } from '../core/words.ts';
import { type Conduct, type Course, type PreviewMessage, preview } from '../simulator/preview.ts';
import { calendarFrom } from './calendar-file.ts';
import { type CommandSpec, type Given, type Outcome, optional, wrongUse } from './command.ts';
import { type RuleWords, rulesFrom, ruleWords } from './rules-file.ts';
import { columns, dayText, instantText, timeText } from './table.ts';

const TIERS = ['T0', 'T1', 'T2', 'T3'] as const;
const TITLES: { readonly [conduct in Conduct]: string } = {
  nobody: '送达之后谁都不办',
  signersOnly: '只有签发人按时签发，其余不办',
  lastDay: '每一步都拖到最后一天才办',
};

/** `duban preview`: what a rule set does to a sample case, day by day. */
export const previewCommand: CommandSpec = {
  name: 'preview',
  summary: '规则预演：一条样例隐患在这套规则下，谁在哪一天收到什么',
  args: [{ name: '[FILE]', about: '规则集文件（默认随程序附带的规则集）' }],
  options: [
    { flags: '--tier <TIER>', about: '等级 T0、T1、T2、T3（默认 T2）' },
    { flags: '--start <DAY>', about: '发现和送达的日期（默认 2025-03-03）' },
    { flags: '--conduct <HOW>', about: '只看一种：nobody、signersOnly、lastDay' },
    { flags: '--calendar <FILE>', about: '工作日历文件（默认随程序附带的日历）' },
  ],
  examples: [
    'duban preview 草案.json --tier T2',
    'duban preview 草案.json --tier T1 --start 2025-09-25 --conduct nobody --json',
  ],
  run,
};

function run(given: Given): Outcome {
  const rules = rulesFrom(given.args[0]);
  const tier = TIERS.find((one) => one === (optional(given, 'tier') ?? 'T2'));
  if (tier === undefined) throw wrongUse(`--tier 只能是 ${TIERS.join('、')}。`);
  const result = preview({
    terms: { rules, calendar: calendarFrom(optional(given, 'calendar')) },
    tier,
    ...startOf(given),
  });
  const conducts = conductsOf(given);
  const words = ruleWords(rules);
  const courses = Object.fromEntries(conducts.map((conduct) => [conduct, plain(result.courses[conduct])]));
  return {
    code: 0,
    text: conducts.flatMap((conduct) => told(TITLES[conduct], result.courses[conduct], words)),
    json: { rules: rules.id, tier, start: result.start, courses },
  };
}

function startOf(given: Given): { readonly start?: Instant } {
  const day = optional(given, 'start');
  if (day === undefined) return {};
  if (!isDay(day)) throw wrongUse(`--start 应为日期，例如 2025-03-03，收到的是“${String(day).slice(0, 40)}”。`);
  return { start: `${day}T09:00:00+08:00` };
}

function conductsOf(given: Given): readonly Conduct[] {
  const all = Object.keys(TITLES) as Conduct[];
  const asked = optional(given, 'conduct');
  const found = asked === undefined ? all : all.filter((one) => one === asked);
  if (found.length === 0) throw wrongUse(`--conduct 只能是 ${all.join('、')}。`);
  return found;
}

function plain({ events: _, ...course }: Course) {
  return course;
}

function told(title: string, course: Course, words: RuleWords): string[] {
  const days = Map.groupBy(course.messages, (message) => message.day);
  const over = course.perDay.filter((one) => one.overBudget);
  return [
    `━━ ${title}（${course.messages.length} 条消息和文书，最后环节：${stageWord('hazard', course.stage)}）`,
    ...[...days].flatMap(([day, messages]) => [
      dayText(day),
      ...columns(
        messages.map((message) => messageRow(message, words)),
        '  ',
      ),
    ]),
    course.perDay[0]
      ? `一人一天最多 ${course.perDay[0].count} 条：${postText(course.perDay[0].post, words)}，${course.perDay[0].day}${over.length > 0 ? `；超出每日上限 ${over.length} 次` : ''}`
      : '没有消息',
    ...(course.onRestDays.length === 0
      ? ['没有落在休息日或节假日的步骤']
      : [
          '落在休息日或节假日的步骤：',
          ...columns(
            course.onRestDays.map((one) => [
              instantText(one.at),
              DAY_WORDS[one.dayKind] ?? '',
              eventWord('hazard', one.event),
              words.duty(one.what),
            ]),
            '  ',
          ),
        ]),
    ...course.refused.map((one) => `规则不允许在最后一天办理：${one}`),
    '',
  ];
}

function messageRow({ at, post, what, paper, about }: PreviewMessage, words: RuleWords): string[] {
  return [
    timeText(at),
    postText(post, words),
    paper ? `文书 ${words.notice(what)}` : (ABOUT_WORDS[what] ?? what),
    about === undefined ? '' : words.duty(about),
  ];
}

function postText(post: string, words: RuleWords): string {
  const [name = '', organisation = ''] = post.split('@');
  return `${words.post(name)} ${organisation}`.trimEnd();
}
