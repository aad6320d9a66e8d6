import type { JsonObject, Refusal } from '../case.ts';
import { refuse } from '../refusal.ts';
import { FACTS, type FactName, type Facts, type TraceStep, traceTable } from '../rules/condition.ts';
import { criterionOf } from '../rules/criteria.ts';
import type { RuleSet, TierId } from '../rules/rule-set.ts';

/** What the grading table and the catalogue propose, and how they came to it. */
export interface TierProposal {
  readonly facts: Facts;
  /** Row of the table that held; none: the table has a gap. */
  readonly row?: RuleSet['tierTable']['rows'][number];
  readonly tier?: TierId;
  readonly trace: readonly TraceStep[];
  /** What the event keeps of the criterion. */
  readonly recorded: JsonObject;
}

/** The tier that a rule set proposes for these facts: the graver of what the table says and what the named criterion leads to. */
export function proposeTier(rules: RuleSet, given: Facts & Named): TierProposal | Refusal {
  const met = meetCriterion(rules, given);
  if ('refused' in met) return met;
  const facts = { ...given, ...met.facts };
  const { row, trace } = traceTable(rules.tierTable.rows, facts);
  if (row === undefined) return { facts, trace, recorded: met.recorded };
  const tier = met.tier !== undefined && met.tier < row.tier ? met.tier : row.tier;
  return { facts, row, tier, trace, recorded: met.recorded };
}

/** Facts of a trial that the table could not read, by name: unknown, or of another type. Nothing is ignored in silence. */
export function unreadFacts(given: { readonly [name: string]: unknown }): { readonly [name: string]: string } {
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const known = name === 'criterion' ? '' : Object.hasOwn(FACTS, name) ? FACTS[name as FactName] : undefined;
    if (known === undefined) return [[name, '没有这个事实']];
    return typeof value === typeof known ? [] : [[name, `应为${FACT_TYPES[typeof known] ?? typeof known}`]];
  });
  return Object.fromEntries(wrong);
}

const FACT_TYPES: { readonly [type: string]: string } = { boolean: '是或否', number: '数字', string: '文字' };

interface Named {
  readonly criterion?: string | undefined;
  readonly matchesMajorCriteria?: boolean | undefined;
}

/** What a criterion named in grading comes to: the facts that follow from it, the tier it leads to, and what the event keeps of it. */
interface CriterionMet {
  readonly facts: { readonly matchesMajorCriteria?: boolean };
  readonly tier?: TierId;
  readonly recorded: JsonObject;
}

/**
 * Looks a named criterion up in the catalogue of the case's rule set. Refuses one that is not there, and a yes-or-no that says the
 * contrary of it. A rule set without a catalogue keeps the words as they are.
 */
function meetCriterion(
  { criteria, tiers }: RuleSet,
  { criterion: wanted, matchesMajorCriteria: said }: Named,
): CriterionMet | Refusal {
  if (wanted === undefined || criteria === undefined) return { facts: {}, recorded: {} };
  const found = criterionOf(criteria, wanted);
  if (found === undefined) return refuse('criterion-unknown', { detail: `${wanted}，目录 ${criteria.id}` });
  // “Major” is the word of national law; which of the four tiers are, the rule set maps.
  const major = tiers.some((one) => one.id === found.tier && one.national === '重大');
  if (said !== undefined && said !== major)
    return refuse('invalid', {
      fields: { 'facts.matchesMajorCriteria': `与所选判定标准 ${wanted} 不一致，应为“${major ? '是' : '否'}”` },
    });
  const { id, industry, text, tier, basis } = found;
  return {
    facts: { matchesMajorCriteria: major },
    tier,
    recorded: { criterion: { catalogue: criteria.id, id, industry, text, tier, basis: { ...basis } as JsonObject } },
  };
}
