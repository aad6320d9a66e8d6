import type BetterSqlite3 from 'better-sqlite3';
import type { RelatedCase, RelatedQuestion } from '../src/core/case.ts';

interface Row {
  readonly case_id: string;
  readonly kind: RelatedCase['kind'];
}

/** Matters of a hazard are not looked for: it hands on to them what it is told. */
const NOT_OF_HAZARDS =
  "NOT (v.kind = 'matter' AND EXISTS (SELECT 1 FROM case_view o WHERE o.case_id = v.opener AND o.kind = 'hazard'))";

const SQLITE = `SELECT v.case_id, v.kind FROM case_view v
  WHERE v.kind IN (SELECT value FROM json_each(?)) AND ${NOT_OF_HAZARDS}
  AND v.opened_at >= ? AND v.opened_at <= ? AND v.case_id > ? AND v.case_id <> ?
  AND (v.unit = ? OR v.organisation IN (SELECT value FROM json_each(?))) ORDER BY v.case_id LIMIT ?`;

const POSTGRES = `SELECT v.case_id, v.kind FROM case_view v
  WHERE v.kind = ANY(ARRAY(SELECT jsonb_array_elements_text($1::jsonb))) AND ${NOT_OF_HAZARDS}
  AND v.opened_at >= $2 AND v.opened_at <= $3 AND v.case_id > $4 AND v.case_id <> $5
  AND (v.unit = $6 OR v.organisation = ANY(ARRAY(SELECT jsonb_array_elements_text($7::jsonb)))) ORDER BY v.case_id LIMIT $8`;

/** Cases about a unit or of organisations, on SQLite. */
export function sqliteRelated(raw: BetterSqlite3.Database): (question: RelatedQuestion) => readonly RelatedCase[] {
  const statement = raw.prepare<ReturnType<typeof valuesOf>, Row>(SQLITE);
  return (question) => statement.all(...valuesOf(question)).map(caseOf);
}

/** Cases about a unit or of organisations, on PostgreSQL. */
export async function postgresRelated(
  query: <Found extends object>(name: string, sql: string, values: unknown[]) => Promise<readonly Found[]>,
  question: RelatedQuestion,
): Promise<readonly RelatedCase[]> {
  return (await query<Row>('related', POSTGRES, [...valuesOf(question)])).map(caseOf);
}

function valuesOf({ kinds, from, until, after, except, unit, organisations, limit }: RelatedQuestion) {
  const values: [string, string, string, string, string, string, string, number] = [
    JSON.stringify(kinds),
    from,
    until,
    after,
    except,
    unit,
    JSON.stringify(organisations),
    limit,
  ];
  return values;
}

function caseOf({ case_id, kind }: Row): RelatedCase {
  return { caseId: case_id, kind };
}
