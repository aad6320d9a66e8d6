import { createHash } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Channel, Outcome, Outgoing } from './channels/channel.ts';

export interface SmtpSettings {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
  /** Milliseconds for connecting and for each answer, default 10 s. */
  readonly timeoutMs?: number;
}

/** A mail server; up to four connections, each used for many mails. */
export function createSmtpPost({ url, from, timeoutMs = 10_000 }: SmtpSettings): Channel {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: 'mail',
    async send(mail) {
      try {
        await transport.sendMail(letter(mail, from));
        return { result: 'sent' };
      } catch (error) {
        return judge(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Without a mail server: one `.eml` file per mail under `folder`, named after its message id; a mail that is there already is not written again. */
export function createOutboxPost({ folder, from }: { readonly folder: string; readonly from: string }): Channel {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    name: 'mail',
    async send(mail) {
      const file = path.join(folder, outboxName(mail.messageId));
      if (await exists(file)) return { result: 'sent' };
      const { message } = await composer.sendMail(letter(mail, from));
      await mkdir(folder, { recursive: true });
      const part = `${file}.part-${process.pid}`;
      await writeFile(part, message as Buffer, { flush: true });
      await rename(part, file);
      return { result: 'sent' };
    },
    close: () => composer.close(),
  };
}

/** File name of a mail in the outbox. A message id that is no plain file name (or too long for one) is shortened by its hash. */
export function outboxName(messageId: string): string {
  const id = messageId.replace(/^<|>$/g, '');
  const plain = /^[\w.@-]{1,200}$/.test(id) && !id.startsWith('.');
  return `${plain ? id : createHash('sha256').update(id).digest('hex')}.eml`;
}

function letter({ messageId, to, subject, text, attachments = [] }: Outgoing, from: string) {
  return {
    messageId,
    from,
    to,
    subject,
    text,
    // RFC 3834: nobody's holiday notice should answer a machine.
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: attachments.map(({ content, ...file }) => ({ ...file, content: Buffer.from(content) })),
  };
}

// A server's words and nodemailer's may quote the address, so only codes are kept.
function judge(error: unknown): Outcome {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const reason = [responseCode, code].filter((part) => part !== undefined).join(' ') || 'unknown error';
  // A wrong password is the office's, not the recipient's: every mail waits until it is put right, and none is lost.
  if (code !== undefined && AUTH_CODES.has(code)) return { result: 'away', reason };
  if (responseCode !== undefined && responseCode >= 500) return { result: 'failed', reason };
  if (responseCode !== undefined && responseCode >= 400) return { result: 'again', reason };
  if (code !== undefined && FINAL_CODES.has(code)) return { result: 'failed', reason };
  return { result: 'away', reason };
}

const AUTH_CODES = new Set(['EAUTH', 'ENOAUTH']);

/** Impossible address, impossible message: no repetition helps. */
const FINAL_CODES = new Set(['EENVELOPE', 'EMESSAGE']);

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
