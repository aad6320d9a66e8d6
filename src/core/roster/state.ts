import type { CaseId, CaseState } from '../case.ts';
import type { Day } from '../instant.ts';

/** What a department was told of an entry, and what it answered. */
export interface Constraint {
  readonly department: string;
  readonly constraint: string;
  readonly reply?: string;
}

/** An entry of the internal list as it stands; no statutory list, and nothing is refused to anybody by it alone. */
export interface RosterState extends CaseState {
  readonly kind: 'roster';
  readonly title: string;
  readonly unit: string;
  readonly colour: 'red' | 'black';
  readonly criterion: string;
  readonly criterionVersion: number;
  /** Cases that it rests on. */
  readonly facts: readonly CaseId[];
  /** What the unit said, or that it said nothing. */
  readonly heard?: 'statement' | 'nothing';
  /** Red: the unit has agreed to be listed. */
  readonly consents: boolean;
  readonly lastDay?: Day;
  readonly constraints: readonly Constraint[];
  readonly districtDecision?: string;
}
