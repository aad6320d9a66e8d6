import type { CaseId, CaseState, JsonObject } from '../case.ts';
import type { Instant } from '../instant.ts';

/** By which of its fields an entry is found, as its register said when it was written: the read side needs no rule set. */
export interface EntryIndex {
  readonly title: string;
  readonly key?: string;
  readonly organisation?: string;
  readonly unit?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  /** Fields of which no two entries in force have the same value. */
  readonly unique: readonly string[];
  /** Fields that name something else: organisations, units, entries, cases; and those to choose from. */
  readonly facets: readonly string[];
  readonly search: readonly string[];
}

/** An entry of a register (登记件) as it stands. */
export interface RecordState extends CaseState {
  readonly kind: 'record';
  readonly register: string;
  readonly registerLabel: string;
  readonly fields: JsonObject;
  readonly index: EntryIndex;
  readonly title: string;
  readonly organisation?: string;
  readonly unit?: string;
  readonly enteredAt: Instant;
  /** When its content last changed. */
  readonly amendedAt?: Instant;
  readonly retiredAt?: Instant;
  readonly retiredWhy?: string;
  /** Duties that this entry keeps going. */
  readonly duties: readonly { readonly rule: string; readonly duty: CaseId; readonly bearer: string }[];
}
