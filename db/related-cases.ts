import type BetterSqlite3 from 'better-sqlite3';
import { RELATED_KINDS, type RelatedCase, type RelatedQuestion } from '../src/core/case.ts';

interface Row {
  readonly case_id: string;
  readonly kind: RelatedCase['kind'];
}

const KINDS = RELATED_KINDS.map((kind) => `'${kind}'`).join(', ');
const columns = `SELECT case_id, kind FROM case_view WHERE kind IN (${KINDS})`;

/** Cases about a unit or of organisations, on SQLite. */
export function sqliteRelated(raw: BetterSqlite3.Database): (question: RelatedQuestion) => readonly RelatedCase[] {
  const statement = raw.prepare<[string, string, string, string, string, string, number], Row>(
    `${columns} AND opened_at >= ? AND opened_at <= ? AND case_id > ? AND case_id <> ?
     AND (unit = ? OR organisation IN (SELECT value FROM json_each(?))) ORDER BY case_id LIMIT ?`,
  );
  return ({ from, until, after, except, unit, organisations, limit }) =>
    statement.all(from, until, after, except, unit, JSON.stringify(organisations), limit).map(caseOf);
}

/** Cases about a unit or of organisations, on PostgreSQL. */
export async function postgresRelated(
  query: <Found extends object>(name: string, sql: string, values: unknown[]) => Promise<readonly Found[]>,
  { from, until, after, except, unit, organisations, limit }: RelatedQuestion,
): Promise<readonly RelatedCase[]> {
  const sql = `${columns} AND opened_at >= $1 AND opened_at <= $2 AND case_id > $3 AND case_id <> $4
     AND (unit = $5 OR organisation = ANY(ARRAY(SELECT jsonb_array_elements_text($6::jsonb)))) ORDER BY case_id LIMIT $7`;
  const rows = await query<Row>('related', sql, [
    from,
    until,
    after,
    except,
    unit,
    JSON.stringify(organisations),
    limit,
  ]);
  return rows.map(caseOf);
}

function caseOf({ case_id, kind }: Row): RelatedCase {
  return { caseId: case_id, kind };
}
