import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { API } from '../../api/client.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { factValue, factWord } from '../../texts/case-words.ts';
import { FORM_TEXTS } from '../../texts/form.ts';
import { type Names, useNames } from '../../ui/names.ts';
import { dayText, instantText } from '../../ui/when.ts';
import { useEventPlace } from './event-place.ts';

const SHA256 = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CASE = /^([A-Z]{1,2}-\d{4}-\d{6}(-[A-Z]\d+(\.\d+)?)*|D\.[\w.-]+)$/;
const POST = /^[a-z][A-Za-z]*(\.[A-Za-z]+)+(@.+)?$|^[a-z][A-Za-z.]*@.+$/;
/** Fields whose values are numbers of organisations, or of people. */
const PLACES = new Set(['unit', 'supervisor', 'organisation', 'responsibleUnit', 'area', 'department', 'scope']);
const PEOPLE = new Set([
  'person',
  'secondPerson',
  'team',
  'witnesses',
  'recorder',
  'attended',
  'attendees',
  'by',
  'host',
]);

interface FactValueProps {
  readonly caseId: string;
  readonly name: string;
  readonly value: unknown;
  /** The command that gave it: one name may mean different things. */
  readonly command?: string;
}

/** One value of a record in words: names for numbers, weekdays for days, links for cases and files. */
export function FactValue({ caseId, name, value, command = '' }: FactValueProps): ReactNode {
  const names = useNames();
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'boolean') return value ? FORM_TEXTS.yes : FORM_TEXTS.no;
  if (typeof value === 'number') return name === 'percent' ? `${value}%` : String(value);
  if (typeof value === 'string') return <Text caseId={caseId} name={name} value={value} names={names} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return '—';
    return (
      <span className="fact-list">
        {value.map((one, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a recorded list does not change
          <span key={nth}>
            <FactValue caseId={caseId} name={name} value={one} command={command} />
          </span>
        ))}
      </span>
    );
  }
  return (
    <Group caseId={caseId} value={value as { readonly [name: string]: unknown }} command={command} names={names} />
  );
}

function Text({ caseId, name, value, names }: FactValueProps & { readonly value: string; readonly names: Names }) {
  const { labels } = useEventPlace();
  if (SHA256.test(value))
    return (
      <a href={`${API}/cases/${caseId}/blobs/${value}`} download>
        {CASE_TEXTS.download}
      </a>
    );
  if (INSTANT.test(value)) return `${dayText(value.slice(0, 10))} ${instantText(value).slice(11)}`;
  if (DAY.test(value)) return dayText(value);
  if (CASE.test(value)) return <Link to={`/cases/${value}`}>{value}</Link>;
  if ((name === 'duty' || name === 'rule') && labels[value] !== undefined) return labels[value];
  const word = factValue(name, value);
  if (word !== value) return word;
  if (PLACES.has(name)) return names.organisation(value);
  if (PEOPLE.has(name) && names.person(value) !== value) return names.person(value);
  return POST.test(value) ? names.post(value) : value;
}

interface GroupProps {
  readonly caseId: string;
  readonly command: string;
  readonly value: { readonly [name: string]: unknown };
  readonly names: Names;
}

function Group({ caseId, command, value, names }: GroupProps) {
  const { fields } = useEventPlace();
  const { post, organisation } = value;
  if (typeof post === 'string') return names.post(post, typeof organisation === 'string' ? organisation : undefined);
  const { id, title } = value;
  if (typeof title === 'string' && typeof id === 'string')
    return (
      <>
        {title} <FactValue caseId={caseId} name="unit" value={id} />
      </>
    );
  if (typeof organisation === 'string' && Object.keys(value).every((key) => key === 'kind' || key === 'organisation'))
    return names.organisation(organisation);
  const parts = Object.entries(value).flatMap(([name, part]) => {
    const word = /^\d{4}$/.test(name) ? name : factWord(command, name, fields);
    return word === undefined || part === undefined ? [] : [{ name, word, part }];
  });
  return (
    <span className="fact-list">
      {parts.map(({ name, word, part }) => (
        <span key={name}>
          {word} <FactValue caseId={caseId} name={name} value={part} command={command} />
        </span>
      ))}
    </span>
  );
}
