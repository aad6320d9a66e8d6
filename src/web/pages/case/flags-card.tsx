import { flagWord } from '../../../core/words.ts';
import type { CaseDetail } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Light } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';
import { useEventPlace } from './event-place.ts';

/** Grounds that an auditor should see, each with its contest and what came of it. */
export function FlagsCard({ flags }: { readonly flags: CaseDetail['flags'] }) {
  const names = useNames();
  const { show } = useEventPlace();
  if (flags.length === 0) return null;
  return (
    <Card title={CASE_TEXTS.flags} id="flags">
      <ul className="plain-list">
        {flags.map(({ code, at, seq, by, contest }) => (
          <li key={`${seq} ${code}`}>
            <button type="button" className="link-button" onClick={() => show(seq)}>
              {flagWord(code)}
            </button>{' '}
            <span className="dim">
              {instantText(at)} {by === undefined ? '' : CASE_TEXTS.flagBy(names.post(by))}
            </span>
            {contest !== undefined && (
              <p>
                {CASE_TEXTS.contested(contest.ground)}{' '}
                <Light
                  tone="grey"
                  word={
                    contest.result === undefined
                      ? CASE_TEXTS.contestOpen
                      : (CASE_TEXTS.contestResult[contest.result] ?? contest.result)
                  }
                />{' '}
                {contest.why ?? ''}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
