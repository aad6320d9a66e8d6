import { Link } from 'react-router';
import { KIND_WORDS, stageWord } from '../../../core/words.ts';
import type { ListedCase, RelatedCases } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Light } from '../../ui/light.tsx';
import { Remark } from '../../ui/states.tsx';
import { Card } from './card.tsx';

/** So many are shown at once; the interface tells of so many at most. */
const FIRST = 8;
const MOST = 200;

/** The case that this one came from and those that came of it, each with its sentence; papers have a card of their own. */
export function RelatedCard({ related: { opener, opened } }: { readonly related: RelatedCases }) {
  const others = opened.filter(({ kind }) => kind !== 'notice');
  if (opener === undefined && others.length === 0) return null;
  return (
    <Card title={CASE_TEXTS.related} id="related">
      <ul className="plain-list related">
        {opener !== undefined && <Row one={opener} how={CASE_TEXTS.openedBy} />}
        {others.slice(0, FIRST).map((one) => (
          <Row key={one.caseId} one={one} />
        ))}
      </ul>
      {others.length > FIRST && (
        <details>
          <summary>{CASE_TEXTS.relatedMore(others.length - FIRST)}</summary>
          <ul className="plain-list related">
            {others.slice(FIRST).map((one) => (
              <Row key={one.caseId} one={one} />
            ))}
          </ul>
        </details>
      )}
      {opened.length >= MOST && <Remark>{CASE_TEXTS.relatedMost}</Remark>}
    </Card>
  );
}

function Row({ one, how }: { readonly one: ListedCase; readonly how?: string }) {
  const { caseId, kind, title, stage, closed, sentence } = one;
  return (
    <li>
      {how !== undefined && <span className="dim">{how} </span>}
      {KIND_WORDS[kind]} <Link to={`/cases/${caseId}`}>{title}</Link> <span className="dim">{caseId}</span>
      <p>
        <Light tone={sentence.light} {...(closed ? { word: stageWord(kind, stage) } : {})} /> {sentence.text}
      </p>
    </li>
  );
}
