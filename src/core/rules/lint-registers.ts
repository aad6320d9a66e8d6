import { compileFor } from '../record/fields.ts';
import { postWord } from '../words.ts';
import { ConditionError } from './condition.ts';
import { type Finding, finding } from './finding.ts';
import { type LintContext, lintBasis } from './lint-powers.ts';
import { postsOf, type Register, registerNamed } from './registers.ts';
import type { RuleSet } from './rule-set.ts';

/** What is wrong with the registers of a rule set: fields that are not there, conditions that cannot be read, choices without values. */
export function lintRegisters(rules: RuleSet, context: LintContext): Finding[] {
  return (rules.registers ?? []).flatMap((register, i) => {
    const path = `registers.${i}`;
    return [
      ...lintFields(rules, register, path),
      ...lintNamedFields(register, path),
      ...(register.checks ?? []).flatMap((check, n) =>
        lintCondition(register, check.refuseWhen, `${path}.checks.${n}.refuseWhen`),
      ),
      ...lintKeepers(register, path, context),
      ...lintBasis(register.basis, `登记簿：${register.label}`, path),
    ];
  });
}

/** An office has not every post that may keep a register; it must have one of them. */
function lintKeepers(register: Register, path: string, { knownPosts }: LintContext): Finding[] {
  if (knownPosts === undefined) return [];
  return (['enter', 'amend', 'retire'] as const).flatMap((act) => {
    const posts = postsOf(register, act);
    if (posts.some((post) => post === '*' || knownPosts.has(post))) return [];
    return [
      finding(
        'warning',
        `${path}.${act}`,
        'register-without-keeper',
        `没有人可以${KEEPING[act]}“${register.label}”：${posts.map(postWord).join('、')}都没有设岗`,
        '改用已有岗位，或先登记岗位',
      ),
    ];
  });
}

const KEEPING = { enter: '登记', amend: '变更', retire: '注销' } as const;

function lintFields(rules: RuleSet, register: Register, path: string): Finding[] {
  return register.fields.flatMap((field, n): Finding[] => {
    const at = `${path}.fields.${n}`;
    const wrong = (code: string, message: string, what: string) => [finding('error', at, code, message, what)];
    if (field.type === 'enum' && !field.values)
      return wrong('field-without-values', `“${field.label}”是选择项，但没有可选的值`, '补充 values');
    if (field.type === 'group' && !field.parts)
      return wrong('field-without-parts', `“${field.label}”是分项，但没有分项内容`, '补充 parts');
    if (field.type === 'entry' && (field.register === undefined || !registerNamed(rules, field.register)))
      return wrong(
        'register-unknown',
        `“${field.label}”要链接的登记簿 ${field.register ?? '（未写明）'} 不存在`,
        '改为已有登记簿',
      );
    if (field.unique && field.list)
      return wrong('unique-list', `“${field.label}”有多个值，不能要求唯一`, '去掉 unique 或 list');
    return [];
  });
}

function lintNamedFields(register: Register, path: string): Finding[] {
  const names = new Set(register.fields.map((field) => field.name));
  const { title, key, organisation, unit, validFrom, validTo, columns, search } = register;
  const named = [title, key, organisation, unit, validFrom, validTo, ...columns, ...search];
  const missing = [...new Set(named)].flatMap((name) => (name === undefined || names.has(name) ? [] : [name]));
  const keyField = register.fields.find((field) => field.name === key);
  return [
    ...missing.map((name) =>
      finding('error', path, 'field-unknown', `登记簿“${register.label}”没有字段 ${name}`, '改为已有字段'),
    ),
    ...(keyField && !keyField.required
      ? [finding('error', path, 'key-optional', `编号字段“${keyField.label}”应为必填`, '设为 required')]
      : []),
  ];
}

/** A condition over the fields of a register that cannot be read. */
export function lintCondition(register: Register, expression: string, path: string): Finding[] {
  try {
    compileFor(register, expression);
    return [];
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [finding('error', path, 'condition-unreadable', error.message, '只能使用本登记簿的字段')];
  }
}
