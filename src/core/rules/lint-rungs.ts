import { type Finding, finding } from './finding.ts';
import { isReport, sameDuration } from './reports.ts';
import type { RuleSet, Rung } from './rule-set.ts';
import { coverTable } from './table-coverage.ts';

/** What a rung or an extension says that nothing would read: an interview's limits on a paper, the outcome of a paper that stays in the street. */
export function lintRungs(rules: RuleSet): Finding[] {
  return [
    ...rules.ladders.flatMap((ladder, i) =>
      ladder.rungs.flatMap((rung, n) => [
        ...lintUnread(rung, `ladders.${i}.rungs.${n}`),
        ...lintAnswer(rules, rung, `ladders.${i}.rungs.${n}.answerWithin`),
        ...lintStart(rung, `ladders.${i}.rungs.${n}.startsWhen`),
      ]),
    ),
    ...Object.entries(rules.extension).flatMap(([tier, { window, requestBefore }]) =>
      window !== undefined && requestBefore === undefined
        ? [
            unread(
              `extension.${tier}.window`,
              `${tier} 级延期写了申请时段的理解，却没有写明提前多少日申请`,
              '补充 requestBefore，或删除 window',
            ),
          ]
        : [],
    ),
  ];
}

function unread(path: string, what: string, remedy: string): Finding {
  return finding('error', path, 'setting-unread', `${what}，不会起作用`, remedy);
}

function lintUnread(rung: Rung, path: string): Finding[] {
  const ofInterviews = (['noticeAhead', 'postponement'] as const).flatMap((field) =>
    rung[field] !== undefined && !rung.inPerson
      ? [
          unread(
            `${path}.${field}`,
            `“${rung.label}”不须本人到场，却写了${field === 'noticeAhead' ? '提前通知的时间' : '改期的限制'}`,
            '删除此项，或写明须本人到场',
          ),
        ]
      : [],
  );
  return [
    ...ofInterviews,
    ...(rung.result === 'theirs' && !rung.target.startsWith('district.')
      ? [unread(`${path}.result`, `“${rung.label}”不送区级，却写了结果由对方决定`, '删除此项，或改为送区级的文书')]
      : []),
  ];
}

/** Of an interview the period of the answer is that of its report; of what goes to the district nobody owes an answer. */
function lintAnswer(rules: RuleSet, rung: Rung, path: string): Finding[] {
  const within = rung.answerWithin;
  if (!within) return [];
  if (!rung.inPerson)
    return rung.target.startsWith('district.')
      ? [unread(path, `“${rung.label}”送区级，回执和结果另有期限，却写了答复期限`, '删除此项（写为 null）')]
      : [];
  const report = rules.deadlines.find(isReport);
  if (!report) return [unread(path, `“${rung.label}”写了答复期限，却没有约谈报告的期限规则`, '补充约谈报告的期限规则')];
  return sameDuration(report, within)
    ? []
    : [
        finding(
          'hint',
          path,
          'report-period',
          `“${rung.label}”的答复期限与“${report.label}”的期限不同，约谈报告按层级所写的期限计算`,
          '确认这是本意，或改为一致',
        ),
      ];
}

/** A start that never holds is dead, one that always holds takes the ladder to this rung in every matter. */
function lintStart(rung: Rung, path: string): Finding[] {
  if (rung.startsWhen === undefined) return [];
  const { gap, neverTrue } = coverTable([{ id: 'start', when: rung.startsWhen }]);
  if (neverTrue.length > 0)
    return [
      finding(
        'error',
        path,
        'condition-never-true',
        `“${rung.label}”的直接启动条件“${rung.startsWhen}”永远不成立`,
        '修改条件，或删除它',
      ),
    ];
  return gap
    ? []
    : [
        finding(
          'warning',
          path,
          'condition-always-true',
          `“${rung.label}”的直接启动条件“${rung.startsWhen}”永远成立，问责一启动就到这一级`,
          '写明条件，或删除它',
        ),
      ];
}
