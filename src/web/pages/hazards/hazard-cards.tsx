import { Link } from 'react-router';
import { stageWord } from '../../../core/words.ts';
import type { ListedCase } from '../../api/answers.ts';
import { valueWord } from '../../texts/fields.ts';
import { Due } from './hazard-table.tsx';

/** The list on a telephone: one card a hazard. */
export function HazardCards({ cases }: { readonly cases: readonly ListedCase[] }) {
  return (
    <ul className="hazard-cards">
      {cases.map((one) => (
        <li key={one.caseId} className="card">
          <Link to={`/cases/${one.caseId}`}>{one.title}</Link>
          <p>{one.sentence.text}</p>
          <div className="dim">
            {[
              one.unitName ?? one.unit,
              one.tier === undefined ? undefined : valueWord('tier', one.tier),
              stageWord(one.kind, one.stage),
              one.caseId,
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
          <Due one={one} />
        </li>
      ))}
    </ul>
  );
}
