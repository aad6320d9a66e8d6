import type BetterSqlite3 from 'better-sqlite3';
import type { Knex } from 'knex';
import type { CaseId, SealedEvent } from '../src/core/case.ts';
import { storedBytes } from '../src/core/log/chain.ts';
import { packEvent, unpackEvent } from './event-bytes.ts';

/** An event as it is stored. */
export interface EventRow {
  readonly body: Buffer;
  readonly hash: Buffer;
}

/** The stored row as the event it is. */
export function eventOf(row: EventRow): SealedEvent {
  return { ...JSON.parse(unpackEvent(row.body)), hash: row.hash.toString('hex') };
}

/** Prepared access to `event` on SQLite. */
export function sqliteEventLog(raw: BetterSqlite3.Database) {
  const insert = raw.prepare(
    'INSERT INTO event (case_id, seq, command_id, request, hash, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const byCommand = raw.prepare<[string, string], { seq: number; request: Buffer | null }>(
    'SELECT seq, request FROM event WHERE case_id = ? AND command_id = ?',
  );
  const after = raw.prepare<[string, number], EventRow>(
    'SELECT body, hash FROM event WHERE case_id = ? AND seq > ? ORDER BY seq',
  );
  return {
    /** Returns the event's place among all events of the ledger, from 1 on: events are never deleted, so none is given twice. */
    append(event: SealedEvent, request: string | undefined): number {
      const { lastInsertRowid } = insert.run(
        event.caseId,
        event.seq,
        event.commandId,
        request === undefined ? null : Buffer.from(request, 'hex'),
        Buffer.from(event.hash, 'hex'),
        packEvent(storedBytes(event)),
      );
      return Number(lastInsertRowid);
    },
    repeatOf(caseId: CaseId, commandId: string) {
      const row = byCommand.get(caseId, commandId);
      return row && { seq: row.seq, request: row.request?.toString('hex') ?? '' };
    },
    after: (caseId: CaseId, seq: number): readonly SealedEvent[] => after.all(caseId, seq).map(eventOf),
  };
}

/** PostgreSQL: appends the events after the view has moved; one event as scalars, which saves the syntax of arrays. */
export function postgresAppend(
  events: readonly SealedEvent[],
  request: string | undefined,
  param: (value: unknown) => string,
): string {
  const [first] = events;
  const bytes = request === undefined ? null : Buffer.from(request, 'hex');
  if (events.length === 1 && first !== undefined) {
    const values = [
      first.caseId,
      first.seq,
      first.commandId,
      bytes,
      Buffer.from(first.hash, 'hex'),
      packEvent(storedBytes(first)),
    ].map(param);
    return `INSERT INTO event (case_id, seq, command_id, request, hash, body) SELECT ${values.map((value, i) => `${value}::${EVENT_TYPES[i]}`).join(', ')} FROM moved`;
  }
  const arrays = [
    events.map((event) => event.seq),
    events.map((event) => event.commandId),
    events.map((_, i) => (i === events.length - 1 ? bytes : null)),
    events.map((event) => Buffer.from(event.hash, 'hex')),
    events.map((event) => packEvent(storedBytes(event))),
  ].map(param);
  return `INSERT INTO event (case_id, seq, command_id, request, hash, body) SELECT moved.case_id, e.* FROM moved, unnest(${arrays[0]}::int[], ${arrays[1]}::text[], ${arrays[2]}::bytea[], ${arrays[3]}::bytea[], ${arrays[4]}::bytea[]) AS e`;
}

const EVENT_TYPES = ['text', 'int', 'text', 'bytea', 'bytea', 'bytea'];

/** Events of one case after `seq`, in order. */
export async function readEvents(knex: Knex, caseId: CaseId, after: number): Promise<readonly SealedEvent[]> {
  const rows: EventRow[] = await knex('event')
    .select('body', 'hash')
    .where('case_id', caseId)
    .andWhere('seq', '>', after)
    .orderBy('seq');
  return rows.map(eventOf);
}

/** Events of a page of cases, by case and seq. */
export async function readEventsOf(knex: Knex, caseIds: readonly CaseId[]): Promise<readonly SealedEvent[]> {
  const rows: EventRow[] = await knex('event')
    .select('body', 'hash')
    .whereIn('case_id', caseIds)
    .orderBy(['case_id', 'seq']);
  return rows.map(eventOf);
}

/** The next case ids in the log after one, in bytewise order: a loose scan, so that a page costs its cases and not their events. */
export async function readCaseIds(knex: Knex, after: CaseId, limit: number): Promise<readonly CaseId[]> {
  const rows: { case_id: string }[] = await knex('event')
    .select('case_id')
    .where('seq', 1)
    .andWhere('case_id', '>', after)
    .orderBy('case_id')
    .limit(limit);
  return rows.map((row) => row.case_id);
}
