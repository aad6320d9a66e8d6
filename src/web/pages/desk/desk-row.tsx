import { Link } from 'react-router';
import type { DeskItem } from '../../api/answers.ts';
import { DESK_TEXTS } from '../../texts/desk.ts';
import { valueWord } from '../../texts/fields.ts';
import { Deadline } from '../../ui/deadline.tsx';
import { useNames } from '../../ui/names.ts';

/** One duty: what, on which case, what follows, by when, and the button that does it. */
export function DeskRow({ item, onAct }: { readonly item: DeskItem; readonly onAct: () => void }) {
  const { caseId, title, unit, tier, label, post, sentence, next, duty, dueAt, lastDay } = item;
  const names = useNames();
  return (
    <li className="desk-row">
      <div className="what">
        <span className="duty">{label}</span>
        <Link to={`/cases/${caseId}`}>{title}</Link>
      </div>
      <p className="next">{sentence?.text ?? next}</p>
      <div className="facts dim">
        {tier !== undefined && <span>{valueWord('tier', tier)}</span>}
        {unit !== undefined && <span>{names.organisation(unit)}</span>}
        <span>{names.post(post)}</span>
        <span>{caseId}</span>
      </div>
      <div className="due">
        <Deadline
          dueAt={dueAt}
          lastDay={lastDay}
          unit={sentence?.unit}
          light={sentence?.light}
          caseId={caseId}
          clock={duty}
        />
      </div>
      <button type="button" className="act-button" aria-label={DESK_TEXTS.actOn(label, title)} onClick={onAct}>
        {DESK_TEXTS.act}
      </button>
    </li>
  );
}
