import { useEffect, useRef } from 'react';
import type { Paper } from '../../api/answers.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { Light } from '../../ui/light.tsx';
import { PaperSource } from './paper-source.tsx';
import { PaperValue } from './paper-value.tsx';
import { useRuleLabel } from './rule-label.ts';

/** Where a fact stands on the page. */
export function factId(field: string): string {
  return `fact-${field}`;
}

interface PaperFactsProps {
  readonly paper: Paper;
  /** Rule set of the paper's case: it names the rules that values come from. */
  readonly ruleSet: string | undefined;
  readonly shown: string | undefined;
  readonly onShow: (field: string) => void;
}

/** Every value of the paper with where it comes from. */
export function PaperFacts({ paper: { values }, ruleSet, shown, onShow }: PaperFactsProps) {
  const ruleLabel = useRuleLabel(ruleSet);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (shown !== undefined) place.current?.querySelector('.shown')?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  return (
    <section className="card paper-facts" aria-labelledby="paper-facts">
      <h2 id="paper-facts">{NOTICES_TEXTS.facts}</h2>
      <div ref={place}>
        <dl>
          {values.map(({ id, label, required, value, from }) => (
            <div key={id} id={factId(id)} className={id === shown ? 'shown' : ''}>
              <dt>
                <button type="button" className="link-button" aria-expanded={id === shown} onClick={() => onShow(id)}>
                  {label}
                </button>
              </dt>
              <dd>
                {value === undefined ? (
                  required ? (
                    <Light tone="amber" word={NOTICES_TEXTS.missingShort} />
                  ) : (
                    <span className="dim">{NOTICES_TEXTS.noValue}</span>
                  )
                ) : (
                  <PaperValue value={value} />
                )}
                {from !== undefined && <PaperSource from={from} open={id === shown} ruleLabel={ruleLabel} />}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
