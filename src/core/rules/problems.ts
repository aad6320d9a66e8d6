import type { z } from 'zod';

/** One thing that keeps a rule set from being loaded: its path, and a Chinese sentence. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** A rule set that cannot be loaded; `findings` name the path and say in Chinese what is wrong. */
export class RuleSetError extends Error {
  readonly code = 'rule-set-invalid';
  readonly findings: readonly Problem[];
  constructor(findings: readonly Problem[], what = '规则集') {
    super(
      `${what}有 ${findings.length} 处错误：${findings
        .slice(0, 3)
        .map((finding) => `${finding.path || '（整体）'} ${finding.message}`)
        .join('；')}`,
    );
    this.name = 'RuleSetError';
    this.findings = findings;
  }
}

/** For checks without a sentence of their own: the same in general words. */
export function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '缺少此项' : `类型不对，应为${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `超过上限 ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'array' ? `至少要有 ${issue.minimum} 项` : `低于下限 ${issue.minimum}`;
    case 'invalid_value':
      return `只能是：${issue.values.map(String).join('、')}`;
    case 'invalid_union':
      return '内容不是所列形式中的任何一种';
    case 'invalid_key':
      return '键不在允许的范围内';
    case 'invalid_format':
      return '格式不正确';
    default:
      return undefined;
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
  null: '空',
};

/** An issue with its whole path; of a choice, the form that comes nearest to what was written. */
export function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key].map(String).join('.'),
      message: '没有这个字段，请检查拼写',
    }));
  if (issue.code === 'invalid_union') {
    const near = [...issue.errors].filter((one) => one.length > 0).sort((a, b) => misses(a) - misses(b))[0];
    if (near !== undefined) return near.flatMap((one) => problemsOf(one, path));
  }
  return [{ path: path.map(String).join('.'), message: issue.message }];
}

/** How far a form of a choice is from what was written: a field too many or of another type weighs more than a bad value. */
function misses(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce(
    (sum, issue) =>
      sum +
      (issue.code === 'unrecognized_keys'
        ? 2 * issue.keys.length
        : issue.code === 'invalid_type' && issue.path.length === 0
          ? 5
          : 1),
    0,
  );
}

/** Ids that occur twice in a list. */
export function doubles(path: string, ids: readonly string[], field = 'id'): Problem[] {
  return ids.flatMap((one, i) =>
    ids.indexOf(one) < i ? [{ path: `${path}.${i}.${field}`, message: `编号 ${one} 重复` }] : [],
  );
}
