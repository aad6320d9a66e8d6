import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import type { Channel, Outgoing } from '../../activities/channels/channel.ts';
import { createOutboxPost, createSmtpPost, outboxName } from '../../activities/mail.ts';

const mail: Outgoing = {
  id: 'H-2025-000001/7/0/p1/mail',
  person: 'p1',
  short: '催办',
  messageId: '<H-2025-000001.7.0.mail@duban.example>',
  to: 'head@village.example',
  subject: '【催办】一般隐患整改：堆放货物堵塞安全出口',
  text: '最后一日 2025年3月10日（星期一）\n',
};

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Received {
  readonly raw: string[];
}

async function listen(
  server: { listen(port: number, host: string, done: () => void): unknown },
  address: () => unknown,
): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (address() as { port: number }).port;
}

/** A real SMTP server on loopback; `answer` is asked per message: undefined takes it. */
async function smtp(
  answer: (nth: number) => { code: number; text: string } | undefined,
  options: SMTPServerOptions = {},
): Promise<{ port: number } & Received> {
  const raw: string[] = [];
  let nth = 0;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: 100,
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk) => (text += chunk));
      stream.on('end', () => {
        raw.push(text);
        const refusal = answer(nth++);
        done(refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      });
    },
    ...options,
  });
  const port = await listen(server, () => server.server.address());
  ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port, raw };
}

function postTo(port: number, user = ''): Channel {
  const post = createSmtpPost({
    url: `smtp://${user}127.0.0.1:${port}`,
    from: '督办系统 <duban@street.example>',
    timeoutMs: 2_000,
  });
  ends.push(() => post.close());
  return post;
}

describe('over SMTP', () => {
  test('a mail that is taken arrives whole, in Chinese, with its own Message-ID', async () => {
    const server = await smtp(() => undefined);
    expect(await postTo(server.port).send(mail)).toEqual({ result: 'sent' });
    const parsed = await simpleParser(server.raw[0] as string);
    expect(parsed).toMatchObject({ messageId: mail.messageId, subject: mail.subject, text: mail.text });
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
  });

  test('a 4xx answer means later; the repetition has the same Message-ID', async () => {
    const server = await smtp((nth) => (nth === 0 ? { code: 451, text: 'greylisted' } : undefined));
    const post = postTo(server.port);
    expect(await post.send(mail)).toEqual({ result: 'again', reason: '451 EMESSAGE' });
    expect(await post.send(mail)).toEqual({ result: 'sent' });
    const ids = await Promise.all(server.raw.map(async (raw) => (await simpleParser(raw)).messageId));
    expect(ids).toEqual([mail.messageId, mail.messageId]);
  });

  test('a 5xx answer is final, and the reason quotes no address', async () => {
    const server = await smtp(() => ({ code: 550, text: `no such user ${mail.to}` }));
    expect(await postTo(server.port).send(mail)).toEqual({ result: 'failed', reason: '550 EMESSAGE' });
  });

  test('a recipient refused for now is tried later', async () => {
    const server = await smtp(() => undefined, {
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('mailbox busy'), { responseCode: 450 })),
    });
    expect(await postTo(server.port).send(mail)).toEqual({ result: 'again', reason: '450 EENVELOPE' });
  });

  test('a wrong password is the office’s mistake: the server counts as away, and no mail is lost', async () => {
    const server = await smtp(() => undefined, {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('no')),
    });
    expect(await postTo(server.port, 'duban:wrong@').send(mail)).toEqual({ result: 'away', reason: '535 EAUTH' });
  });

  test('files go along under their Chinese names', async () => {
    const server = await smtp(() => undefined);
    const file = {
      filename: '提示函（〔2025〕3号）.pdf',
      content: Buffer.from('%PDF-1.7'),
      contentType: 'application/pdf',
    };
    expect(await postTo(server.port).send({ ...mail, attachments: [file] })).toEqual({ result: 'sent' });
    const parsed = await simpleParser(server.raw[0] as string);
    expect(parsed.attachments).toMatchObject([{ filename: file.filename, contentType: file.contentType }]);
    expect(parsed.attachments[0]?.content.toString()).toBe('%PDF-1.7');
  });

  test('a connection that drops in the middle of the mail means the server is away, and the pool recovers', async () => {
    let drops = 1;
    const server: Server = createServer((socket) => {
      socket.write('220 here\r\n');
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        const line = chunk.toString();
        if (/^DATA/m.test(line) && drops-- > 0) socket.destroy();
        else if (/^DATA/m.test(line)) socket.write('354 go on\r\n');
        else if (/\r\n\.\r\n$/.test(line)) socket.write('250 taken\r\n');
        else socket.write('250 ok\r\n');
      });
    });
    const port = await listen(server, () => server.address());
    ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const post = postTo(port);
    expect(await post.send(mail)).toMatchObject({ result: 'away' });
    expect(await post.send(mail)).toEqual({ result: 'sent' });
  });

  test('nobody listening means the server is away', async () => {
    const server = await smtp(() => undefined);
    await ends.pop()?.();
    expect(await postTo(server.port).send(mail)).toMatchObject({ result: 'away' });
  });
});

describe('without a mail server', () => {
  function outbox() {
    const folder = mkdtempSync(path.join(tmpdir(), 'duban-outbox-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    return { folder, post: createOutboxPost({ folder, from: 'duban@localhost' }) };
  }

  test('the mail is one file named after its message id, and the same mail is never written twice', async () => {
    const { folder, post } = outbox();
    expect(await post.send(mail)).toEqual({ result: 'sent' });
    const file = path.join(folder, 'H-2025-000001.7.0.mail@duban.example.eml');
    const bytes = readFileSync(file, 'utf8');
    expect(await post.send({ ...mail, text: 'another text' })).toEqual({ result: 'sent' });
    expect(readdirSync(folder)).toEqual([path.basename(file)]);
    expect(readFileSync(file, 'utf8')).toBe(bytes);
    expect(await simpleParser(bytes)).toMatchObject({
      messageId: mail.messageId,
      subject: mail.subject,
      text: mail.text,
    });
  });

  test('a message id can never name a file outside the folder', () => {
    for (const id of ['<../../etc/x@y>', '<.hidden@y>', `<${'a'.repeat(300)}@y>`, '<a/b@y>'])
      expect(outboxName(id)).toMatch(/^[0-9a-f]{64}\.eml$/);
  });
});
