import { writeFileSync } from 'node:fs';
import { returnDocx, returnXlsx } from '../api/return-file.ts';
import { dayOf } from '../core/index.ts';
import { isMonth, lastDrafted, type Month } from '../core/monthly/month.ts';
import { MEASURE_ROWS } from '../core/monthly/rows.ts';
import { createCaseFacts } from '../ledger/case-facts.ts';
import { createEventLog } from '../ledger/log.ts';
import { createRegisters } from '../ledger/registers.ts';
import type { RecordedReturn, ReturnStage } from '../ledger/return-read.ts';
import { createReturns, type Returns } from '../ledger/returns.ts';
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
} from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { progressFor } from './progress.ts';
import { columns } from './table.ts';

const MONTH_OPTION = { flags: '--month <MONTH>', about: '月份，如 2025-06；默认为最近一个已到起草时间的月份' } as const;

/** `duban return`: the monthly returns (9+6 汇总表). */
export const returnCommand: CommandSpec = {
  name: 'return',
  summary: '月度汇总表（9+6）：起草、查看、导出',
  subcommands: [
    {
      name: 'list',
      summary: '列出一个月各单位的汇总表',
      options: [MONTH_OPTION, DATA_OPTION],
      examples: ['duban return list --month 2025-06'],
      run: (given, io) => withLedger(given, io, (access) => listed(access, given)),
    },
    {
      name: 'draw',
      summary: '起草一个月尚未起草的汇总表（系统每月20日9时自动起草）',
      options: [
        MONTH_OPTION,
        DATA_OPTION,
        { flags: '--as <POST>', about: '以哪个岗位办理，默认 street.safetyOffice' },
        { flags: '--person <ID>', about: '办理人（岗位有多人时）' },
      ],
      examples: ['duban return draw --month 2025-06'],
      run: (given, io) => withLedger(given, io, (access) => drawn(access, given, io)),
    },
    {
      name: 'show',
      summary: '查看一个单位的汇总表，或导出为附件格式的文件',
      args: [{ name: '<ORGANISATION>', about: '单位编号；街道汇总写 street' }],
      options: [
        MONTH_OPTION,
        DATA_OPTION,
        { flags: '--output <FILE>', about: '写入文件，以 .docx 或 .xlsx 结尾' },
        { flags: '--figures', about: '列出每个数字所计的案件' },
      ],
      examples: ['duban return show V1 --month 2025-06 --output V1.docx'],
      run: (given, io) => withLedger(given, io, (access) => shown(access, given)),
    },
  ],
};

function returnsOf({ db, ledger }: LedgerAccess): Returns {
  return createReturns({ db, ledger, registers: createRegisters({ db, ledger }), facts: createCaseFacts(db), now });
}

function monthOf(given: Given): Month {
  const month = optional(given, 'month') ?? lastDrafted(now());
  if (!isMonth(month)) throw new CommandError(2, 'month-invalid', `“${month}”不是月份，请写成 2025-06 的形式。`);
  return month;
}

const STAGES: { readonly [Stage in ReturnStage]: string } = {
  missing: '未起草',
  draft: '草稿',
  signed: '已签发',
  submitted: '已报送',
};

async function listed(access: LedgerAccess, given: Given): Promise<Outcome> {
  const month = monthOf(given);
  const heads = await returnsOf(access).list(month);
  const shownHeads = heads.map(({ organisation, name, stage, dueDay, unconfirmed, edited, caseId }) => ({
    organisation,
    name,
    stage,
    dueDay,
    unconfirmed,
    edited,
    caseId,
  }));
  return {
    code: 0,
    text: columns([
      ['单位', '编号', '状态', '期限', '备注'],
      ...shownHeads.map(({ name, organisation, stage, dueDay = '', unconfirmed, edited }) => [
        name,
        organisation,
        STAGES[stage],
        dueDay,
        [unconfirmed ? '未经确认' : '', edited.length > 0 ? `文字经修改 ${edited.length} 项` : ''].join(' ').trim(),
      ]),
    ]),
    json: { month, returns: shownHeads },
  };
}

async function drawn(access: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const month = monthOf(given);
  const progress = progressFor(io);
  await createCaseFacts(access.db).catchUp((cases) => progress(`已统计 ${cases} 件`));
  const actor = await actorFor(
    access.db,
    optional(given, 'as') ?? 'street.safetyOffice',
    optional(given, 'person'),
    now(),
  );
  const outcomes = await returnsOf(access).draft(month, actor);
  for (const outcome of outcomes)
    if (!outcome.ok) throw new CommandError(1, outcome.refusal.code, outcome.refusal.message);
  return { code: 0, text: [`${month} 已起草 ${outcomes.length} 份。`], json: { month, drafted: outcomes.length } };
}

async function shown(access: LedgerAccess, given: Given): Promise<Outcome> {
  const month = monthOf(given);
  const returns = returnsOf(access);
  const recorded = await returns.read(month, given.args[0] ?? '');
  if ('refused' in recorded) throw new CommandError(1, recorded.code, recorded.message);
  const file = optional(given, 'output');
  if (file !== undefined) return written(access, recorded, file, returns);
  const found = has(given, 'figures') ? await returns.draw(month, recorded.organisation) : undefined;
  const figures = found !== undefined && !('refused' in found) ? found.drawn.rows : [];
  return {
    code: 0,
    text: [
      `${recorded.name} ${month}　${STAGES[recorded.stage]}${recorded.unconfirmed ? '　未经确认' : ''}`,
      ...recorded.rows.flatMap((row) => [
        '',
        `${row.measure}　${MEASURE_ROWS.find(({ measure }) => measure === row.measure)?.title ?? ''}`,
        `  ${row.done}${row.words === '' ? '' : `补充：${row.words}`}`,
        `  ${row.next}`,
        ...(row.remark === '' ? [] : [`  备注：${row.remark}`]),
        ...(figures.find(({ measure }) => measure === row.measure)?.figures ?? [])
          .filter(({ count }) => count > 0)
          .map(({ name, count, cases }) => `    ${name} ${count}：${cases.join('、')}`),
      ]),
    ],
    json: { ...recorded, ...(figures.length === 0 ? {} : { figures }) },
  };
}

async function written(
  { db }: LedgerAccess,
  recorded: RecordedReturn,
  file: string,
  returns: Returns,
): Promise<Outcome> {
  const checkpoint = (await createEventLog({ db, origin: '' }).checkpoint())?.note;
  const filledOn = dayOf(recorded.submittedAt ?? recorded.signedAt ?? now());
  const printing = { recorded, filledOn, checkpoint };
  const others = recorded.street ? (await returns.list(recorded.month)).filter(({ street }) => !street) : [];
  if (!/\.(docx|xlsx)$/.test(file)) throw new CommandError(2, 'output-unknown', '文件名须以 .docx 或 .xlsx 结尾。');
  const { content } = file.endsWith('.docx') ? await returnDocx(printing) : await returnXlsx(printing, others);
  writeFileSync(file, content);
  return { code: 0, text: [`已写入 ${file}`], json: { file } };
}
