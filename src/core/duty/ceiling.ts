import type { Terms } from '../case.ts';
import { dutyNamed } from '../rules/duty-rules.ts';
import type { DutyState } from './state.ts';

/** How often a duty may be done in the year of an instant, where that has been reached; undefined: there is room, or no ceiling. */
export function ceilingOf(state: Pick<DutyState, 'rule' | 'doneIn'>, terms: Terms, at: string): number | undefined {
  const recurs = dutyNamed(terms.rules, state.rule)?.recurs;
  const most = recurs && 'perYear' in recurs ? recurs.perYear.max : undefined;
  return most !== undefined && (state.doneIn[at.slice(0, 4)] ?? 0) >= most ? most : undefined;
}
