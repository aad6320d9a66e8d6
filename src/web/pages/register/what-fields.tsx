import { REGISTER_TEXTS } from '../../texts/register.ts';
import type { Entry, Faults } from './entry.ts';

interface Props {
  readonly entry: Entry;
  readonly faults: Faults;
  readonly onChange: (part: Partial<Entry>) => void;
}

const KINDS: readonly string[] = REGISTER_TEXTS.kinds;

/** What is wrong: the kind by one tap, the words, and whether somebody is in danger. */
export function WhatFields({ entry, faults, onChange }: Props) {
  return (
    <section className="card">
      <h2>{REGISTER_TEXTS.what}</h2>
      <fieldset className="kinds" aria-invalid={faults.kind !== undefined} tabIndex={-1}>
        <legend>{REGISTER_TEXTS.kind}</legend>
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            className="chip"
            aria-pressed={entry.kind === kind}
            onClick={() => onChange({ kind: entry.kind === kind ? '' : kind })}
          >
            {kind}
          </button>
        ))}
        <input
          className="plain-input"
          aria-label={REGISTER_TEXTS.otherKind}
          placeholder={REGISTER_TEXTS.otherKind}
          maxLength={100}
          value={KINDS.includes(entry.kind) ? '' : entry.kind}
          onChange={({ target }) => onChange({ kind: target.value })}
        />
      </fieldset>
      {faults.kind !== undefined && (
        <p className="fault" role="alert">
          {faults.kind}
        </p>
      )}
      <label>
        {REGISTER_TEXTS.describe}
        <textarea
          className="plain-input"
          rows={3}
          maxLength={2_000}
          value={entry.what}
          placeholder={REGISTER_TEXTS.describeHint}
          aria-invalid={faults.what !== undefined}
          onChange={({ target }) => onChange({ what: target.value })}
        />
      </label>
      {faults.what !== undefined && (
        <p className="fault" role="alert">
          {faults.what}
        </p>
      )}
      <label className="danger">
        <input
          type="checkbox"
          checked={entry.threatensLife}
          onChange={({ target }) => onChange({ threatensLife: target.checked })}
        />
        {REGISTER_TEXTS.threatens}
      </label>
      {entry.threatensLife && <p className="dim hint">{REGISTER_TEXTS.threatensHow}</p>}
    </section>
  );
}
