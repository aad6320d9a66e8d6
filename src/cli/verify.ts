import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openPackage } from '../package/open.ts';
import { findingsOf, packageLines } from '../replay/package-report.ts';
import { verifyPackage } from '../replay/package-verify.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Io,
  list,
  type Outcome,
  optional,
  wrongUse,
} from './command.ts';
import { readText } from './input-file.ts';
import { withLedger } from './ledger-access.ts';
import { progressFor } from './progress.ts';
import { type LiveVerified, liveLines, verifyLive } from './verify-live.ts';

/** `duban verify`: proves that nothing was changed, removed or put in. */
export const verify: CommandSpec = {
  name: 'verify',
  summary: '校验台账或档案包：记录链、存证树、存证点、读模型和文件，逐项指出被改动的地方',
  details: [
    '',
    '给出文件时校验一个档案包（ZIP 或解开的文件夹）；--live 校验正在使用的台账。',
    '--live 加 --package：恢复了旧备份时，按案件和序号列出台账缺少的记录。',
    '--checkpoint 加上由区级或审计留存的存证点，可以发现整库回退或另做一份历史。',
    '--key 使用自己留存的公钥，否则使用档案包里的公钥，并予以说明。',
    '有发现的退出码为 1。',
  ],
  args: [{ name: '[FILE]', about: '档案包' }],
  options: [
    { flags: '--live', about: '校验数据目录中的台账' },
    { flags: '--key <KEY>', about: '另行留存的公钥（一行文字，或每行一个的文件），可重复', repeats: true },
    { flags: '--package <FILE>', about: '另行留存的档案包：台账缺少或改动了其中哪些记录，逐条列出' },
    { flags: '--checkpoint <FILE>', about: '另行留存的存证点，可重复', repeats: true },
    DATA_OPTION,
  ],
  examples: [
    'duban verify 全部.zip',
    'duban verify 全部.zip --key log.vkey --checkpoint 2026-10.checkpoint',
    'duban verify --live',
    'duban verify --live --checkpoint 2026-10.checkpoint',
  ],
  run,
};

async function run(given: Given, io: Io): Promise<Outcome> {
  const [file] = given.args;
  if ((file === undefined) !== has(given, 'live'))
    throw wrongUse('请说明校验什么：给出一个档案包，或用 --live 校验数据目录中的台账。');
  const kept = list(given, 'checkpoint').map((one) => readText(one));
  if (file !== undefined) return packageOutcome(file, list(given, 'key').flatMap(keyLines), kept, io);
  if (list(given, 'key').length > 0) throw wrongUse('--key 只用于校验档案包。');
  const compared = optional(given, 'package');
  if (compared !== undefined && !existsSync(compared)) throw notFound(compared);
  const progress = progressFor(io);
  return withLedger(given, io, async ({ db, settings }) =>
    liveOutcome(await verifyLive(db, path.join(settings.dataDir, 'blobs'), kept, progress, compared)),
  );
}

/** A key is a line of text; anything else is a file that has one a line. */
function keyLines(given: string): readonly string[] {
  const text = /^[^+\s]+\+[0-9a-f]{8}\+\S+$/.test(given) ? given : readText(given);
  return text.split('\n').filter((line) => line !== '');
}

async function packageOutcome(
  file: string,
  keys: readonly string[],
  kept: readonly string[],
  io: Io,
): Promise<Outcome> {
  if (!existsSync(file)) throw notFound(file);
  const outcome = await findingsOf(async () => {
    const files = await openPackage(file);
    try {
      return await verifyPackage(files, {
        kept,
        ...(keys.length > 0 ? { keys } : {}),
        sha256: (bytes) => createHash('sha256').update(bytes).digest(),
        hasher: () => createHash('sha256'),
        progress: progressFor(io),
      });
    } finally {
      await files.close();
    }
  });
  return { code: outcome.findings.length === 0 ? 0 : 1, text: packageLines(outcome), json: outcome };
}

function liveOutcome(verified: LiveVerified): Outcome {
  return { code: verified.findings.length === 0 ? 0 : 1, text: liveLines(verified), json: verified };
}

function notFound(file: string): CommandError {
  return new CommandError(2, 'file-not-found', `找不到文件 ${file}，请核对路径。`);
}
