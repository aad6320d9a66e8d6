import type { CaseId, CaseState } from '../case.ts';

/** A tip-off (举报) as it stands. Who reported is held apart, encrypted, and is no part of it. */
export interface TipoffState extends CaseState {
  readonly kind: 'tipoff';
  readonly title: string;
  readonly channel: string;
  readonly matter: string;
  readonly reporter: 'sealed' | 'anonymous';
  readonly handler: string;
  readonly hazards: readonly CaseId[];
  readonly result?: string;
  readonly fine?: number;
  /** Reward offered, in yuan. */
  readonly amount?: number;
}
