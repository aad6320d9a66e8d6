import { eventWord } from '../../../core/words.ts';
import type { CaseKindName } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { useNames } from '../../ui/names.ts';
import { Remark } from '../../ui/states.tsx';
import { useEventPlace } from './event-place.ts';

interface NewsProps {
  readonly kind: CaseKindName;
  /** The last entry that whoever looks at the page has seen. */
  readonly known: number;
  readonly onSeen: () => void;
}

/** What has happened while the page was open: said, not thrown over what somebody is doing. */
export function News({ kind, known, onSeen }: NewsProps) {
  const { events, show } = useEventPlace();
  const names = useNames();
  const fresh = events.filter(({ seq }) => seq > known);
  const last = fresh.at(-1);
  if (last === undefined) return null;
  const words = fresh.map(
    ({ type, actor }) => `${eventWord(kind, type)}（${names.post(actor.post, actor.organisation)}）`,
  );
  return (
    <div className="case-news">
      <Remark>
        {CASE_TEXTS.fresh(words.join('、'))}{' '}
        <button type="button" className="link-button" onClick={() => show(last.seq)}>
          {CASE_TEXTS.see}
        </button>{' '}
        <button type="button" className="link-button" onClick={onSeen}>
          {CASE_TEXTS.gone}
        </button>
      </Remark>
    </div>
  );
}
