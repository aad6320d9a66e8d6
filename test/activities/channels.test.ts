import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel, Outgoing } from '../../activities/channels/channel.ts';
import { createInboxChannel } from '../../activities/channels/inbox.ts';
import { createTextChannel } from '../../activities/channels/text.ts';
import { createWebhook, sign, webhookIdOf } from '../../activities/channels/webhook.ts';
import { createOutboxPost, createSmtpPost } from '../../activities/mail.ts';
import { readInbox } from '../../db/inbox-message.ts';
import { openTestLedger } from '../ledger/fixture.ts';
import { startSmtp } from './smtp.ts';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const NOW = '2025-03-07T09:10:00+08:00';

const message: Outgoing = {
  id: 'digest/p-head/2025-03-07',
  messageId: '<0123456789abcdef0123456789abcdef@duban>',
  person: 'p-head',
  to: 'head@village.example',
  subject: '【督办日报】今日到期 1 件（3月7日）',
  text: '“提示”：{phone} 与 "引号"\n',
  short: '【督办日报】今日到期 1 件 {phone} "引号"',
};

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Heard {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real HTTP server on loopback that remembers what it was told. */
async function http(answer: (nth: number, response: ServerResponse) => void) {
  const heard: Heard[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      heard.push({ url: request.url ?? '', headers: request.headers, body });
      answer(heard.length - 1, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const status =
  (code: number, text = '') =>
  (_nth: number, response: ServerResponse) =>
    response.writeHead(code).end(text);
const silence = () => undefined;

const webhookTo = (url: string) =>
  createWebhook({ url: `${url}/hook`, secret: SECRET, now: () => NOW, timeoutMs: 300 });
const textTo = (url: string) =>
  createTextChannel({
    url: `${url}/send?id={id}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"mobile":"{phone}","content":"{text}"}',
    accepted: '"errcode":0',
    timeoutMs: 300,
  });
const TAKEN = '{"errcode":0}';

/** A channel against a real other side; `taken` counts what has arrived there. */
interface Stand {
  readonly channel: Channel;
  taken(): Promise<readonly string[]>;
}

const stands: readonly (readonly [string, () => Promise<Stand>])[] = [
  [
    'SMTP',
    async () => {
      const smtp = await startSmtp();
      const channel = createSmtpPost({ url: smtp.url, from: 'duban@street.example', timeoutMs: 2_000 });
      ends.push(smtp.close, () => channel.close());
      return { channel, taken: async () => (await smtp.mails()).map(({ messageId }) => messageId ?? '') };
    },
  ],
  [
    'outbox',
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'duban-channel-'));
      ends.push(() => rmSync(folder, { recursive: true }));
      const { readdirSync } = await import('node:fs');
      const channel = createOutboxPost({ folder, from: 'duban@localhost' });
      return { channel, taken: async () => readdirSync(folder) };
    },
  ],
  [
    'webhook',
    async () => {
      const { heard, url } = await http(status(204));
      return { channel: webhookTo(url), taken: async () => heard.map(({ headers }) => String(headers['webhook-id'])) };
    },
  ],
  [
    'inbox',
    async () => {
      const { db, ledger } = await openTestLedger({ sqlite: ':memory:' });
      ends.push(() => ledger.close());
      const taken = async () => (await readInbox(db.knex, 'p-head', { limit: 10 })).map(({ id }) => id);
      return { channel: createInboxChannel(ledger.messages), taken };
    },
  ],
  [
    'text',
    async () => {
      const { heard, url } = await http(status(200, TAKEN));
      return { channel: textTo(url), taken: async () => heard.map(({ url: at }) => at) };
    },
  ],
];

describe.each(stands)('a channel: %s', (_name, open) => {
  it('takes a message, and the same message again is the same to the receiver', async () => {
    const { channel, taken } = await open();
    expect(await channel.send(message)).toEqual({ result: 'sent' });
    expect(await channel.send(message)).toEqual({ result: 'sent' });
    const ids = await taken();
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(1);
    expect(await channel.send({ ...message, id: 'digest/p-head/2025-03-10', messageId: '<ff@duban>' })).toEqual({
      result: 'sent',
    });
    expect(new Set(await taken()).size).toBe(2);
  });
});

describe.each([
  ['webhook', webhookTo],
  ['text', textTo],
] as const)('over HTTP: %s', (_name, open) => {
  it.each([
    [429, 'again'],
    [408, 'again'],
    [500, 'again'],
    [503, 'again'],
    [400, 'failed'],
    [401, 'failed'],
    [404, 'failed'],
    [302, 'failed'],
  ] as const)('%i means %s, and the reason is the code alone', async (code, result) => {
    const { url } = await http(status(code, 'head@village.example'));
    expect(await open(url).send(message)).toEqual({ result, reason: `HTTP ${code}` });
  });

  it('one that hangs, and one that is not there, are away', async () => {
    const { url } = await http(silence);
    expect(await open(url).send(message)).toEqual({ result: 'away', reason: 'timeout' });
    await ends.pop()?.();
    expect(await open(url).send(message)).toEqual({ result: 'away', reason: 'ECONNREFUSED' });
  });
});

describe('the webhook', () => {
  it('is signed as Standard Webhooks says', async () => {
    const { heard, url } = await http(status(200));
    await webhookTo(url).send(message);
    const { headers, body } = heard[0] as Heard;
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    expect(headers).toMatchObject({ 'webhook-id': webhookIdOf(message.id), 'webhook-timestamp': '1741309800' });
    expect(headers['webhook-signature']).toBe(sign(key, webhookIdOf(message.id), '1741309800', body));
    expect(JSON.parse(body)).toEqual({
      type: 'message',
      timestamp: NOW,
      data: { id: message.id, person: 'p-head', subject: message.subject, text: message.text },
    });
    // The example of the specification.
    expect(
      sign(
        Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'),
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        '1614265330',
        '{"test": 2432232314}',
      ),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('that answers 410 is not called again', async () => {
    const { heard, url } = await http(status(410));
    const channel = webhookTo(url);
    expect(await channel.send(message)).toEqual({ result: 'failed', reason: 'HTTP 410' });
    expect(await channel.send(message)).toEqual({ result: 'failed', reason: 'HTTP 410' });
    expect(heard).toHaveLength(1);
  });
});

describe('short texts', () => {
  it('are filled in where they belong, quoted by the content type, and never looked into again', async () => {
    const { heard, url } = await http(status(200, TAKEN));
    await textTo(url).send({ ...message, to: '13900000000' });
    expect(heard[0]?.url).toBe(`/send?id=${encodeURIComponent(message.id)}`);
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({ mobile: '13900000000', content: message.short });
    const form = createTextChannel({
      url,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'to={phone}&text={text}',
    });
    await form.send({ ...message, to: '139&0' });
    expect(new URLSearchParams(heard[1]?.body)).toEqual(new URLSearchParams({ to: '139&0', text: message.short }));
  });

  it('that a gateway refuses with 200 are tried again', async () => {
    const { url } = await http(status(200, '{"errcode":45009}'));
    expect(await textTo(url).send(message)).toEqual({ result: 'again', reason: 'HTTP 200, refused' });
  });
});
