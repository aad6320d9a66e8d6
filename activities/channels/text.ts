import type { Channel } from './channel.ts';
import { post } from './http-answer.ts';

/** A gateway for short texts (SMS, WeCom …): a request with `{phone}`, `{text}` and `{id}` where they belong. */
export interface TextSettings {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What a 2xx answer must contain to count as taken; many gateways refuse with 200. */
  readonly accepted?: string;
  /** Milliseconds for the whole exchange, default 10 s. */
  readonly timeoutMs?: number;
}

/** Short texts over any HTTP gateway. */
export function createTextChannel({ url, method, headers, body, accepted, timeoutMs = 10_000 }: TextSettings): Channel {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const inBody = type.includes('json') ? insideJson : type.includes('urlencoded') ? encodeURIComponent : String;
  return {
    name: 'text',
    async send({ id, to, short }) {
      const values = { id, phone: to, text: short };
      const { status: _status, ...outcome } = await post(
        { url: fill(url, values, encodeURIComponent), method, headers, body: fill(body, values, inBody), timeoutMs },
        (answer) => accepted === undefined || answer.includes(accepted),
      );
      return outcome;
    },
    close: () => undefined,
  };
}

/** Puts the values in place; what is put in is never looked at again, so a text with `{phone}` in it stays as it is. */
function fill(template: string, values: Readonly<Record<string, string>>, quote: (value: string) => string): string {
  return template.replace(/\{(id|phone|text)\}/g, (_whole, name: string) => quote(values[name] ?? ''));
}

function insideJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
