import { type Finding, finding } from './finding.ts';
import { lintCriteria } from './lint-criteria.ts';
import { lintDeadline } from './lint-deadlines.ts';
import { lintDuties } from './lint-duties.ts';
import { lintLadder } from './lint-ladders.ts';
import { type LintContext, lintPosts } from './lint-powers.ts';
import { lintRegisters } from './lint-registers.ts';
import { lintRungs } from './lint-rungs.ts';
import { lintSettings } from './lint-settings.ts';
import { lintRouting, lintTiers } from './lint-tables.ts';
import type { RuleSet } from './rule-set.ts';

export type { LintContext } from './lint-powers.ts';

/** Everything about a rule set that an official should know before it is signed, worst first. */
export function lintRuleSet(rules: RuleSet, context: LintContext = {}): readonly Finding[] {
  const findings = [
    ...lintTiers(rules),
    ...lintRouting(rules),
    ...lintCriteria(rules, context),
    ...rules.deadlines.flatMap((rule, i) => lintDeadline(rules, rule, `deadlines.${i}`, context)),
    ...rules.ladders.flatMap((ladder, i) => lintLadder(rules, ladder, `ladders.${i}`, context)),
    ...lintRungs(rules),
    ...lintReferences(rules, context),
    ...lintRegisters(rules, context),
    ...lintDuties(rules, context),
    ...lintSettings(rules),
    ...lintSurroundings(rules, context),
  ];
  const order = { error: 0, warning: 1, hint: 2 } as const;
  return findings.sort((a, b) => order[a.severity] - order[b.severity] || (a.path < b.path ? -1 : 1));
}

function lintSurroundings(rules: RuleSet, { calendars, outdatedBase, today }: LintContext): Finding[] {
  return [
    ...(calendars && !calendars.has(rules.calendar)
      ? [
          finding(
            'error',
            'calendar',
            'calendar-unknown',
            `没有工作日历 ${rules.calendar}，期限将无法计算`,
            `可用：${[...calendars].join('、') || '（尚未导入）'}`,
          ),
        ]
      : []),
    ...(outdatedBase
      ? [
          finding(
            'warning',
            'id',
            'base-outdated',
            `草案由 ${outdatedBase.base} 复制而来，而最新发布的是 ${outdatedBase.newest}；直接发布会撤销后者所作的改动`,
            `与 ${outdatedBase.newest} 比较，把它的改动并入草案`,
          ),
        ]
      : []),
    ...(today !== undefined && rules.effectiveFrom < today
      ? [
          finding(
            'warning',
            'effectiveFrom',
            'effective-day-past',
            `生效日 ${rules.effectiveFrom} 已经过去，发布时会被拒绝`,
            '改为今天或以后的日期',
          ),
        ]
      : []),
  ];
}

function lintReferences(rules: RuleSet, context: LintContext): Finding[] {
  const findings: Finding[] = [];
  const tiers = rules.tiers.map((tier) => tier.id);
  for (const tier of tiers) {
    const guarded = rules.deadlines.some(
      (rule) =>
        (rule.tiers as readonly string[]).includes(tier) &&
        (Array.isArray(rule.endsOn)
          ? rule.endsOn.includes('rectificationSubmitted')
          : rule.endsOn === 'rectificationSubmitted'),
    );
    if (!guarded)
      findings.push(
        finding(
          'error',
          'deadlines',
          'tier-without-deadline',
          `${tier} 级隐患没有整改期限，永远不会逾期`,
          '为该等级增加整改期限',
        ),
      );
    if (!rules.failedAcceptance.duration[tier])
      findings.push(
        finding(
          'error',
          `failedAcceptance.duration.${tier}`,
          'restart-missing',
          `${tier} 级隐患验收不合格后没有新的期限`,
          '补充天数',
        ),
      );
  }
  for (const id of rules.tierTable.rows.map((row) => row.tier))
    if (!tiers.includes(id))
      findings.push(
        finding(
          'error',
          'tierTable.rows',
          'tier-unknown',
          `定级表使用了不存在的等级 ${id}`,
          `可用：${tiers.join('、')}`,
        ),
      );
  rules.pause.reasons.forEach((reason, i) => {
    findings.push(
      ...lintPosts(reason.approvers ?? [], `中止事由：${reason.label}`, `pause.reasons.${i}.approvers`, context),
    );
    if (!reason.basis)
      findings.push(
        finding(
          'hint',
          `pause.reasons.${i}`,
          'basis-missing',
          `中止事由“${reason.label}”没有写明依据`,
          '补充依据，或标为默认',
        ),
      );
  });
  return findings;
}
