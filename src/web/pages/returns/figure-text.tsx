import type { MonthlyReturnRow } from '../../api/answers.ts';
import { RETURNS_TEXTS } from '../../texts/returns.ts';
import type { Behind } from './cases-dialog.tsx';

interface Props {
  readonly row: MonthlyReturnRow;
  readonly onOpen: (behind: Behind) => void;
}

/** The sentence of a row whose numbers open what they count: wording may change, the order of the numbers may not. */
export function FigureText({ row, onOpen }: Props) {
  const names = [...row.template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const pieces = row.done.split(/(\d+(?:\.\d+)?)/);
  return (
    <p className="figure-text">
      {pieces.map((piece, i) => {
        const figure = i % 2 === 1 ? row.figures.find(({ name }) => name === names[(i - 1) / 2]) : undefined;
        const opens = figure !== undefined && figure.count === Number(piece) && figure.count > 0;
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence, which never move
        if (!opens) return <span key={i}>{piece}</span>;
        const title = row.title;
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence, which never move
            key={i}
            type="button"
            className="link-button figure"
            aria-label={RETURNS_TEXTS.figure(before(pieces[i - 1]), piece)}
            onClick={() =>
              onOpen({ title, count: figure.count, cases: figure.cases, withheld: figure.withheld ?? false })
            }
          >
            {piece}
          </button>
        );
      })}
    </p>
  );
}

/** The word that a number follows. */
function before(text = ''): string {
  return /[^，。；、（）]*$/.exec(text)?.[0] ?? '';
}
