import type { SealedEvent } from '../../../core/index.ts';
import { eventWord, REGION_WORDS, stateWord } from '../../../core/words.ts';
import { ballWords } from '../../../replay/ball.ts';
import type { Picture } from '../../../replay/replay.ts';
import { STANDING_WORDS } from '../../../replay/words.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { useNames } from '../../ui/names.ts';
import { endText, instantText } from '../../ui/when.ts';

/** A case at one moment, and which. */
export interface Side {
  readonly at: string;
  readonly picture: Picture;
}

interface CompareTableProps {
  readonly held: Side;
  readonly shown: Side;
  readonly labels: { readonly [id: string]: string };
  readonly events: readonly SealedEvent[];
}

/** Two moments beside each other; rows that differ say so. */
export function CompareTable({ held, shown, labels, events }: CompareTableProps) {
  const names = useNames();
  const rowsOf = ({ picture: { now, kind, taken } }: Side): ReadonlyMap<string, string> => {
    const rows = new Map<string, string>([[REPLAY_TEXTS.entries, String(taken)]]);
    if (now === undefined) return rows.set(REPLAY_TEXTS.standing, REPLAY_TEXTS.notYet);
    for (const [region, at] of Object.entries(now.state.regions))
      if (at !== 'none') rows.set(REGION_WORDS[region] ?? region, stateWord(kind, region, at));
    rows.set(
      REPLAY_TEXTS.ball,
      ballWords(now.ball, ({ post, organisation }) => names.post(post, organisation)),
    );
    for (const { clock, standing } of now.duties)
      rows.set(labels[clock.rule] ?? labels[clock.id] ?? clock.rule, `${endText(clock)} ${STANDING_WORDS[standing]}`);
    return rows;
  };
  const sides = [held, shown].sort((a, b) => (a.at < b.at ? -1 : 1));
  const [earlier, later] = sides.map(rowsOf);
  const titles = [...new Set([...(earlier?.keys() ?? []), ...(later?.keys() ?? [])])];
  const left = new Set(sides[0]?.picture.skipped.map(({ seq }) => seq));
  const gone = new Set(sides[1]?.picture.skipped.map(({ seq }) => seq));
  const between = events.filter(({ seq }) => left.has(seq) && !gone.has(seq));
  return (
    <section className="card compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{REPLAY_TEXTS.compare}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section className="table-box" tabIndex={0} aria-label={REPLAY_TEXTS.compare}>
        <table className="plain-table">
          <thead>
            <tr>
              <th>{REPLAY_TEXTS.moment}</th>
              {sides.map((side) => (
                <th key={side === held ? 'held' : 'shown'}>{instantText(side.at)}</th>
              ))}
              <th>{REPLAY_TEXTS.differs}</th>
            </tr>
          </thead>
          <tbody>
            {titles.map((title) => {
              const [one, other] = [earlier?.get(title), later?.get(title)];
              return (
                <tr key={title} className={one === other ? '' : 'differs'}>
                  <th scope="row">{title}</th>
                  <td>{one ?? REPLAY_TEXTS.unknown}</td>
                  <td>{other ?? REPLAY_TEXTS.unknown}</td>
                  <td>{one === other ? '' : '≠'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <h3>{REPLAY_TEXTS.between(between.length)}</h3>
      <ol className="stretches">
        {between.map(({ seq, at, kind, type }) => (
          <li key={seq}>
            <span className="dim">{instantText(at)}</span> {eventWord(kind, type)}
          </li>
        ))}
      </ol>
    </section>
  );
}
