import { z } from 'zod';
import { isDay, parseInstant } from '../../core/instant.ts';

/** A text that must be given, of so many characters at most. */
export const words = (label: string, most: number) =>
  z
    .string({ error: `请填写${label}` })
    .trim()
    .min(1, `请填写${label}`)
    .max(most, `${label}不得超过 ${most} 字`);

/** Any RFC 3339 instant with offset; read into the one normal form at +08:00. */
export const instant = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .max(40, `${label}过长`)
    .refine(isRfc3339, `${label}应为带时区的时间，例如 2025-06-30T09:00:00+08:00`)
    .transform(parseInstant)
    .describe('RFC 3339 时间，带时区');

/** A day, YYYY-MM-DD. */
export const day = (label: string) =>
  z.string({ error: `请填写${label}` }).refine(isDay, `${label}应为日期，例如 2025-06-30`);

/** A yes or no of a query string. */
export const yesNo = (label: string) =>
  z.enum(['true', 'false'], { error: `${label}只能是 true 或 false` }).transform((value) => value === 'true');

/** Number of an organisation, a person or a unit. */
export const registerId = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, `${label}只能用字母、数字、点、横线和下划线，最多 64 个字符`);

/** Name of a post. */
export const postName = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .regex(/^[A-Za-z][A-Za-z0-9.]{0,63}$/, `${label}只能用字母、数字和点，例如 village.head`);

/** Anything visible that cannot be mistaken for the engine's own keys (`clk:`, `msg:`). */
export const commandId = z
  .string({ error: '请提供操作编号 commandId（每次操作一个新的，重试用同一个）' })
  .regex(/^(?!clk:|msg:)[\x21-\x7e]{1,100}$/, '操作编号应为 1 至 100 个可见的英文字符，且不能以 clk: 或 msg: 开头')
  .describe('幂等键：同一编号总是得到同一答复');

/** The post in which somebody acts: `village.head`, or `village.head@V1`. */
export const postChoice = z
  .string({ error: '岗位应为文字' })
  .regex(/^[A-Za-z][A-Za-z0-9.]{0,63}(@[A-Za-z0-9._-]{1,64})?$/, '岗位应写成 village.head 或 village.head@V1')
  .describe('以哪个岗位办理：岗位，或 岗位@单位');

/** What a JSON parser made, so plain JSON by construction. */
export const jsonObject = z.record(z.string(), z.unknown(), { error: '应为一个 JSON 对象' });

function isRfc3339(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}

/** Where a page of a list begins, and how long it may be. */
export const paging = {
  cursor: z.string().max(300, 'cursor 无效').optional(),
  limit: z.coerce
    .number({ error: 'limit 应为数字' })
    .int('limit 应为整数')
    .min(1, 'limit 至少为 1')
    .max(200, 'limit 最多为 200')
    .optional(),
} as const;
