import type { CaseId, CaseState } from '../case.ts';
import type { Instant } from '../instant.ts';
import type { ACCIDENT_SORTS } from '../rules/accident-rules.ts';
import type { Casualties } from './grade.ts';

/** An accident (事故) as it stands: who told whom when, what it cost, what is traced back, what others are to decide. */
export interface AccidentState extends CaseState {
  readonly kind: 'accident';
  readonly title: string;
  readonly unit: string;
  /** Village or department that supervises the unit; the case is not theirs to see, as they may be asked about it. */
  readonly supervisor: string;
  readonly supervisorKind: 'village' | 'department';
  readonly sort: (typeof ACCIDENT_SORTS)[number];
  readonly happened: Instant;
  /** When it was entered: cases of before are put under the mark. */
  readonly registeredAt: Instant;
  /** Village and departments whose cases are put under the mark. */
  readonly scope: readonly string[];
  readonly place: string;
  readonly casualties: Casualties;
  readonly grade: string;
  readonly decidedBy: keyof Casualties;
  /** Cases put under the mark so far, and the last of them: the next lot goes on behind it. */
  readonly frozen: number;
  readonly lastFrozen?: CaseId;
  /** A matter was started with it. */
  readonly matterStarted: boolean;
  readonly clueReceiver?: string;
  readonly clues: number;
}
