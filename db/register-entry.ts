import type BetterSqlite3 from 'better-sqlite3';
import type { CaseId, EntryFacts, EntryName, EntryQuestion } from '../src/core/case.ts';
import type { Day, Instant } from '../src/core/instant.ts';

/** An entry of a register as the read side holds it. */
export interface EntryRow {
  readonly caseId: CaseId;
  readonly register: string;
  readonly key: string | null;
  readonly title: string;
  readonly organisation: string | null;
  readonly unit: string | null;
  readonly inForce: boolean;
  readonly validFrom: Day | null;
  readonly validTo: Day | null;
  readonly enteredAt: Instant;
  readonly changedAt: Instant;
  /** Lower-case words in which a search looks. */
  readonly search: string;
  /** Field and value: what it names and chooses. */
  readonly values: readonly (readonly [field: string, value: string])[];
  /** Field and value: unique among entries in force. */
  readonly claims: readonly (readonly [field: string, value: string])[];
  /** Entries of the register of units are what the rest of the ledger knows of a unit. */
  readonly unitRow: UnitRow | undefined;
}

/** A unit as the register of units describes it. */
export interface UnitRow {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly supervisor: string | null;
  readonly industry: string | null;
  readonly size: string | null;
  readonly grade: string | null;
}

/** Columns of `register_entry`, in the order of `entryValues`. */
export const ENTRY_COLUMNS = [
  'case_id',
  'register',
  'key',
  'title',
  'organisation',
  'unit',
  'in_force',
  'valid_from',
  'valid_to',
  'entered_at',
  'changed_at',
  'search',
] as const;

/** The cells of an entry, in the order of `ENTRY_COLUMNS`. */
export function entryValues(row: EntryRow, flag: (value: boolean) => unknown): unknown[] {
  const { caseId, register, key, title, organisation, unit, inForce, validFrom, validTo } = row;
  return [
    caseId,
    register,
    key,
    title,
    organisation,
    unit,
    flag(inForce),
    validFrom,
    validTo,
    row.enteredAt,
    row.changedAt,
    row.search,
  ];
}

const SETS = ENTRY_COLUMNS.slice(1)
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');
const UNIT_SETS = ['supervisor', 'industry', 'size', 'grade'].map((column) => `${column} = excluded.${column}`).join();

