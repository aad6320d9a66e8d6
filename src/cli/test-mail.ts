import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Outcome } from '../../activities/channels/channel.ts';
import { createOutboxPost, createSmtpPost } from '../../activities/mail.ts';
import type { Settings } from '../../workers/config.ts';

const TIMEOUT_MS = 10_000;

/** Sends one mail at once, past every queue, and says in Chinese what the server made of it. */
export async function sendTestMail(
  { smtpUrl: url, smtpFrom, dataDir }: Pick<Settings, 'smtpUrl' | 'smtpFrom' | 'dataDir'>,
  to: string,
): Promise<{ readonly sent: boolean; readonly words: string }> {
  const from = smtpFrom ?? '督办系统 <duban@localhost>';
  const post =
    url === undefined
      ? createOutboxPost({ folder: path.join(dataDir, 'outbox'), from })
      : createSmtpPost({ url, from, timeoutMs: TIMEOUT_MS });
  try {
    const id = `test.${randomUUID()}`;
    const subject = '【督办系统】邮件测试';
    const text = '这是一封测试邮件。收到它，说明督办系统的邮件设置可用；不需要回复。\n';
    const outcome = await post.send({ id, messageId: `<${id}@duban>`, person: '', to, subject, text, short: subject });
    return { sent: outcome.result === 'sent' && url !== undefined, words: wordsOf(outcome, url !== undefined) };
  } finally {
    post.close();
  }
}

function wordsOf(outcome: Outcome, isServer: boolean): string {
  if (outcome.result === 'sent')
    return isServer
      ? '邮件服务器已接收，请到邮箱查看；几分钟内没有收到，请查垃圾邮件，并核对发件人地址。'
      : '没有设置邮件服务器（SMTP_URL），邮件写入了数据目录的 outbox，没有发出。';
  return `没有发出：${REASONS.find(({ code }) => code.test(outcome.reason))?.words ?? '邮件服务器没有接收'}（${outcome.reason}）。`;
}

/** What the codes of mail servers and of the connection mean, the first that fits. */
const REASONS: readonly { readonly code: RegExp; readonly words: string }[] = [
  { code: /EAUTH|ENOAUTH|\b535\b/, words: '用户名或密码不对，请核对 SMTP_URL' },
  { code: /EENVELOPE|\b55[0-4]\b/, words: '收件人或发件人地址被拒绝，请核对登记的邮箱和 SMTP_FROM' },
  { code: /\b4\d\d\b/, words: '邮件服务器暂时不接收，请稍后再试' },
  {
    code: /ETIMEDOUT|ESOCKET|ECONNECTION|EDNS|ECONNREFUSED|ENOTFOUND/,
    words: '连接不上邮件服务器，请核对 SMTP_URL 的主机和端口',
  },
];
