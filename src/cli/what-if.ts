import { existsSync } from 'node:fs';
import { readPersons } from '../../db/organisation.ts';
import { caseTimelines, startWhatIf, type WhatIfJob } from '../api/what-if-job.ts';
import { addDays, type Day, dayOf, isDay, type KindName, loadRuleSet, type RuleSet } from '../core/index.ts';
import { contentHash, ruleSetText } from '../core/rules/content-hash.ts';
import { VERDICT_WORDS } from '../core/words.ts';
import { createRuleBook } from '../ledger/rules.ts';
import type { Change, WhatIfReport } from '../simulator/what-if.ts';
import { headOfReport } from '../simulator/what-if-head.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  type Io,
  type Outcome,
  optional,
  required,
  wrongUse,
} from './command.ts';
import { readJson } from './input-file.ts';
import { type LedgerAccess, locationOf, now, withLedger } from './ledger-access.ts';
import { paintFor } from './paint.ts';
import { type RuleWords, ruleWords } from './rules-file.ts';
import { columns } from './table.ts';
import { officeActor, refusable } from './terms-office.ts';
import { timelineOf } from './timeline.ts';

const YEAR_DAYS = 365;
const MOST_ROWS = 15;
const LOOK_MS = 250;

/** `duban what-if`: the office's own history under a draft, beside the rules of then. */
export const whatIfCommand: CommandSpec = {
  name: 'what-if',
  summary: '用规则草案推演本单位自己的历史：谁会新逾期、谁不再逾期、会多发多少通知、多几次约谈',
  details: [
    '',
    '人的行为照旧：每个人在当时的时间做当时做的事；期限、催办和升级按草案重新计算。',
    '同时按当时的规则回放一遍，与记录逐条核对；核对不一致的案件单独列出，退出码为 1。',
    'Ctrl-C 停止，不留下任何结果。',
  ],
  options: [
    { flags: '--draft <FILE|ID>', about: '规则集草案文件，或台账中的草案编号' },
    { flags: '--from <DAY>', about: '案件登记日不早于（默认一年前）' },
    { flags: '--to <DAY>', about: '案件登记日不晚于（默认今天）' },
    { flags: '--case <ID>', about: '只看一个案件：当时规则和草案下的两条时间线' },
    { flags: '--as <POST>', about: '对台账中的草案：以哪个岗位推演；写明的记入草案经过，供批准时核对' },
    { flags: '--person <PERSON>', about: '办理人编号；该岗位只有一人时可省略' },
    DATA_OPTION,
  ],
  examples: [
    'duban what-if --draft 草案.json',
    'duban what-if --draft 草案.json --from 2025-01-01 --to 2025-12-31 --json',
    'duban what-if --draft 草案.json --case H-2025-000012',
  ],
  run: (given, io) =>
    withLedger(given, io, (access) =>
      optional(given, 'case') === undefined ? wholeHistory(given, io, access) : oneCase(given, io, access),
    ),
};

interface Draft {
  readonly rules: RuleSet;
  readonly body: string;
  /** Of a draft in the ledger: writes down that it was tried. */
  readonly note?: (report: WhatIfReport, period: { readonly from: Day; readonly to: Day }) => Promise<void>;
}

/** The draft of a file, or one that is kept in the ledger. */
async function draftOf(given: Given, access: LedgerAccess): Promise<Draft> {
  const place = required(given, 'draft');
  if (existsSync(place)) {
    const json = readJson(place);
    return { rules: loadRuleSet(json), body: JSON.stringify(json) };
  }
  const book = createRuleBook({ db: access.db, now });
  const rules = await refusable(book.rules(place));
  if (optional(given, 'as') === undefined) return { rules, body: ruleSetText(rules) };
  const actor = await officeActor(access, given);
  return {
    rules,
    body: ruleSetText(rules),
    note: (report, period) =>
      refusable(
        book.noteWhatIf(place, { actor, contentHash: contentHash(rules), report: headOfReport(report, period) }),
      ),
  };
}

async function wholeHistory(given: Given, io: Io, access: LedgerAccess): Promise<Outcome> {
  const { settings } = access;
  const { rules, body, note } = await draftOf(given, access);
  const until = now();
  const to = dayOption(given, 'to') ?? dayOf(until);
  const from = dayOption(given, 'from') ?? addDays(to, -YEAR_DAYS);
  if (from > to) throw wrongUse('--to 不能早于 --from。');
  const job = startWhatIf(locationOf(settings), { period: { from, to }, draft: body, until });
  const report = await attended(job, io);
  await note?.(report, { from, to });
  return {
    code: report.faithful.different.length > 0 ? 1 : 0,
    text: told(report, ruleWords(rules), { draft: rules.id, from, to }, await namesOf(access)),
    json: { asked: { draft: rules.id, from, to, until }, ...report },
  };
}

