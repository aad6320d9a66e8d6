import { canonicalJson } from '../log/canonical.ts';
import type { Criteria } from './criteria.ts';
import { type Finding, finding } from './finding.ts';
import { type LintContext, lintBasis } from './lint-powers.ts';
import type { RuleSet } from './rule-set.ts';

/** The mapping to the two tiers of national law, and the catalogue of criteria: tiers that exist, grounds, whether the grading table listens. */
export function lintCriteria(rules: RuleSet, { publishedCriteria }: LintContext = {}): Finding[] {
  const { criteria } = rules;
  return [
    ...lintNational(rules),
    ...(criteria
      ? [...lintCatalogue(rules, criteria), ...lintReused(criteria, publishedCriteria?.get(criteria.id))]
      : []),
  ];
}

/** Events name a criterion by its catalogue: what they name must stay what it was. */
function lintReused(criteria: Criteria, published: Criteria | undefined): Finding[] {
  const text = (one: Criteria) => canonicalJson(one, Number.POSITIVE_INFINITY);
  if (published === undefined || text(published) === text(criteria)) return [];
  return [
    finding(
      'error',
      'criteria.id',
      'criteria-id-taken',
      `判定标准目录 ${criteria.id} 已经发布，内容与此不同；已发布的目录不能更改`,
      '为修改后的目录另取编号',
    ),
  ];
}

/** Statutory reports count 重大 and 一般 (总局令第16号 Art. 3): a graver tier cannot count as less than a lighter one. */
function lintNational({ tiers }: RuleSet): Finding[] {
  return tiers.flatMap((one, i) =>
    one.national === '一般' && tiers.some((other) => other.national === '重大' && other.id > one.id)
      ? [
          finding(
            'error',
            `tiers.${i}.national`,
            'national-order',
            `“${one.label}”在法定报表中计为一般隐患，而更轻的等级计为重大隐患`,
            '使更严重的等级对应重大隐患',
          ),
        ]
      : [],
  );
}

function lintCatalogue({ tiers, tierTable }: RuleSet, { items }: NonNullable<RuleSet['criteria']>): Finding[] {
  const known = new Set(tiers.map((one) => one.id));
  const unverified = items.filter((one) => one.basis.tag === 'unverified');
  const listens = tierTable.rows.some((row) => /\bmatchesMajorCriteria\b/.test(row.when));
  return [
    ...items.flatMap((one, i) =>
      known.has(one.tier)
        ? []
        : [
            finding(
              'error',
              `criteria.items.${i}.tier`,
              'criterion-tier-unknown',
              `判定标准“${one.id}”对应的等级 ${one.tier} 不存在`,
              `可用：${[...known].join('、')}`,
            ),
          ],
    ),
    ...items.flatMap((one, i) =>
      one.basis.tag === 'unverified' ? [] : lintBasis(one.basis, one.id, `criteria.items.${i}`),
    ),
    ...items.flatMap((one, i) => {
      const first = items.findIndex((other) => other.text === one.text && other.industry === one.industry);
      return first < i
        ? [
            finding(
              'warning',
              `criteria.items.${i}.text`,
              'criterion-double',
              `判定标准“${one.id}”与“${items[first]?.id}”内容相同`,
              '删除一条',
            ),
          ]
        : [];
    }),
    ...(unverified.length > 0
      ? [
          finding(
            'warning',
            'criteria.items',
            'criteria-unverified',
            `判定标准中有 ${unverified.length} 条的依据待核实：${unverified.map((one) => one.id).join('、')}`,
            '核对原文后改为法规或惯例',
          ),
        ]
      : []),
    ...(listens
      ? []
      : [
          finding(
            'warning',
            'criteria',
            'criteria-unread',
            '定级表没有使用 matchesMajorCriteria（符合重大隐患判定标准），判定标准只提出等级，不影响定级表',
            '在定级表中增加一行 matchesMajorCriteria',
          ),
        ]),
  ];
}
