import type { SealedEvent } from '../../api/answers.ts';
import { CASE_TEXTS, factWord, MACHINE_FIELDS } from '../../texts/case.ts';
import { useEventPlace } from './event-place.ts';
import { FactValue } from './fact-value.tsx';

/** Photos stand in the evidence card. */
const PHOTOS = /^photos/;

/** What an event says, field by field: what was given first, then what the system found out by itself. */
export function EventFacts({ event }: { readonly event: SealedEvent }) {
  const { fields } = useEventPlace();
  const { caseId, payload } = event;
  const command = typeof event.command === 'string' ? event.command : '';
  const derived = new Set(Array.isArray(event.derived) ? event.derived : []);
  const rows = Object.entries(payload).flatMap(([name, value]) => {
    if (MACHINE_FIELDS.has(name) || PHOTOS.test(name) || isEmpty(value)) return [];
    const word = factWord(command, name, fields);
    return word === undefined ? [] : [{ name, word, value, derived: derived.has(name) }];
  });
  if (rows.length === 0) return null;
  return (
    <dl className="fact-rows">
      {rows
        .toSorted((a, b) => Number(a.derived) - Number(b.derived))
        .map(({ name, word, value, derived: own }) => (
          <div key={name}>
            <dt>{word}</dt>
            <dd>
              <FactValue caseId={caseId} name={name} value={value} command={command} />
              {own && <span className="dim"> {CASE_TEXTS.derived}</span>}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