async function namesOf({ db }: LedgerAccess): Promise<ReadonlyMap<string, string>> {
  return new Map((await readPersons(db.knex)).map(({ id, name }) => [id, name]));
}

function dayOption(given: Given, name: string): Day | undefined {
  const text = optional(given, name);
  if (text !== undefined && !isDay(text))
    throw wrongUse(`--${name} 应为日期，例如 2025-06-30，收到的是“${String(text).slice(0, 40)}”。`);
  return text;
}

/** Shows how far the job is and stops it on Ctrl-C. */
async function attended(job: WhatIfJob, io: Io): Promise<WhatIfReport> {
  const cancel = () => void job.cancel();
  const shown = io.watched
    ? setInterval(() => process.stderr.write(`\r  ${progressText(job)}\u001b[K`), LOOK_MS)
    : undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, cancel);
  io.stop?.addEventListener('abort', cancel, { once: true });
  if (io.stop?.aborted) cancel();
  try {
    return await job.result;
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'cancelled'
      ? new CommandError(3, 'cancelled', error.message)
      : inChinese(error);
  } finally {
    clearInterval(shown);
    if (shown) process.stderr.write('\r\u001b[K');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, cancel);
    io.stop?.removeEventListener('abort', cancel);
  }
}

function inChinese(error: unknown): unknown {
  return error instanceof Error && 'code' in error && error.code === 'draft-unplayable'
    ? new CommandError(2, 'draft-unplayable', error.message)
    : error;
}

function progressText(job: WhatIfJob): string {
  const { phase, done, total } = job.progress();
  if (phase === 'reading') return `读取历史：${done} 条记录`;
  return `推演：${Math.floor((100 * done) / Math.max(1, total))}%（${done} / ${total} 条，Ctrl-C 停止）`;
}

// ------------------------------------------------------------------------------------------------------------------- report

function told(
  report: WhatIfReport,
  words: RuleWords,
  asked: { readonly draft: string; readonly from: Day; readonly to: Day },
  names: ReadonlyMap<string, string>,
): string[] {
  const { headline, faithful } = report;
  return [
    `假设推演：${asked.from} 至 ${asked.to} 登记的 ${report.cases} 个案件、${report.events} 条记录，若适用 ${asked.draft}`,
    '',
    `  新逾期案件　　　${headline.casesNewlyLate}　（不再逾期 ${headline.casesNoLongerLate}）`,
    `  约谈　　　　　　${arrow(headline.interviews)}`,
    `  消息和文书　　　${arrow(headline.messages)}`,
    '',
    ...dutyRows(report, words),
    ...ladderRows(report, words),
    ...postRows(report, words),
    ...personRows(report, names),
    ...dayRows(report),
    `区级收到的消息和文书：${arrow(report.district)}`,
    ...changeRows('新逾期', report.newlyLate, words),
    ...changeRows('不再逾期', report.noLongerLate, words),
    `其他认定变化：${report.changed.length} 项`,
    ...impossibleRows(report),
    ...(report.imported > 0
      ? [`其中 ${report.imported} 个案件由历史台账静默导入：当时没有发送任何通知，两边的通知数均按规则计入。`]
      : []),
    '',
    '推演以“人的行为照旧”为前提：草案会促使谁提前办理、新启动的问责由谁签发和答复，均不作猜测。',
    faithful.different.length === 0
      ? `✓ 按当时的规则回放，${faithful.same} 个案件与记录完全一致（不变量 9）。`
      : `✗ 按当时的规则回放，${faithful.same} 个案件与记录一致，${faithful.different.length} 个不一致（不变量 9），对这些案件的推演不可信：`,
    ...faithful.different.slice(0, MOST_ROWS).map((one) => `    ${one.caseId} 第 ${one.seq} 条：${one.why}`),
  ];
}

function arrow([own, draft]: readonly [number, number]): string {
  const change = draft - own;
  return `${own} → ${draft}${change === 0 ? '' : `（${change > 0 ? '+' : ''}${change}）`}`;
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [title, ...columns(rows, '  '), ''];
}

function dutyRows({ byDuty }: WhatIfReport, words: RuleWords): string[] {
  const rows = Object.entries(byDuty).filter(([, { late, moved }]) => late[0] !== late[1] || moved > 0);
  return section(
    '逾期次数和期限变化（按职责）',
    rows.map(([duty, { late, moved }]) => [words.duty(duty), arrow(late), moved > 0 ? `${moved} 个期限移动` : '']),
  );
}

function ladderRows({ own, draft }: WhatIfReport, words: RuleWords): string[] {
  const rungs = [...new Set([...Object.keys(own.rungs), ...Object.keys(draft.rungs)])].sort();
  return section(
    '升级步骤',
    rungs.map((rung) => [rung, words.duty(rung), arrow([own.rungs[rung] ?? 0, draft.rungs[rung] ?? 0])]),
  );
}

