import { useInfiniteQuery } from '@tanstack/react-query';
import type { BoardColumn, CaseList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { BOARDS_TEXTS, type BoardName } from '../../texts/boards.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { BoardCard } from './board-card.tsx';

const PAGE = 50;

interface Props {
  readonly board: BoardName;
  readonly column: BoardColumn;
  readonly onBack: () => void;
}

/** Every case of one column: exactly those that its number counts. */
export function ColumnList({ board, column: { label, query: asked }, onBack }: Props) {
  const list = { ...asked, sort: 'consequence' };
  const query = useInfiniteQuery({
    queryKey: keys.list(list),
    queryFn: ({ signal, pageParam }) =>
      get<CaseList>('/cases', { ...list, limit: PAGE, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
  });
  const first = query.data?.pages[0];
  const cases = query.data?.pages.flatMap((page) => page.cases) ?? [];
  return (
    <section aria-label={label}>
      <p className="board-only">
        <button type="button" className="link-button" onClick={onBack}>
          {BOARDS_TEXTS.back}
        </button>
        <span>{first === undefined ? label : BOARDS_TEXTS.only(label, first.total, first.more)}</span>
      </p>
      {query.isPending && <Skeleton rows={8} height={96} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      <ul className="board-list">
        {cases.map((one) => (
          <li key={one.caseId}>
            <BoardCard board={board} one={one} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <button
          type="button"
          className="state-button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {BOARDS_TEXTS.more}
        </button>
      )}
    </section>
  );
}
