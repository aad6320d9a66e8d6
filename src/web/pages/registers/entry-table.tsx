import { Link } from 'react-router';
import type { RegisterEntry, RegisterShape } from '../../api/answers.ts';
import { useNarrow } from '../../app/theme.ts';
import { REGISTERS_TEXTS } from '../../texts/registers.ts';
import { Light } from '../../ui/light.tsx';
import { EntryValue } from './entry-value.tsx';

interface Props {
  readonly shape: RegisterShape;
  readonly entries: readonly RegisterEntry[];
}

/** Entries in the columns that the register names; on a telephone one card each. */
export function EntryTable({ shape, entries }: Props) {
  const narrow = useNarrow();
  const columns = shape.columns.flatMap((name) => shape.fields.filter((field) => field.name === name));
  const rest = columns.filter(({ name }) => name !== shape.title);
  const link = ({ caseId, title }: RegisterEntry) => (
    <Link to={`/registers/${shape.id}/${caseId}`}>{<Title shape={shape} title={title} />}</Link>
  );
  if (narrow)
    return (
      <ul className="entry-cards">
        {entries.map((entry) => (
          <li key={entry.caseId} className="card">
            {link(entry)}
            <dl>
              {rest
                .filter(({ name }) => entry.fields[name] !== undefined)
                .map((field) => (
                  <div key={field.name}>
                    <dt>{field.label}</dt>
                    <dd>
                      <EntryValue field={field} value={entry.fields[field.name]} />
                    </dd>
                  </div>
                ))}
            </dl>
            <Standing entry={entry} />
          </li>
        ))}
      </ul>
    );
  return (
    <div className="entry-scroll">
      <table className="entry-table">
        <thead>
          <tr>
            <th>{shape.fields.find(({ name }) => name === shape.title)?.label}</th>
            {rest.map(({ name, label }) => (
              <th key={name}>{label}</th>
            ))}
            <th>{REGISTERS_TEXTS.number}</th>
            <th>{REGISTERS_TEXTS.standing}</th>
            <th>{REGISTERS_TEXTS.changed}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.caseId}>
              <td className="first">{link(entry)}</td>
              {rest.map((field) => (
                <td key={field.name}>
                  <EntryValue field={field} value={entry.fields[field.name]} />
                </td>
              ))}
              <td className="dim nowrap">{entry.caseId}</td>
              <td className="nowrap">
                <Standing entry={entry} />
              </td>
              <td className="nowrap">{entry.changedAt.slice(0, 10)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What names an entry: where it is a number of something else, that thing's name. */
export function Title({ shape, title }: { readonly shape: RegisterShape; readonly title: string }) {
  const field = shape.fields.find(({ name }) => name === shape.title);
  // A link within a link is none: an entry or a case as title stays its number.
  if (field === undefined || field.type === 'entry' || field.type === 'case') return title;
  return <EntryValue field={field} value={title} />;
}

function Standing({ entry: { inForce } }: { readonly entry: RegisterEntry }) {
  return <Light tone={inForce ? 'green' : 'grey'} word={inForce ? REGISTERS_TEXTS.valid : REGISTERS_TEXTS.retired} />;
}
