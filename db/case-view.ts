import type BetterSqlite3 from 'better-sqlite3';
import type { Knex } from 'knex';
import type { CaseId, CaseState, KindName } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import type { CaseScope } from '../src/core/visibility.ts';
import { whereSeen } from './case-scope.ts';
import type { StoredCase, Writing } from './ledger-store.ts';

/** What the load of a case reads of its view; `state` is null when the caller said that it knows it. */
export interface StoredRow {
  readonly kind: KindName;
  readonly seq: number;
  readonly last_hash: string;
  readonly recorded_at: string;
  readonly settled_until: string;
  readonly state: string | null;
}

/** The stored row as a case; the caller's own copy of the state is taken if its hash is the row's. Undefined if the state is needed after all. */
export function storedCase(row: StoredRow, known: StoredCase | undefined): StoredCase | undefined {
  const state =
    row.state === null
      ? known?.lastHash === row.last_hash
        ? known.state
        : undefined
      : (JSON.parse(row.state) as CaseState);
  if (state === undefined) return undefined;
  return {
    kind: row.kind,
    seq: row.seq,
    lastHash: row.last_hash,
    recordedAt: row.recorded_at,
    settledUntil: row.settled_until,
    state,
  };
}

/** Columns that an event may move, and the members of the view that they hold. */
const NAMES = {
  stage: 'stage',
  tier: 'tier',
  title: 'title',
  unit: 'unit',
  organisation: 'organisation',
  next_due: 'nextDue',
  due_at: 'dueAt',
  overdue: 'overdue',
  closed: 'closed',
} as const;

type ViewName = keyof typeof NAMES;

const VIEW = Object.keys(NAMES) as readonly ViewName[];
/** Those that an index holds, or whose value an index depends on. */
const INDEXED: ReadonlySet<ViewName> = new Set(['unit', 'organisation', 'next_due', 'overdue', 'closed']);

/** Prepared access to `case_view` on SQLite. */
export function sqliteCaseView(raw: BetterSqlite3.Database) {
  const columns = 'kind, seq, lower(hex(last_hash)) AS last_hash, recorded_at, settled_until';
  const full = raw.prepare<[string], StoredRow>(`SELECT ${columns}, state FROM case_view WHERE case_id = ?`);
  const lean = raw.prepare<[number, string], StoredRow>(
    `SELECT ${columns}, CASE WHEN seq = ? THEN NULL ELSE state END AS state FROM case_view WHERE case_id = ?`,
  );
  const seqOf = raw.prepare<[string], { seq: number }>('SELECT seq FROM case_view WHERE case_id = ?');
  const insert = raw.prepare(
    `INSERT INTO case_view (case_id, kind, seq, last_hash, recorded_at, opener, opened_at, state, ${VIEW.join(', ')}) VALUES (${Array(
      8 + VIEW.length,
    )
      .fill('?')
      .join(', ')}) ON CONFLICT DO NOTHING`,
  );
  const updates = new Map<string, BetterSqlite3.Statement>();
  // SQLite writes the pages of every index on a column that is set, changed or not: a column that stands as it stood is left out.
  const updateOf = (columns: readonly ViewName[]): BetterSqlite3.Statement => {
    const key = columns.join();
    const known = updates.get(key);
    if (known !== undefined) return known;
    const update = raw.prepare(
      `UPDATE case_view SET seq = ?, last_hash = ?, recorded_at = ?, state = ?, ${columns.map((column) => `${column} = ?`).join(', ')} WHERE case_id = ? AND seq = ? AND settled_until <= ?`,
    );
    updates.set(key, update);
    return update;
  };
  const raise = raw.prepare('UPDATE case_view SET settled_until = max(settled_until, ?) WHERE case_id = ? AND seq = ?');
  return {
    load(caseId: CaseId, known: StoredCase | undefined): StoredCase | undefined {
      const row = known ? lean.get(known.seq, caseId) : full.get(caseId);
      if (row === undefined) return undefined;
      const whole = () => full.get(caseId) as StoredRow;
      return storedCase(row, known) ?? storedCase(whole(), undefined);
    },
    seqOf: (caseId: CaseId): number | undefined => seqOf.get(caseId)?.seq,
    /** False if the case has moved on, or may not say anything that early any more. */
    move(writing: Writing): boolean {
      const last = lastOf(writing);
      const hash = Buffer.from(last.hash, 'hex');
      const columns = VIEW.filter(
        (column) => !INDEXED.has(column) || writing.before?.[NAMES[column]] !== writing.view[NAMES[column]],
      );
      const values = (writing.oldSeq === 0 ? VIEW : columns).map((column) => {
        const value = writing.view[NAMES[column]];
        return typeof value === 'boolean' ? Number(value) : value;
      });
      const { changes } =
        writing.oldSeq === 0
          ? insert.run(
              writing.caseId,
              writing.kind,
              last.seq,
              hash,
              last.recordedAt,
              writing.view.opener,
              writing.openedAt,
              writing.state,
              ...values,
            )
          : updateOf(columns).run(
              last.seq,
              hash,
              last.recordedAt,
              writing.state,
              ...values,
              writing.caseId,
              writing.oldSeq,
              last.recordedAt,
            );
      return changes === 1;
    },
    raise: (opener: CaseId, seq: number, until: Instant): boolean => raise.run(until, opener, seq).changes === 1,
  };
}

