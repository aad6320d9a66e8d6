import { countGroups, countRungs, type FigureBy, readEnded } from '../../db/case-figures.ts';
import { type ListFilter, NONE } from '../../db/case-list.ts';
import type { Database } from '../../db/open.ts';
import { addDays, addMonths, type Day, dayOf, daysBetween, startOfDay } from '../core/instant.ts';
import type { CaseIndex } from './case-index.ts';

export type { FigureBy } from '../../db/case-figures.ts';

/** A number and the filter of the list that opens exactly its cases, in the words of the interface's query string. */
export interface Figure {
  readonly count: number;
  readonly query: { readonly [name: string]: string };
}

export interface FigureGroup {
  /** `none`: the column is empty. */
  readonly key: string;
  /** Not ended now, whenever they were opened. */
  readonly open: Figure;
  readonly opened: Figure;
  readonly ended: Figure;
  /** Of those opened in the period, the ones with a lapsed duty. */
  readonly late: Figure;
  /** Share of the opened ones without a lapse, 0 … 1; undefined where none was opened. */
  readonly onTimeRate?: number;
  /** Median of calendar days from opening to end, of those that ended in the period. */
  readonly medianDays?: number;
}

export interface Figures {
  readonly total: FigureGroup;
  readonly groups: readonly FigureGroup[];
  readonly trend: readonly {
    readonly month: string;
    readonly opened: Figure;
    readonly ended: Figure;
    readonly late: Figure;
  }[];
  readonly rungs: readonly (Figure & { readonly rung: number })[];
}

/** What figures are asked for: the filter (with its query string) and the days, both included. */
export interface FigureQuery {
  readonly filter: ListFilter;
  readonly query: { readonly [name: string]: string };
  readonly from: Day;
  readonly to: Day;
  readonly by: FigureBy;
}

const WAIT_MS = 2_000;

/** Figures over a period, total, by group and by month; each number opens its cases. */
export async function readFigures(db: Database, index: CaseIndex, asked: FigureQuery): Promise<Figures> {
  await index.catchUp(WAIT_MS);
  const { filter, query, from, to, by } = asked;
  const span = { from: startOfDay(from), before: startOfDay(addDays(to, 1)) };
  const opened = { ...filter, openedFrom: span.from, openedBefore: span.before };
  const ended = { ...filter, endedFrom: span.from, endedBefore: span.before };
  const days = { from, before: addDays(to, 1) };
  const [openNow, openedBy, endedBy, openedMonths, rungs] = [
    await countGroups(db, { ...filter, ended: false }, by),
    await countGroups(db, opened, by),
    await readEnded(db, ended, by),
    await countGroups(db, opened, 'month'),
    await countRungs(db, { ...opened, kinds: ['matter'] }),
  ];
  const keys = [...new Set([...openNow, ...openedBy, ...endedBy].map((row) => row.key ?? NONE))].sort();
  const months = monthsBetween(from, to);
  const group = (key: string): FigureGroup => {
    const of = <Row extends { readonly key: string | null }>(rows: readonly Row[]) =>
      rows.filter((row) => (row.key ?? NONE) === key);
    const own = groupQuery(by, key);
    const span = by === 'month' ? monthDays(key, days) : days;
    return figuresOf(
      { ...query, ...own },
      span,
      key,
      {
        open: sum(of(openNow)),
        opened: sum(of(openedBy)),
        late: of(openedBy).reduce((all, row) => all + row.late, 0),
        ended: of(endedBy),
      },
      by === 'month' ? monthDays(key) : undefined,
    );
  };
  return {
    total: figuresOf(query, days, 'total', {
      open: sum(openNow),
      opened: sum(openedBy),
      late: openedBy.reduce((all, row) => all + row.late, 0),
      ended: endedBy,
    }),
    groups: (by === 'month' ? months : keys).map(group),
    trend: months.map((month) => {
      const own = monthDays(month, days);
      const row = openedMonths.find(({ key }) => key === month);
      return {
        month,
        opened: { count: row?.cases ?? 0, query: { ...query, ...openedIn(own) } },
        late: { count: row?.late ?? 0, query: { ...query, ...openedIn(own), late: 'true' } },
        ended: {
          count: endedBy.filter(({ endedAt }) => endedAt.startsWith(month)).length,
          query: { ...query, ...endedIn(own) },
        },
      };
    }),
    rungs: rungs.map(({ rung, cases }) => ({
      rung,
      count: cases,
      query: { ...query, kind: 'matter', rung: String(rung), ...openedIn(days) },
    })),
  };
}

interface Span {
  readonly from: Day;
  readonly before: Day;
}

const openedIn = ({ from, before }: Span) => ({ openedFrom: from, openedBefore: before });
const endedIn = ({ from, before }: Span) => ({ endedFrom: from, endedBefore: before });

/** What a group adds to the query string. Months are told by their days. */
function groupQuery(by: FigureBy, key: string): { readonly [name: string]: string } {
  switch (by) {
    case 'village':
      // Its own cases, not those of what lies below it, whatever tree the whole is of.
      return { org: key, tree: 'false' };
    case 'tier':
      return { tier: key };
    case 'measure':
      return { measure: key };
    case 'stage':
      return { stage: key };
    case 'month':
      return {};
    default:
      return by satisfies never;
  }
}

interface Counted {
  readonly open: number;
  readonly opened: number;
  readonly late: number;
  readonly ended: readonly { readonly openedAt: string; readonly endedAt: string }[];
}

function figuresOf(
  query: FigureQuery['query'],
  span: Span,
  key: string,
  { open, opened, late, ended }: Counted,
  month?: Span,
): FigureGroup {
  const days = ended.map((one) => daysBetween(dayOf(one.openedAt), dayOf(one.endedAt))).sort((a, b) => a - b);
  return {
    key,
    // Of a month: what was opened in it and has not ended.
    open: { count: open, query: { ...query, ended: 'false', ...(month ? openedIn(month) : {}) } },
    opened: { count: opened, query: { ...query, ...openedIn(span) } },
    ended: { count: ended.length, query: { ...query, ...endedIn(span) } },
    late: { count: late, query: { ...query, ...openedIn(span), late: 'true' } },
    ...(opened === 0 ? {} : { onTimeRate: (opened - late) / opened }),
    ...(days.length === 0 ? {} : { medianDays: median(days) }),
  };
}

function median(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

function sum(rows: readonly { readonly cases: number }[]): number {
  return rows.reduce((all, row) => all + row.cases, 0);
}

/** Days of a month, no wider than the period. */
function monthDays(month: string, within?: Span): Span {
  const from = `${month}-01`;
  const before = addMonths(from, 1);
  if (within === undefined) return { from, before };
  return { from: from > within.from ? from : within.from, before: before < within.before ? before : within.before };
}

function monthsBetween(from: Day, to: Day): readonly string[] {
  const months: string[] = [];
  for (let day = `${from.slice(0, 7)}-01`; day <= to; day = addMonths(day, 1)) months.push(day.slice(0, 7));
  return months;
}
