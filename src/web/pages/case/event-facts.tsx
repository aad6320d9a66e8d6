import type { SealedEvent } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { factWord, MACHINE_FIELDS } from '../../texts/case-words.ts';
import { useEventPlace } from './event-place.ts';
import { FactValue } from './fact-value.tsx';

/** Photos stand in the evidence card. */
const PHOTOS = /^photos/;

/** One field of an event's content, in words. */
interface Row {
  readonly name: string;
  readonly word: string;
  readonly value: unknown;
  /** The system found it out; nobody gave it. */
  readonly derived: boolean;
}

/** What an event says, field by field: what was given first, then what the system found out by itself. */
export function factRowsOf(event: SealedEvent, fields: { readonly [field: string]: string }): readonly Row[] {
  const command = commandOf(event);
  const derived = new Set(Array.isArray(event.derived) ? event.derived : []);
  return Object.entries(event.payload)
    .flatMap(([name, value]) => {
      if (MACHINE_FIELDS.has(name) || PHOTOS.test(name) || isEmpty(value)) return [];
      const word = factWord(command, name, fields);
      // What no part of has a word (counts that conditions of rungs read) is for the replay to show.
      const told = !isGroup(value) || Object.keys(value).some((part) => factWord(command, part, fields) !== undefined);
      return word === undefined || !told ? [] : [{ name, word, value, derived: derived.has(name) }];
    })
    .toSorted((a, b) => Number(a.derived) - Number(b.derived));
}

/** The content of an event as a list of facts; nothing where it has none. */
export function EventFacts({ event }: { readonly event: SealedEvent }) {
  const { fields } = useEventPlace();
  const rows = factRowsOf(event, fields);
  if (rows.length === 0) return null;
  return (
    <dl className="fact-rows">
      {rows.map(({ name, word, value, derived }) => (
        <div key={name}>
          <dt>{word}</dt>
          <dd>
            <FactValue caseId={event.caseId} name={name} value={value} command={commandOf(event)} />
            {derived && <span className="dim"> {CASE_TEXTS.derived}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function commandOf({ command }: SealedEvent): string {
  return typeof command === 'string' ? command : '';
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
