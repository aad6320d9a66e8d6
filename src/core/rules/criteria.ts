import { z } from 'zod';
import { basis, id, tier } from './fields.ts';
import { doubles, problemsOf, RuleSetError, sentence } from './problems.ts';

const item = z.strictObject({
  id,
  /** Field of supervision the criterion belongs to; a unit of another industry may still meet it. */
  industry: z.string().min(1, '请写明行业'),
  text: z.string().min(1, '请写明判定情形').max(500, '超过 500 个字符'),
  tier,
  basis,
});

/** The catalogue of criteria as a rule set carries it. */
export const criteriaSchema = z.strictObject({
  schema: z.literal('duban-criteria-v1'),
  id,
  label: z.string(),
  items: z.array(item).min(1),
});

/** A catalogue of judging criteria (判定标准): by industry, what makes a hazard of which tier, on what ground. Immutable with its rule set. */
export type Criteria = z.infer<typeof criteriaSchema>;
export type Criterion = Criteria['items'][number];

/** Parses and checks a catalogue that travels alone; throws RuleSetError. */
export function loadCriteria(json: unknown): Criteria {
  const parsed = criteriaSchema.safeParse(json, { error: sentence });
  const findings = parsed.success
    ? doubles(
        'items',
        parsed.data.items.map((one) => one.id),
      )
    : parsed.error.issues.flatMap((issue) => problemsOf(issue, []));
  if (!parsed.success || findings.length > 0) throw new RuleSetError(findings, '判定标准目录');
  return parsed.data;
}

/** The criterion of this id; undefined if the catalogue has none. */
export function criterionOf(criteria: Criteria, wanted: string): Criterion | undefined {
  return criteria.items.find((one) => one.id === wanted);
}

/** National law knows two tiers (总局令第16号 Art. 3): which of them a criterion of this tier is, as the rule set maps it. */
export function nationalTier(
  { tiers }: { readonly tiers: readonly { readonly id: string; readonly national: '重大' | '一般' }[] },
  wanted: string,
): '重大' | '一般' | undefined {
  return tiers.find((one) => one.id === wanted)?.national;
}