/**
 * PostgreSQL: the statement that everything else of a commit depends on (`moved`), with all conditions of the write.
 * A concurrent writer waits here for the row; then the condition on `seq` fails and nothing is written.
 */
export function postgresMove(writing: Writing, param: (value: unknown) => string): string {
  const last = lastOf(writing);
  const caseId = `${param(writing.caseId)}::text`;
  const hash = param(Buffer.from(last.hash, 'hex'));
  const recordedAt = param(last.recordedAt);
  const head = [param(last.seq), hash, recordedAt, param(writing.state)];
  const values = VIEW.map((column) => {
    const value = writing.view[NAMES[column]];
    return `${param(value)}::${typeof value === 'boolean' ? 'boolean' : 'text'}`;
  });
  const conditions = [
    ...(writing.raise ? ['EXISTS (SELECT 1 FROM raised)'] : []),
    ...(writing.registerVersion === undefined
      ? []
      : [`(SELECT version FROM register_version) = ${param(writing.registerVersion)}::int`]),
    ...(writing.inboxUnread
      ? [`NOT EXISTS (SELECT 1 FROM inbox i WHERE i.case_id = ${caseId} AND i.consumed_seq IS NULL)`]
      : []),
  ];
  const raised = writing.raise ? `raised AS (${postgresRaise(writing.raise, param)}), ` : '';
  if (writing.oldSeq === 0) {
    const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
    const fixed = [
      caseId,
      `${param(writing.kind)}::text`,
      `${head[0]}::int`,
      `${hash}::bytea`,
      `${recordedAt}::text`,
      `${head[3]}::text`,
      `${param(writing.view.opener)}::text`,
      `${param(writing.openedAt)}::text`,
    ];
    return `${raised}moved AS (INSERT INTO case_view (case_id, kind, seq, last_hash, recorded_at, state, opener, opened_at, ${VIEW.join(', ')}) SELECT ${[...fixed, ...values].join(', ')}${where} ON CONFLICT DO NOTHING RETURNING case_id)`;
  }
  const sets = [
    `seq = ${head[0]}::int`,
    `last_hash = ${hash}::bytea`,
    `recorded_at = ${recordedAt}::text`,
    `state = ${head[3]}::text`,
    ...VIEW.map((column, i) => `${column} = ${values[i]}`),
  ];
  const where = [
    `case_id = ${caseId}`,
    `seq = ${param(writing.oldSeq)}::int`,
    `settled_until <= ${recordedAt}::text`,
    ...conditions,
  ];
  return `${raised}moved AS (UPDATE case_view SET ${sets.join(', ')} WHERE ${where.join(' AND ')} RETURNING case_id)`;
}

