import { createHash } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';

/** A mail that is ready to go; `messageId` with its angle brackets. */
export interface Mail {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** `again`: this mail later. `away`: the server cannot be reached, so no mail now. `failed`: never. Reasons hold no addresses. */
export type Outcome =
  | { readonly result: 'sent' }
  | { readonly result: 'again' | 'away' | 'failed'; readonly reason: string };

/** Where mails go out. */
export interface Post {
  send(mail: Mail): Promise<Outcome>;
  close(): void;
}

export interface SmtpSettings {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
  /** Milliseconds for connecting and for each answer, default 10 s. */
  readonly timeoutMs?: number;
}

/** A mail server; up to four connections, each used for many mails. */
export function createSmtpPost({ url, from, timeoutMs = 10_000 }: SmtpSettings): Post {
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
    async send(mail) {
      try {
        await transport.sendMail({ ...headers(mail, from), text: mail.text });
        return { result: 'sent' };
      } catch (error) {
        return judge(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Without a mail server: one `.eml` file per mail under `folder`, named after its message id; a mail that is there already is not written again. */
export function createOutboxPost({ folder, from }: { readonly folder: string; readonly from: string }): Post {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(mail) {
      const file = path.join(folder, outboxName(mail.messageId));
      if (await exists(file)) return { result: 'sent' };
      const { message } = await composer.sendMail({ ...headers(mail, from), text: mail.text });
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

function headers({ messageId, to, subject }: Mail, from: string) {
  // RFC 3834: nobody's holiday notice should answer a machine.
  return { messageId, from, to, subject, headers: { 'Auto-Submitted': 'auto-generated' } };
}

// A server's words and nodemailer's may quote the address, so only codes are kept.
function judge(error: unknown): Outcome {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const reason = [responseCode, code].filter((part) => part !== undefined).join(' ') || 'unknown error';
  if (responseCode !== undefined && responseCode >= 500) return { result: 'failed', reason };
  if (responseCode !== undefined && responseCode >= 400) return { result: 'again', reason };
  if (code !== undefined && FINAL_CODES.has(code)) return { result: 'failed', reason };
  return { result: 'away', reason };
}

/** Wrong password, impossible address, impossible message: no repetition helps. */
const FINAL_CODES = new Set(['EAUTH', 'ENOAUTH', 'EENVELOPE', 'EMESSAGE']);

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
