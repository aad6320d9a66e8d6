import type { CaseId, CaseState } from '../case.ts';
import type { TipoffFinding } from './finding.ts';

/** A tip-off (举报) as it stands. Who reported is held apart, encrypted, and is no part of it. */
export interface TipoffState extends CaseState {
  readonly kind: 'tipoff';
  readonly title: string;
  readonly channel: string;
  readonly matter: string;
  readonly reporter: 'sealed' | 'anonymous';
  readonly handler: string;
  /** Hazards that it opened, or that were there already and are what it reports. */
  readonly hazards: readonly CaseId[];
  /** Village of the place, where it was said. */
  readonly area?: string;
  /** How many people report jointly. */
  readonly joint?: number;
  /** The earlier tip-off that it says again. */
  readonly into?: CaseId;
  /** Later tip-offs that say the same. */
  readonly joined?: readonly CaseId[];
  readonly result?: string;
  readonly finding?: TipoffFinding;
  readonly fine?: number;
  /** Reward offered, in yuan. */
  readonly amount?: number;
  /** How it ended. */
  readonly outcome?: 'notOurs' | 'transferred' | 'joined' | 'withdrawn' | 'answered' | 'paid' | 'expired' | 'waived';
}
