import { writeFile } from 'node:fs/promises';
import { type CheckpointMail, readCheckpointMails } from '../../db/checkpoint-mail.ts';
import type { CheckpointRow } from '../../db/log-tree.ts';
import { openNote, parseCheckpoint } from '../core/log/checkpoint.ts';
import type { EventLog } from '../ledger/log.ts';
import { rotateLogKey } from '../ledger/log-key.ts';
import { checkpointQr } from '../notices/checkpoint-qr.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome, optional, unavailable } from './command.ts';
import { settingsFor, withLedger } from './ledger-access.ts';
import { eventLogOf } from './log-side.ts';

/** Mails that are listed for programs; people see the latest. */
const MOST_MAILS = 31;

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
      name: 'qr',
      summary: '最新存证点的二维码：在终端显示，或写成 SVG 图片供打印',
      options: [{ flags: '-o, --output <FILE>', about: '写入 SVG 文件' }, DATA_OPTION],
      examples: ['duban log qr', 'duban log qr -o 存证点.svg'],
      run: (given, io) => showQr(given, io),
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
    const [checkpoint, keys, mails] = await Promise.all([
      newest(eventLog),
      eventLog.keys(),
      readCheckpointMails(access.db.knex, MOST_MAILS),
    ]);
    const { origin } = parseCheckpoint(openNote(checkpoint.note).text);
    const file = optional(given, 'output');
    if (file !== undefined) await writeFile(file, checkpoint.note);
    return {
      code: 0,
      text: [
        `日志 ${origin}，${checkpoint.size} 条，签于 ${checkpoint.at}`,
        `公钥　${keys[0] ?? ''}`,
        ...mails.slice(0, 1).map(mailLine),
        ...(file === undefined ? ['', checkpoint.note.trimEnd()] : [`已写入 ${file}`]),
      ],
      json: { origin, ...checkpoint, keys, mails: mails.map(({ note: _, ...mail }) => mail) },
    };
  });
}

async function newest(eventLog: EventLog): Promise<CheckpointRow> {
  const checkpoint = await eventLog.checkpoint();
  if (checkpoint === undefined)
    throw unavailable('no-checkpoint', '还没有存证点：运行 duban start 后，新的记录会在两秒内存证。');
  return checkpoint;
}

function mailLine({ day, size, sentAt }: CheckpointMail): string {
  return sentAt === undefined
    ? `邮寄区级　${day} 的存证点（${size} 条）尚未发出，正在重试`
    : `邮寄区级　${day}，${size} 条，发出于 ${sentAt}`;
}

async function showQr(given: Given, io: Io): Promise<Outcome> {
  return withLedger(given, io, async (access) => {
    const checkpoint = await newest(eventLogOf(access.settings, access));
    const { text, terminal, svg } = checkpointQr(checkpoint.note);
    const file = optional(given, 'output');
    if (file !== undefined) await writeFile(file, svg);
    return {
      code: 0,
      text: [
        `存证点：${checkpoint.size} 条，签于 ${checkpoint.at}`,
        ...(file === undefined ? [terminal] : [`已写入 ${file}`]),
      ],
      json: { size: checkpoint.size, at: checkpoint.at, text, svg },
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
