import type { Connection } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { TemporalConfig } from './config.ts';

// io.temporal.api.enums.v1.IndexedValueType
const KEYWORD = 2;
const DATETIME = 6;
const KEYWORD_LIST = 7;

const searchAttributes = {
  DubanKind: KEYWORD,
  DubanStage: KEYWORD,
  DubanTier: KEYWORD,
  DubanOrg: KEYWORD,
  DubanDueAt: DATETIME,
  DubanFlags: KEYWORD_LIST,
};

/**
 * Makes the namespace fit for duban: adds the search attributes that are missing (`--search-attribute` of the server is
 * silently ignored on an old database) and sets the retention of the configuration. Repeating it changes nothing.
 */
export async function prepareNamespace(connection: Connection, config: TemporalConfig): Promise<void> {
  await connection.withDeadline(Date.now() + 10_000, async () => {
    await addSearchAttributes(connection, config.namespace);
    await setRetention(connection, config);
  });
}

async function addSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing) });
}

async function setRetention(connection: Connection, { namespace, retention }: TemporalConfig): Promise<void> {
  const described = await connection.workflowService.describeNamespace({ namespace });
  if (optionalTsToMs(described.config?.workflowExecutionRetentionTtl) === retention) return;
  // The server takes whole fields that are present and leaves the others as they are.
  const change = { namespace, config: { workflowExecutionRetentionTtl: msToTs(retention) } };
  await connection.workflowService.updateNamespace(change);
}
