import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { problem } from './problem.ts';

/** Checks bodies, queries and parameters against their zod schema; throws `invalid` with one Chinese sentence per field. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (data) => {
    const parsed = schema.safeParse(data, { error: sentence });
    return parsed.success ? { value: parsed.data } : { error: problem('invalid', { fields: fieldsOf(parsed.error) }) };
  };
};

/** Field → Chinese sentence, the first of each field. */
export function fieldsOf(error: z.ZodError): { readonly [field: string]: string } {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) fields[[...issue.path, key].join('.').slice(0, 100)] ??= '没有这个字段';
    else fields[issue.path.join('.').slice(0, 100) || '（整体）'] ??= issue.message;
  }
  return fields;
}

/** For fields without a sentence of their own: the same check in general words. */
function sentence(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '请填写此项' : `类型不对，应为${TYPES[issue.expected] ?? issue.expected}`;
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

const TYPES: { readonly [type: string]: string } = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  object: '对象',
  record: '对象',
  array: '列表',
};
