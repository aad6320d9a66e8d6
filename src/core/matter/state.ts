import type { CaseId, CaseState } from '../case.ts';
import type { Day, Instant } from '../instant.ts';

/** Why a matter is open: a lapsed duty of the case that opened it. */
export interface Cause {
  readonly rule: string;
  readonly label: string;
  readonly dueAt: Instant;
  readonly lastDay: Day;
  /** Not a lapse but an event (false report, accident …): no overdue days are counted from it. */
  readonly event?: true;
  /** What stands behind it, where that is no hazard: a recurring duty, or what the office itself has found. */
  readonly kind?: 'duty' | 'office';
  /** The duty's case. */
  readonly id?: CaseId;
}

/** A rung that became due, and what became of its paper. */
export interface RungTaken {
  readonly rung: number;
  readonly notice: string;
  readonly dueAt: Instant;
  readonly signedAt?: Instant;
  readonly receivedAt?: Instant;
  /** Its paper was voided or recalled then, and is to be signed anew. */
  readonly reopenedAt?: Instant;
  readonly skipped?: true;
}

/** One thing demanded in an interview (约谈): who does it by when. */
export interface Demand {
  readonly demand: string;
  readonly owner: string;
  readonly due: Day;
}

/** A matter (问责事项): who is to answer for what, and how far up the ladder it has come. */
export interface MatterState extends CaseState {
  readonly kind: 'matter';
  readonly ladder: 'A' | 'B';
  readonly subject: { readonly kind: string; readonly organisation: string };
  readonly title: string;
  /** The organisation that supervises: on ladder A the subject itself. */
  readonly organisation: string;
  readonly unit: string;
  readonly tier: string;
  readonly supervised: boolean;
  readonly causes: readonly Cause[];
  readonly rungs: readonly RungTaken[];
  readonly endedBy?: 'accepted' | 'lateEntry' | 'withdrawn';
  readonly ladderPaused: boolean;
  /** Facts that conditions of rungs read; only those that differ from “not known”. */
  readonly facts: { readonly [fact: string]: boolean | number | string };
  readonly interviewAt?: Instant;
  /** The day first named: how far it may be put off counts from it. */
  readonly interviewFirstAt?: Instant;
  /** How often the interview has been put off. */
  readonly postponed?: number;
  /** What was demanded in the interview. */
  readonly demands?: readonly Demand[];
  /** Highest rung to which the office was told that it may skip with an approver. */
  readonly skipProposed?: number;
  readonly penalties: readonly Instant[];
  readonly receiver?: string;
  /** Who found the answer contested: somebody else reviews it. */
  readonly contestedBy?: string;
}
