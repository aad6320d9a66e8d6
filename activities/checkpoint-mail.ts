import {
  type CheckpointMail,
  endCheckpointMail,
  planCheckpointMail,
  readUnsentCheckpointMails,
} from '../db/checkpoint-mail.ts';
import type { Database } from '../db/open.ts';
import { atTime, dayOf, type Instant } from '../src/core/instant.ts';
import type { EventLog } from '../src/ledger/log.ts';
import type { Channel, Outgoing } from './channels/channel.ts';
import type { Log } from './perform.ts';

export interface CheckpointMailDeps {
  readonly db: Database;
  readonly eventLog: Pick<EventLog, 'checkpoint' | 'keys'>;
  readonly post: Channel;
  /** The district's address, or several with commas between. */
  readonly to: string;
  readonly log: Log;
  readonly now: () => Instant;
}

/** Before the office opens nobody expects it. */
const FROM_TIME = '08:00';

/**
 * Mails the newest checkpoint to the district, once a day: whoever keeps these mails can prove later what had been recorded by then. What goes is
 * put down before it goes, so a mail that is sent twice is the same mail; one that cannot go waits for the next call.
 */
export async function mailCheckpoint({ db, eventLog, post, to, log, now }: CheckpointMailDeps): Promise<void> {
  const at = now();
  const day = dayOf(at);
  const checkpoint = at < atTime(day, FROM_TIME) ? undefined : await eventLog.checkpoint();
  if (checkpoint !== undefined) await planCheckpointMail(db.knex, { day, ...checkpoint });
  const [key = ''] = await eventLog.keys();
  for (const mail of await readUnsentCheckpointMails(db.knex)) {
    const outcome = await post.send(checkpointLetter(mail, to, key));
    if (outcome.result === 'sent') await endCheckpointMail(db.knex, mail.day, now());
    else {
      log.warn('the checkpoint could not be mailed; trying again', { day: mail.day, reason: outcome.reason });
      return;
    }
  }
}

/** The mail of a day: the note as text and, byte by byte, as a file. */
export function checkpointLetter({ day, size, note }: CheckpointMail, to: string, key: string): Outgoing {
  const id = `checkpoint-${size}-${day}`;
  return {
    id,
    messageId: `<${id}@duban>`,
    person: '',
    to,
    subject: `督办日志存证点　${day}　共 ${size} 条`,
    text: [
      `截至 ${day}，督办日志共 ${size} 条记录。以下是由督办系统签名的存证点（附件内容相同）：`,
      '',
      note,
      `签名公钥：${key}`,
      '',
      '请留存本邮件和附件。凭存证点可以核对此前的记录有没有被改动、删除或替换：',
      '由街道运行 duban verify --live --checkpoint 附件文件，或用任何支持 C2SP tlog-checkpoint 的工具核对。',
    ].join('\n'),
    short: '',
    attachments: [
      { filename: `${day}.checkpoint`, content: Buffer.from(note, 'utf8'), contentType: 'text/plain; charset=utf-8' },
    ],
  };
}
