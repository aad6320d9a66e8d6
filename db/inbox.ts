import type BetterSqlite3 from 'better-sqlite3';
import type { CaseId, KindName, Message } from '../src/core/case.ts';

interface Row {
  case_id: string;
  from_case: string;
  from_seq: number;
  nth: number;
  kind: KindName;
  type: string;
  payload: string;
  at: string;
}

const COLUMNS = 'case_id, from_case, from_seq, nth, kind, type, payload, at';

/** PostgreSQL: the unread messages of case `$1` as one JSON value (null for none), for the load statement. */
export const UNREAD_AS_JSON = `(SELECT json_agg(json_build_object('case_id', case_id, 'from_case', from_case, 'from_seq', from_seq, 'nth', nth, 'kind', kind, 'type', type, 'payload', payload, 'at', at)) FROM inbox WHERE case_id = $1 AND consumed_seq IS NULL)`;

/** The stored row as the message it is. */
export function messageOf(row: Row): Message {
  return {
    to: row.case_id,
    kind: row.kind,
    type: row.type,
    payload: JSON.parse(row.payload),
    from: row.from_case,
    fromSeq: row.from_seq,
    nth: row.nth,
    at: row.at,
  };
}

/** Prepared access to `inbox` on SQLite. */
export function sqliteInbox(raw: BetterSqlite3.Database) {
  const insert = raw.prepare(`INSERT INTO inbox (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const unread = raw.prepare<[string], Row>(`SELECT ${COLUMNS} FROM inbox WHERE case_id = ? AND consumed_seq IS NULL`);
  const consume = raw.prepare(
    'UPDATE inbox SET consumed_seq = ? WHERE case_id = ? AND from_case = ? AND from_seq = ? AND nth = ? AND consumed_seq IS NULL',
  );
  return {
    unread: (caseId: CaseId): readonly Message[] => unread.all(caseId).map(messageOf),
    add: (message: Message): void => {
      insert.run(
        message.to,
        message.from,
        message.fromSeq,
        message.nth,
        message.kind,
        message.type,
        JSON.stringify(message.payload),
        message.at,
      );
    },
    /** False if it was consumed before. */
    consume: (message: Message, seq: number): boolean =>
      consume.run(seq, message.to, message.from, message.fromSeq, message.nth).changes === 1,
  };
}

/** PostgreSQL: puts messages into other cases' inboxes after the view has moved. */
export function postgresSend(messages: readonly Message[], param: (value: unknown) => string): string {
  const arrays = [
    `${param(messages.map((message) => message.to))}::text[]`,
    `${param(messages.map((message) => message.fromSeq))}::int[]`,
    `${param(messages.map((message) => message.nth))}::int[]`,
    `${param(messages.map((message) => message.kind))}::text[]`,
    `${param(messages.map((message) => message.type))}::text[]`,
    `${param(messages.map((message) => JSON.stringify(message.payload)))}::text[]`,
    `${param(messages.map((message) => message.at))}::text[]`,
  ];
  return `INSERT INTO inbox (case_id, from_case, from_seq, nth, kind, type, payload, at) SELECT m.receiver, moved.case_id, m.from_seq, m.nth, m.kind, m.type, m.payload, m.at FROM moved, unnest(${arrays.join(', ')}) AS m (receiver, from_seq, nth, kind, type, payload, at)`;
}

/** PostgreSQL: marks messages as consumed by the events with these seqs. */
export function postgresConsume(
  consumed: readonly { readonly message: Message; readonly seq: number }[],
  param: (value: unknown) => string,
): string {
  const arrays = [
    `${param(consumed.map((one) => one.message.from))}::text[]`,
    `${param(consumed.map((one) => one.message.fromSeq))}::int[]`,
    `${param(consumed.map((one) => one.message.nth))}::int[]`,
    `${param(consumed.map((one) => one.seq))}::int[]`,
  ];
  return `UPDATE inbox i SET consumed_seq = c.seq FROM moved, unnest(${arrays.join(', ')}) AS c (from_case, from_seq, nth, seq) WHERE i.case_id = moved.case_id AND i.from_case = c.from_case AND i.from_seq = c.from_seq AND i.nth = c.nth`;
}
