import type { CaseId, CaseState } from '../case.ts';
import type { Day, Instant } from '../instant.ts';
import type { Round } from './rounds.ts';

/** Who owes a duty: a post, and what sort of organisation answers for it. */
export interface Bearer {
  readonly post: string;
  readonly organisation?: string;
  readonly kind: 'village' | 'department' | 'unit' | 'street' | 'outside';
  /** Somebody without a post (an insurer, an expert): by name; the post is then who follows it up. */
  readonly outside?: string;
}

/** What a duty is about, if it is about one thing: a source, a unit, a policy. */
export interface DutySubject {
  /** Number by which the duty is named: a unit's, an organisation's, an entry's. */
  readonly id: string;
  readonly title: string;
  /** The entry that opened it. */
  readonly entry?: CaseId;
}

/** A round that can still be done. */
export interface OpenRound extends Round {
  readonly late?: true;
  /** The matter that its lapse fed. */
  readonly matter?: CaseId;
}

/** A recurring duty (履职事项) as it stands. */
export interface DutyState extends CaseState {
  readonly kind: 'duty';
  readonly title: string;
  readonly rule: string;
  readonly label: string;
  readonly measure?: number;
  readonly bearer: Bearer;
  readonly subject?: DutySubject;
  readonly organisation?: string;
  readonly unit?: string;
  /** Oldest first. */
  readonly rounds: readonly OpenRound[];
  /** The round that begins by itself. */
  readonly next?: Round;
  /** How often it was done in each of the last years. */
  readonly doneIn: { readonly [year: string]: number };
  readonly lastDone?: { readonly round: string; readonly at: Instant };
  /** Rounds missed one after the other, up to now. */
  readonly missedInRow: number;
  /** The day that an entry names, where the rule follows one. */
  readonly day?: Day;
  readonly endedWhy?: string;
}
