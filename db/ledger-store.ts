import type {
  CaseId,
  CaseState,
  CountQuestion,
  EntryFacts,
  EntryQuestion,
  KindName,
  Message,
  RelatedCase,
  RelatedQuestion,
  SealedEvent,
  Tally,
  UnitFacts,
} from '../src/core/case.ts';
import type { Day, Instant } from '../src/core/instant.ts';
import type { DeliveryRow } from './delivery.ts';
import type { Directory } from './directory.ts';
import type { RefusedInput } from './refused-input.ts';
import type { EntryRow } from './register-entry.ts';
import type { Counted } from './tally.ts';
import type { WakeRow } from './wake.ts';

/** SQLite answers at once, PostgreSQL later; the same steps run over both. */
export type Awaitable<T> = T | Promise<T>;

/** Work of the ledger as a generator: what it yields is awaited (PostgreSQL) or taken as it is (SQLite, inside one transaction). */
export type Steps<T> = Generator<unknown, T, unknown>;

/** Waits for a store's answer inside `Steps`. */
export function* wait<T>(value: Awaitable<T>): Generator<unknown, T, unknown> {
  return (yield value) as T;
}

/** A case as the read model holds it. */
export interface StoredCase {
  readonly kind: KindName;
  readonly seq: number;
  /** Lower-case hex. */
  readonly lastHash: string;
  /** `recordedAt` of the last event; none may be earlier. */
  readonly recordedAt: Instant;
  /** Dependent cases have fired clocks up to this instant, trusting that this case says nothing earlier any more; empty for none. */
  readonly settledUntil: Instant | '';
  readonly state: CaseState;
}

/** What one look at a case finds, in one snapshot. */
export interface LoadedRows {
  readonly stored: StoredCase | undefined;
  /** Messages not yet consumed. */
  readonly inbox: readonly Message[];
  /** The event that bears the command id asked for. */
  readonly repeat: { readonly seq: number; readonly request: string } | undefined;
  readonly openerSeq: number | undefined;
  readonly registerVersion: number;
}

export interface OpeningRows {
  readonly caseId: CaseId | undefined;
  readonly inForce: { readonly ruleSet: string; readonly calendar: string } | undefined;
  readonly registerVersion: number;
}

/** The columns of `case_view` that lists and sweeps need, taken from the state. */
export interface ViewColumns {
  readonly stage: string;
  readonly tier: string | null;
  readonly title: string;
  readonly unit: string | null;
  readonly organisation: string | null;
  readonly opener: CaseId | null;
  readonly nextDue: Instant | null;
  readonly dueAt: Instant | null;
  readonly overdue: boolean;
  readonly closed: boolean;
}

/** One commit: everything that the events of one case bring about. */
export interface Writing {
  readonly caseId: CaseId;
  readonly kind: KindName;
  /** The case stood here when the events were computed; 0 for a new case. */
  readonly oldSeq: number;
  readonly events: readonly SealedEvent[];
  /** Fingerprint of the command that made the last event, hex; undefined if time or a message made it. */
  readonly request: string | undefined;
  readonly view: ViewColumns;
  /** The view as it stood at `oldSeq`; undefined if there is none or it is not known: then every column is written. */
  readonly before: ViewColumns | undefined;
  readonly openedAt: Instant;
  readonly state: string;
  readonly deliveries: readonly DeliveryRow[];
  readonly messages: readonly Message[];
  readonly consumed: readonly { readonly message: Message; readonly seq: number }[];
  readonly tallies: readonly Tally[];
  /** The command numbered and opened this case. */
  readonly opening: string | undefined;
  /** The number that a paper got: unique in its series and year. */
  readonly notice:
    | { readonly series: string; readonly year: number; readonly number: number; readonly seq: number }
    | undefined;
  /** An entry of a register as lists and searches find it; undefined for other kinds. */
  readonly entry: EntryRow | undefined;
  /** The opener must still stand at `seq`, and may say nothing before `until` from now on. */
  readonly raise: { readonly opener: CaseId; readonly seq: number; readonly until: Instant } | undefined;
  /** Deliveries were addressed by this version of the registers; undefined if there are none. */
  readonly registerVersion: number | undefined;
  /** The inbox was not read: write only if it is empty. */
  readonly inboxUnread: boolean;
  /** Cases to be woken. */
  readonly wakes: readonly { readonly caseId: CaseId; readonly kind: KindName }[];
}

/** What the ledger needs of a database; one implementation for SQLite, one for PostgreSQL, one contract suite for both. */
export interface LedgerStore {
  /** Runs the steps; resolves when what they wrote is durable. On SQLite the steps are one transaction. */
  run<T>(steps: () => Steps<T>): Promise<T>;
  /** `known`: the caller has the state at this seq and hash already. */
  load(
    caseId: CaseId,
    more: {
      readonly commandId?: string;
      readonly opener?: CaseId | undefined;
      readonly known?: StoredCase | undefined;
    },
  ): Awaitable<LoadedRows>;
  /** What opening a case needs to know, in one look: the case if this command has opened it already, the newest rule set in force on the day, the version of the registers. */
  opening(kind: KindName, commandId: string, day: Day): Awaitable<OpeningRows>;
  nextNumber(kind: KindName, year: number): Awaitable<number>;
  /** The number that `nextNumber` will give, or 0 if that cannot be said. */
  numberAhead(kind: KindName, year: number): Awaitable<number>;
  /** The last number given in a series of papers; 0 if there is none in that year. */
  lastNoticeNumber(series: string, year: number): Awaitable<number>;
  ruleSetBody(id: string): Awaitable<string | undefined>;
  calendarBody(id: string): Awaitable<string | undefined>;
  count(question: CountQuestion): Awaitable<Counted>;
  unit(id: string): Awaitable<UnitFacts | undefined>;
  /** What is known of what an entry of a register names, and who has its unique values. */
  entry(question: EntryQuestion): Awaitable<EntryFacts>;
  /** Cases about a unit or of organisations, in order of their numbers. */
  related(question: RelatedQuestion): Awaitable<readonly RelatedCase[]>;
  directory(): Awaitable<Directory>;
  events(caseId: CaseId, after: number): Awaitable<readonly SealedEvent[]>;
  /** All or nothing; the wake rows written, or undefined if the case, its opener, its inbox or the registers have moved on: load and compute again. */
  write(writing: Writing): Awaitable<readonly WakeRow[] | undefined>;
  refuse(row: RefusedInput): Awaitable<void>;
  /** Waits a little before trying again; SQLite never needs to. */
  pause(attempt: number): Awaitable<void>;
  /** True when a warm case may be written without being read first: the write itself checks. */
  readonly optimistic: boolean;
  /** Resolves when nothing is under way. */
  drained(): Promise<void>;
}
