import { type RuleLiveness, type RuleStanding, readRuleLiveness } from '../ledger/liveness.ts';
import { type CommandSpec, DATA_OPTION, has, type Outcome } from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { columns, instantText } from './table.ts';

/** `duban rules liveness`: is every rule alive? */
export const liveness: CommandSpec = {
  name: 'liveness',
  summary: '每条规则是否在运行：上次设定、上次触发、下次触发',
  details: ['', '列出现行规则集和未结案件所用规则集的全部规则。有规则该触发未触发的，退出码为 1。'],
  options: [{ flags: '--suspect', about: '只列该触发未触发、长期从未触发或从未设定的规则' }, DATA_OPTION],
  examples: ['duban rules liveness --suspect'],
  run: (given, io) => withLedger(given, io, (access) => shown(access, has(given, 'suspect'))),
};

const STANDING: { readonly [standing in RuleStanding]: string } = {
  overdue: '该触发未触发',
  alive: '正常',
  waiting: '计时中',
  neverFired: '从未触发',
  neverSet: '从未设定',
  new: '尚未用到',
};

const DOES: { readonly [does in RuleLiveness['does']]: string } = {
  lapse: '逾期',
  remind: '催办',
  askAgain: '催询',
  rung: '升级',
  signature: '签发',
  answer: '答复',
  pauseCap: '中止期满',
  begin: '开始',
};

const SUSPECT: ReadonlySet<RuleStanding> = new Set(['overdue', 'neverFired', 'neverSet']);

async function shown({ db }: LedgerAccess, suspectOnly: boolean): Promise<Outcome> {
  const at = now();
  const all = await readRuleLiveness(db, at);
  const rules = suspectOnly ? all.filter(({ standing }) => SUSPECT.has(standing)) : all;
  const count = (standing: RuleStanding) => all.filter((rule) => rule.standing === standing).length;
  const rows = rules.map((rule) => [
    rule.ruleSet,
    rule.rule,
    DOES[rule.does],
    STANDING[rule.standing],
    textOf(rule.setAt),
    textOf(rule.firedAt),
    textOf(rule.nextDue),
    rule.overdue > 0 ? `${rule.armed}（${rule.overdue} 个超时）` : String(rule.armed),
    rule.label,
  ]);
  const head = ['规则集', '规则', '作用', '状态', '上次设定', '上次触发', '下次触发', '计时', '名称'];
  return {
    code: count('overdue') > 0 ? 1 : 0,
    text: [
      ...(rows.length > 0 ? columns([head, ...rows]) : []),
      `共 ${all.length} 条：该触发未触发 ${count('overdue')}，从未触发 ${count('neverFired')}，从未设定 ${count('neverSet')}`,
    ],
    json: { at, rules },
  };
}

function textOf(at: string | undefined): string {
  return at === undefined ? '—' : instantText(at);
}
