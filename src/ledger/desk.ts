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
  /** `size`: length of the state as JSON, where it is known. */
  set(caseId: CaseId, stored: StoredCase, size?: number): void;
  drop(caseId: CaseId): void;
  clear(): void;
}

/** Some 2,000 cases; in memory a state takes about four times its JSON. */
const MOST_KEPT = 8_000_000;

/** Remembers the cases last used, up to a sum of the lengths of their states as JSON. */
export function createCaseCache(most = MOST_KEPT): CaseCache {
  const cases = new Map<CaseId, { readonly stored: StoredCase; readonly size: number }>();
  let kept = 0;
  const drop = (caseId: CaseId): void => {
    kept -= cases.get(caseId)?.size ?? 0;
    cases.delete(caseId);
  };
  return {
    get(caseId) {
      const entry = cases.get(caseId);
      if (entry === undefined) return undefined;
      // A map keeps the order of entry: the one just used goes to its end.
      cases.delete(caseId);
      cases.set(caseId, entry);
      return entry.stored;
    },
    set(caseId, stored, size) {
      const known = cases.get(caseId);
      drop(caseId);
      const length = size ?? (known?.stored.state === stored.state ? known.size : JSON.stringify(stored.state).length);
      cases.set(caseId, { stored, size: length });
      kept += length;
      for (const oldest of cases.keys()) {
        if (kept <= most) break;
        drop(oldest);
      }
    },
    drop,
    clear() {
      cases.clear();
      kept = 0;
    },
  };
}
