import { sqliteCaseView } from './case-view.ts';
import { databaseError } from './database-error.ts';
import { sqliteDeliveries } from './delivery.ts';
import { buildDirectory, READ_REGISTERS, type RegisterRows } from './directory.ts';
import { sqliteEventLog } from './event-log.ts';
import { sqliteInbox } from './inbox.ts';
import type { LedgerStore, Steps, Writing } from './ledger-store.ts';
import { sqliteNotices } from './notice.ts';
import type { SqliteDatabase } from './open.ts';
import { FIND_UNIT, unitFacts } from './organisation.ts';
import { REFUSED_COLUMNS, refusedValues } from './refused-input.ts';
import { sqliteEntries } from './register-entry.ts';
import { sqliteRelated } from './related-cases.ts';
import { IN_FORCE } from './rule-set.ts';
import { sqliteTallies } from './tally.ts';
import type { WakeRow } from './wake.ts';

/** Callers that came while a transaction ran share the next one and its one fsync; the event loop is not blocked for longer than this. */
const LONGEST_BATCH_MS = 20;
const MOST_JOBS_A_BATCH = 64;

interface Job {
  readonly steps: () => Steps<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** The ledger's store on SQLite: steps run synchronously on the one connection, several callers in one durable transaction, each under its own savepoint. */
export function createSqliteStore(db: SqliteDatabase): LedgerStore {
  const tables = prepareTables(db);
  const { raw } = db;
  const begin = raw.prepare('BEGIN IMMEDIATE');
  const commit = raw.prepare('COMMIT');
  const rollback = raw.prepare('ROLLBACK');
  const savepoint = raw.prepare('SAVEPOINT job');
  const release = raw.prepare('RELEASE job');
  const undo = raw.prepare('ROLLBACK TO job');
  const queue: Job[] = [];
  let draining: Promise<void> | undefined;

  function runJob(job: Job): Outcome {
    savepoint.run();
    try {
      const value = drive(job.steps());
      release.run();
      return { value };
    } catch (error) {
      // A full disk ends the whole transaction by itself; then there is nothing to go back to.
      if (!raw.inTransaction) throw error;
      undo.run();
      release.run();
      return { error: databaseError(error) };
    }
  }

  function runBatch(): void {
    const taken: Job[] = [];
    const outcomes: Outcome[] = [];
    try {
      begin.run();
      const end = performance.now() + LONGEST_BATCH_MS;
      while (taken.length < MOST_JOBS_A_BATCH && (taken.length === 0 || performance.now() < end)) {
        const job = queue.shift();
        if (job === undefined) break;
        taken.push(job);
        outcomes.push(runJob(job));
      }
      commit.run();
    } catch (error) {
      if (raw.open && raw.inTransaction) rollback.run();
      const failed = taken.length > 0 ? taken : queue.splice(0);
      for (const job of failed) job.reject(databaseError(error));
      return;
    }
    for (const [i, job] of taken.entries()) settleJob(job, outcomes[i] as Outcome);
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      // Lets every caller of this turn of the event loop board.
      await new Promise((resolve) => setImmediate(resolve));
      // Somebody's knex transaction holds the connection: wait for it in knex's own queue.
      const connection = raw.inTransaction ? await db.knex.client.acquireConnection() : undefined;
      runBatch();
      if (connection !== undefined) await db.knex.client.releaseConnection(connection);
    }
    draining = undefined;
  }

  return {
    ...tables,
    optimistic: false,
    pause: () => undefined,
    run: <T>(steps: () => Steps<T>) =>
      new Promise<T>((resolve, reject) => {
        queue.push({ steps, resolve: resolve as (value: unknown) => void, reject });
        draining ??= drain();
      }),
    async drained() {
      await draining;
    },
  };
}

function settleJob(job: Job, outcome: Outcome): void {
  if ('error' in outcome) job.reject(outcome.error);
  else job.resolve(outcome.value);
}

function drive<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next(step.value)) if (step.done) return step.value;
}

