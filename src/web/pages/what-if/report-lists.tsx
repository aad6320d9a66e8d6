import { useInfiniteQuery } from '@tanstack/react-query';
import type { WhatIfJob } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { WHAT_IF_TEXTS } from '../../texts/what-if.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { ListTable } from './list-table.tsx';
import type { ListName, ListPage, Report } from './report.ts';

const { lists: LISTS } = WHAT_IF_TEXTS;
const NAMES = Object.keys(LISTS) as ListName[];
const PAGE = 50;

interface ReportListsProps {
  readonly job: WhatIfJob;
  readonly report: Report;
  readonly name: (rule: string) => string;
  readonly list: ListName;
  /** Only rows of this duty. */
  readonly duty: string | undefined;
  readonly onList: (list: ListName, duty?: string) => void;
}

/** The long lists of a report, page by page. */
export function ReportLists({ job, report, name, list, duty, onList }: ReportListsProps) {
  return (
    <section className="card" id="report-lists">
      <div className="side-tabs" role="tablist">
        {NAMES.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={one === list} onClick={() => onList(one)}>
            {LISTS[one]} <span className="dim">{report[one]}</span>
          </button>
        ))}
      </div>
      {duty !== undefined && (
        <p>
          {WHAT_IF_TEXTS.filteredBy(name(duty))}{' '}
          <button type="button" className="link-button" onClick={() => onList(list)}>
            {WHAT_IF_TEXTS.allDuties}
          </button>
        </p>
      )}
      <List key={list} {...{ job, name, list, duty }} />
    </section>
  );
}

function List({ job: { job }, name, list, duty }: Omit<ReportListsProps, 'report' | 'onList'>) {
  const query = useInfiniteQuery({
    queryKey: keys.whatIfList(job, list),
    queryFn: ({ signal, pageParam }) =>
      get<ListPage>(`/rules/what-if/${job}/lists`, { list, offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const read = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return read < total ? read : undefined;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.isPending) return <Skeleton rows={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const all = query.data.pages.flatMap(({ rows }) => rows);
  const rows = duty === undefined ? all : all.filter((row) => row.duty === duty);
  if (all.length === 0) return <p className="dim">{WHAT_IF_TEXTS.empty}</p>;
  return (
    <>
      <ListTable job={job} list={list} rows={rows} name={name} />
      {query.hasNextPage && (
        <p>
          <button
            type="button"
            className="state-button"
            disabled={query.isFetching}
            onClick={() => void query.fetchNextPage()}
          >
            {WHAT_IF_TEXTS.more}
          </button>{' '}
          <span className="dim">{WHAT_IF_TEXTS.shown(all.length, query.data.pages[0]?.total ?? 0)}</span>
        </p>
      )}
    </>
  );
}
