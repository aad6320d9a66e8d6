import { proposeTier, unreadFacts } from '../core/hazard/criterion.ts';
import { type Criteria, loadCriteria, nationalTier } from '../core/rules/criteria.ts';
import type { RuleSet } from '../core/rules/rule-set.ts';
import { BASIS_WORDS } from '../core/words.ts';
import { CommandError, type Given, type Outcome, optional, required, wrongUse } from './command.ts';
import { readJson } from './input-file.ts';
import { columns } from './table.ts';

/** What the grading table of a rule set says of given facts, row by row. */
export function triedTier(rules: RuleSet, given: Given): Outcome {
  const facts = factsOf(required(given, 'facts'));
  const unread = Object.entries(unreadFacts(facts));
  if (unread.length > 0) throw wrongUse(unread.map(([name, why]) => `--facts 的 ${name}：${why}`).join('；'));
  const proposal = proposeTier(rules, facts);
  if ('refused' in proposal) throw new CommandError(2, proposal.code, proposal.message);
  const { row, tier, trace } = proposal;
  const national = tier && nationalTier(rules, tier);
  return {
    code: row ? 0 : 1,
    text: [
      ...columns([
        ['行', '条件', '成立', '事实'],
        ...trace.map((step) => [step.row, step.when, step.holds ? '是' : '否', JSON.stringify(step.facts)]),
      ]),
      row ? `等级 ${tier}（法定报表：${national}隐患），依据“${row.id}”行` : '定级表没有匹配的行',
    ],
    json: { rules: rules.id, ...(row ? { row: row.id, tier, national } : {}), trace },
  };
}

function factsOf(text: string): { readonly [name: string]: boolean | number | string } {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as { [name: string]: boolean };
  } catch {
    // The same sentence as for JSON that is no object.
  }
  throw wrongUse('--facts 应为一个 JSON 对象，例如 {"estimatedDays": 9}。');
}

/** The catalogue of criteria of a rule set: as a table, or as a file to be changed and put into a draft. */
export function shownCriteria(rules: RuleSet, given: Given, write: (file: string, body: string) => void): Outcome {
  const { criteria } = rules;
  if (criteria === undefined) return { code: 0, text: [`规则集 ${rules.id} 没有判定标准目录。`], json: null };
  const file = optional(given, 'output');
  if (file !== undefined) {
    write(file, `${JSON.stringify(criteria, null, 2)}\n`);
    return { code: 0, text: [`已写入 ${file}。`], json: { file } };
  }
  const wanted = optional(given, 'industry');
  const items = criteria.items.filter((one) => wanted === undefined || one.industry === wanted);
  return {
    code: 0,
    text: [
      `${criteria.id}　${criteria.label}　${items.length} 条`,
      ...columns([
        ['编号', '行业', '等级', '依据', '文件', '情形'],
        ...items.map(({ id, industry, tier, basis, text }) => [
          id,
          industry,
          tier,
          BASIS_WORDS[basis.tag] ?? basis.tag,
          [basis.document, basis.article].filter(Boolean).join(' '),
          text,
        ]),
      ]),
    ],
    json: { ...criteria, items },
  };
}

/** The catalogue of a file, checked; throws RuleSetError. */
export function criteriaFrom(file: string): Criteria {
  return loadCriteria(readJson(file));
}