function prepareTables({ raw }: SqliteDatabase): Omit<LedgerStore, 'run' | 'pause' | 'optimistic' | 'drained'> {
  const view = sqliteCaseView(raw);
  const log = sqliteEventLog(raw);
  const inbox = sqliteInbox(raw);
  const deliveries = sqliteDeliveries(raw);
  const tallies = sqliteTallies(raw);
  const notices = sqliteNotices(raw);
  const entries = sqliteEntries(raw);
  const version = raw.prepare<[], { version: number }>(READ_REGISTERS.version);
  const opened = raw.prepare<[string, string], { case_id: string }>(
    'SELECT case_id FROM opening WHERE kind = ? AND command_id = ?',
  );
  const open = raw.prepare('INSERT INTO opening (kind, command_id, case_id) VALUES (?, ?, ?)');
  const number = raw.prepare<[string, number], { last: number }>(
    'INSERT INTO case_number (kind, year, last) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last',
  );
  const lastNumber = raw.prepare<[string, number], { last: number }>(
    'SELECT last FROM case_number WHERE kind = ? AND year = ?',
  );
  const inForce = raw.prepare<[string], { id: string; calendar: string }>(IN_FORCE('?'));
  const ruleSet = raw.prepare<[string], { body: string }>('SELECT body FROM rule_set WHERE id = ?');
  const calendar = raw.prepare<[string], { body: string }>('SELECT body FROM calendar WHERE id = ?');
  const unit = raw.prepare<[string], Parameters<typeof unitFacts>[0]>(`${FIND_UNIT}?`);
  const refuse = raw.prepare(`INSERT INTO refused_input (${REFUSED_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const wake = raw.prepare<[string, number, string, string]>(
    'INSERT INTO wake (case_id, seq, kind, since) VALUES (?, ?, ?, ?)',
  );
  const registerVersion = () => version.get()?.version ?? 0;

  function write(writing: Writing): readonly WakeRow[] | undefined {
    const since = writing.events.at(-1)?.recordedAt ?? '';
    if (writing.registerVersion !== undefined && writing.registerVersion !== registerVersion()) return undefined;
    if (writing.raise && !view.raise(writing.raise.opener, writing.raise.seq, writing.raise.until)) return undefined;
    if (!view.move(writing)) return undefined;
    let place = 0;
    for (const [i, event] of writing.events.entries())
      place = log.append(event, i === writing.events.length - 1 ? writing.request : undefined);
    if (writing.opening !== undefined) open.run(writing.kind, writing.opening, writing.caseId);
    for (const { message, seq } of writing.consumed)
      if (!inbox.consume(message, seq))
        throw new Error(`case ${writing.caseId}: a message of ${message.from} was consumed before`);
    for (const message of writing.messages) inbox.add(message);
    if (writing.entry) entries.save(writing.entry);
    if (writing.notice) notices.add(writing.caseId, writing.notice);
    for (const row of writing.deliveries) deliveries.add(row);
    for (const [nth, tally] of writing.tallies.entries()) tallies.add(tally, writing.events[0]?.seq ?? 0, nth);
    for (const { caseId, kind } of writing.wakes) wake.run(caseId, place, kind, since);
    return writing.wakes.map(({ caseId, kind }) => ({ caseId, kind, seq: place, since }));
  }

  return {
    load: (caseId, { commandId, opener, known }) => ({
      stored: view.load(caseId, known),
      inbox: inbox.unread(caseId),
      repeat: commandId === undefined ? undefined : log.repeatOf(caseId, commandId),
      openerSeq: opener === undefined ? undefined : view.seqOf(opener),
      registerVersion: registerVersion(),
    }),
    opening: (kind, commandId, day) => {
      const terms = inForce.get(day);
      return {
        caseId: opened.get(kind, commandId)?.case_id,
        inForce: terms && { ruleSet: terms.id, calendar: terms.calendar },
        registerVersion: registerVersion(),
      };
    },
    nextNumber: (kind, year) => number.get(kind, year)?.last ?? 0,
    numberAhead: (kind, year) => (lastNumber.get(kind, year)?.last ?? 0) + 1,
    lastNoticeNumber: notices.last,
    ruleSetBody: (id) => ruleSet.get(id)?.body,
    calendarBody: (id) => calendar.get(id)?.body,
    count: tallies.count,
    unit: (id) => {
      const row = unit.get(id);
      return row && unitFacts(row);
    },
    entry: entries.facts,
    related: sqliteRelated(raw),
    directory: () =>
      buildDirectory({
        version: registerVersion(),
        persons: raw.prepare<[], RegisterRows['persons'][number]>(READ_REGISTERS.persons).all(),
        posts: raw.prepare<[], RegisterRows['posts'][number]>(READ_REGISTERS.posts).all(),
        holdings: raw.prepare<[], RegisterRows['holdings'][number]>(READ_REGISTERS.holdings).all(),
        deputies: raw.prepare<[], RegisterRows['deputies'][number]>(READ_REGISTERS.deputies).all(),
      }),
    events: (caseId, after) => log.after(caseId, after),
    write,
    refuse: (row) => {
      refuse.run(...refusedValues(row));
    },
  };
}
