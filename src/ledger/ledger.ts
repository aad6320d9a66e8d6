import type { Actor, CaseId, CaseState, JsonObject, KindName, Refusal, SealedEvent } from '../core/case.ts';
import type { Day, Instant } from '../core/instant.ts';
import type { CaseScope } from '../core/visibility.ts';
import type { Messages } from './messages.ts';

/** A person's act on its way into the ledger. Without `caseId` it opens a new case of `kind` and the ledger numbers it. */
export interface RecordRequest {
  readonly kind: KindName;
  readonly caseId?: CaseId;
  readonly commandId: string;
  readonly type: string;
  readonly payload: JsonObject;
  readonly actor: Actor;
  /** When it happened; absent: now. */
  readonly at?: Instant;
  /** Refused as `stale` if the case has moved on. */
  readonly expectedSeq?: number;
}

/** The stored outcome; the same `commandId` gets the same again. */
export type RecordOutcome =
  | {
      readonly ok: true;
      readonly caseId: CaseId;
      readonly seq: number;
      readonly event: SealedEvent;
      readonly state: CaseState;
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What settling did. */
export interface SettleOutcome {
  readonly seq: number;
  readonly added: number;
  readonly nextDue?: Instant;
  readonly closed: boolean;
}

/** News of a case since an event that the reader has already seen. */
export interface News {
  readonly kind: KindName;
  readonly events: readonly SealedEvent[];
  readonly closed: boolean;
}

/** A row of the read model. */
export interface CaseRow {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
  readonly stage: string;
  readonly tier?: string;
  readonly title: string;
  readonly unit?: string;
  readonly organisation?: string;
  readonly opener?: CaseId;
  /** Entries: the register they belong to. */
  readonly register?: string;
  readonly openedAt: Instant;
  readonly nextDue?: Instant;
  /** Earliest deadline (not reminder) still running, or lapsed and unmet. */
  readonly dueAt?: Instant;
  readonly overdue: boolean;
  readonly closed: boolean;
}

export interface CaseQuery {
  readonly kind?: KindName;
  readonly tier?: string;
  readonly stage?: string;
  readonly organisation?: string;
  readonly unit?: string;
  readonly opener?: CaseId;
  readonly overdue?: boolean;
  readonly closed?: boolean;
  readonly dueBefore?: Instant;
  /** Words in number, title, unit. */
  readonly q?: string;
  /** Only what somebody may see. */
  readonly within?: CaseScope;
  readonly cursor?: string;
  /** At most 200, default 50. */
  readonly limit?: number;
}

/** One mail or paper that the ledger owes to somebody. */
export interface Delivery {
  readonly id: string;
  readonly caseId: CaseId;
  readonly seq: number;
  readonly nth: number;
  readonly channel: 'mail' | 'notice';
  readonly about: string;
  readonly post: string;
  readonly organisation?: string;
  readonly person?: string;
  /** Why this person: `holder`, `deputy by order no. n、m`, `post empty: post above`, `office desk`, `undelivered: <reason>` in another one's place. */
  readonly because: string;
  readonly address?: string;
  /** Message-ID of the mail that carries it: of its own, or of the digest that it has joined. */
  readonly messageId: string;
  readonly params: JsonObject;
  /** The instant of the digest that it waits for; absent: nobody has looked at it yet. */
  readonly holdUntil?: Instant;
  /** The message that carries it. */
  readonly message?: string;
  /** `settled`: what it was about was done before it went out, so it was not sent. */
  readonly state: 'due' | 'sent' | 'failed' | 'settled';
  readonly attempts: number;
  readonly sentAt?: Instant;
  readonly error?: string;
}

/** A case whose workflow must be told; `seq` is the row's own number (never used again), not the case's: hand it back to `acknowledge`. */
export interface WakeRow {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
  readonly since: Instant;
}

/** The only writer, and the reads that everything else shares. Implemented once over both databases. */
export interface Ledger {
  /** Settles the case's opener, then the case, then records the command: one transaction. Never throws for a refusal. */
  record(request: RecordRequest): Promise<RecordOutcome>;
  /** Whatever is due for the case by `asOf` (default now) happens. */
  settle(caseId: CaseId, asOf?: Instant): Promise<SettleOutcome>;
  /** Settles, then returns the events after `seen`. Idempotent: the workflow's local activity. */
  follow(caseId: CaseId, seen: number, asOf?: Instant): Promise<News>;
  events(caseId: CaseId, after?: number): Promise<readonly SealedEvent[]>;
  state(caseId: CaseId): Promise<CaseState | undefined>;
  row(caseId: CaseId): Promise<CaseRow | undefined>;
  cases(query: CaseQuery): Promise<{ readonly rows: readonly CaseRow[]; readonly cursor?: string }>;
  /** Cases with a lapsed, unmet duty, and whose it is. */
  late(query: { readonly organisation?: string; readonly limit?: number }): Promise<
    readonly {
      readonly row: CaseRow;
      readonly duty: string;
      readonly holder: string;
      readonly lastDay?: Day;
      readonly dueAt: Instant;
    }[]
  >;
  deliveries(query: {
    readonly caseId?: CaseId;
    readonly seq?: number;
    readonly state?: Delivery['state'];
    readonly limit?: number;
  }): Promise<readonly Delivery[]>;
  /** Records that a delivery was sent or has failed for good or once more. */
  delivered(id: string, outcome: { readonly state: 'due' | 'sent' | 'failed'; readonly error?: string }): Promise<void>;
  /** How deliveries go out to people: digests, channels, and what became of them. */
  readonly messages: Messages;
  /** Wake rows not acknowledged, older than `before`. */
  wakes(before: Instant, limit: number): Promise<readonly WakeRow[]>;
  acknowledge(wakes: readonly { readonly caseId: CaseId; readonly seq: number }[]): Promise<void>;
  /** Open cases whose next clock should have fired before `before`. */
  forgotten(before: Instant, limit: number): Promise<readonly { readonly caseId: CaseId; readonly kind: KindName }[]>;
  /** Every open case, page by page. */
  openCases(
    after: CaseId | undefined,
    limit: number,
  ): Promise<readonly { readonly caseId: CaseId; readonly kind: KindName; readonly seq: number }[]>;
  /** Counts and ages for `/health`, `/metrics` and `doctor`. */
  health(): Promise<{
    readonly cases: number;
    readonly open: number;
    readonly events: number;
    readonly wakes: number;
    readonly oldestWake?: Instant;
    readonly oldestUnfired?: Instant;
    readonly deliveriesDue: number;
    readonly deliveriesFailed: number;
  }>;
  close(): Promise<void>;
}
