import { Link } from 'react-router';
import type { MovedCases } from '../api/answers.ts';
import { RULE_ACTS_TEXTS as TEXTS } from '../texts/rules.ts';
import { Light } from './light.tsx';
import { dayText, endText } from './when.ts';

const TONES = { moves: 'amber', moved: 'green', unchanged: 'grey', refused: 'grey' } as const;

/** Case by case, clock by clock: from which day to which. */
export function MovedTable({ cases }: Pick<MovedCases, 'cases'>) {
  return (
    <ul className="moved">
      {cases.map(({ caseId, title, outcome, message, changes }) => (
        <li key={caseId}>
          <Light tone={TONES[outcome]} word={TEXTS.outcomes[outcome]} /> <Link to={`/cases/${caseId}`}>{caseId}</Link>{' '}
          {title}
          {message !== undefined && <div className="dim">{message}</div>}
          {changes.length > 0 && (
            <ul>
              {changes.map(({ clock, label, change, from, to }) => (
                <li key={clock}>
                  {label} {TEXTS.clockChanges[change]} {[from, to].map(whenText).join(' → ')}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A last day, or for hours and minutes an instant. */
function whenText(at: string | undefined): string {
  if (at === undefined) return '—';
  return at.includes('T') ? endText({ dueAt: at }) : dayText(at);
}
