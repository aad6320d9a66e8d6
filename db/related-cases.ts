import type BetterSqlite3 from 'better-sqlite3';
import { RELATED_KINDS, type RelatedCase, type RelatedQuestion } from '../src/core/case.ts';

interface Row {
  readonly case_id: string;
  readonly kind: RelatedCase['kind'];
}

const KINDS = RELATED_KINDS.map((kind) => `'${kind}'`).join(', ');
const columns = `SELECT v.case_id, v.kind FROM case_view v WHERE v.kind IN (${KINDS})
  AND NOT (v.kind = 'matter' AND EXISTS (SELECT 1 FROM case_view o WHERE o.case_id = v.opener AND o.kind = 'hazard'))`;

/** Cases about a unit or of organisations, on SQLite. */
export function sqliteRelated(raw: BetterSqlite3.Database): (question: RelatedQuestion) => readonly RelatedCase[] {
  const statement = raw.prepare<[string, string, string, string, string, string, number], Row>(
    `${columns} AND v.opened_at >= ? AND v.opened_at <= ? AND v.case_id > ? AND v.case_id <> ?
     AND (v.unit = ? OR v.organisation IN (SELECT value FROM json_each(?))) ORDER BY v.case_id LIMIT ?`,
  );
  return ({ from, until, after, except, unit, organisations, limit }) =>
    statement.all(from, until, after, except, unit, JSON.stringify(organisations), limit).map(caseOf);
}

/** Cases about a unit or of organisations, on PostgreSQL. */
export async function postgresRelated(
  query: <Found extends object>(name: string, sql: string, values: unknown[]) => Promise<readonly Found[]>,
  { from, until, after, except, unit, organisations, limit }: RelatedQuestion,
): Promise<readonly RelatedCase[]> {
  const sql = `${columns} AND v.opened_at >= $1 AND v.opened_at <= $2 AND v.case_id > $3 AND v.case_id <> $4
     AND (v.unit = $5 OR v.organisation = ANY(ARRAY(SELECT jsonb_array_elements_text($6::jsonb)))) ORDER BY v.case_id LIMIT $7`;
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
