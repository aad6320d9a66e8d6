import { type LedgerStore, type Steps, type Writing, wait } from '../../db/ledger-store.ts';
import type { Database } from '../../db/open.ts';
import { createPostgresStore } from '../../db/postgres-store.ts';
import { createSqliteStore } from '../../db/sqlite-store.ts';
import type { CaseId, CaseState, KindName, Message, SealedEvent, Tally } from '../core/case.ts';
import { messageKey, messagesOf } from '../core/settle.ts';
import { entryRowOf } from './entry-row.ts';
import { viewOf } from './view.ts';

/** One fact of the past as the core made it, the case's state after it, and what other cases may count of it. */
export interface HistoryEntry {
  readonly event: SealedEvent;
  readonly state: CaseState;
  readonly tallies: readonly Tally[];
}

/** A past that does not fit the ledger: nothing of it was written on SQLite. */
export class HistoryError extends Error {
  readonly code = 'history-conflict';
}

/** Takes the next number of the register, as recording a new case would. */
export async function reserveNumber(db: Database, kind: KindName, year: number): Promise<number> {
  return run(db, function* (store) {
    return yield* wait(store.nextNumber(kind, year));
  });
}

/** The case that this command opened, if it was appended or recorded before. */
export async function openedBy(
  db: Database,
  kind: KindName,
  commandId: string,
  day: string,
): Promise<CaseId | undefined> {
  return run(db, function* (store) {
    return (yield* wait(store.opening(kind, commandId, day))).caseId;
  });
}

/**
 * Appends whole pasts of new cases, in the order in which the facts were recorded: events, read model, messages, tallies. Nothing is owed to anybody
 * for them (no delivery rows); open cases get a wake row, so that Temporal takes them over. On SQLite all or nothing. Throws HistoryError.
 */
export async function appendHistory(
  db: Database,
  entries: readonly HistoryEntry[],
): Promise<{ readonly cases: number; readonly events: number }> {
  const lastSeq = new Map(entries.map(({ event }) => [event.caseId, event.seq]));
  await createHistoryWriter(db, ({ event }) => lastSeq.get(event.caseId) === event.seq).append(entries);
  return { cases: lastSeq.size, events: entries.length };
}

/** Appends a past piece by piece; what a piece begins a later one may go on with. `isLast`: the case gets a wake row behind this entry, if it is open. */
export function createHistoryWriter(
  db: Database,
  isLast: (entry: HistoryEntry) => boolean = () => false,
): { append(entries: readonly HistoryEntry[]): Promise<void> } {
  const openedAt = new Map<CaseId, string>();
  const sent = new Map<string, Message>();
  return {
    append: (entries) =>
      run(db, function* (store) {
        for (const entry of entries) {
          const { event } = entry;
          if (event.seq === 1) openedAt.set(event.caseId, event.at);
          for (const message of messagesOf(event)) sent.set(messageKey(message), message);
          const writing = writingOf(entry, sent.get(event.commandId), openedAt.get(event.caseId), isLast(entry));
          sent.delete(event.commandId);
          if ((yield* wait(store.write(writing))) === undefined)
            throw new HistoryError(`案件 ${writing.caseId} 已经存在，历史记录没有写入。`);
        }
      }),
  };
}

/** Takes so many numbers of the register, as opening as many cases would. */
export async function reserveNumbers(db: Database, kind: KindName, year: number, count: number): Promise<void> {
  await run(db, function* (store) {
    for (let n = 0; n < count; n++) yield* wait(store.nextNumber(kind, year));
  });
}

function writingOf(
  { event, state, tallies }: HistoryEntry,
  consumed: Message | undefined,
  openedAt: string | undefined,
  isLast: boolean,
): Writing {
  if (openedAt === undefined) throw new HistoryError(`案件 ${event.caseId} 的历史不是从第一条开始，没有写入。`);
  const messages = messagesOf(event);
  return {
    caseId: event.caseId,
    kind: event.kind,
    oldSeq: event.seq - 1,
    events: [event],
    request: undefined,
    view: viewOf(state),
    before: undefined,
    openedAt,
    state: JSON.stringify(state),
    deliveries: [],
    messages,
    consumed: consumed === undefined ? [] : [{ message: consumed, seq: event.seq }],
    tallies,
    entry: entryRowOf(state),
    opening: event.seq === 1 && consumed === undefined ? event.commandId : undefined,
    notice: undefined,
    raise: undefined,
    registerVersion: undefined,
    inboxUnread: false,
    wakes: isLast && !state.closed ? [{ caseId: event.caseId, kind: event.kind }] : [],
  };
}

async function run<T>(db: Database, steps: (store: LedgerStore) => Steps<T>): Promise<T> {
  const store = db.dialect === 'sqlite' ? createSqliteStore(db) : createPostgresStore(db);
  const result = await store.run(() => steps(store));
  await store.drained();
  return result;
}
