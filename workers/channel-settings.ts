import { z } from 'zod';
import type { TextSettings } from '../activities/channels/text.ts';
import type { WebhookSettings } from '../activities/channels/webhook.ts';

const httpUrl = (example: string) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value.replaceAll(/\{(phone|text|id)\}/g, 'x')) && /^https?:\/\//.test(value),
      `应为形如 ${example} 的地址`,
    );

const header = z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[^\r\n]*$/));

const headers = z.string().transform((text, context) => {
  try {
    return header.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: '应为 JSON 对象，如 {"content-type":"application/json"}' });
    return z.NEVER;
  }
});

/** The environment's variables about channels, checked one by one. */
export const channelFields = {
  DUBAN_WEBHOOK_URL: httpUrl('https://oa.example.org/duban').optional(),
  DUBAN_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/,
      '应为 whsec_ 加 24 至 64 字节的 Base64（可用 openssl rand -base64 32 生成）',
    )
    .optional(),
  DUBAN_TEXT_URL: httpUrl('https://sms.example.org/send?to={phone}').optional(),
  DUBAN_TEXT_METHOD: z.enum(['GET', 'POST', 'PUT']).optional(),
  DUBAN_TEXT_HEADERS: headers.optional(),
  DUBAN_TEXT_BODY: z.string().optional(),
  DUBAN_TEXT_ACCEPTED: z.string().optional(),
  DUBAN_BOUNCE_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9_-]{32,100}$/, '应为 32 至 100 个字母、数字、横线或下划线')
    .optional(),
} as const;

type Given = z.infer<z.ZodObject<typeof channelFields>>;

/** What of the channels is set up. */
export interface ChannelSettings {
  readonly webhook: Pick<WebhookSettings, 'url' | 'secret'> | undefined;
  readonly text: TextSettings | undefined;
  /** Bearer token of the mail gateway that reports bounces. */
  readonly bounceToken: string | undefined;
}

/** What does not fit together, as Chinese sentences. */
export function channelProblems(given: { readonly [name: string]: unknown }): readonly string[] {
  const has = (name: string) => given[name] !== undefined && given[name] !== '';
  const textParts = ['METHOD', 'HEADERS', 'BODY', 'ACCEPTED'].map((part) => `DUBAN_TEXT_${part}`).filter(has);
  const places = `${given.DUBAN_TEXT_URL ?? ''} ${given.DUBAN_TEXT_BODY ?? ''}`;
  return [
    ...(has('DUBAN_WEBHOOK_URL') === has('DUBAN_WEBHOOK_SECRET')
      ? []
      : ['DUBAN_WEBHOOK_URL 与 DUBAN_WEBHOOK_SECRET 必须同时设置']),
    ...(textParts.length > 0 && !has('DUBAN_TEXT_URL')
      ? [`设置了 ${textParts.join('、')}，但没有设置 DUBAN_TEXT_URL`]
      : []),
    ...(has('DUBAN_TEXT_URL') && !(places.includes('{phone}') && places.includes('{text}'))
      ? ['DUBAN_TEXT_URL 和 DUBAN_TEXT_BODY 中必须有 {phone} 和 {text}，否则短信没有收件人或内容']
      : []),
  ];
}

/** The settings of the channels, from variables that have been checked. */
export function channelSettings(value: Given): ChannelSettings {
  const { DUBAN_WEBHOOK_URL: url, DUBAN_WEBHOOK_SECRET: secret, DUBAN_TEXT_ACCEPTED: accepted } = value;
  return {
    webhook: url === undefined || secret === undefined ? undefined : { url, secret },
    text:
      value.DUBAN_TEXT_URL === undefined
        ? undefined
        : {
            url: value.DUBAN_TEXT_URL,
            method: value.DUBAN_TEXT_METHOD ?? 'POST',
            headers: value.DUBAN_TEXT_HEADERS ?? { 'content-type': 'application/json' },
            body: value.DUBAN_TEXT_BODY ?? '',
            ...(accepted === undefined ? {} : { accepted }),
          },
    bounceToken: value.DUBAN_BOUNCE_TOKEN,
  };
}
