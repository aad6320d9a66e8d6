import type { DutyRound } from '../../api/answers.ts';
import { DUTIES_TEXTS } from '../../texts/duties.ts';
import { Light, type Tone } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { dayText } from '../../ui/when.ts';

const TONES: { readonly [Standing in DutyRound['standing']]: Tone } = {
  late: 'red',
  missed: 'red',
  due: 'amber',
  planned: 'grey',
  done: 'green',
  withdrawn: 'grey',
};
/** What is late comes first, then what is due, then what has been done. */
const ORDER: readonly DutyRound['standing'][] = ['late', 'missed', 'due', 'planned', 'done', 'withdrawn'];

/** The light of a round. */
export function RoundLight({ standing }: Pick<DutyRound, 'standing'>) {
  return <Light tone={TONES[standing]} word={DUTIES_TEXTS.standings[standing]} />;
}

interface Props {
  readonly rounds: readonly DutyRound[];
  readonly onOpen: (round: DutyRound) => void;
}

/** A month's rounds on a telephone, in the order of consequence. */
export function RoundList({ rounds, onOpen }: Props) {
  const names = useNames();
  const sorted = [...rounds].sort(
    (a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) || (a.day < b.day ? -1 : 1),
  );
  return (
    <ul className="round-list">
      {sorted.map((round) => (
        <li key={`${round.caseId} ${round.round}`}>
          <button type="button" className="card round-card" onClick={() => onOpen(round)}>
            <b>{round.title}</b>
            <span>
              {dayText(round.day)} <RoundLight standing={round.standing} />
            </span>
            <span className="dim">
              {names.post(round.holder)} · {DUTIES_TEXTS.round(round.round)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
