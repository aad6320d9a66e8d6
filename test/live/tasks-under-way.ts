import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { DISPATCHER_ID } from '../../workflows/poke.ts';

/** How an event of a history names what it is. */
const ATTRIBUTES = /EventAttributes$/;

/**
 * The workflows whose history ends with a task that nobody has ended. This server refuses the cancelling of a timer that has fired during the
 * task (temporalio/sdk-java 2606, 3088) and then neither fails nor repeats the task; a real one takes it.
 */
export async function tasksUnderWay({ client }: TestWorkflowEnvironment, ledger: Ledger): Promise<readonly string[]> {
  const ids = [DISPATCHER_ID, ...(await ledger.openCases(undefined, 1_000)).map(({ caseId }) => caseId)];
  const found: string[] = [];
  for (const id of ids) {
    const history = await client.workflow
      .getHandle(id)
      .fetchHistory()
      .catch(() => undefined);
    const names = (history?.events ?? []).map((event) => Object.keys(event).find((key) => ATTRIBUTES.test(key)) ?? '');
    if (/^workflowTask(Scheduled|Started)/.test(names.at(-1) ?? ''))
      found.push(
        `${id}: ${names
          .slice(-6)
          .map((name) => name.replace(ATTRIBUTES, ''))
          .join(', ')}`,
      );
  }
  return found;
}
