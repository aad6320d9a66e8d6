import { FACTS } from './condition.ts';
import { type Finding, finding } from './finding.ts';
import type { RuleSet } from './rule-set.ts';
import { coverTable } from './table-coverage.ts';

/** The grading table: rows that never hold or are never first, gaps, a lighter row before a graver one. */
export function lintTiers(rules: RuleSet): Finding[] {
  const { rows, inputs } = rules.tierTable;
  const coverage = coverTable(rows);
  const at = (id: string) => `tierTable.rows.${rows.findIndex((row) => row.id === id)}`;
  const tierOf = (id: string) => rows.find((row) => row.id === id)?.tier ?? '';
  return [
    ...inputs.flatMap((name, i) =>
      name in FACTS
        ? []
        : [
            finding(
              'error',
              `tierTable.inputs.${i}`,
              'unknown-fact',
              `定级表的输入“${name}”不是系统认识的事实`,
              `可用的事实：${Object.keys(FACTS).slice(0, 6).join('、')}`,
            ),
          ],
    ),
    ...coverage.neverTrue.map((id) =>
      finding('error', at(id), 'row-never-true', `定级表第“${id}”行的条件永远不成立`, '删除该行，或修改条件'),
    ),
    ...coverage.neverFirst
      .filter((id) => !coverage.neverTrue.includes(id))
      .map((id) =>
        finding(
          'error',
          at(id),
          'row-shadowed',
          `定级表第“${id}”行总被前面的行抢先，永远用不到`,
          '把它移到前面，或删除该行',
        ),
      ),
    ...(coverage.gap
      ? [
          finding(
            'error',
            'tierTable.rows',
            'tier-gap',
            `定级表有空缺：${factsText(coverage.gap)} 时没有等级`,
            '在表末增加一行条件为 true 的兜底等级',
          ),
        ]
      : []),
    // In order of severity an overlap is the point of the table; against it, an earlier row hides a graver one.
    ...coverage.overlaps
      .filter((pair) => tierOf(pair.second) < tierOf(pair.first))
      .map((pair) =>
        finding(
          'warning',
          at(pair.second),
          'rows-overlap',
          `“${pair.first}”与“${pair.second}”两行可能同时成立（如 ${factsText(pair.example)}），而靠前的等级更轻`,
          '把更严重的等级移到前面',
        ),
      ),
    ...rows.flatMap((row, i) =>
      row.basis
        ? []
        : [
            finding(
              'hint',
              `tierTable.rows.${i}`,
              'basis-missing',
              `定级表第“${row.id}”行没有写明依据`,
              '补充文件、条款，或标为默认',
            ),
          ],
    ),
  ];
}

/** Who leads: rows that never hold or are hidden, overlaps that the order decides, what nobody covers. */
export function lintRouting(rules: RuleSet): Finding[] {
  const { rows } = rules.routing;
  const coverage = coverTable(rows);
  const at = (id: string) => `routing.rows.${rows.findIndex((row) => row.id === id)}`;
  const leadOf = (id: string) => rows.find((row) => row.id === id)?.lead;
  return [
    ...coverage.neverTrue.map((id) =>
      finding('error', at(id), 'row-never-true', `监管分工第“${id}”行的条件永远不成立`, '删除该行，或修改条件'),
    ),
    ...coverage.neverFirst
      .filter((id) => !coverage.neverTrue.includes(id))
      .map((id) =>
        finding('warning', at(id), 'row-shadowed', `监管分工第“${id}”行总被前面的行抢先`, '调整先后次序，或删除该行'),
      ),
    ...coverage.overlaps
      .filter((pair) => leadOf(pair.first) !== leadOf(pair.second))
      .map((pair) =>
        finding(
          'hint',
          at(pair.second),
          'rows-overlap',
          `“${pair.first}”与“${pair.second}”两行可能同时成立（如 ${factsText(pair.example)}），按先后由“${pair.first}”决定牵头单位`,
          '确认先后次序是本意',
        ),
      ),
    ...(coverage.gap
      ? [
          finding(
            'hint',
            'routing.rows',
            'routing-gap',
            `监管分工没有覆盖：${factsText(coverage.gap)}`,
            '增加一行，或由安办逐件指定',
          ),
        ]
      : []),
  ];
}

function factsText(facts: { readonly [name: string]: unknown }): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('，');
}