function postgresRaise(raise: NonNullable<Writing['raise']>, param: (value: unknown) => string): string {
  return `UPDATE case_view SET settled_until = greatest(settled_until, ${param(raise.until)}::text COLLATE "C") WHERE case_id = ${param(raise.opener)}::text AND seq = ${param(raise.seq)}::int RETURNING case_id`;
}

function lastOf(writing: Writing) {
  const last = writing.events.at(-1);
  if (last === undefined) throw new Error(`case ${writing.caseId}: nothing to write`);
  return last;
}

/** A row of the read model as lists show it. */
export interface CaseListRow {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
  readonly stage: string;
  readonly tier?: string;
  readonly title: string;
  readonly unit?: string;
  readonly organisation?: string;
  readonly opener?: CaseId;
  /** Entries: the register they belong to. */
  readonly register?: string;
  readonly openedAt: Instant;
  readonly nextDue?: Instant;
  readonly dueAt?: Instant;
  readonly overdue: boolean;
  readonly closed: boolean;
}

interface ListRow {
  case_id: string;
  kind: KindName;
  seq: number;
  stage: string;
  tier: string | null;
  title: string;
  unit: string | null;
  organisation: string | null;
  opener: string | null;
  register: string | null;
  opened_at: string;
  next_due: string | null;
  due_at: string | null;
  overdue: boolean | number;
  closed: boolean | number;
}

const LIST_COLUMNS = [
  'case_id',
  'kind',
  'seq',
  'stage',
  'tier',
  'title',
  'unit',
  'organisation',
  'opener',
  'opened_at',
  'next_due',
  'due_at',
  'overdue',
  'closed',
];

/** What a row of a list is made of. */
function listColumns(knex: Knex): readonly (string | Knex.Raw)[] {
  return [
    ...LIST_COLUMNS,
    knex.raw(
      "(SELECT e.register FROM register_entry e WHERE e.case_id = case_view.case_id AND case_view.kind = 'record') AS register",
    ),
  ];
}

