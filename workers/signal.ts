import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { CaseId, KindName } from '../src/core/case.ts';
import { DISPATCHER, DISPATCHER_ID, POKE, WORKFLOW_TASK_TIMEOUT_MS } from '../workflows/poke.ts';

/** Cancelled, deadline exceeded, failed precondition (a task is being retried), unavailable: the same call works later. */
const LATER_CODES = new Set([1, 4, 9, 14]);

/** A call to Temporal never waits longer: without a deadline it hangs while the server is away. */
const DEADLINE_MS = 4_000;

/** Where a workflow lives. */
export interface Target {
  readonly client: Client;
  readonly taskQueue: string;
  /** Milliseconds; default 5 s. */
  readonly workflowTaskTimeout?: number;
}

/** Wakes the workflow of a case, or starts it: the same act. Rejects after four seconds at the latest. */
export async function pokeCase(target: Target, caseId: CaseId, kind: KindName): Promise<void> {
  await signal(target, kind, caseId, [{ caseId }]);
}

/** Wakes the workflow that sends mails, or starts it. */
export async function pokeDispatcher(target: Target): Promise<void> {
  await signal(target, DISPATCHER, DISPATCHER_ID, []);
}

/** Whether the same call may well succeed later. */
export function isLater(error: unknown): boolean {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  return isGrpcServiceError(cause) && LATER_CODES.has(cause.code);
}

/** What may be said of an error in a log: the gRPC status, never the payload. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  if (isGrpcServiceError(cause)) return `gRPC ${cause.code}`;
  return error instanceof Error ? error.name : 'unknown';
}

async function signal(
  { client, taskQueue, workflowTaskTimeout = WORKFLOW_TASK_TIMEOUT_MS }: Target,
  type: string,
  workflowId: string,
  args: unknown[],
): Promise<void> {
  await client.withDeadline(Date.now() + DEADLINE_MS, () =>
    client.workflow.signalWithStart(type, {
      workflowId,
      taskQueue,
      args,
      signal: POKE,
      signalArgs: [],
      workflowTaskTimeout,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
}
