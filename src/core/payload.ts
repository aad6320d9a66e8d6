import { z } from 'zod';
import type { JsonObject } from './case.ts';
import { isDay, isInstant, parseInstant } from './instant.ts';

/** Words a person types. */
export const text = (label: string, most = 2_000) =>
  z
    .string({ error: `请填写${label}` })
    .trim()
    .min(1, `请填写${label}`)
    .max(most, `${label}不得超过 ${most} 字`)
    .meta({ title: label });
/** A day, YYYY-MM-DD. */
export const dayField = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .refine(isDay, `${label}应为日期，例如 2025-06-30`)
    .meta({ title: label, format: 'date' });
/** An instant, RFC 3339 with any offset; brought into the normal form at +08:00. */
export const instantField = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .meta({ title: label, format: 'date-time' })
    .transform((value, context) => {
      if (isInstant(value)) return value;
      try {
        return parseInstant(value);
      } catch {
        context.addIssue({ code: 'custom', message: `${label}应为时间，例如 2025-06-30T09:00:00+08:00` });
        return z.NEVER;
      }
    });
/** A flag. */
export const yesNo = (label: string) => z.boolean({ error: `请选择${label}（是/否）` }).meta({ title: label });
/** One of a list. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(label: string, values: Values) =>
  z.enum(values, { error: `${label}只能是：${values.join('、')}` }).meta({ title: label });
/** A list of short ids (photos, documents, persons). */
export const ids = (label: string) =>
  z
    .array(z.string().min(1).max(200), { error: `${label}应为列表` })
    .max(50, `${label}不得超过 50 项`)
    .meta({ title: label });
/** A number within limits. */
export const amount = (label: string, most: number) =>
  z
    .number({ error: `${label}应为数字` })
    .min(0, `${label}不能为负`)
    .max(most, `${label}不能大于 ${most}`)
    .meta({ title: label });

/** Number of the paper on which an outside body decided: without it the street would decide what is not its own. */
export const documentNumber = z
  .string({ error: '请填写文书号' })
  .trim()
  .min(1, '请填写文书号')
  .max(200, '文书号不得超过 200 字');

/** Fields that any command may carry. */
const COMMON = {
  document: z.string().trim().min(1).max(200).optional(),
  approver: z.string().trim().min(1).max(200).optional(),
  reason: z.string().trim().min(1).max(2_000).optional(),
  note: z.string().max(2_000).optional(),
};

/** A command's payload: its own fields and the common ones, nothing else. */
export const payload = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...COMMON, ...shape });

/** For fields without a sentence of their own: the same check in general words. */
function sentence(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '请填写此项' : '类型不对';
    case 'too_big':
      return `超过上限 ${issue.maximum}`;
    case 'too_small':
      return `低于下限 ${issue.minimum}`;
    case 'invalid_value':
      return `只能是：${issue.values.map(String).join('、')}`;
    default:
      return '内容或格式不正确';
  }
}

/** Parses a payload; on failure one Chinese sentence per field. */
export function parsePayload<T extends z.ZodType>(
  schema: T,
  value: JsonObject,
):
  | { readonly ok: true; readonly value: z.output<T> }
  | { readonly ok: false; readonly fields: { readonly [field: string]: string } } {
  const parsed = schema.safeParse(value, { error: sentence });
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) fields[key] ??= '没有这个字段';
    else fields[issue.path.join('.') || '（整体）'] ??= issue.message;
  }
  return { ok: false, fields };
}
