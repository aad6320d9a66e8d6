import type BetterSqlite3 from 'better-sqlite3';
import type { Question, Tally } from '../src/core/case.ts';

type TallyQuestion = Extract<Question, { ask: 'tally' }>;

interface Row {
  subject: string;
  what: string;
  at: string;
  case_id: string;
}

/** The stored row as the tally it is. */
export function tallyOf(row: Row): Tally {
  return { subject: row.subject, what: row.what, at: row.at, caseId: row.case_id };
}

/** Prepared access to `tally` on SQLite. Both ends of a question's period count. */
export function sqliteTallies(raw: BetterSqlite3.Database) {
  const insert = raw.prepare('INSERT INTO tally (subject, what, at, case_id, seq, nth) VALUES (?, ?, ?, ?, ?, ?)');
  const find = raw.prepare<[string, string, string, string, string], Row>(
    'SELECT subject, what, at, case_id FROM tally WHERE subject = ? AND what IN (SELECT value FROM json_each(?)) AND at >= ? AND at <= ? AND case_id <> ? ORDER BY at, case_id, what, seq, nth',
  );
  return {
    add: (tally: Tally, seq: number, nth: number): void => {
      insert.run(tally.subject, tally.what, tally.at, tally.caseId, seq, nth);
    },
    find: (question: TallyQuestion): readonly Tally[] =>
      find
        .all(question.subject, JSON.stringify(question.what), question.from, question.until, question.except)
        .map(tallyOf),
  };
}

/** The same question on PostgreSQL: subject, what[], from, until, except. */
export const POSTGRES_FIND_TALLIES =
  'SELECT subject, what, at, case_id FROM tally WHERE subject = $1 AND what = ANY($2::text[]) AND at >= $3 AND at <= $4 AND case_id <> $5 ORDER BY at, case_id, what, seq, nth';

/** PostgreSQL: inserts tallies after the view has moved. */
export function postgresTallies(tallies: readonly Tally[], seq: number, param: (value: unknown) => string): string {
  const arrays = [
    `${param(tallies.map((tally) => tally.subject))}::text[]`,
    `${param(tallies.map((tally) => tally.what))}::text[]`,
    `${param(tallies.map((tally) => tally.at))}::text[]`,
  ];
  return `INSERT INTO tally (subject, what, at, case_id, seq, nth) SELECT t.subject, t.what, t.at, moved.case_id, ${param(seq)}::int, t.nth FROM moved, unnest(${arrays.join(', ')}) WITH ORDINALITY AS t (subject, what, at, nth)`;
}
