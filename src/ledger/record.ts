import { readCase, readCases, readForgotten, readLate, readOpen, readState } from '../../db/case-view.ts';
import { databaseError } from '../../db/database-error.ts';
import { markDelivery, readDeliveries } from '../../db/delivery.ts';
import { NO_DIRECTORY } from '../../db/directory.ts';
import { readEvents } from '../../db/event-log.ts';
import { readHealth } from '../../db/health.ts';
import type { Steps } from '../../db/ledger-store.ts';
import type { Database } from '../../db/open.ts';
import { createPostgresStore } from '../../db/postgres-store.ts';
import { createSqliteStore } from '../../db/sqlite-store.ts';
import { readWakes, removeWakes, type WakeRow } from '../../db/wake.ts';
import type { CaseId, CaseKind, KindName } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import { nextDue } from '../core/settle.ts';
import { caseCursor, cursorPlace } from './cursor.ts';
import { createCaseCache, type Desk } from './desk.ts';
import type { CaseQuery, Ledger } from './ledger.ts';
import { createMessages } from './outgoing.ts';
import { settleCase } from './settle.ts';
import { recordCommand } from './steps.ts';
import { createTermsStore, type TermsStore } from './terms.ts';
import { createTurns } from './turns.ts';

export interface LedgerDeps {
  /** Open and migrated; `close()` of the ledger closes it. */
  readonly db: Database;
  readonly kinds: Readonly<Record<KindName, CaseKind>>;
  now(): Instant;
  /** Default: the published rule sets and calendars of this database. */
  readonly termsStore?: TermsStore;
  /** Told after each durable commit which cases to wake; must not throw and is not waited for. */
  readonly onCommit?: (wakes: readonly WakeRow[]) => void;
}

const MOST_ROWS = 200;
const DEFAULT_ROWS = 50;

/** The ledger over an open database: the only writer of cases, and the reads that everything else shares. Throws DatabaseError or LedgerError; never for a refusal. */
export function createLedger(deps: LedgerDeps): Ledger {
  const { db } = deps;
  const store = db.dialect === 'sqlite' ? createSqliteStore(db) : createPostgresStore(db);
  const base: Omit<Desk, 'wakes'> = {
    store,
    kinds: deps.kinds,
    terms: deps.termsStore ?? createTermsStore(store),
    now: deps.now,
    cache: createCaseCache(),
    registers: { current: NO_DIRECTORY },
  };
  const turns = createTurns();

  async function run<T>(caseId: CaseId | undefined, steps: (desk: Desk) => Steps<T>): Promise<T> {
    const desk: Desk = { ...base, wakes: [] };
    // SQLite runs one after the other anyway; elsewhere callers of one case in this process would only disturb each other.
    const work = () => store.run(() => steps(desk));
    try {
      const result = await (caseId === undefined || !store.optimistic ? work() : turns.take(caseId, work));
      if (desk.wakes.length > 0) deps.onCommit?.(desk.wakes);
      return result;
    } catch (error) {
      // What was rolled back may have been remembered.
      base.cache.clear();
      throw error;
    }
  }

  const read = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw databaseError(error);
    }
  };

  return {
    record: (request) => run(request.caseId, (desk) => recordCommand(desk, request)),
    async settle(caseId, asOf) {
      const { seq, added, state } = await run(caseId, (desk) => settleCase(desk, caseId, asOf, 'wake'));
      const next = nextDue(state);
      return { seq, added, ...(next === undefined ? {} : { nextDue: next }), closed: state.closed };
    },
    async follow(caseId, seen, asOf) {
      const { kind, seq, state } = await run(caseId, (desk) => settleCase(desk, caseId, asOf, 'silent'));
      const events = seq > seen ? await read(Promise.resolve(store.events(caseId, seen))) : [];
      return { kind, events, closed: state.closed };
    },
    events: (caseId, after = 0) => read(readEvents(db.knex, caseId, after)),
    state: (caseId) => read(readState(db.knex, caseId)),
    row: (caseId) => read(readCase(db.knex, caseId)),
    cases: (query) => read(listCases(db, query)),
    late: ({ organisation, limit }) => read(listLate(db, organisation, Math.min(limit ?? DEFAULT_ROWS, MOST_ROWS))),
    deliveries: (query) => read(readDeliveries(db.knex, query)),
    messages: createMessages({ db, terms: base.terms, now: deps.now }),
    delivered: (id, outcome) => read(markDelivery(db.knex, id, outcome, deps.now())),
    wakes: (before, limit) => read(readWakes(db.knex, before, limit)),
    acknowledge: (wakes) => read(removeWakes(db.knex, wakes)),
    forgotten: (before, limit) => read(readForgotten(db.knex, before, limit)),
    openCases: (after, limit) => read(readOpen(db.knex, after, limit)),
    health: () => read(readHealth(db, deps.now())),
    async close() {
      await store.drained();
      await db.close();
    },
  };
}

async function listCases(db: Database, query: CaseQuery): ReturnType<Ledger['cases']> {
  const limit = Math.max(1, Math.min(query.limit ?? DEFAULT_ROWS, MOST_ROWS));
  const found = await readCases(db.knex, query, cursorPlace(query.cursor), limit + 1);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, ...(found.length > limit && last ? { cursor: caseCursor(last) } : {}) };
}

async function listLate(db: Database, organisation: string | undefined, limit: number): ReturnType<Ledger['late']> {
  const found = await readLate(db.knex, organisation, limit);
  return found.flatMap(({ row, state }) =>
    Object.values(state.overdue)
      .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
      .map((clock) => ({
        row,
        duty: clock.id,
        holder: clock.holder ?? '',
        dueAt: clock.dueAt,
        ...(clock.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
      })),
  );
}