function postRows({ posts }: WhatIfReport, words: RuleWords): string[] {
  const rows = posts.filter(({ total }) => total[0] !== total[1]).slice(0, MOST_ROWS);
  return section(
    '消息和文书（按岗位，增加最多的在前）',
    rows.map(({ post, total, peak, daysOverBudget }) => {
      const [name = '', organisation = ''] = post.split('@');
      return [
        `${words.post(name)} ${organisation}`.trimEnd(),
        arrow(total),
        peak[1] ? `最多一天 ${peak[1].count} 条（${peak[1].day}）` : '',
        daysOverBudget[1] > 0 ? `超出每日上限的天数 ${arrow(daysOverBudget)}` : '',
      ];
    }),
  );
}

function personRows({ persons }: WhatIfReport, names: ReadonlyMap<string, string>): string[] {
  const rows = persons.filter(({ total }) => total[0] !== total[1]).slice(0, MOST_ROWS);
  return section(
    '消息和文书（按人，以当日任职为准）',
    rows.map(({ person, total, peak, daysOverBudget }) => [
      names.get(person) ?? person,
      arrow(total),
      peak[1] ? `最多一天 ${peak[1].count} 条（${peak[1].day}）` : '',
      daysOverBudget[1] > 0 ? `超出每日上限的天数 ${arrow(daysOverBudget)}` : '',
    ]),
  );
}

function dayRows({ days }: WhatIfReport): string[] {
  const busiest = Object.entries(days).sort(([, a], [, b]) => b[1] - a[1])[0];
  return busiest ? [`最忙的一天：${busiest[0]}，${arrow(busiest[1])} 条`] : [];
}

function changeRows(title: string, changes: readonly Change[], words: RuleWords): string[] {
  if (changes.length === 0) return [`${title}：没有`];
  const rows = changes
    .slice(0, MOST_ROWS)
    .map((one) => [
      one.caseId,
      words.duty(one.duty),
      `${outcomeText(one.own)} → ${outcomeText(one.draft)}`,
      one.conjecture ? '（推测）' : '',
    ]);
  return [
    `${title}：${changes.length} 项职责`,
    ...columns(rows, '  '),
    ...(changes.length > MOST_ROWS ? [`  …… 其余 ${changes.length - MOST_ROWS} 项见 --json`] : []),
  ];
}

function outcomeText(outcome: Change['own']): string {
  if (outcome === undefined) return '无';
  const word = OUTCOME_WORDS[outcome.result] ?? VERDICT_WORDS[outcome.result] ?? outcome.result;
  return `${word}${outcome.daysLate === undefined ? '' : ` ${outcome.daysLate} 日`}${outcome.lastDay === undefined ? '' : `（至 ${outcome.lastDay}）`}`;
}

const OUTCOME_WORDS: { readonly [result: string]: string } = { open: '计时中', overdue: '逾期未办' };

function impossibleRows({ impossible }: WhatIfReport): string[] {
  const first = impossible.filter((one) => !one.moot && !one.follows);
  const moot = impossible.filter((one) => one.moot).length;
  return [
    ...(first.length === 0
      ? []
      : [
          `按草案不能办理、因而无法还原后续的办理：${first.length} 件（另有由此引起的 ${impossible.length - first.length - moot} 项）`,
        ]),
    ...columns(
      first
        .slice(0, MOST_ROWS)
        .map((one) => [one.caseId, one.at.slice(0, 16).replace('T', ' '), one.command, one.message]),
      '  ',
    ),
    ...(moot === 0 ? [] : [`按草案无需办理（问责不会启动或已终止）：${moot} 项`]),
  ];
}

// ---------------------------------------------------------------------------------------------------------------- drill-down

function kindOf(caseId: string): KindName {
  if (/-[AB]\d+$/.test(caseId)) return 'matter';
  return caseId.startsWith('T') ? 'tipoff' : 'hazard';
}

async function oneCase(given: Given, io: Io, access: LedgerAccess): Promise<Outcome> {
  const { db } = access;
  const { rules, body } = await draftOf(given, access);
  const caseId = String(optional(given, 'case'));
  const found = await caseTimelines(db, caseId, { draft: body, until: now() });
  if (found === undefined)
    throw new CommandError(2, 'case-not-found', `没有找到案件 ${caseId}，请用 duban case list 核对编号。`);
  const words = ruleWords(rules);
  const paint = paintFor(io);
  return {
    code: 0,
    text: [
      paint('day', `━━ ${caseId}　当时的规则`),
      ...timelineOf(found.own, [], words, paint),
      '',
      paint('day', `━━ ${caseId}　${rules.id}`),
      ...timelineOf(
        found.draft,
        found.impossible.map(({ caseId: refusedIn, at, command, code, message }) => ({
          at,
          by: refusedIn,
          kind: kindOf(refusedIn),
          label: command,
          refusal: { refused: true as const, code, message },
        })),
        words,
        paint,
      ),
    ],
    json: { caseId, asked: { draft: rules.id }, ...found },
  };
}
