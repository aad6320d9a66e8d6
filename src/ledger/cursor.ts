import type { CaseId } from '../core/case.ts';
import { type Instant, isInstant } from '../core/instant.ts';

/** Where a page of cases ended, as opaque text. */
export function caseCursor(row: { readonly openedAt: Instant; readonly caseId: CaseId }): string {
  return Buffer.from(`${row.openedAt}|${row.caseId}`).toString('base64url');
}

/** The place a cursor stands for; undefined for none and for text that is no cursor: the list then starts at its beginning. */
export function cursorPlace(
  cursor: string | undefined,
): { readonly openedAt: Instant; readonly caseId: CaseId } | undefined {
  if (cursor === undefined) return undefined;
  const [openedAt, caseId] = Buffer.from(cursor, 'base64url').toString().split('|');
  return isInstant(openedAt) && caseId !== undefined ? { openedAt, caseId } : undefined;
}
