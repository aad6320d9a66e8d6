import { holderWord } from '../core/duty/holder.ts';
import { type DutyState, dayOf } from '../core/index.ts';
import { dutyNamed } from '../core/rules/duty-rules.ts';
import { postWord, stageWord } from '../core/words.ts';
import { type Owing, openDutyFor, whoOwes } from '../ledger/duties.ts';
import { DUTIES } from '../ledger/entry-row.ts';
import { createRegisters } from '../ledger/registers.ts';
import { actorFor } from './actor.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Io,
  type Outcome,
  optional,
  wholeNumber,
} from './command.ts';
import { now, withLedger } from './ledger-access.ts';
import { columns } from './table.ts';

/** `duban duty`: recurring duties, what is owed by whom and when. */
export const dutyCommand: CommandSpec = {
  name: 'duty',
  summary: '履职事项：列出到期和逾期的，按规则设立',
  subcommands: [
    {
      name: 'list',
      summary: '列出履职事项，最早到期的在前',
      options: [
        DATA_OPTION,
        { flags: '--late', about: '只列逾期的' },
        { flags: '--holder <POST>', about: '责任岗位，如 village.head@V1' },
        { flags: '--rule <RULE>', about: '履职规则，如 duty.monthlyReturn' },
        { flags: '--until <DAY>', about: '到这一天为止到期的' },
        { flags: '--find <WORDS>', about: '检索' },
        { flags: '--limit <N>', about: '最多列出多少项，默认 50' },
      ],
      examples: ['duban duty list --late', 'duban duty list --holder village.head@V1'],
      run: listed,
    },
    {
      name: 'open',
      summary: '按规则向全部责任主体设立履职事项（已设立的不变）；默认只列出将设立哪些',
      args: [{ name: '<RULE>', about: '履职规则，如 duty.monthlyReturn；all：全部由安办设立的' }],
      options: [
        DATA_OPTION,
        { flags: '--apply', about: '确认设立' },
        { flags: '--as <POST>', about: '以哪个岗位办理，默认 street.safetyOffice' },
        { flags: '--person <ID>', about: '办理人（岗位有多人时）' },
      ],
      examples: ['duban duty open all --apply'],
      run: opened,
    },
  ],
};

async function listed(given: Given, io: Io): Promise<Outcome> {
  return withLedger(given, io, async (access) => {
    const registers = createRegisters(access);
    const [holder, rule, until, q] = ['holder', 'rule', 'until', 'find'].map((name) => optional(given, name));
    const limit = wholeNumber('--limit', optional(given, 'limit') ?? '50', 1, 200);
    const values = {
      ...(holder === undefined ? {} : { holder }),
      ...(rule === undefined ? {} : { rule }),
      ...(has(given, 'late') ? { stage: 'late' } : {}),
    };
    const filter = {
      register: DUTIES,
      inForce: true,
      values,
      ...(until === undefined ? {} : { until: { to: until } }),
      ...(q === undefined ? {} : { q }),
    };
    const [rows, total] = await Promise.all([
      registers.list(filter, { order: 'until', limit }),
      registers.count(filter),
    ]);
    const duties = rows.map(({ validTo, state }) => ({ day: validTo ?? '', duty: state as DutyState }));
    return {
      code: 0,
      text: [
        ...columns([
          ['到期日', '状态', '责任岗位', '履职事项', '编号'],
          ...duties.map(({ day, duty }) => [
            day,
            stageWord('duty', duty.stage),
            postWord(holderWord(duty.bearer)),
            duty.title,
            duty.caseId,
          ]),
        ]),
        `共 ${total} 项${total > rows.length ? `，列出 ${rows.length} 项` : ''}。`,
      ],
      json: {
        total,
        duties: duties.map(({ day, duty: { caseId, rule: of, title, stage, bearer } }) => ({
          caseId,
          rule: of,
          title,
          stage,
          day,
          holder: holderWord(bearer),
        })),
      },
    };
  });
}

async function opened(given: Given, io: Io): Promise<Outcome> {
  return withLedger(given, io, async (access) => {
    const { db, ledger } = access;
    const rules = await createRegisters(access).rulesOn(dayOf(now()));
    const wanted = given.args[0] ?? '';
    const chosen = (rules?.duties ?? []).filter(({ id, opens }) =>
      wanted === 'all' ? opens === undefined : id === wanted,
    );
    const running = chosen.filter(({ id }) => rules && dutyNamed(rules, id));
    if (running.length === 0)
      throw new CommandError(2, 'duty-rule-unknown', `没有由安办设立的履职规则“${wanted}”，请核对规则集。`);
    const owing: { readonly rule: string; readonly label: string; readonly one: Owing }[] = [];
    for (const rule of running)
      for (const one of await whoOwes(db, rule)) owing.push({ rule: rule.id, label: rule.label, one });
    if (owing.length === 0)
      throw new CommandError(2, 'duty-opened-by-entry', '该履职事项随登记件自动设立，请在相应登记簿中登记。');
    const lines = owing.map(
      ({ label, one }) =>
        `${label}：${postWord(holderWord({ post: one.post ?? `${one.kind}.head`, ...(one.organisation === undefined ? {} : { organisation: one.organisation }) }))}`,
    );
    if (!has(given, 'apply'))
      return {
        code: 0,
        text: [...lines, `共 ${owing.length} 项；确认无误后加 --apply。`],
        json: { would: owing.map(({ rule, one }) => ({ rule, ...one })) },
      };
    const actor = await actorFor(db, optional(given, 'as') ?? 'street.safetyOffice', optional(given, 'person'), now());
    let count = 0;
    for (const { rule, one } of owing) {
      const outcome = await openDutyFor(ledger, { rule, owing: one, actor });
      if (outcome.ok) count += outcome.repeated ? 0 : 1;
      else if (outcome.refusal.code !== 'not-allowed-now')
        throw new CommandError(1, outcome.refusal.code, outcome.refusal.message);
    }
    return {
      code: 0,
      text: [`已设立 ${count} 项，另有 ${owing.length - count} 项以前已设立。`],
      json: { opened: count, running: owing.length - count },
    };
  });
}
