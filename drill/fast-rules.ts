import { readFileSync } from 'node:fs';
import { loadRuleSet } from '../src/core/index.ts';

/** Deadlines of a drill last so long; shorter ones the rule set's schema does not know. */
export const FAST_DEADLINE_MS = 60_000;

const MINUTE = { value: 1, unit: 'minute' };

interface RuleFile {
  id: string;
  label: string;
  deadlines: { kind: unknown; duration: object; reminders: { to: string[] }[] }[];
  failedAcceptance: { duration: { [tier: string]: object } };
}

/**
 * The default rules with every period of a hazard cut to one minute and reminders at half and a quarter of it, as JSON text: real clocks
 * really fire within a drill. Ladders keep counting in working days, they know no other unit.
 */
export function fastRules({ reminders = true } = {}): string {
  const rules: RuleFile = JSON.parse(readFileSync(new URL('../data/rules.default.json', import.meta.url), 'utf8'));
  rules.id = 'drill-fast';
  rules.label = '演练规则集（期限一分钟）';
  for (const deadline of rules.deadlines) {
    if ('monthlyOnDay' in deadline.duration) continue;
    deadline.duration = MINUTE;
    const to = deadline.reminders[0]?.to;
    deadline.reminders =
      to === undefined || !reminders ? [] : [50, 25].map((value) => ({ before: { value, unit: 'percent' }, to }));
  }
  for (const tier of Object.keys(rules.failedAcceptance.duration)) rules.failedAcceptance.duration[tier] = MINUTE;
  loadRuleSet(rules);
  return JSON.stringify(rules);
}
