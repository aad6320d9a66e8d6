import type BetterSqlite3 from 'better-sqlite3';
import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import type { Writing } from './ledger-store.ts';

type Numbered = NonNullable<Writing['notice']>;

/** Prepared statements of the register of numbers on SQLite. */
export function sqliteNotices(raw: BetterSqlite3.Database) {
  const insert = raw.prepare('INSERT INTO notice (series, year, number, case_id, seq) VALUES (?, ?, ?, ?, ?)');
  const last = raw.prepare<[string, number], { last: number | null }>(LAST_NOTICE_NUMBER('?', '?'));
  return {
    add: (caseId: CaseId, { series, year, number, seq }: Numbered): void => {
      insert.run(series, year, number, caseId, seq);
    },
    last: (series: string, year: number): number => last.get(series, year)?.last ?? 0,
  };
}

/** The last number of a series in a year. */
export const LAST_NOTICE_NUMBER = (series: string, year: string) =>
  `SELECT max(number) AS last FROM notice WHERE series = ${series} AND year = ${year}`;

/** PostgreSQL: registers a paper's number after the view has moved; a number that somebody else took meanwhile fails the whole commit. */
export function postgresNotice({ series, year, number, seq }: Numbered, param: (value: unknown) => string): string {
  const row = `${param(series)}::text, ${param(year)}::int, ${param(number)}::int, moved.case_id, ${param(seq)}::int`;
  return `INSERT INTO notice (series, year, number, case_id, seq) SELECT ${row} FROM moved`;
}

/** A line of the register of papers (发文登记簿). */
export interface RegisterLine {
  readonly series: string;
  readonly year: number;
  readonly number: number;
  readonly caseId: CaseId;
  readonly title: string;
  readonly stage: string;
  /** The state as JSON: what the paper says of itself. */
  readonly state: string;
  readonly recordedAt: Instant;
}

/** The register of a year in the order of its series and numbers, at most 200 lines after the one given. */
export async function readRegister(
  knex: Knex,
  year: number,
  after: { readonly series: string; readonly number: number } | undefined,
  limit: number,
): Promise<readonly RegisterLine[]> {
  const select = knex('notice as n').join('case_view as v', 'v.case_id', 'n.case_id').where('n.year', year);
  if (after)
    select.andWhere((any) =>
      any
        .where('n.series', '>', after.series)
        .orWhere((same) => same.where('n.series', after.series).andWhere('n.number', '>', after.number)),
    );
  const rows: {
    series: string;
    year: number;
    number: number;
    case_id: string;
    title: string;
    stage: string;
    state: string;
    recorded_at: string;
  }[] = await select
    .select('n.series', 'n.year', 'n.number', 'n.case_id', 'v.title', 'v.stage', 'v.state', 'v.recorded_at')
    .orderBy(['n.series', 'n.number'])
    .limit(Math.min(limit, 200));
  return rows.map(({ case_id, recorded_at, ...row }) => ({ ...row, caseId: case_id, recordedAt: recorded_at }));
}

/** Per series of a year: how many numbers there are and the last one. Equal where there is no gap. */
export async function readSeries(
  knex: Knex,
  year: number,
): Promise<readonly { readonly series: string; readonly count: number; readonly last: number }[]> {
  const rows: { series: string; count: number | string; last: number }[] = await knex('notice')
    .where({ year })
    .groupBy('series')
    .orderBy('series')
    .select('series')
    .count({ count: '*' })
    .max({ last: 'number' });
  return rows.map((row) => ({ series: row.series, count: Number(row.count), last: Number(row.last) }));
}

/** The last number given in a series of papers; 0 if there is none in that year. */
export async function readLastNumber(knex: Knex, series: string, year: number): Promise<number> {
  const row: { last?: number | null } | undefined = await knex('notice')
    .where({ series, year })
    .max({ last: 'number' })
    .first();
  return Number(row?.last ?? 0);
}
