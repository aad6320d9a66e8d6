import type { Paper, PaperPiece, PaperWords as Words } from '../../api/answers.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { factId } from './paper-facts.tsx';

interface PaperWordsProps {
  readonly pieces: readonly PaperPiece[];
  readonly values: Paper['values'];
  /** The field whose source is being looked at. */
  readonly shown: string | undefined;
  readonly onShow: (field: string) => void;
}

/** The paper as it will be printed, in 仿宋; each value is a way to its source. */
export function PaperWords({ pieces, ...more }: PaperWordsProps) {
  return (
    <div className="paper-sheet" lang="zh-CN">
      {pieces.map((piece, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a paper have no names
        <Piece key={nth} piece={piece} {...more} />
      ))}
    </div>
  );
}

function Piece({ piece, ...more }: Omit<PaperWordsProps, 'pieces'> & { readonly piece: PaperPiece }) {
  switch (piece.piece) {
    case 'rule':
      return <hr />;
    case 'line':
      return (
        <p className={`paper-${piece.role}`}>
          <Line words={piece.words} {...more} />
          {piece.end !== undefined && <span className="end">{piece.end}</span>}
        </p>
      );
    case 'grid':
      return (
        <table>
          <thead>
            <tr>
              {piece.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {piece.rows.map((row, y) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a paper have no names
              <tr key={y}>
                {row.map((words, x) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells stand where their column is
                  <td key={x}>
                    <Line words={words} {...more} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case 'form':
      return (
        <table>
          <tbody>
            {piece.rows.map(({ label, lines }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>
                  {lines.map((words, nth) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: lines of a form have no names
                    <div key={nth}>
                      <Line words={words} {...more} />
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      );
    default:
      return piece satisfies never;
  }
}

function Line({ words, values, shown, onShow }: Omit<PaperWordsProps, 'pieces'> & { readonly words: Words }) {
  return words.map(({ text, field }, nth) => {
    const key = `${nth} ${text}`;
    if (field === undefined) return <span key={key}>{text}</span>;
    const found = values.find(({ id }) => id === field);
    const none = found?.value === undefined;
    return (
      <a
        key={key}
        href={`#${factId(field)}`}
        className={['paper-value', none ? 'none' : '', field === shown ? 'shown' : ''].join(' ')}
        title={NOTICES_TEXTS.source(found?.label ?? field)}
        aria-current={field === shown ? 'true' : undefined}
        onClick={(event) => {
          event.preventDefault();
          onShow(field);
        }}
      >
        {text}
      </a>
    );
  });
}
