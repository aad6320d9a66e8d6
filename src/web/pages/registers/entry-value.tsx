import { Link } from 'react-router';
import type { RegisterField } from '../../api/answers.ts';
import { API } from '../../api/client.ts';
import { REGISTERS_TEXTS } from '../../texts/registers.ts';
import { useNames } from '../../ui/names.ts';
import { dayText, instantText } from '../../ui/when.ts';

type Shown = Omit<RegisterField, 'list' | 'unique' | 'parts'> & Partial<Pick<RegisterField, 'parts'>>;

/** What a field of an entry holds, in words; what it names elsewhere is a link. */
export function EntryValue({ field, value }: { readonly field: Shown; readonly value: unknown }) {
  if (value === undefined || value === null || value === '') return <span className="dim">—</span>;
  if (!Array.isArray(value)) return <One field={field} value={value} nth={1} />;
  return (
    <span className="entry-values">
      {value.map((one, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is what was recorded
        <span key={nth}>
          <One field={field} value={one} nth={nth + 1} />
        </span>
      ))}
    </span>
  );
}

function One({ field, value, nth }: { readonly field: Shown; readonly value: unknown; readonly nth: number }) {
  const names = useNames();
  const text = String(value);
  switch (field.type) {
    case 'organisation':
    case 'unit':
      return names.organisation(text);
    case 'person':
      return names.person(text);
    case 'post':
      return names.post(text);
    case 'day':
      return dayText(text);
    case 'instant':
      return instantText(text);
    case 'yesNo':
      return value === true ? REGISTERS_TEXTS.yes : REGISTERS_TEXTS.no;
    case 'enum':
      return field.values?.find((one) => one.value === value)?.label ?? text;
    case 'case':
      return <Link to={`/cases/${text}`}>{text}</Link>;
    case 'entry':
      return <Link to={`/registers/${field.register}/${text}`}>{text}</Link>;
    case 'blob':
      return (
        <a href={`${API}/blobs/${text}/view`} target="_blank" rel="noreferrer">
          {REGISTERS_TEXTS.file(nth)}
        </a>
      );
    case 'group':
      return <Group field={field} value={value as { readonly [part: string]: unknown }} />;
    default:
      // What people type may turn the direction of writing.
      return <bdi>{text}</bdi>;
  }
}

function Group({ field, value }: { readonly field: Shown; readonly value: { readonly [part: string]: unknown } }) {
  return (
    <span className="entry-group">
      {(field.parts ?? [])
        .filter(({ name }) => value[name] !== undefined)
        .map((part) => (
          <span key={part.name}>
            <span className="dim">{part.label}</span> <EntryValue field={part} value={value[part.name]} />
          </span>
        ))}
    </span>
  );
}
