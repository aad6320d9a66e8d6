import type { DutyRound } from '../../api/answers.ts';
import { DUTIES_TEXTS } from '../../texts/duties.ts';
import { useNames } from '../../ui/names.ts';
import { dayText, nowInstant } from '../../ui/when.ts';
import { weeksOf } from './month.ts';
import { RoundLight } from './round-list.tsx';

interface Props {
  readonly month: string;
  readonly rounds: readonly DutyRound[];
  readonly onOpen: (round: DutyRound) => void;
}

/** Rounds of a day before the rest folds. */
const MOST = 4;

/** A month on a desk: each round on the day on which it ends. */
export function MonthGrid({ month, rounds, onOpen }: Props) {
  const today = nowInstant().slice(0, 10);
  return (
    <table className="duty-grid">
      <caption className="only-read">{DUTIES_TEXTS.calendar}</caption>
      <thead>
        <tr>
          {DUTIES_TEXTS.weekdays.map((day) => (
            <th key={day} scope="col">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week.find((day) => day !== undefined)}>
            {week.map((day, nth) =>
              day === undefined ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place in the week is what it is
                <td key={nth} className="other" />
              ) : (
                <td key={day} className={day === today ? 'today' : undefined}>
                  <span className="day" title={dayText(day)}>
                    {Number(day.slice(8))}
                  </span>
                  <Day rounds={rounds.filter((round) => round.day === day)} onOpen={onOpen} />
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ rounds, onOpen }: Pick<Props, 'rounds' | 'onOpen'>) {
  const [shown, rest] = [rounds.slice(0, MOST), rounds.slice(MOST)];
  if (rounds.length === 0) return null;
  return (
    <>
      <Rounds rounds={shown} onOpen={onOpen} />
      {rest.length > 0 && (
        <details>
          <summary>{DUTIES_TEXTS.rest(rest.length)}</summary>
          <Rounds rounds={rest} onOpen={onOpen} />
        </details>
      )}
    </>
  );
}

function Rounds({ rounds, onOpen }: Pick<Props, 'rounds' | 'onOpen'>) {
  const names = useNames();
  return (
    <ul>
      {rounds.map((round) => (
        <li key={`${round.caseId} ${round.round}`}>
          <button type="button" onClick={() => onOpen(round)}>
            <span>{round.title}</span>
            <span className="dim">
              {names.organisation(round.unit ?? round.organisation) || names.post(round.holder)}
            </span>
            <RoundLight standing={round.standing} />
          </button>
        </li>
      ))}
    </ul>
  );
}
