import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Board } from '../../api/answers.ts';
import { get, queryText } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { BOARDS_TEXTS, type BoardName } from '../../texts/boards.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { BoardColumns } from './board-columns.tsx';
import { BoardFilters } from './board-filters.tsx';
import { ColumnList } from './column-list.tsx';
import './boards.css';

const BOARDS = Object.keys(BOARDS_TEXTS.boards) as BoardName[];

/** 督办 / 会商 / 问责 / 约谈: one board a region of a machine, its columns the states; a column alone lists all its cases. */
export function BoardsPage() {
  const { board: asked } = useParams();
  const board = BOARDS.find((one) => one === asked) ?? 'supervision';
  const [params, setParams] = useSearchParams();
  const narrowed = {
    org: params.get('org') ?? undefined,
    tree: params.get('tree') ?? undefined,
    tier: params.get('tier') ?? undefined,
  };
  const query = useQuery({
    queryKey: keys.board(board, narrowed),
    queryFn: ({ signal }) => get<Board>(`/boards/${board}`, narrowed, signal),
    placeholderData: (before) => (before?.board === board ? before : undefined),
  });
  const column = params.get('column');
  const change = (part: Readonly<Record<string, string>>) => {
    const next = { ...Object.fromEntries(params), ...part };
    setParams(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')));
  };
  return (
    <Page
      title={BOARDS_TEXTS.boards[board]}
      sentence={<p className="dim board-about">{BOARDS_TEXTS.about[board]}</p>}
      filters={
        <>
          <nav className="board-tabs" aria-label={BOARDS_TEXTS.choose}>
            {BOARDS.map((one) => (
              <Link
                key={one}
                to={`/boards/${one}${queryText(narrowed)}`}
                aria-current={one === board ? 'page' : undefined}
              >
                {BOARDS_TEXTS.boards[one]}
              </Link>
            ))}
          </nav>
          <BoardFilters {...narrowed} onChange={change} />
        </>
      }
    >
      <Loaded query={query} rows={8} height={96}>
        {({ columns }) => {
          const only = columns.find(({ state }) => state === column);
          if (only !== undefined)
            return <ColumnList board={board} column={only} onBack={() => change({ column: '' })} />;
          if (columns.some(({ total }) => total > 0)) return <BoardColumns board={board} columns={columns} />;
          const isNarrowed = Object.values(narrowed).some((one) => one !== undefined);
          return (
            <EmptyState
              title={BOARDS_TEXTS.empty}
              how={isNarrowed ? BOARDS_TEXTS.emptyFiltered : BOARDS_TEXTS.emptyHow[board]}
            />
          );
        }}
      </Loaded>
    </Page>
  );
}
