import { commandTables, KIND_NAMES, type KindName, type Terms } from '../core/index.ts';
import type { Run } from '../simulator/run.ts';
import { parseScenarios, type Scenario } from '../simulator/scenario.ts';
import { runScenarios } from '../simulator/scenario-tests.ts';
import { calendarFrom } from './calendar-file.ts';
import { type CommandSpec, type Given, type Io, type Outcome, optional, wrongUse } from './command.ts';
import { bundled, readJson } from './input-file.ts';
import { paintFor } from './paint.ts';
import { type RuleWords, rulesFrom, ruleWords } from './rules-file.ts';
import { type Paint, timelineOf } from './timeline.ts';

/** `duban simulate`: scenarios on the virtual clock, as a timeline; what the file expects is checked. */
export const simulateCommand: CommandSpec = {
  name: 'simulate',
  summary: '在虚拟时钟上推演场景：几个月的办理、催办、逾期和升级在一秒内走完，并核对文件中的预期',
  details: ['', '● 人办理的事　◷ 时间到自动发生的事　✗ 被拒绝的办理'],
  args: [{ name: '[FILE]', about: '场景文件（默认随程序附带的场景）' }],
  options: [
    { flags: '--only <ID>', about: '只推演这一个场景' },
    { flags: '--rules <FILE>', about: '规则集文件（默认随程序附带的规则集）' },
    { flags: '--calendar <FILE>', about: '工作日历文件（默认随程序附带的日历）' },
    { flags: '--generate <SEED>', about: '改为生成一年的办理历史并装入新的台账，供假设推演；同一个数字生成同样的历史' },
    { flags: '--year <YEAR>', about: '生成哪一年（默认去年）' },
    { flags: '--events <N>', about: '约多少条记录（默认 10000）' },
    { flags: '--into <DIR>', about: '装入哪个空的数据目录（与 --generate 一起必填）' },
    { flags: '--quiet', about: '只输出每个场景的结论，不输出时间线' },
  ],
  examples: [
    'duban simulate --generate 1 --year 2025 --events 100000 --into ./year',
    'duban simulate --only t2-lapse-to-interview',
    'duban simulate 我的场景.json --rules 草案.json --json',
  ],
  run,
};

async function run(given: Given, io: Io): Promise<Outcome> {
  // Loaded only then: it brings the service's parts along.
  if (optional(given, 'generate') !== undefined) return (await import('./generate.ts')).generated(given, io);
  const scenarios = chosen(
    parseScenarios(readJson(given.args[0] ?? bundled('scenarios.json'))),
    optional(given, 'only'),
  );
  const terms = { rules: rulesFrom(optional(given, 'rules')), calendar: calendarFrom(optional(given, 'calendar')) };
  return played(scenarios, terms, paintFor(io), given.options.quiet === true);
}

/** Runs scenarios under these terms; what they expect and did not get makes it a finding (exit 1). */
export async function played(
  scenarios: readonly Scenario[],
  terms: Terms,
  paint: Paint,
  quiet: boolean,
): Promise<Outcome> {
  const runs = await runScenarios(scenarios, terms);
  const failed = runs.filter((one) => one.differences.length > 0);
  const words = ruleWords(terms.rules);
  const shown = quiet ? [] : runs.flatMap((one) => [...told(one, words, paint), '']);
  return {
    code: failed.length > 0 ? 1 : 0,
    text: [
      ...shown,
      ...runs.flatMap((one) => verdictOf(one, paint)),
      `${runs.length - failed.length} 个场景符合预期，${failed.length} 个不符`,
    ],
    json: { rules: terms.rules.id, calendar: terms.calendar.id, scenarios: runs.map(plainRun) },
  };
}

function chosen(scenarios: readonly Scenario[], only: string | undefined): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const found = scenarios.filter((one) => one.id === only);
  if (found.length === 0)
    throw wrongUse(`文件中没有场景“${only}”，可选：${scenarios.map((one) => one.id).join('、')}。`);
  return found;
}

function told({ scenario, events, refusals }: Run, words: RuleWords, paint: Paint): string[] {
  const refused = refusals.map(({ at, by, type, refusal }) => ({ at, by, ...named(type), refusal }));
  return [paint('day', `━━ ${scenario.id}　${scenario.title}`), ...timelineOf(events, refused, words, paint)];
}

/** Kind and Chinese name of a command; one that no kind knows keeps its own name. */
function named(type: string): { readonly kind: KindName; readonly label: string } {
  const kind = KIND_NAMES.find((one) => Object.hasOwn(commandTables[one], type));
  return { kind: kind ?? 'hazard', label: kind === undefined ? type : (commandTables[kind][type]?.label ?? type) };
}

function verdictOf({ scenario, differences, events }: Run, paint: Paint): string[] {
  const ok = differences.length === 0;
  const line = `${ok ? '✓' : '✗'} ${scenario.id}　${scenario.title}（${events.length} 条记录）`;
  return [
    ok ? line : paint('refused', line),
    ...differences.map((difference) => paint('refused', `    ${difference}`)),
  ];
}

function plainRun({ scenario, differences, events, refusals, names }: Run) {
  return {
    id: scenario.id,
    title: scenario.title,
    ok: differences.length === 0,
    differences,
    names: Object.fromEntries(names),
    events,
    refusals,
  };
}
