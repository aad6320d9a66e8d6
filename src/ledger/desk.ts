import type { Directory } from '../../db/directory.ts';
import type { LedgerStore, StoredCase } from '../../db/ledger-store.ts';
import type { WakeRow } from '../../db/wake.ts';
import type { CaseId, CaseKind, KindName } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import type { TermsStore } from './terms.ts';

/** What the ledger's steps work with. */
export interface Desk {
  readonly store: LedgerStore;
  readonly kinds: Readonly<Record<KindName, CaseKind>>;
  readonly terms: TermsStore;
  now(): Instant;
  readonly cache: CaseCache;
  /** The registers as last read, shared by all runs; replaced when their version has moved. */
  readonly registers: { current: Directory };
  /** Wake rows of this run, told to the poker when they are durable. */
  readonly wakes: WakeRow[];
}

/** States that this process has written or read last. Only a hint: each write checks seq, so a stale one costs a second look and no more. */
export interface CaseCache {
  get(caseId: CaseId): StoredCase | undefined;
  set(caseId: CaseId, stored: StoredCase): void;
  drop(caseId: CaseId): void;
  clear(): void;
}

/** Remembers the cases last written; at about 15 KB each in memory. */
export function createCaseCache(most = 2_000): CaseCache {
  const cases = new Map<CaseId, StoredCase>();
  return {
    get: (caseId) => cases.get(caseId),
    set(caseId, stored) {
      cases.delete(caseId);
      cases.set(caseId, stored);
      if (cases.size > most) for (const oldest of cases.keys()) return void cases.delete(oldest);
    },
    drop: (caseId) => void cases.delete(caseId),
    clear: () => cases.clear(),
  };
}
