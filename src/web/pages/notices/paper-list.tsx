import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { stageWord } from '../../../core/words.ts';
import type { CaseList, ListedCase } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { Deadline } from '../../ui/deadline.tsx';
import { Light } from '../../ui/light.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { askedFor, type TabName, waitsForSignature } from './tabs.ts';

const PAGE = 50;

/** Papers of one part, what is due first on top. */
export function PaperList({ tab, q }: { readonly tab: Exclude<TabName, 'register'>; readonly q: string }) {
  const navigate = useNavigate();
  const asked = askedFor(tab, q);
  const query = useInfiniteQuery({
    queryKey: keys.list(asked),
    queryFn: ({ signal, pageParam }) =>
      get<CaseList>('/cases', { ...asked, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
  });
  const first = query.data?.pages[0];
  const papers = (query.data?.pages.flatMap((page) => page.cases) ?? []).filter((one) => belongs(tab, one));
  // What is told apart only here is counted here, once all of it is on the page.
  const isWhole = query.hasNextPage === false;
  return (
    <>
      {query.isPending && <Skeleton rows={8} height={72} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {first !== undefined && papers.length === 0 && !query.hasNextPage && (
        <EmptyState
          title={NOTICES_TEXTS.empty}
          how={NOTICES_TEXTS.emptyHow}
          act={{ label: NOTICES_TEXTS.openList, run: () => void navigate('/hazards') }}
        />
      )}
      {papers.length > 0 && (
        <p className="dim notice-total">
          {tab === 'review' || tab === 'sign'
            ? NOTICES_TEXTS.total(papers.length, !isWhole)
            : NOTICES_TEXTS.total(first?.total ?? 0, first?.more ?? false)}
        </p>
      )}
      <ul className="notice-list">
        {papers.map((one) => (
          <PaperLine key={one.caseId} one={one} />
        ))}
      </ul>
      {query.hasNextPage && (
        <button
          type="button"
          className="state-button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? NOTICES_TEXTS.loadingMore : NOTICES_TEXTS.more}
        </button>
      )}
    </>
  );
}

function belongs(tab: TabName, one: ListedCase): boolean {
  if (tab === 'review') return !waitsForSignature(one);
  return tab === 'sign' ? waitsForSignature(one) : true;
}

function PaperLine({ one }: { readonly one: ListedCase }) {
  const { caseId, title, stage, unitName, organisationName, opener, sentence } = one;
  const { dueAt, lastDay, unit, light, clock } = sentence;
  return (
    <li>
      <div className="what">
        <Link to={`/notices/${caseId}`}>{title}</Link>
        <p>{sentence.text}</p>
        <p className="dim">
          {[stageWord('notice', stage), unitName ?? organisationName].filter(Boolean).join(' · ')}
          {opener !== undefined && (
            <>
              {' · '}
              {NOTICES_TEXTS.from}{' '}
              <Link className="nowrap" to={`/cases/${opener}`}>
                {opener}
              </Link>
            </>
          )}
        </p>
      </div>
      <div className="due">
        {dueAt === undefined ? (
          <Light tone={light} word={stageWord('notice', stage)} />
        ) : (
          <Deadline
            dueAt={dueAt}
            lastDay={lastDay}
            unit={unit}
            light={light}
            {...(clock === undefined ? {} : { caseId, clock })}
          />
        )}
      </div>
    </li>
  );
}