/** Prepared access to the entries of registers on SQLite. */
export function sqliteEntries(raw: BetterSqlite3.Database) {
  const save = raw.prepare(
    `INSERT INTO register_entry (${ENTRY_COLUMNS.join(', ')}) VALUES (${ENTRY_COLUMNS.map(() => '?').join(', ')}) ON CONFLICT (case_id) DO UPDATE SET ${SETS}`,
  );
  const dropValues = raw.prepare('DELETE FROM register_value WHERE case_id = ?');
  const addValue = raw.prepare(
    'INSERT INTO register_value (register, field, value, case_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const dropClaims = raw.prepare('DELETE FROM register_claim WHERE case_id = ?');
  const addClaim = raw.prepare('INSERT INTO register_claim (register, field, value, case_id) VALUES (?, ?, ?, ?)');
  const saveOrganisation = raw.prepare(
    "INSERT INTO organisation (id, name, kind, parent) VALUES (?, ?, 'unit', ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent WHERE organisation.kind = 'unit'",
  );
  const saveUnit = raw.prepare(
    `INSERT INTO unit (id, supervisor, industry, size, grade) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET ${UNIT_SETS}`,
  );
  const unknown = raw.prepare<[string], { nth: number }>(unknownSql(SQLITE_ASKED, '1'));
  const taken = raw.prepare<[string, string, string], { field: string; case_id: string }>(
    // CROSS JOIN: the few values asked for are looked up, not the whole register compared with them.
    'SELECT c.field, c.case_id FROM json_each(?) a CROSS JOIN register_claim c ON c.field = a.key AND c.value = a.value WHERE c.register = ? AND c.case_id <> ?',
  );
  const kinds = raw.prepare<[string], { id: string; kind: string }>(
    'SELECT id, kind FROM organisation WHERE id IN (SELECT value FROM json_each(?))',
  );
  const entries = raw.prepare<[string], { id: string; case_id: string }>(entriesSql(SQLITE_ASKED, '1'));
  return {
    save(row: EntryRow): void {
      save.run(...entryValues(row, Number));
      dropValues.run(row.caseId);
      for (const [field, value] of row.values) addValue.run(row.register, field, value, row.caseId);
      dropClaims.run(row.caseId);
      for (const [field, value] of row.claims) addClaim.run(row.register, field, value, row.caseId);
      const { unitRow } = row;
      if (unitRow === undefined) return;
      saveOrganisation.run(unitRow.id, unitRow.name, unitRow.parent);
      saveUnit.run(unitRow.id, unitRow.supervisor, unitRow.industry, unitRow.size, unitRow.grade);
    },
    facts(question: EntryQuestion): EntryFacts {
      const { names, register, unique, self } = question;
      return factsOf(
        question,
        names.length === 0 ? [] : unknown.all(askedJson(names)),
        taken.all(JSON.stringify(unique), register, self),
        kinds.all(JSON.stringify(organisationsIn(names))),
        names.length === 0 ? [] : entries.all(askedJson(names)),
      );
    },
  };
}

type Query = <Row>(name: string, text: string, values: unknown[]) => Promise<Row[]>;

/** PostgreSQL: the same look-ups. */
export async function postgresEntryFacts(query: Query, question: EntryQuestion): Promise<EntryFacts> {
  const { names, register, unique, self } = question;
  const [missing, taken, kinds, entries] = await Promise.all([
    names.length === 0
      ? []
      : query<{ nth: number }>('entry-names', unknownSql(POSTGRES_ASKED, 'true'), [askedJson(names)]),
    query<{ field: string; case_id: string }>(
      'entry-claims',
      'SELECT c.field, c.case_id FROM json_each_text($1::json) a JOIN register_claim c ON c.field = a.key AND c.value = a.value WHERE c.register = $2 AND c.case_id <> $3',
      [JSON.stringify(unique), register, self],
    ),
    query<{ id: string; kind: string }>('entry-kinds', 'SELECT id, kind FROM organisation WHERE id = ANY($1::text[])', [
      organisationsIn(names),
    ]),
    names.length === 0
      ? []
      : query<{ id: string; case_id: string }>('entry-cases', entriesSql(POSTGRES_ASKED, 'true'), [askedJson(names)]),
  ]);
  return factsOf(question, missing, taken, kinds, entries);
}

/** PostgreSQL: writes an entry after the view has moved; a unique value that somebody else took meanwhile fails the whole commit. */
export function postgresEntry(
  row: EntryRow,
  param: (value: unknown) => string,
): readonly (readonly [name: string, sql: string])[] {
  const cells = entryValues(row, (value) => value).map(
    (value, i) => `${param(value)}::${ENTRY_COLUMNS[i] === 'in_force' ? 'boolean' : 'text'}`,
  );
  const pairs = (list: EntryRow['values']) =>
    `unnest(${param(list.map(([field]) => field))}::text[], ${param(list.map(([, value]) => value))}::text[]) AS a (field, value)`;
  const register = `${param(row.register)}::text`;
  const stale = (table: string, list: EntryRow['values']) =>
    `DELETE FROM ${table} v USING moved WHERE v.case_id = moved.case_id AND NOT EXISTS (SELECT 1 FROM ${pairs(list)} WHERE a.field = v.field AND a.value = v.value)`;
  const parts: [string, string][] = [
    [
      'entered',
      `INSERT INTO register_entry (${ENTRY_COLUMNS.join(', ')}) SELECT ${cells.join(', ')} FROM moved ON CONFLICT (case_id) DO UPDATE SET ${SETS}`,
    ],
    ['values_gone', stale('register_value', row.values)],
    [
      'values_set',
      `INSERT INTO register_value (register, field, value, case_id) SELECT DISTINCT ${register}, a.field, a.value, moved.case_id FROM moved, ${pairs(row.values)} ON CONFLICT DO NOTHING`,
    ],
    ['claims_gone', stale('register_claim', row.claims)],
    [
      'claims_set',
      `INSERT INTO register_claim (register, field, value, case_id) SELECT ${register}, a.field, a.value, moved.case_id FROM moved, ${pairs(row.claims)} WHERE NOT EXISTS (SELECT 1 FROM register_claim c WHERE c.case_id = moved.case_id AND c.field = a.field AND c.value = a.value)`,
    ],
  ];
  const { unitRow } = row;
  if (unitRow !== undefined) {
    const text = (value: string | null) => `${param(value)}::text`;
    const id = text(unitRow.id);
    parts.push(
      [
        'unit_named',
        `INSERT INTO organisation (id, name, kind, parent) SELECT ${id}, ${text(unitRow.name)}, 'unit', ${text(unitRow.parent)} FROM moved ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent = excluded.parent WHERE organisation.kind = 'unit'`,
      ],
      [
        'unit_set',
        `INSERT INTO unit (id, supervisor, industry, size, grade) SELECT ${id}, ${text(unitRow.supervisor)}, ${text(unitRow.industry)}, ${text(unitRow.size)}, ${text(unitRow.grade)} FROM moved ON CONFLICT (id) DO UPDATE SET ${UNIT_SETS}`,
      ],
    );
  }
  return parts;
}

/** The stored row. */
export interface StoredEntry {
  readonly case_id: string;
  readonly register: string;
  readonly key: string | null;
  readonly title: string;
  readonly organisation: string | null;
  readonly unit: string | null;
  readonly in_force: boolean | number;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly entered_at: string;
  readonly changed_at: string;
  readonly search: string;
}

/** The stored row as lists show it. */
export function entryOf(row: StoredEntry): Omit<EntryRow, 'unitRow' | 'values' | 'claims' | 'search'> {
  return {
    caseId: row.case_id,
    register: row.register,
    key: row.key,
    title: row.title,
    organisation: row.organisation,
    unit: row.unit,
    inForce: Boolean(row.in_force),
    validFrom: row.valid_from,
    validTo: row.valid_to,
    enteredAt: row.entered_at,
    changedAt: row.changed_at,
  };
}

// What an entry names, a row each: its place in the list, type, id, register, and of a post its name and organisation.
const SQLITE_ASKED = `SELECT key AS nth, json_extract(value, '$.type') AS type, json_extract(value, '$.id') AS id, json_extract(value, '$.register') AS register, json_extract(value, '$.post') AS post, json_extract(value, '$.place') AS place FROM json_each(?)`;
const POSTGRES_ASKED =
  'SELECT * FROM json_to_recordset($1::json) AS r (nth int, type text, id text, register text, post text, place text)';

const unknownSql = (asked: string, inForce: string) => `SELECT a.nth FROM (${asked}) a WHERE CASE a.type
  WHEN 'organisation' THEN NOT EXISTS (SELECT 1 FROM organisation o WHERE o.id = a.id)
  WHEN 'unit' THEN NOT EXISTS (SELECT 1 FROM unit u WHERE u.id = a.id)
  WHEN 'person' THEN NOT EXISTS (SELECT 1 FROM person p WHERE p.id = a.id)
  WHEN 'post' THEN NOT EXISTS (SELECT 1 FROM post p WHERE p.name = a.post AND (a.place IS NULL OR p.organisation = a.place))
  WHEN 'case' THEN NOT EXISTS (SELECT 1 FROM case_view v WHERE v.case_id = a.id)
  WHEN 'entry' THEN NOT EXISTS (SELECT 1 FROM register_entry e WHERE e.register = a.register AND e.in_force = ${inForce} AND (e.key = a.id OR (e.key IS NULL AND e.case_id = a.id)))
  WHEN 'blob' THEN NOT EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = a.id)
  ELSE 1 = 1 END`;

const entriesSql = (asked: string, inForce: string) => `SELECT a.id, e.case_id FROM (${asked}) a
  JOIN register_entry e ON e.register = CASE a.type WHEN 'unit' THEN 'unit' ELSE a.register END AND e.in_force = ${inForce}
    AND (e.key = a.id OR (e.key IS NULL AND e.case_id = a.id))
  WHERE a.type IN ('unit', 'entry')`;

function askedJson(names: readonly EntryName[]): string {
  return JSON.stringify(
    names.map(({ type, id, register }, nth) => {
      const [post, place] = type === 'post' ? id.split('@') : [];
      return { nth, type, id, register, post, place };
    }),
  );
}

function organisationsIn(names: readonly EntryName[]): readonly string[] {
  return names.flatMap(({ type, id }) => (type === 'organisation' ? [id] : []));
}

function factsOf(
  { names }: EntryQuestion,
  missing: readonly { readonly nth: number }[],
  taken: readonly { readonly field: string; readonly case_id: string }[],
  kinds: readonly { readonly id: string; readonly kind: string }[],
  entries: readonly { readonly id: string; readonly case_id: string }[],
): EntryFacts {
  return {
    unknown: missing.flatMap(({ nth }) => names[nth] ?? []),
    taken: Object.fromEntries(taken.map(({ field, case_id }) => [field, case_id])),
    kinds: Object.fromEntries(kinds.map(({ id, kind }) => [id, kind])),
    entries: Object.fromEntries(entries.map(({ id, case_id }) => [id, case_id])),
  };
}
