import type BetterSqlite3 from 'better-sqlite3';
import type { CaseId, CountQuestion, Tally } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

interface Row {
  subject: string;
  what: string;
  at: string;
  known: string;
  case_id: string;
}

/** The stored row as the tally it is. */
export function tallyOf(row: Row): Tally {
  return { subject: row.subject, what: row.what, at: row.at, known: row.known, caseId: row.case_id };
}

/** A case to which time or another case has something to say, and since when. */
export interface DueCase {
  readonly caseId: CaseId;
  readonly at: Instant;
}

/** The answer to a count: the facts, or the case of the subject that must be settled first because it may still record some. */
export type Counted = { readonly tallies: readonly Tally[] } | { readonly first: DueCase };

// The earliest open case of the circle that is due (papers record nothing that is counted), or that has an unread message; a case that does not exist yet is known by what its message says.
const dueOf = (among: (column: string) => string, before: string, mentions: string) =>
  `SELECT case_id, next_due AS at FROM case_view WHERE closed = CLOSED AND next_due < ${before} AND kind <> 'notice' AND (${['organisation', 'unit', 'case_id'].map(among).join(' OR ')})
  UNION ALL SELECT i.case_id, i.at FROM inbox i WHERE i.consumed_seq IS NULL AND i.at < ${before} AND (${mentions}
    OR EXISTS (SELECT 1 FROM case_view v WHERE v.case_id = i.case_id AND (${['v.organisation', 'v.unit', 'v.case_id'].map(among).join(' OR ')})))
  ORDER BY at, case_id LIMIT 1`;

/** Prepared access to `tally` on SQLite. Both ends of a question's period count. */
export function sqliteTallies(raw: BetterSqlite3.Database) {
  const insert = raw.prepare(
    'INSERT INTO tally (subject, what, at, known, case_id, seq, nth) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const find = raw.prepare<[string, string, string, string, string, string], Row>(
    'SELECT subject, what, at, known, case_id FROM tally WHERE subject = ? AND what IN (SELECT value FROM json_each(?)) AND at >= ? AND at <= ? AND case_id <> ? AND known < ? ORDER BY at, case_id, what, seq, nth',
  );
  const due = raw.prepare<[{ circle: string; before: string }], { case_id: string; at: string }>(
    dueOf(
      (column) => `${column} IN (SELECT value FROM json_each(@circle))`,
      '@before',
      'EXISTS (SELECT 1 FROM json_each(@circle) c WHERE instr(i.payload, json_quote(c.value)) > 0)',
    ).replace('CLOSED', '0'),
  );
  return {
    add: (tally: Tally, seq: number, nth: number): void => {
      insert.run(tally.subject, tally.what, tally.at, tally.known, tally.caseId, seq, nth);
    },
    count: (question: CountQuestion): Counted => {
      const first = due.get({ circle: JSON.stringify(question.circle), before: question.before });
      if (first) return { first: { caseId: first.case_id, at: first.at } };
      const { subject, what, from, until, except, before } = question;
      return { tallies: find.all(subject, JSON.stringify(what), from, until, except, before).map(tallyOf) };
    },
  };
}

// One statement is one snapshot: what is not due has been counted.
const POSTGRES_COUNT = `WITH due AS (${dueOf(
  (column) => `${column} = ANY($7::text[])`,
  '$6',
  'EXISTS (SELECT 1 FROM unnest($7::text[]) AS c (name) WHERE position(to_json(c.name)::text in i.payload) > 0)',
).replace('CLOSED', 'false')})
  SELECT true AS due, '' AS subject, '' AS what, at, '' AS known, case_id FROM due
  UNION ALL (SELECT false, subject, what, at, known, case_id FROM tally WHERE subject = $1 AND what = ANY($2::text[]) AND at >= $3 AND at <= $4 AND case_id <> $5 AND known < $6
    AND NOT EXISTS (SELECT 1 FROM due) ORDER BY at, case_id, what, seq, nth)`;

/** The same question on PostgreSQL, in one round trip. */
export async function postgresCount(
  query: (name: string, text: string, values: unknown[]) => Promise<(Row & { due: boolean })[]>,
  question: CountQuestion,
): Promise<Counted> {
  const { subject, what, from, until, except, before, circle } = question;
  const rows = await query('count', POSTGRES_COUNT, [subject, what, from, until, except, before, circle]);
  const [first] = rows;
  return first?.due ? { first: { caseId: first.case_id, at: first.at } } : { tallies: rows.map(tallyOf) };
}

/** PostgreSQL: inserts tallies after the view has moved. */
export function postgresTallies(tallies: readonly Tally[], seq: number, param: (value: unknown) => string): string {
  const arrays = [
    `${param(tallies.map((tally) => tally.subject))}::text[]`,
    `${param(tallies.map((tally) => tally.what))}::text[]`,
    `${param(tallies.map((tally) => tally.at))}::text[]`,
    `${param(tallies.map((tally) => tally.known))}::text[]`,
  ];
  return `INSERT INTO tally (subject, what, at, known, case_id, seq, nth) SELECT t.subject, t.what, t.at, t.known, moved.case_id, ${param(seq)}::int, t.nth FROM moved, unnest(${arrays.join(', ')}) WITH ORDINALITY AS t (subject, what, at, known, nth)`;
}
