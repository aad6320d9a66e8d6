import { Link, useSearchParams } from 'react-router';
import type { BoardColumn } from '../../api/answers.ts';
import { BOARDS_TEXTS, type BoardName } from '../../texts/boards.ts';
import { BoardCard } from './board-card.tsx';

interface Props {
  readonly board: BoardName;
  readonly columns: readonly BoardColumn[];
}

/** The states beside each other, on a telephone one below the other; the number of a column opens all its cases. */
export function BoardColumns({ board, columns }: Props) {
  const [params] = useSearchParams();
  const toColumn = (state: string) => `?${new URLSearchParams({ ...Object.fromEntries(params), column: state })}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled with the keyboard too
    <section className="board" aria-label={BOARDS_TEXTS.scroll} tabIndex={0}>
      {columns.map(({ state, label, total, cards }) => (
        <section key={state} className={total === 0 ? 'board-column none' : 'board-column'} aria-label={label}>
          <h2>
            {total === 0 ? (
              label
            ) : (
              <Link to={toColumn(state)} title={BOARDS_TEXTS.column(label, total)}>
                {label} <b>{total}</b>
              </Link>
            )}
          </h2>
          {total === 0 ? (
            <p className="dim">{BOARDS_TEXTS.none}</p>
          ) : (
            <ul>
              {cards.map((one) => (
                <li key={one.caseId}>
                  <BoardCard board={board} one={one} />
                </li>
              ))}
            </ul>
          )}
          {total > cards.length && <Link to={toColumn(state)}>{BOARDS_TEXTS.rest(total)}</Link>}
        </section>
      ))}
    </section>
  );
}
