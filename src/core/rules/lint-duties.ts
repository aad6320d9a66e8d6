import { type DutyRule, dutyNamed } from './duty-rules.ts';
import { type Finding, finding } from './finding.ts';
import { type LintContext, lintBasis, lintPosts } from './lint-powers.ts';
import { lintCondition } from './lint-registers.ts';
import { type Register, registerNamed } from './registers.ts';
import type { RuleSet } from './rule-set.ts';

/** What is wrong with the recurring duties of a rule set: no period, nobody who owes them, registers and fields that are not there. */
export function lintDuties(rules: RuleSet, context: LintContext): Finding[] {
  return rules.duties.flatMap((rule, i) => {
    const path = `duties.${i}`;
    if (!dutyNamed(rules, rule.id))
      return [
        finding('hint', path, 'duty-without-period', `履职事项“${rule.label}”没有写明周期，不会运行`, '补充 recurs'),
      ];
    return [
      ...lintBearer(rule, path),
      ...lintOpening(rules, rule, path),
      ...lintEvidence(rules, rule, path),
      ...lintLapse(rules, rule, path, context),
      ...lintBasis(rule.basis, rule.label, path),
    ];
  });
}

function lintBearer(rule: DutyRule, path: string): Finding[] {
  if (rule.who !== undefined || rule.opens !== undefined) return [];
  return [finding('error', path, 'duty-without-bearer', `履职事项“${rule.label}”没有责任主体`, '补充 who 或 opens')];
}

function lintOpening(rules: RuleSet, { opens, recurs, label }: DutyRule, path: string): Finding[] {
  if (opens === undefined) {
    if (recurs && 'onDayOf' in recurs)
      return [
        finding(
          'error',
          path,
          'duty-day-without-entry',
          `“${label}”按登记件的日期到期，但没有登记簿会设立它`,
          '补充 opens',
        ),
      ];
    return [];
  }
  const register = registerNamed(rules, opens.register);
  if (!register)
    return [
      finding('error', `${path}.opens.register`, 'register-unknown', `没有登记簿 ${opens.register}`, '改为已有登记簿'),
    ];
  const day = recurs && 'onDayOf' in recurs ? recurs.onDayOf.split('.') : undefined;
  return [
    ...(opens.when === undefined ? [] : lintCondition(register, opens.when, `${path}.opens.when`)),
    ...(opens.bearer === undefined ? [] : lintField(register, opens.bearer, `${path}.opens.bearer`)),
    ...(opens.bearer === undefined && !register.unit && !register.organisation
      ? [
          finding(
            'error',
            `${path}.opens`,
            'duty-without-bearer',
            `登记簿“${register.label}”没有企业或单位字段，不知道由谁履职`,
            '补充 opens.bearer',
          ),
        ]
      : []),
    ...(day === undefined
      ? []
      : day[0] === register.id
        ? lintField(register, day[1] ?? '', `${path}.recurs.onDayOf`)
        : [
            finding(
              'error',
              `${path}.recurs.onDayOf`,
              'register-unknown',
              `到期日应取自登记簿 ${register.id}，而不是 ${day[0]}`,
              '改为同一登记簿的日期字段',
            ),
          ]),
  ];
}

function lintEvidence(rules: RuleSet, { evidence }: DutyRule, path: string): Finding[] {
  return (evidence ?? []).flatMap((proof, i) => {
    const at = `${path}.evidence.${i}`;
    const register = registerNamed(rules, proof.register);
    if (!register) return [finding('error', at, 'register-unknown', `没有登记簿 ${proof.register}`, '改为已有登记簿')];
    return [
      ...(proof.subject.startsWith('=') ? [] : lintField(register, proof.subject, `${at}.subject`)),
      ...(proof.bearer === undefined ? [] : lintField(register, proof.bearer, `${at}.bearer`)),
      ...(proof.when === undefined ? [] : lintCondition(register, proof.when, `${at}.when`)),
    ];
  });
}

function lintLapse(rules: RuleSet, rule: DutyRule, path: string, context: LintContext): Finding[] {
  const posts = (rule.onLapse ?? []).flatMap((act) => (act.do === 'notify' ? act.posts : []));
  return [
    ...(rule.onLapse === undefined || rule.onLapse.length === 0
      ? [
          finding(
            'hint',
            path,
            'duty-without-consequence',
            `“${rule.label}”逾期后没有后果，只通知责任人`,
            '补充 onLapse',
          ),
        ]
      : []),
    ...(rule.onLapse ?? []).flatMap((act, i) =>
      act.do === 'openMatter' && !rules.ladders.some((ladder) => ladder.id === act.ladder)
        ? [finding('error', `${path}.onLapse.${i}`, 'ladder-unknown', `没有升级阶梯 ${act.ladder}`, '改为已有阶梯')]
        : [],
    ),
    ...lintPosts(posts, rule.label, path, context),
  ];
}

function lintField(register: Register, name: string, path: string): Finding[] {
  return register.fields.some((field) => field.name === name)
    ? []
    : [finding('error', path, 'field-unknown', `登记簿“${register.label}”没有字段 ${name}`, '改为已有字段')];
}
