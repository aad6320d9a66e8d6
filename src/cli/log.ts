import { writeFile } from 'node:fs/promises';
import { openNote, parseCheckpoint } from '../core/log/checkpoint.ts';
import { rotateLogKey } from '../ledger/log-key.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome, optional, unavailable } from './command.ts';
import { settingsFor, withLedger } from './ledger-access.ts';
import { eventLogOf } from './log-side.ts';

/** `duban log`: the signed log over all events. */
export const log: CommandSpec = {
  name: 'log',
  summary: '存证日志：查看和导出签名的存证点，更换签名密钥',
  subcommands: [
    {
      name: 'checkpoint',
      summary: '显示最新的存证点；交区级或审计留存一份，就能证明此前的记录没有被改动',
      options: [{ flags: '-o, --output <FILE>', about: '写入文件' }, DATA_OPTION],
      examples: ['duban log checkpoint', 'duban log checkpoint -o 2026-11.checkpoint'],
      run: (given, io) => showCheckpoint(given, io),
    },
    {
      name: 'rotate-key',
      summary: '更换签名密钥：下一个存证点由新旧两个密钥共同签名，此后只用新密钥',
      options: [DATA_OPTION],
      run: (given, io) => rotate(given, io),
    },
  ],
};

async function showCheckpoint(given: Given, io: Io): Promise<Outcome> {
  return withLedger(given, io, async (access) => {
    const eventLog = eventLogOf(access.settings, access);
    const [checkpoint, keys] = await Promise.all([eventLog.checkpoint(), eventLog.keys()]);
    if (checkpoint === undefined)
      throw unavailable('no-checkpoint', '还没有存证点：运行 duban start 后，新的记录会在两秒内存证。');
    const { origin } = parseCheckpoint(openNote(checkpoint.note).text);
    const file = optional(given, 'output');
    if (file !== undefined) await writeFile(file, checkpoint.note);
    return {
      code: 0,
      text: [
        `日志 ${origin}，${checkpoint.size} 条，签于 ${checkpoint.at}`,
        `公钥　${keys[0] ?? ''}`,
        ...(file === undefined ? ['', checkpoint.note.trimEnd()] : [`已写入 ${file}`]),
      ],
      json: { origin, ...checkpoint, keys },
    };
  });
}

async function rotate(given: Given, io: Io): Promise<Outcome> {
  const settings = settingsFor(given, io);
  if (settings.logKey !== undefined)
    throw unavailable(
      'key-in-settings',
      '签名密钥由 DUBAN_LOG_KEY 给出：请把新密钥写在最前，旧密钥用逗号接在后面，然后重新启动。',
    );
  rotateLogKey(settings.dataDir);
  return {
    code: 0,
    text: ['已生成新的签名密钥。请重新启动 duban，下一个存证点由新旧两个密钥共同签名。'],
    json: { rotated: true },
  };
}
