import type { DatabaseLocation } from '../../db/open.ts';
import type { Instant } from '../core/index.ts';
import type { PackedHistory, Period } from '../ledger/export.ts';
import type { TermsBodies } from './what-if-terms.ts';

/** What the thread that leads a what-if is given; it reads the ledger, has the rules of then played in a second thread and plays the draft itself. */
export interface WhatIfTask {
  readonly role: 'lead';
  readonly location: DatabaseLocation;
  readonly period: Period;
  /** JSON of the draft rule set. */
  readonly draft: string;
  readonly until: Instant;
  /** Int32 cells of shared memory, by `CELL`. */
  readonly control: SharedArrayBuffer;
}

/** What the second thread is given. */
export interface ThenTask {
  readonly role: 'own';
  readonly packed: PackedHistory;
  readonly terms: readonly TermsBodies[];
  readonly until: Instant;
  readonly control: SharedArrayBuffer;
}

/** Cells of the shared memory: read and replayed events, and whether the work is to stop. */
export const CELL = { read: 0, total: 1, own: 2, draft: 3, stop: 4 } as const;
/** Bytes of the shared memory. */
export const CONTROL_BYTES = 5 * Int32Array.BYTES_PER_ELEMENT;

/** What a thread answers, once. */
export type Answer<Result> =
  | { readonly result: Result }
  | { readonly failure: { readonly code: string; readonly message: string } };

/** A small young generation keeps two threads and a year of history below 600 MB; the old one is bounded only against a runaway draft. */
export const THREAD_LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1_500 };
