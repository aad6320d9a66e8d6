import { createHash, createHmac } from 'node:crypto';
import { type Instant, toMs } from '../../src/core/instant.ts';
import type { Channel } from './channel.ts';
import { post } from './http-answer.ts';

export interface WebhookSettings {
  readonly url: string;
  /** `whsec_` and 24 to 64 bytes as base64. */
  readonly secret: string;
  readonly now: () => Instant;
  /** Milliseconds for the whole exchange, default 10 s. */
  readonly timeoutMs?: number;
}

/** Messages to a system of the office, signed as Standard Webhooks 1.0 says. An answer of 410 stops it until the next start. */
export function createWebhook({ url, secret, now, timeoutMs = 10_000 }: WebhookSettings): Channel {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  let gone = false;
  return {
    name: 'webhook',
    async send({ id, person, subject, text }) {
      if (gone) return { result: 'failed', reason: 'HTTP 410' };
      const at = now();
      const timestamp = String(Math.floor(toMs(at) / 1_000));
      const webhookId = webhookIdOf(id);
      const body = JSON.stringify({ type: 'message', timestamp: at, data: { id, person, subject, text } });
      const { status, ...outcome } = await post({
        url,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': webhookId,
          'webhook-timestamp': timestamp,
          'webhook-signature': sign(key, webhookId, timestamp, body),
        },
        body,
        timeoutMs,
      });
      if (status === 410) gone = true;
      return outcome;
    },
    close: () => undefined,
  };
}

/** The `webhook-id` of a message: the same for each repetition, so that the receiver takes it once. */
export function webhookIdOf(id: string): string {
  return `msg_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

/** `v1,` and the HMAC-SHA256 of id, timestamp and body, as base64. */
export function sign(key: Uint8Array, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
