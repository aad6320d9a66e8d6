import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CaseList, ListedCase } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { useNarrow } from '../../app/theme.ts';
import { findsHazards } from '../../app/who.ts';
import { HAZARDS_TEXTS } from '../../texts/hazards.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Remark, Skeleton } from '../../ui/states.tsx';
import { ExportButton } from './export-button.tsx';
import { queryOf, useFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { HazardCards } from './hazard-cards.tsx';
import { HazardTable } from './hazard-table.tsx';
import { SavedViews } from './saved-views.tsx';
import './hazards.css';

const PAGE = 50;
/** Sheets that are printed at once. */
const MOST_PRINTED = 50;

/** 隐患台账: search, filters in the address, saved views, Excel, printing of what was chosen. */
export function HazardsPage() {
  const session = useSession();
  const { filter, params, change, replace, clear } = useFilter();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const asked = queryOf(filter, params);
  const query = useInfiniteQuery({
    queryKey: keys.list(asked),
    queryFn: ({ signal, pageParam }) =>
      get<CaseList>('/cases', { ...asked, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: (before) => before,
  });
  const cases = query.data?.pages.flatMap((page) => page.cases) ?? [];
  const first = query.data?.pages[0];
  const toPrint = cases.filter(({ caseId }) => chosen.has(caseId)).map(({ caseId }) => caseId);
  return (
    <Page
      title={HAZARDS_TEXTS.title}
      sentence={
        <p className="dim list-count">
          {first === undefined ? '\u00a0' : HAZARDS_TEXTS.total(first.total, first.more)}
        </p>
      }
      actions={
        <>
          <SavedViews current={Object.fromEntries(params)} onOpen={replace} />
          <ExportButton query={asked} />
          <PrintLink ids={toPrint} />
          {findsHazards(session) && (
            <Link className="main-link" to="/register">
              {HAZARDS_TEXTS.register}
            </Link>
          )}
        </>
      }
      filters={<FilterBar filter={filter} onChange={change} onClear={clear} />}
    >
      {first?.partial && <Remark tone="warn">{HAZARDS_TEXTS.partial}</Remark>}
      {first?.more && <Remark>{HAZARDS_TEXTS.tooMany}</Remark>}
      {query.isPending && <Skeleton rows={14} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {first !== undefined && cases.length === 0 && (
        <EmptyState
          title={HAZARDS_TEXTS.empty}
          how={HAZARDS_TEXTS.emptyHow}
          act={{ label: HAZARDS_TEXTS.clear, run: clear }}
        />
      )}
      {cases.length > 0 && <Cases cases={cases} chosen={chosen} onChoose={setChosen} />}
      {query.hasNextPage && (
        <p className="list-more">
          <button
            type="button"
            className="state-button"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage ? HAZARDS_TEXTS.loadingMore : HAZARDS_TEXTS.more}
          </button>{' '}
          <span className="dim">{HAZARDS_TEXTS.shown(cases.length)}</span>
        </p>
      )}
    </Page>
  );
}

interface CasesProps {
  readonly cases: readonly ListedCase[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

function Cases(props: CasesProps) {
  return useNarrow() ? <HazardCards cases={props.cases} /> : <HazardTable {...props} />;
}

function PrintLink({ ids }: { readonly ids: readonly string[] }) {
  const label = HAZARDS_TEXTS.print(ids.length);
  if (ids.length === 0 || ids.length > MOST_PRINTED)
    return (
      <button type="button" className="plain-button desk-only" disabled title={HAZARDS_TEXTS.printMost(MOST_PRINTED)}>
        {label}
      </button>
    );
  return (
    <Link className="plain-button desk-only" to={`/hazards/print?ids=${ids.join(',')}`}>
      {label}
    </Link>
  );
}
