import { kinds, loadRuleSet, type RuleSet, type SealedEvent } from '../../src/core/index.ts';
import { generateHistory } from '../../src/simulator/history.ts';
import { shipped, terms } from '../core/office.ts';

/** A generated history in memory. */
export function generated(seed: number, events = 1_500, more: Partial<Parameters<typeof generateHistory>[0]> = {}) {
  const log: SealedEvent[] = [];
  const done = generateHistory({ kinds, terms, seed, events, onEvent: (event) => log.push(event), ...more });
  return { log, ...done };
}

type Json = Record<string, never> & {
  id: string;
  deadlines: { id: string; duration: { value: number; unit: string } }[];
};

/** The default rules under another name, changed by `change`. */
export function draftRules(change: (file: Json) => void = () => undefined): RuleSet {
  const file = shipped('rules.default.json') as Json;
  file.id = 'draft';
  change(file);
  return loadRuleSet(file);
}

/** The default rules with one deadline of so many days. */
export function withDays(duty: string, days: number): RuleSet {
  return draftRules((file) => {
    for (const deadline of file.deadlines) if (deadline.id === duty) deadline.duration.value = days;
  });
}
