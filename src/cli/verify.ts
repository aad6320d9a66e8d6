import path from 'node:path';
import { type CommandSpec, DATA_OPTION, type Given, has, type Io, list, type Outcome, wrongUse } from './command.ts';
import { readText } from './input-file.ts';
import { withLedger } from './ledger-access.ts';
import { progressFor } from './progress.ts';
import { type LiveVerified, verifyLive } from './verify-live.ts';

/** `duban verify`: proves that nothing was changed, removed or put in. */
export const verify: CommandSpec = {
  name: 'verify',
  summary: '校验：记录链、存证树、存证点、读模型和文件，逐项指出被改动的地方',
  details: [
    '',
    '--live 校验正在使用的台账。--checkpoint 加上由区级或审计留存的存证点，可以发现整库回退或另做一份历史。',
    '有发现的退出码为 1。',
  ],
  options: [
    { flags: '--live', about: '校验数据目录中的台账' },
    { flags: '--checkpoint <FILE>', about: '另行留存的存证点，可重复', repeats: true },
    DATA_OPTION,
  ],
  examples: ['duban verify --live', 'duban verify --live --checkpoint 2026-10.checkpoint'],
  run,
};

async function run(given: Given, io: Io): Promise<Outcome> {
  if (!has(given, 'live')) throw wrongUse('请说明校验什么：--live 校验数据目录中的台账。');
  const kept = list(given, 'checkpoint').map((file) => readText(file));
  const progress = progressFor(io);
  return withLedger(given, io, async ({ db, settings }) =>
    outcomeOf(await verifyLive(db, path.join(settings.dataDir, 'blobs'), kept, progress)),
  );
}

function outcomeOf(verified: LiveVerified): Outcome {
  const { events, cases, checkpoints, files, notInTree, findings } = verified;
  const text = [
    `校验 ${cases} 件、${events + notInTree} 条事件、${checkpoints} 个存证点、${files} 个文件`,
    ...(notInTree === 0 ? [] : [`其中 ${notInTree} 条尚未写入存证树（运行中的系统会在两秒内写入）`]),
    ...findings.map(({ message }) => `  ✗ ${message}`),
    findings.length === 0 ? '没有发现改动、缺失或插入。' : `发现 ${findings.length} 处问题。`,
  ];
  return { code: findings.length === 0 ? 0 : 1, text, json: verified };
}
