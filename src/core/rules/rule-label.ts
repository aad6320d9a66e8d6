import { dutyNamed } from './duty-rules.ts';
import type { RuleSet } from './rule-set.ts';

/** A rule as people know it. */
export interface RuleLabel {
  readonly label: string;
  readonly basis: RuleSet['deadlines'][number]['basis'];
}

/** What a clock's rule, or a round of a recurring duty (`duty.selfCheck/2025-05`), is called and rests on; undefined for neither. */
export function ruleLabelled(rules: Pick<RuleSet, 'deadlines' | 'duties'>, id: string): RuleLabel | undefined {
  const deadline = rules.deadlines.find((one) => one.id === id);
  if (deadline) return deadline;
  const [name = id, ...round] = id.split('/');
  const duty = dutyNamed(rules, name);
  if (!duty) return undefined;
  return { label: round.length === 0 ? duty.label : `${duty.label}（${round.join('/')}）`, basis: duty.basis };
}
