import type { Clock, RuleSet, SealedEvent } from '../core/index.ts';
import { clockLabel } from './duty.ts';

/** What the duties of a case are called, and in which unit their rule counts. */
export interface ClockNaming {
  labelOf(clock: Pick<Clock, 'id' | 'rule' | 'does'>): string;
  /** A verdict names its duty by the clock's id. */
  labelOfDuty(duty: string): string;
  /** Unit of the rule's period; undefined where a decision named the day. */
  unitOf(clock: Clock): string | undefined;
}

/** Names by the rules to which a case is pinned; without them the ids stay. */
export function clockNaming(rules: RuleSet | undefined): ClockNaming {
  return {
    labelOf: ({ id, rule, does }) => clockLabel({ id: remindedOf(id), rule: remindedOf(rule), does }, rules),
    labelOfDuty: (duty) => dutyLabel(duty, rules),
    unitOf({ rule, fixed }) {
      const found = rules?.deadlines.find(({ id }) => id === rule)?.duration;
      return found === undefined || fixed || !('unit' in found) ? undefined : found.unit;
    },
  };
}

/** What the deadlines and rungs that events speak of are called, by id; what has no name of its own is left out. */
export function labelsIn(events: readonly SealedEvent[], rules: RuleSet | undefined): Record<string, string> {
  const ids = events.flatMap(({ clocks, verdicts = [], payload }) => [
    ...clocks.set.flatMap(({ id, rule }) => [id, rule]),
    ...verdicts.map(({ duty }) => duty),
    ...[payload.duty, payload.rule, payload.clock].filter((one) => typeof one === 'string'),
  ]);
  const named = [...new Set(ids)].map((id) => [id, dutyLabel(id, rules)] as const);
  return Object.fromEntries(named.filter(([id, label]) => id !== label));
}

/** A reminder is called after what it reminds of. */
function remindedOf(id: string): string {
  return id.replace(/\/reminder$/, '');
}

function dutyLabel(id: string, rules: RuleSet | undefined): string {
  const duty = remindedOf(id);
  const label = clockLabel({ id: duty, rule: duty, does: 'lapse' }, rules);
  return label === duty ? id : label;
}
