import { stageWord } from '../../../core/words.ts';
import type { CaseDetail } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { FACT_ROWS } from '../../texts/case-facts.ts';
import { instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';
import { eventNaming, useEventPlace } from './event-place.ts';
import { FactValue } from './fact-value.tsx';
import { Sourced } from './sourced.tsx';

/** What a fact is called in the events that name it, where it is called something else there. */
const ALIASES: { readonly [name: string]: readonly string[] } = {
  hazardKind: ['kind'],
  matterOf: ['matter'],
  supervisionNumber: ['number'],
  districtLeader: ['leader'],
  transferReceiver: ['to'],
  extensions: ['newDay'],
  handler: ['to'],
  finding: ['finding', 'result'],
};

/** The facts of a case by its kind; each says who entered it and leads to the entry. */
export function FactsCard({ detail }: { readonly detail: CaseDetail }) {
  const { events } = useEventPlace();
  const { caseId, kind, stage, stageSince, facts, organisation, tier, ruleSet, calendar } = detail;
  // The office's own name of a criterion stands in the event that named it.
  const criterion = eventNaming(events, ['criterionLabel'])?.payload.criterionLabel ?? facts.criterion;
  const all: { readonly [name: string]: unknown } = { organisation, tier, ...facts, criterion };
  const rows = FACT_ROWS[kind].filter(([name]) => isKnown(all[name]));
  return (
    <Card title={CASE_TEXTS.facts} id="facts">
      <dl className="fact-rows">
        <div>
          <dt>{CASE_TEXTS.stage}</dt>
          <dd>
            {stageWord(kind, stage)} <span className="dim">{CASE_TEXTS.since(instantText(stageSince))}</span>
          </dd>
        </div>
        {rows.map(([name, label]) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd>
              <Sourced event={eventNaming(events, ALIASES[name] ?? [name])}>
                <FactValue caseId={caseId} name={name} value={all[name]} />
              </Sourced>
            </dd>
          </div>
        ))}
        <div>
          <dt>{CASE_TEXTS.rules}</dt>
          <dd>
            {ruleSet}、{calendar}
          </dd>
        </div>
      </dl>
    </Card>
  );
}

/** Nothing, none and naught are no facts. */
function isKnown(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '' && value !== 0;
}
