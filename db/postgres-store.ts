import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseId, KindName } from '../src/core/case.ts';
import { postgresMove, type StoredRow, storedCase } from './case-view.ts';
import { databaseError, isTransient, isUniqueConflict } from './database-error.ts';
import { postgresDeliveries } from './delivery.ts';
import { buildDirectory, READ_REGISTERS } from './directory.ts';
import { eventOf, postgresAppend } from './event-log.ts';
import { messageOf, postgresConsume, postgresSend, UNREAD_AS_JSON } from './inbox.ts';
import type { LedgerStore, LoadedRows, Steps, Writing } from './ledger-store.ts';
import { LAST_NOTICE_NUMBER, postgresNotice } from './notice.ts';
import type { PostgresDatabase } from './open.ts';
import { FIND_UNIT, unitFacts } from './organisation.ts';
import { createLanes } from './postgres-lanes.ts';
import { REFUSED_COLUMNS, refusedValues } from './refused-input.ts';
import { postgresEntry, postgresEntryFacts } from './register-entry.ts';
import { postgresRelated } from './related-cases.ts';
import { IN_FORCE } from './rule-set.ts';
import { postgresCount, postgresTallies } from './tally.ts';
import type { WakeRow } from './wake.ts';

/** The ledger's store on PostgreSQL: a case is loaded in one round trip and written by one data-modifying statement; no transaction is held over an await. */
export function createPostgresStore(db: PostgresDatabase): LedgerStore {
  const lanes = createLanes(db.pool);
  // What only reads needs no flush to disk and does not wait behind one: 3,250 commands a second became 3,750.
  const reads = createLanes(db.pool);
  const query = <Row>(name: string, text: string, values: unknown[]): Promise<Row[]> => reads({ name, text, values });
  const pending = new Set<Promise<unknown>>();
  // A number need not be on disk before the case that bears it: that commit comes later in the log of the server, and takes the number to disk with
  // it. Its lane carries nothing else, because what a load sets holds for its whole transaction.
  const unflushed = createLanes(db.pool);
  const numbers = createNumberDesk((kind, year, count) =>
    unflushed<{ last: number }>({
      name: 'number',
      text: `INSERT INTO case_number (kind, year, last) SELECT $1::text, $2::int, $3::int FROM (SELECT set_config('synchronous_commit', 'off', true)) AS later
        ON CONFLICT (kind, year) DO UPDATE SET last = case_number.last + $3 RETURNING last`,
      values: [kind, year, count],
    }).then((rows) => rows[0]?.last ?? 0),
  );

  async function load(caseId: CaseId, more: Parameters<LedgerStore['load']>[1]): Promise<LoadedRows> {
    const [row] = await query<LoadRow>('load', LOAD, [
      caseId,
      more.commandId ?? null,
      more.opener ?? null,
      more.known?.seq ?? -1,
    ]);
    if (row === undefined) throw new Error('the load statement returns one row');
    const stored = row.seq === null ? undefined : storedCase(row as StoredRow, more.known);
    // Same seq, other hash: the database was restored behind our back; read it whole.
    if (row.seq !== null && stored === undefined) return load(caseId, { ...more, known: undefined });
    return {
      stored,
      inbox: (row.inbox ?? []).map(messageOf),
      repeat: row.repeat_seq === null ? undefined : { seq: row.repeat_seq, request: row.repeat_request ?? '' },
      openerSeq: row.opener_seq ?? undefined,
      registerVersion: row.version,
    };
  }

  async function write(writing: Writing): Promise<readonly WakeRow[] | undefined> {
    const { name, text, values } = writeStatement(writing);
    const since = writing.events.at(-1)?.recordedAt ?? '';
    try {
      const rows = await lanes<{ case_id: string | null; kind: KindName; seq: number }>({
        name,
        text,
        values,
        // The opener's row is locked first.
        locks: writing.raise?.opener ?? writing.caseId,
      });
      if (rows.length === 0) return undefined;
      return rows.flatMap((row) =>
        row.case_id === null ? [] : [{ caseId: row.case_id, kind: row.kind, seq: row.seq, since }],
      );
    } catch (error) {
      if (isUniqueConflict(error) || isTransient(error)) return undefined;
      throw error;
    }
  }

  async function run<T>(steps: () => Steps<T>): Promise<T> {
    const work = drive(steps());
    pending.add(work);
    try {
      return await work;
    } catch (error) {
      throw databaseError(error);
    } finally {
      pending.delete(work);
    }
  }

  return {
    run,
    load,
    write,
    optimistic: true,
    async opening(kind, commandId, day) {
      const [row] = await query<{
        case_id: string | null;
        id: string | null;
        calendar: string | null;
        version: number;
      }>('opening', OPENING, [kind, commandId, day]);
      const known = row !== undefined && row.id !== null && row.calendar !== null;
      return {
        caseId: row?.case_id ?? undefined,
        inForce: known ? { ruleSet: row.id ?? '', calendar: row.calendar ?? '' } : undefined,
        registerVersion: row?.version ?? 0,
      };
    },
    nextNumber: numbers,
    // Another process may take it meanwhile; a guess would be somebody else's case, and counts leave the own case out.
    numberAhead: () => 0,
    lastNoticeNumber: (series, year) =>
      query<{ last: number | null }>('notice-number', LAST_NOTICE_NUMBER('$1', '$2'), [series, year]).then(
        (rows) => rows[0]?.last ?? 0,
      ),
    ruleSetBody: (id) =>
      query<{ body: string }>('rule-set', 'SELECT body FROM rule_set WHERE id = $1', [id]).then(
        (rows) => rows[0]?.body,
      ),
    calendarBody: (id) =>
      query<{ body: string }>('calendar', 'SELECT body FROM calendar WHERE id = $1', [id]).then(
        (rows) => rows[0]?.body,
      ),
    count: (question) => postgresCount(query, question),
    unit: (id) =>
      query<Parameters<typeof unitFacts>[0]>('unit', `${FIND_UNIT}$1`, [id]).then((rows) =>
        rows[0] ? unitFacts(rows[0]) : undefined,
      ),
    entry: (question) => postgresEntryFacts(query, question),
    related: (question) => postgresRelated(query, question),
    async directory() {
      const version =
        (await query<{ version: number }>('register-version', READ_REGISTERS.version, []))[0]?.version ?? 0;
      const [persons, posts, holdings, deputies] = await Promise.all([
        query<{ id: string; mail: string | null }>('persons', READ_REGISTERS.persons, []),
        query<Parameters<typeof buildDirectory>[0]['posts'][number]>('posts', READ_REGISTERS.posts, []),
        query<Parameters<typeof buildDirectory>[0]['holdings'][number]>('holdings', READ_REGISTERS.holdings, []),
        query<Parameters<typeof buildDirectory>[0]['deputies'][number]>('deputies', READ_REGISTERS.deputies, []),
      ]);
      return buildDirectory({ version, persons, posts, holdings, deputies });
    },
    events: (caseId, after) =>
      query<{ body: Buffer; hash: Buffer }>(
        'events',
        'SELECT body, hash FROM event WHERE case_id = $1 AND seq > $2 ORDER BY seq',
        [caseId, after],
      ).then((rows) => rows.map(eventOf)),
    refuse: (row) =>
      query(
        'refuse',
        `INSERT INTO refused_input (${REFUSED_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [...refusedValues(row)],
      ).then(() => undefined),
    pause: (attempt) => sleep(Math.random() * Math.min(50, 2 * attempt)),
    async drained() {
      await Promise.allSettled([...pending]);
    },
  };
}

async function drive<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    try {
      step = steps.next(step.value instanceof Promise ? await step.value : step.value);
    } catch (error) {
      step = steps.throw(error);
    }
  }
  return step.value;
}

interface LoadRow extends Partial<Omit<StoredRow, 'seq'>> {
  seq: number | null;
  inbox: Parameters<typeof messageOf>[0][] | null;
  repeat_seq: number | null;
  repeat_request: string | null;
  opener_seq: number | null;
  version: number;
}

// $1 case, $2 command id, $3 opener, $4 seq whose state the caller has. One statement is one snapshot.
const LOAD = `SELECT v.kind, v.seq, encode(v.last_hash, 'hex') AS last_hash, v.recorded_at, v.settled_until, CASE WHEN v.seq = $4::int THEN NULL ELSE v.state END AS state,
  ${UNREAD_AS_JSON} AS inbox, r.seq AS repeat_seq, encode(r.request, 'hex') AS repeat_request,
  (SELECT seq FROM case_view WHERE case_id = $3) AS opener_seq, n.version
  FROM register_version n LEFT JOIN case_view v ON v.case_id = $1 LEFT JOIN event r ON r.case_id = $1 AND r.command_id = $2`;

const OPENING = `SELECT o.case_id, r.id, r.calendar, n.version FROM register_version n
  LEFT JOIN opening o ON o.kind = $1 AND o.command_id = $2 LEFT JOIN (${IN_FORCE('$3')}) r ON true`;

/** One statement a commit: its parts are those that the commit needs, so there are a few dozen prepared variants and each is short. */
function writeStatement(writing: Writing): {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
} {
  const values: unknown[] = [];
  const param = (value: unknown) => `$${values.push(value)}`;
  const parts = [
    postgresMove(writing, param),
    `appended AS (${postgresAppend(writing.events, writing.request, param)})`,
  ];
  const shape = [writing.oldSeq === 0 ? 'new' : 'next', writing.events.length === 1 ? 'one' : 'many'];
  const add = (name: string, sql: string) => {
    parts.push(`${name} AS (${sql})`);
    shape.push(name);
  };
  if (writing.raise) shape.push('raised');
  if (writing.registerVersion !== undefined) shape.push('addressed');
  if (writing.inboxUnread) shape.push('unread');
  if (writing.opening !== undefined)
    add(
      'opening',
      `INSERT INTO opening (kind, command_id, case_id) SELECT ${param(writing.kind)}::text, ${param(writing.opening)}::text, moved.case_id FROM moved`,
    );
  if (writing.consumed.length > 0) add('consumed', postgresConsume(writing.consumed, param));
  if (writing.messages.length > 0) add('sent', postgresSend(writing.messages, param));
  if (writing.deliveries.length > 0) add('delivered', postgresDeliveries(writing.deliveries, param));
  if (writing.tallies.length > 0) add('tallied', postgresTallies(writing.tallies, writing.events[0]?.seq ?? 0, param));
  if (writing.entry) {
    for (const [name, sql] of postgresEntry(writing.entry, param)) parts.push(`${name} AS (${sql})`);
    shape.push(...(writing.entry.unitRow ? ['entry', 'unit'] : ['entry']));
  }
  if (writing.notice) add('numbered', postgresNotice(writing.notice, param));
  if (writing.wakes.length > 0) add('woken', wakeSql(writing, param));
  const answer =
    writing.wakes.length > 0
      ? 'SELECT w.case_id, w.kind, w.seq FROM moved LEFT JOIN woken w ON true'
      : 'SELECT NULL AS case_id FROM moved';
  // PostgreSQL cuts names at 63 characters: two shapes must not become one.
  return {
    name: `write-${shape.map((part) => part.slice(0, 3)).join('-')}`,
    text: `WITH ${parts.join(', ')} ${answer}`,
    values,
  };
}

function wakeSql(writing: Writing, param: (value: unknown) => string): string {
  const since = `${param(writing.events.at(-1)?.recordedAt ?? '')}::text`;
  const cases = param(writing.wakes.map((wake) => wake.caseId));
  const kinds = param(writing.wakes.map((wake) => wake.kind));
  return `INSERT INTO wake (case_id, kind, since) SELECT k.case_id, k.kind, ${since} FROM moved, unnest(${cases}::text[], ${kinds}::text[]) AS k (case_id, kind) RETURNING case_id, kind, seq`;
}

/** Numbers from a counter row, in one statement for all callers that are waiting: the row's lock lasts until its commit is on disk. */
function createNumberDesk(take: (kind: KindName, year: number, count: number) => Promise<number>) {
  const desks = new Map<
    string,
    { waiting: { resolve: (n: number) => void; reject: (e: unknown) => void }[]; busy: boolean }
  >();
  return (kind: KindName, year: number): Promise<number> => {
    const key = `${kind} ${year}`;
    const desk = desks.get(key) ?? { waiting: [], busy: false };
    desks.set(key, desk);
    const serve = async (): Promise<void> => {
      desk.busy = true;
      while (desk.waiting.length > 0) {
        const served = desk.waiting.splice(0);
        try {
          const last = await take(kind, year, served.length);
          for (const [i, caller] of served.entries()) caller.resolve(last - served.length + 1 + i);
        } catch (error) {
          for (const caller of served) caller.reject(error);
        }
      }
      desk.busy = false;
    };
    return new Promise((resolve, reject) => {
      desk.waiting.push({ resolve, reject });
      if (!desk.busy) void serve();
    });
  };
}
