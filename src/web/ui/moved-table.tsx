import { Link } from 'react-router';
import type { MovedCases } from '../api/answers.ts';
import { RULE_ACTS_TEXTS as TEXTS } from '../texts/rules.ts';
import { Light } from './light.tsx';
import { dayText, endText } from './when.ts';

const TONES = { moves: 'amber', moved: 'green', unchanged: 'grey', refused: 'grey' } as const;

type Moved = MovedCases['cases'][number];

/** Case by case, clock by clock: from which day to which; what changes comes first. */
export function MovedTable({ cases }: Pick<MovedCases, 'cases'>) {
  const sorted = cases.toSorted((a, b) => weight(b) - weight(a));
  return (
    <ul className="moved">
      {sorted.map(({ caseId, title, outcome, message, changes }) => (
        <li key={caseId}>
          <Light tone={TONES[outcome]} word={TEXTS.outcomes[outcome]} /> <Link to={`/cases/${caseId}`}>{caseId}</Link>{' '}
          {title}
          {message !== undefined && <div className="dim">{message}</div>}
          {changes.length > 0 && (
            <ul>
              {changes.map((change) => (
                <li key={change.clock}>{changeText(change)}</li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function weight({ outcome, changes }: Moved): number {
  return (
    (outcome === 'moves' || outcome === 'moved' ? 2 : outcome === 'refused' ? 1 : 0) + (changes.length > 0 ? 2 : 0)
  );
}

function changeText({ label, change, from, to }: Moved['changes'][number]): string {
  if (change === 'stands') return TEXTS.stands(label, whenText(from), whenText(to));
  return `${label} ${TEXTS.clockChanges[change]} ${[from, to].map(whenText).join(' → ')}`;
}

/** A last day, or for hours and minutes an instant. */
function whenText(at: string | undefined): string {
  if (at === undefined) return '—';
  return at.includes('T') ? endText({ dueAt: at }) : dayText(at);
}
