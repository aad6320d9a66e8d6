import type { TableRow } from './condition.ts';
import { type Finding, finding } from './finding.ts';
import {
  ASKING_VERBS,
  DISTRICT_VERBS,
  type LintContext,
  lintBasis,
  lintPosts,
  NOT_THE_STREETS,
} from './lint-powers.ts';
import type { Ladder, RuleSet, Rung } from './rule-set.ts';
import { coverTable } from './table-coverage.ts';

/** One ladder: is it opened by anything, can each rung be reached, in order, by whom, and does acceptance end it. */
export function lintLadder(rules: RuleSet, ladder: Ladder, path: string, context: LintContext): Finding[] {
  const opened = rules.deadlines.some((rule) =>
    rule.onLapse.some((act) => act.do === 'openMatter' && act.ladder === ladder.id),
  );
  const unused = opened
    ? []
    : [
        finding(
          'warning',
          path,
          'ladder-unused',
          `没有任何期限会启动“${ladder.label}”`,
          '在期限的逾期后果中加入该阶梯，或删除它',
        ),
      ];
  return [
    ...unused,
    ...lintTogether(ladder, path),
    ...ladder.rungs.flatMap((rung, i) => lintRung(ladder, rung, i, `${path}.rungs.${i}`, context)),
  ];
}

/** Two rungs whose conditions can hold together become due at the same time: the order must be somebody's decision, not chance. */
function lintTogether(ladder: Ladder, path: string): Finding[] {
  const free = ladder.rungs.map((rung) =>
    rung.trigger.any.flatMap(({ condition, overdue, afterRung }, t) =>
      condition === undefined || overdue || afterRung !== undefined
        ? []
        : [{ id: `${rung.rung}.${t}`, when: condition }],
    ),
  );
  return ladder.rungs.flatMap((rung, i) => {
    const below = ladder.rungs.slice(0, i).filter((_, n) => meet(free[n] ?? [], free[i] ?? []));
    if (below.length === 0) return [];
    const names = below.map((one) => `“${one.label}”`).join('、');
    return [
      ladder.severalAtOnce === undefined
        ? finding(
            'warning',
            `${path}.rungs.${i}.trigger`,
            'rungs-together',
            `“${rung.label}”与${names}的条件可能同时成立，而阶梯没有写明同时成立时走哪一级`,
            '写明 severalAtOnce（逐级办理，越级须批准），或使条件互斥',
          )
        : finding(
            'hint',
            `${path}.rungs.${i}.trigger`,
            'rungs-together',
            `“${rung.label}”与${names}的条件可能同时成立；按本规则逐级办理，越级须批准`,
            '确认这是本意',
          ),
    ];
  });
}

function meet(lower: readonly TableRow[], upper: readonly TableRow[]): boolean {
  return lower.some((a) => upper.some((b) => coverTable([a, b]).overlaps.length > 0));
}

function lintRung(ladder: Ladder, rung: Rung, i: number, path: string, context: LintContext): Finding[] {
  const findings: Finding[] = [];
  const overdue = rung.trigger.any.flatMap((trigger) => (trigger.overdue ? [trigger.overdue.value] : []));
  const below = ladder.rungs
    .slice(0, i)
    .flatMap((one) => one.trigger.any.flatMap((trigger) => (trigger.overdue ? [trigger.overdue.value] : [])));
  if (overdue.length > 0 && below.length > 0 && Math.min(...overdue) <= Math.max(...below))
    findings.push(
      finding(
        'error',
        `${path}.trigger`,
        'rung-too-early',
        `“${rung.label}”（逾期 ${Math.min(...overdue)} 个工作日）不晚于下面的层级（${Math.max(...below)} 个工作日），次序颠倒`,
        '把天数改得比下面的层级大',
      ),
    );
  for (const trigger of rung.trigger.any) {
    if (trigger.afterRung !== undefined && (trigger.afterRung >= rung.rung || trigger.afterRung < 1))
      findings.push(
        finding(
          'error',
          `${path}.trigger`,
          'ladder-cyclic',
          `“${rung.label}”要等第 ${trigger.afterRung} 级之后才启动，永远到不了`,
          '改为等待更低的层级',
        ),
      );
    if (trigger.afterRung !== undefined && !trigger.wait)
      findings.push(
        finding(
          'error',
          `${path}.trigger`,
          'wait-missing',
          `“${rung.label}”没有写明在第 ${trigger.afterRung} 级之后等多久`,
          '补充等待的工作日数',
        ),
      );
    if (trigger.overdue === undefined && trigger.afterRung === undefined && trigger.condition === undefined)
      findings.push(
        finding(
          'error',
          `${path}.trigger`,
          'rung-unreachable',
          `“${rung.label}”有一个空的启动条件`,
          '补充逾期天数、前一层级或条件',
        ),
      );
    if (trigger.overdue && trigger.overdue.unit !== 'workingDay')
      findings.push(
        finding('error', `${path}.trigger`, 'unit-unread', `“${rung.label}”的逾期天数须以工作日计`, '把单位改为工作日'),
      );
  }
  findings.push(...lintConditions(rung, path));
  if (rung.issuer.startsWith('street') && NOT_THE_STREETS.has(rung.notice))
    findings.push(
      finding(
        'error',
        `${path}.notice`,
        'not-the-streets-power',
        `“${rung.label}”由街道发出只有区级或执法部门才能作出的文书`,
        '改为提请、建议或移送类文书',
      ),
    );
  if (rung.issuer.startsWith('street') && DISTRICT_VERBS.test(rung.label) && !ASKING_VERBS.test(rung.label))
    findings.push(
      finding(
        'error',
        `${path}.label`,
        'not-the-streets-power',
        `“${rung.label}”的名称表示街道在作出区级或执法部门的决定`,
        '改为“提请……”“建议……”或“移送……”',
      ),
    );
  if (rung.inPerson && !rung.noticeAhead)
    findings.push(
      finding(
        'error',
        `${path}.noticeAhead`,
        'notice-ahead-missing',
        `“${rung.label}”须本人到场，但没有写明提前几个工作日通知`,
        '补充提前通知的工作日数',
      ),
    );
  if (!rung.cancelledBy.includes('accepted'))
    findings.push(
      finding(
        'error',
        `${path}.cancelledBy`,
        'not-cancelled-by-acceptance',
        `“${rung.label}”在验收合格后仍会继续`,
        '加入“验收合格即终止”',
      ),
    );
  return [
    ...findings,
    ...lintBasis(rung.basis, rung.label, path),
    ...lintPosts([rung.issuer, rung.target, ...(rung.copyTo ?? [])], rung.label, path, context),
  ];
}

function lintConditions(rung: Rung, path: string): Finding[] {
  return rung.trigger.any.flatMap(({ condition, overdue, afterRung }, t) => {
    if (condition === undefined) return [];
    const where = `${path}.trigger.any.${t}.condition`;
    const { gap, neverTrue } = coverTable([{ id: 'trigger', when: condition }]);
    if (neverTrue.length > 0)
      return [
        finding(
          'error',
          where,
          'condition-never-true',
          `“${rung.label}”的条件“${condition}”永远不成立`,
          '修改条件，或删除它',
        ),
      ];
    // Alone it would make the rung due at once, in every matter.
    return gap || overdue || afterRung !== undefined
      ? []
      : [
          finding(
            'warning',
            where,
            'condition-always-true',
            `“${rung.label}”的条件“${condition}”永远成立，问责一启动就到这一级`,
            '改为逾期天数，或写明条件',
          ),
        ];
  });
}
