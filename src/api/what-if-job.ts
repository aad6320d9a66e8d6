import { Worker } from 'node:worker_threads';
import type { Database, DatabaseLocation } from '../../db/open.ts';
import { type CaseId, type Instant, kinds } from '../core/index.ts';
import { openPacked, type Period, packGroup } from '../ledger/export.ts';
import { type Timelines, timelines, WhatIfError, type WhatIfReport } from '../simulator/what-if.ts';
import { type Answer, CELL, CONTROL_BYTES, THREAD_LIMITS, type WhatIfTask } from './what-if-task.ts';
import { draftTerms, publishedTerms, termsByPin } from './what-if-terms.ts';

/** What a what-if on the ledger's own history is asked. */
export interface WhatIfOrder {
  readonly period: Period;
  /** JSON of the draft rule set. */
  readonly draft: string;
  readonly until: Instant;
}

/** How far a what-if is: first the history is read, then both sides are played. */
export interface Progress {
  readonly phase: 'reading' | 'replaying' | 'done';
  /** Events gone through, of both sides together while replaying. */
  readonly done: number;
  /** 0 while it is not yet known. */
  readonly total: number;
}

/** A what-if under way in threads of its own. */
export interface WhatIfJob {
  progress(): Progress;
  /** Rejects with WhatIfError, or with what the database or the rule set says. */
  readonly result: Promise<WhatIfReport>;
  /** Stops it; `result` rejects with `cancelled`. Resolves when the threads are gone, within a second. */
  cancel(): Promise<void>;
}

/** After so long without an answer to the flag the threads are ended from outside. */
const PATIENCE_MS = 500;

/** Starts a what-if; the caller's thread stays free. */
export function startWhatIf(location: DatabaseLocation, order: WhatIfOrder): WhatIfJob {
  const control = new SharedArrayBuffer(CONTROL_BYTES);
  const cells = new Int32Array(control);
  const task: WhatIfTask = { role: 'lead', location, control, ...order };
  const worker = new Worker(new URL('./what-if-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: THREAD_LIMITS,
  });
  const gone = new Promise<void>((resolve) => void worker.once('exit', () => resolve()));
  let finished = false;
  const result = new Promise<WhatIfReport>((resolve, reject) => {
    worker.once('message', (answer: Answer<WhatIfReport>) =>
      'result' in answer ? resolve(answer.result) : reject(failureOf(answer.failure)),
    );
    worker.once('error', reject);
    worker.once('exit', () => reject(new WhatIfError('cancelled', '推演已停止，没有留下任何结果。')));
  });
  result.then(
    () => (finished = true),
    () => undefined,
  );
  return {
    result,
    progress() {
      const total = 2 * Atomics.load(cells, CELL.total);
      if (finished) return { phase: 'done', done: total, total };
      if (total === 0) return { phase: 'reading', done: Atomics.load(cells, CELL.read), total: 0 };
      return { phase: 'replaying', done: Atomics.load(cells, CELL.own) + Atomics.load(cells, CELL.draft), total };
    },
    async cancel() {
      Atomics.store(cells, CELL.stop, 1);
      const impatient = setTimeout(() => void worker.terminate(), PATIENCE_MS);
      await gone;
      clearTimeout(impatient);
    },
  };
}

/** An error of a thread with the code it had there. */
function failureOf({ code, message }: { readonly code: string; readonly message: string }): Error {
  return Object.assign(new Error(message), { code });
}

/** Where the threads find this database; undefined for one that only this process can see. */
export function sharedLocation(db: Database): DatabaseLocation | undefined {
  if (db.dialect === 'sqlite') return db.raw.memory ? undefined : { sqlite: db.raw.name };
  return db.pool.options.connectionString;
}

/** One case's group under the rules of then and under the draft, side by side. Undefined if there is no such case; throws WhatIfError. */
export async function caseTimelines(
  db: Database,
  caseId: CaseId,
  { draft: body, until }: Pick<WhatIfOrder, 'draft' | 'until'>,
): Promise<Timelines | undefined> {
  const packed = await packGroup(db, caseId);
  if (packed.length === 0) return undefined;
  const draft = await draftTerms(db, body);
  const thenTerms = termsByPin(await publishedTerms(db, packed.pins));
  return timelines({ kinds, history: openPacked(packed), thenTerms, draft, until });
}
