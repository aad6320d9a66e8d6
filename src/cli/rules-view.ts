import { existsSync, writeFileSync } from 'node:fs';
import type { TermsAct } from '../../db/terms-history.ts';
import { ruleSetText } from '../core/rules/content-hash.ts';
import { diffRuleSets } from '../core/rules/diff.ts';
import type { Finding } from '../core/rules/finding.ts';
import { lintRuleSet } from '../core/rules/lint.ts';
import { loadRuleSet, type RuleSet, RuleSetError } from '../core/rules/rule-set.ts';
import { BASIS_WORDS, postWord, UNIT_WORDS } from '../core/words.ts';
import type { RuleSetLine } from '../ledger/rule-lines.ts';
import { createRuleBook, type RuleBook } from '../ledger/rules.ts';
import { type Given, has, type Io, type Outcome, optional } from './command.ts';
import { findingLines } from './finding-lines.ts';
import { readJson } from './input-file.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { columns, instantText } from './table.ts';
import { refusable } from './terms-office.ts';

/** Opens the ledger's rule sets for a command. */
export function withBook(
  given: Given,
  io: Io,
  work: (book: RuleBook, access: LedgerAccess) => Promise<Outcome>,
): Promise<Outcome> {
  return withLedger(given, io, (access) => refusable(work(createRuleBook({ db: access.db, now }), access)));
}

/** Checks a rule set: a file, or one of the ledger, by the posts and calendars of the office too. */
export async function linted(place: string, given: Given, io: Io): Promise<Outcome> {
  const officeToo = optional(given, 'data') !== undefined;
  if (!existsSync(place)) return withBook(given, io, async (book) => findingsOutcome(place, await book.lint(place)));
  try {
    const content = loadRuleSet(readJson(place));
    if (!officeToo) return findingsOutcome(place, lintRuleSet(content));
    return await withBook(given, io, async (book) => findingsOutcome(place, await book.lintContent(content)));
  } catch (error) {
    if (!(error instanceof RuleSetError)) throw error;
    return findingsOutcome(
      place,
      error.findings.map(({ path, message }) => ({
        path,
        severity: 'error',
        code: 'schema',
        message,
        mend: '按提示改正',
      })),
    );
  }
}

function findingsOutcome(place: string, findings: readonly Finding[]): Outcome {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const errors = count('error');
  return {
    code: errors > 0 ? 1 : 0,
    text: [
      ...findingLines(findings),
      `${place}：${errors} 处错误，${count('warning')} 处提醒，${count('hint')} 处提示`,
    ],
    json: { findings, errors, warnings: count('warning'), hints: count('hint') },
  };
}

/** The differences of two rule sets, sentence by sentence. */
export async function compared(given: Given, io: Io): Promise<Outcome> {
  const [a, b] = [String(given.args[0]), String(given.args[1])];
  const changes =
    existsSync(a) && existsSync(b)
      ? diffRuleSets(fileRules(a), fileRules(b))
      : await withLedger(given, io, (access) => refusable(between(createRuleBook({ db: access.db, now }), a, b)));
  const text =
    changes.length === 0
      ? ['没有差别。']
      : [...changes.map((change) => change.sentence), `共 ${changes.length} 处不同`];
  return { code: 0, text, json: { from: a, to: b, changes } };
}

async function between(book: RuleBook, a: string, b: string) {
  const rulesAt = async (place: string) => (existsSync(place) ? fileRules(place) : book.rules(place));
  return diffRuleSets(await rulesAt(a), await rulesAt(b));
}

function fileRules(file: string): RuleSet {
  return loadRuleSet(readJson(file));
}

const STANDING: { readonly [standing in RuleSetLine['standing']]: string } = {
  draft: '草案',
  approved: '已批准待发布',
  discarded: '已废止',
  scheduled: '待生效',
  inForce: '现行',
  superseded: '已被取代',
  withdrawn: '已撤回',
};

/** Every rule set and draft, and how it stands. */
export async function listed(book: RuleBook): Promise<Outcome> {
  const lines = await book.list();
  const rows = lines.map((line) => [
    line.id,
    STANDING[line.standing],
    line.effectiveFrom,
    line.contentHash.slice(0, 12),
    line.label,
  ]);
  return { code: 0, text: columns([['编号', '状态', '生效日', '内容摘要', '名称'], ...rows]), json: { rules: lines } };
}

/** One rule set: its life, its deadlines, what was done about it. */
export async function shown(book: RuleBook, id: string): Promise<Outcome> {
  const view = await book.show(id);
  const { draft: life, rules: content } = view;
  const text = [
    `${view.id}　${view.label}　${STANDING[view.standing]}　${view.effectiveFrom} 起`,
    `内容摘要：${view.contentHash}　日历：${view.calendar}`,
    ...(life ? [`起草：${life.author}${life.base ? `，由 ${life.base} 复制` : ''}　理由：${life.reason}`] : []),
    ...(life?.approvedBy ? [`批准：${life.approvedBy} ${instantText(life.approvedAt ?? '')}`] : []),
    ...(view.withdrawn
      ? [`撤回：${view.withdrawn.person} ${instantText(view.withdrawn.at)}　${view.withdrawn.reason}`]
      : []),
    '',
    ...columns([
      ['期限', '长度', '责任岗位', '依据', '文件'],
      ...content.deadlines.map((rule) => [
        rule.label,
        lengthOf(rule),
        postWord(rule.holder),
        BASIS_WORDS[rule.basis.tag] ?? rule.basis.tag,
        [rule.basis.document, rule.basis.article].filter(Boolean).join(' '),
      ]),
    ]),
    '',
    ...(view.history.length > 0 ? ['经过：', ...view.history.map(historyLine)] : []),
  ];
  return { code: 0, text, json: view };
}

function lengthOf({ duration }: RuleSet['deadlines'][number]): string {
  return 'monthlyOnDay' in duration
    ? `每月 ${duration.monthlyOnDay} 日`
    : `${duration.value} ${UNIT_WORDS[duration.unit] ?? duration.unit}`;
}

const ACTS: { readonly [act in TermsAct['act']]: string } = {
  drafted: '起草',
  edited: '修改',
  tested: '场景检验',
  whatIf: '假设推演',
  approved: '批准',
  published: '发布',
  withdrawn: '撤回',
  discarded: '废止',
  imported: '导入',
  adopted: '案件改用',
  confirmed: '期限确认',
};

/** One line of who did what when and why. */
export function historyLine(act: TermsAct): string {
  return `  ${instantText(act.at)}　${ACTS[act.act]}　${postWord(act.post)} ${act.person}${act.reason ? `　${act.reason}` : ''}`;
}

/** The content of a rule set, on the screen or in a file. */
export async function written(book: RuleBook, given: Given): Promise<Outcome> {
  const id = String(given.args[0]);
  const content = await book.rules(id);
  const canonical = ruleSetText(content);
  const body = has(given, 'canonical') ? canonical : `${JSON.stringify(JSON.parse(canonical), null, 2)}\n`;
  const file = optional(given, 'output');
  if (file === undefined) return { code: 0, text: [body.trimEnd()], json: content };
  writeFileSync(file, body);
  return { code: 0, text: [`已写入 ${file}。`], json: { file, bytes: Buffer.byteLength(body) } };
}
