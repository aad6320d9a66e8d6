import type { CaseId, CaseState } from '../src/core/case.ts';

/** The only input of a case's workflow: everything else is read from the ledger. */
export interface CaseInput {
  readonly caseId: CaseId;
}

/** What the `state` query answers: the workflow's own fold of the log. */
export interface CaseReport {
  readonly caseId: CaseId;
  readonly seq: number;
  /** Absent before the first event, and when the fold threw. */
  readonly state?: CaseState;
  /** Why the fold stopped; the loop goes on without it. */
  readonly broken?: string;
  /** Instant of the earliest armed clock, milliseconds since 1970. */
  readonly nextDueMs?: number;
}

/** Signal: “look at the ledger again”. A hint without data: lost, doubled, late or out of order changes nothing but time. */
export const POKE = 'poke';

/** Signal: continue as new at the next turn, which also folds the whole log afresh. */
export const NUDGE = 'nudge';

/** Query: a CaseReport. */
export const STATE = 'state';

/** Workflow type and id of the one that sends what the ledger owes to the outside. */
export const DISPATCHER = 'dispatcher';
export const DISPATCHER_ID = 'duban-dispatcher';

/** A killed worker's task is given to another one after this time (10 s by default): a due clock waits for it. */
export const WORKFLOW_TASK_TIMEOUT_MS = 5_000;
