import { upsertSearchAttributes } from '@temporalio/workflow';
import type { Labels } from '../activities/follow.ts';

/** Search attributes for operators (product lists come from SQL); registered when the server starts. */
export const SEARCH_ATTRIBUTES = {
  kind: { name: 'DubanKind', type: 'KEYWORD' },
  stage: { name: 'DubanStage', type: 'KEYWORD' },
  tier: { name: 'DubanTier', type: 'KEYWORD' },
  org: { name: 'DubanOrg', type: 'KEYWORD' },
  dueAt: { name: 'DubanDueAt', type: 'DATETIME' },
  flags: { name: 'DubanFlags', type: 'KEYWORD_LIST' },
} as const;

/** Publishes where the case stands; the labels come from the ledger's row, so a changed machine orders the same. */
export function label(labels: Labels, flags: ReadonlySet<string>): void {
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.kind, value: labels.kind },
    { key: SEARCH_ATTRIBUTES.stage, value: labels.stage },
    { key: SEARCH_ATTRIBUTES.tier, value: labels.tier ?? null },
    { key: SEARCH_ATTRIBUTES.org, value: labels.organisation ?? null },
    { key: SEARCH_ATTRIBUTES.dueAt, value: labels.dueAt === undefined ? null : new Date(labels.dueAt) },
    { key: SEARCH_ATTRIBUTES.flags, value: flags.size === 0 ? null : [...flags] },
  ]);
}
