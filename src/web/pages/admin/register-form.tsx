import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { Remark } from '../../ui/states.tsx';

/** A field of a small form. `instant`: a time of day in Beijing; `options`: value → word; `suggest`: what may be typed. */
export interface RegisterField {
  readonly name: string;
  readonly label: string;
  readonly kind?: 'text' | 'instant';
  readonly optional?: true;
  readonly options?: Readonly<Record<string, string>>;
  readonly suggest?: readonly { readonly id: string; readonly name: string }[];
  readonly value?: string;
}

interface RegisterFormProps<Answer> {
  readonly path: string;
  readonly fields: readonly RegisterField[];
  readonly send: string;
  /** What is sent besides, and made of what was typed. */
  readonly body?: (values: Readonly<Record<string, string>>) => object;
  readonly onSaved?: (answer: Answer) => void;
}

/** Writes one entry of a register; what was refused is said beside its field and stays typed. */
export function RegisterForm<Answer = unknown>({ path, fields, send, body, onSaved }: RegisterFormProps<Answer>) {
  const client = useQueryClient();
  const id = useId();
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = valuesOf(new FormData(event.currentTarget), fields);
    setBusy(true);
    try {
      const answer = await write<Answer>('POST', path, body === undefined ? values : body(values));
      setFaults({});
      setSaid(ADMIN_TEXTS.saved);
      for (const queryKey of [keys.admin, keys.organisations, keys.people])
        await client.invalidateQueries({ queryKey });
      onSaved?.(answer);
    } catch (error) {
      const { fields: wrong = {}, detail } = problemOf(error).body;
      setFaults(wrong);
      setSaid(detail);
    }
    setBusy(false);
  };
  return (
    <form className="register-form" noValidate onSubmit={(event) => void submit(event)}>
      {fields.map((field) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is in the component
        <label key={field.name}>
          {field.label}
          <FieldInput field={field} list={`${id}-${field.name}`} invalid={faults[field.name] !== undefined} />
          {faults[field.name] !== undefined && (
            <span className="fault" role="alert">
              {faults[field.name]}
            </span>
          )}
        </label>
      ))}
      <button type="submit" className="main-button" disabled={busy}>
        {send}
      </button>
      {said !== '' && <Remark tone={said === ADMIN_TEXTS.saved ? 'plain' : 'warn'}>{said}</Remark>}
    </form>
  );
}

function FieldInput({
  field,
  list,
  invalid,
}: {
  readonly field: RegisterField;
  readonly list: string;
  readonly invalid: boolean;
}) {
  const { name, kind, options, suggest, value = '' } = field;
  const common = { name, className: 'plain-input', defaultValue: value, 'aria-invalid': invalid };
  if (options !== undefined)
    return (
      <select {...common}>
        {Object.entries(options).map(([one, word]) => (
          <option key={one} value={one}>
            {word}
          </option>
        ))}
      </select>
    );
  if (suggest === undefined) return <input {...common} type={kind === 'instant' ? 'datetime-local' : 'text'} />;
  return (
    <>
      <input {...common} list={list} autoComplete="off" />
      <datalist id={list}>
        {suggest.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** What was typed; optional fields that were left empty are not sent. */
function valuesOf(form: FormData, fields: readonly RegisterField[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap(({ name, kind, optional }) => {
      const text = String(form.get(name) ?? '').trim();
      if (text === '' && optional) return [];
      return [[name, kind === 'instant' && text !== '' ? `${text.slice(0, 16)}:00+08:00` : text]];
    }),
  );
}
