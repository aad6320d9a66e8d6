import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { recordAccess } from '../../db/access-log.ts';
import { type CaseId, parseDay } from '../core/index.ts';
import { type Exported, PackageRefused } from '../package/export.ts';
import { type Asked, askedWords, makePackage } from '../package/make.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Io,
  type Outcome,
  optional,
  required,
  wrongUse,
} from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { eventLogOf } from './log-side.ts';
import { progressFor } from './progress.ts';

/** `duban export`: the auditor's package. */
export const exportCommand: CommandSpec = {
  name: 'export',
  summary: '导出审计档案包：一个 ZIP，解开后用浏览器离线打开，用 Node 独立校验',
  details: [
    '',
    '导出一件案件时，它的问责事项和文书一并导出。举报人身份不在档案包中。',
    '导出行为记入查阅记录。同样的内容每次导出的字节相同。',
  ],
  args: [{ name: '[ID...]', about: '案件编号' }],
  options: [
    { flags: '--all', about: '全部案件' },
    { flags: '--from <DAY>', about: '这一天（含）以后立案的' },
    { flags: '--to <DAY>', about: '这一天（含）以前立案的' },
    { flags: '-o, --output <FILE>', about: '写入的 ZIP 文件（必填）' },
    DATA_OPTION,
  ],
  examples: [
    'duban export H-2026-000002 -o H-2026-000002.zip',
    'duban export --from 2026-01-01 --to 2026-03-31 -o 一季度.zip',
    'duban export --all -o 全部.zip',
  ],
  run: (given, io) => withLedger(given, io, (access) => run(access, given, io)),
};

async function run(access: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const { db, settings } = access;
  const file = required(given, 'output');
  const asked = askedOf(given);
  if (asked !== 'all' && 'cases' in asked) await checkCases(access, asked.cases);
  const log = eventLogOf(settings, access);
  // What was recorded a moment ago belongs into the package; a sequencer that runs beside this one does no harm.
  while ((await log.sequence(now())).more);
  await recordAccess(db.knex, { at: now(), act: 'export', object: 'package', detail: askedWords(asked) });
  const exported = await written(file, (part) =>
    makePackage(db, settings, asked, createWriteStream(part), progressFor(io)),
  );
  return { code: exported.missing.length === 0 ? 0 : 1, text: textOf(exported, file), json: { file, ...exported } };
}

function askedOf(given: Given): Asked {
  const cases = (given.args as readonly (string | readonly string[] | undefined)[]).flatMap((arg) => arg ?? []);
  const [from, to] = [optional(given, 'from'), optional(given, 'to')];
  const ways = [cases.length > 0, has(given, 'all'), from !== undefined || to !== undefined].filter(Boolean).length;
  if (ways !== 1) throw wrongUse('请说明导出什么：案件编号、--all 或 --from 与 --to，三者选一。');
  if (has(given, 'all')) return 'all';
  if (cases.length > 0) return { cases };
  const period = { from: dayOr(from, '0001-01-01', '--from'), to: dayOr(to, '9999-12-30', '--to') };
  if (period.from > period.to) throw wrongUse('--from 应不晚于 --to。');
  return { period };
}

function dayOr(given: string | undefined, otherwise: string, option: string): string {
  try {
    return given === undefined ? otherwise : parseDay(given);
  } catch {
    throw wrongUse(`${option} 应为日期，如 2026-03-12。`);
  }
}

async function checkCases({ ledger }: LedgerAccess, ids: readonly CaseId[]): Promise<void> {
  for (const id of ids)
    if ((await ledger.row(id)) === undefined)
      throw new CommandError(2, 'case-not-found', `没有找到案件 ${id}，请用 duban case list 核对编号。`);
}

/** Beside the place, and moved there when it is whole: a broken export leaves no file that looks like a package. */
async function written(file: string, write: (part: string) => Promise<Exported>): Promise<Exported> {
  const part = `${file}.part-${process.pid}`;
  try {
    const exported = await write(part);
    await rename(part, file);
    return exported;
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof PackageRefused) throw new CommandError(3, error.code, error.message);
    throw error;
  }
}

function textOf({ cases, events, files, checkpoint, missing }: Exported, file: string): readonly string[] {
  return [
    `已导出 ${cases} 件案件、${events} 条事件、${files} 个文件（存证点 ${checkpoint} 条）`,
    ...missing.map((sha) => `  ✗ 文件 ${sha.slice(0, 12)}… 缺失或损坏，未能导出；请从备份恢复后重新导出`),
    `已写入 ${file}`,
    `校验：duban verify ${file}，或解开后运行 node verify.mjs`,
  ];
}