function listRow(row: ListRow): CaseListRow {
  return {
    caseId: row.case_id,
    kind: row.kind,
    seq: row.seq,
    stage: row.stage,
    ...(row.tier === null ? {} : { tier: row.tier }),
    title: row.title,
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...(row.organisation === null ? {} : { organisation: row.organisation }),
    ...(row.opener === null ? {} : { opener: row.opener }),
    ...(row.register === null ? {} : { register: row.register }),
    openedAt: row.opened_at,
    ...(row.next_due === null ? {} : { nextDue: row.next_due }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    overdue: Boolean(row.overdue),
    closed: Boolean(row.closed),
  };
}

/** Filters of a list; all that are given must hold. */
export interface CaseFilter {
  readonly kind?: KindName;
  readonly tier?: string;
  readonly stage?: string;
  readonly organisation?: string;
  readonly unit?: string;
  readonly opener?: CaseId;
  readonly overdue?: boolean;
  readonly closed?: boolean;
  readonly dueBefore?: Instant;
  readonly q?: string;
  /** Only what somebody may see. */
  readonly within?: CaseScope;
}

/** A page of cases, the newest first, after a place in that order. */
export async function readCases(
  knex: Knex,
  filter: CaseFilter,
  after: { readonly openedAt: Instant; readonly caseId: CaseId } | undefined,
  limit: number,
): Promise<readonly CaseListRow[]> {
  const select = knex('case_view')
    .select(listColumns(knex))
    .orderBy([
      { column: 'opened_at', order: 'desc' },
      { column: 'case_id', order: 'desc' },
    ])
    .limit(limit);
  for (const column of ['kind', 'tier', 'stage', 'organisation', 'unit', 'opener'] as const) {
    const value = filter[column];
    if (value !== undefined) select.where(column, value);
  }
  if (filter.within !== undefined) whereSeen(knex, select, filter.within);
  // Written as the partial indices have them, so that they are used.
  if (filter.overdue !== undefined) select.whereRaw(`overdue = ${flag(knex, filter.overdue)}`);
  if (filter.closed !== undefined) select.whereRaw(`closed = ${flag(knex, filter.closed)}`);
  if (filter.dueBefore !== undefined) select.where('due_at', '<', filter.dueBefore);
  if (filter.q !== undefined) {
    const pattern = `%${filter.q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    select.where((any) => {
      for (const column of ['case_id', 'title', 'unit'])
        any.orWhereRaw(`lower(${column}) LIKE ? ESCAPE '\\'`, [pattern]);
    });
  }
  if (after)
    select.where((any) =>
      any
        .where('opened_at', '<', after.openedAt)
        .orWhere((same) => same.where('opened_at', after.openedAt).andWhere('case_id', '<', after.caseId)),
    );
  return (await select).map(listRow);
}

/** One row of the read model. */
export async function readCase(knex: Knex, caseId: CaseId): Promise<CaseListRow | undefined> {
  const row: ListRow | undefined = await knex('case_view').select(listColumns(knex)).where('case_id', caseId).first();
  return row && listRow(row);
}

/** Rows of the read model with their states, in the order asked for; a case that is not there is left out. */
export async function readCasesWithStates(
  knex: Knex,
  caseIds: readonly CaseId[],
): Promise<readonly { readonly row: CaseListRow; readonly state: CaseState }[]> {
  const rows: (ListRow & { state: string })[] = await knex('case_view')
    .select([...listColumns(knex), 'state'])
    .whereIn('case_id', [...caseIds]);
  const found = new Map(rows.map((row) => [row.case_id, row]));
  return caseIds.flatMap((caseId) => {
    const row = found.get(caseId);
    return row === undefined ? [] : [{ row: listRow(row), state: JSON.parse(row.state) }];
  });
}

/** Cases with a lapsed and unmet duty, the longest overdue first, with their states. */
export async function readLate(
  knex: Knex,
  organisation: string | undefined,
  limit: number,
): Promise<readonly { readonly row: CaseListRow; readonly state: CaseState }[]> {
  const select = knex('case_view')
    .select([...listColumns(knex), 'state'])
    .whereRaw(`overdue = ${flag(knex, true)}`)
    .orderBy(['due_at', 'case_id'])
    .limit(limit);
  if (organisation !== undefined) select.where('organisation', organisation);
  const rows: (ListRow & { state: string })[] = await select;
  return rows.map((row) => ({ row: listRow(row), state: JSON.parse(row.state) }));
}

/** The state that the read model holds. */
export async function readState(knex: Knex, caseId: CaseId): Promise<CaseState | undefined> {
  const row: { state: string } | undefined = await knex('case_view').select('state').where('case_id', caseId).first();
  return row && JSON.parse(row.state);
}

/** Open cases whose next clock was due before an instant, the longest due first. */
export async function readForgotten(
  knex: Knex,
  before: Instant,
  limit: number,
): Promise<readonly { readonly caseId: CaseId; readonly kind: KindName }[]> {
  const rows: { case_id: string; kind: KindName }[] = await knex('case_view')
    .select('case_id', 'kind')
    .whereRaw(`closed = ${flag(knex, false)}`)
    .andWhere('next_due', '<', before)
    .orderBy('next_due')
    .limit(limit);
  return rows.map((row) => ({ caseId: row.case_id, kind: row.kind }));
}

/** Open cases in bytewise order of their ids. */
export async function readOpen(
  knex: Knex,
  after: CaseId | undefined,
  limit: number,
): Promise<readonly { readonly caseId: CaseId; readonly kind: KindName; readonly seq: number }[]> {
  const rows: { case_id: string; kind: KindName; seq: number }[] = await knex('case_view')
    .select('case_id', 'kind', 'seq')
    .whereRaw(`closed = ${flag(knex, false)}`)
    .andWhere('case_id', '>', after ?? '')
    .orderBy('case_id')
    .limit(limit);
  return rows.map((row) => ({ caseId: row.case_id, kind: row.kind, seq: row.seq }));
}

/** A literal, because partial indices are not considered for a parameter. */
function flag(knex: Knex, value: boolean): string {
  return knex.client.config.client === 'pg' ? String(value) : String(Number(value));
}
