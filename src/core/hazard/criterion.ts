import type { JsonObject, Refusal } from '../case.ts';
import { refuse } from '../refusal.ts';
import { criterionOf } from '../rules/criteria.ts';
import type { RuleSet, TierId } from '../rules/rule-set.ts';

interface Named {
  readonly criterion?: string | undefined;
  readonly matchesMajorCriteria?: boolean | undefined;
}

/** What a criterion named in grading comes to: the facts that follow from it, the tier it leads to, and what the event keeps of it. */
export interface CriterionMet {
  readonly facts: { readonly matchesMajorCriteria?: boolean };
  readonly tier?: TierId;
  readonly recorded: JsonObject;
}

/**
 * Looks a named criterion up in the catalogue of the case's rule set. Refuses one that is not there, and a yes-or-no that says the
 * contrary of it. A rule set without a catalogue keeps the words as they are.
 */
export function meetCriterion(
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
