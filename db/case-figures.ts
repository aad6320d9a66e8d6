import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';
import { type ListFilter, narrowed } from './case-list.ts';
import type { Database } from './open.ts';

/** What figures are given by: a column of the list, or the month in which a case was opened or ended. */
export type FigureBy = 'village' | 'tier' | 'measure' | 'stage' | 'month';

/** The expression of a grouping over cases that were opened, or that ended. */
function keyOf(
  { dialect, knex }: Pick<Database, 'dialect' | 'knex'>,
  by: FigureBy,
  when: 'opened_at' | 'ended_at',
): Knex.Raw {
  const columns: { readonly [By in FigureBy]: string } = {
    village: 'case_view.organisation',
    tier: 'case_view.tier',
    measure: dialect === 'postgres' ? 'case_view.measure::text' : 'CAST(case_view.measure AS text)',
    stage: 'case_view.stage',
    month: `substr(case_view.${when}, 1, 7)`,
  };
  return knex.raw(columns[by]);
}

/** Cases of one group; `key` is null where the column is empty. */
export interface GroupCount {
  readonly key: string | null;
  readonly cases: number;
  /** Those of which some duty has lapsed. */
  readonly late: number;
}

/** How many cases a filter lets through, group by group. */
export async function countGroups(
  db: Pick<Database, 'dialect' | 'knex'>,
  filter: ListFilter,
  by: FigureBy,
): Promise<readonly GroupCount[]> {
  const key = keyOf(db, by, 'opened_at');
  const lateness = db.dialect === 'postgres' ? 'CASE WHEN case_view.late THEN 1 ELSE 0 END' : 'case_view.late';
  const rows: { key: string | null; cases: number | string; late: number | string | null }[] = await narrowed(
    db,
    filter,
  )
    .select({ key, cases: db.knex.raw('count(*)'), late: db.knex.raw(`sum(${lateness})`) })
    .groupByRaw(key.toQuery());
  return rows.map((row) => ({ key: row.key, cases: Number(row.cases), late: Number(row.late ?? 0) }));
}

/** When each case that ended was opened and ended, with its group. */
export async function readEnded(
  db: Pick<Database, 'dialect' | 'knex'>,
  filter: ListFilter,
  by: FigureBy,
): Promise<readonly { readonly key: string | null; readonly openedAt: Instant; readonly endedAt: Instant }[]> {
  const rows: { key: string | null; opened_at: Instant; ended_at: Instant }[] = await narrowed(db, {
    ...filter,
    ended: true,
  }).select({ key: keyOf(db, by, 'ended_at'), opened_at: 'case_view.opened_at', ended_at: 'case_view.ended_at' });
  return rows.map(({ key, opened_at, ended_at }) => ({ key, openedAt: opened_at, endedAt: ended_at }));
}

/** Matters by the highest rung of their ladder that was taken. */
export async function countRungs(
  db: Pick<Database, 'dialect' | 'knex'>,
  filter: ListFilter,
): Promise<readonly { readonly rung: number; readonly cases: number }[]> {
  const rows: { rung: number; cases: number | string }[] = await narrowed(db, { ...filter, kinds: ['matter'] })
    .whereNotNull('case_view.rung')
    .groupBy('case_view.rung')
    .orderBy('case_view.rung')
    .select({ rung: 'case_view.rung', cases: db.knex.raw('count(*)') });
  return rows.map((row) => ({ rung: row.rung, cases: Number(row.cases) }));
}
