import { useState } from 'react';
import { REGISTER_TEXTS } from '../../texts/register.ts';
import { useNames } from '../../ui/names.ts';
import type { Entry, Faults } from './entry.ts';

interface Props {
  readonly entry: Entry;
  readonly faults: Faults;
  readonly posts: readonly string[];
  readonly onChange: (part: Partial<Entry>) => void;
}

/** What is rarely needed: the post where there are several, an earlier time, the standard, the place on the map. */
export function MoreFields({ entry, faults, posts, onChange }: Props) {
  const names = useNames();
  return (
    <>
      {posts.length > 1 && (
        <fieldset className="card" aria-invalid={faults.post !== undefined} tabIndex={-1}>
          <legend>{REGISTER_TEXTS.post}</legend>
          {posts.map((post) => (
            <label key={post} className="choice">
              <input type="radio" name="post" checked={entry.post === post} onChange={() => onChange({ post })} />
              {names.post(post)}
            </label>
          ))}
          {faults.post !== undefined && (
            <p className="fault" role="alert">
              {faults.post}
            </p>
          )}
        </fieldset>
      )}
      <details className="card">
        <summary>{REGISTER_TEXTS.more}</summary>
        <label>
          {REGISTER_TEXTS.found}
          <input
            type="datetime-local"
            className="plain-input"
            value={entry.found}
            onChange={({ target }) => onChange({ found: target.value })}
          />
        </label>
        <label>
          {REGISTER_TEXTS.standard}
          <input
            className="plain-input"
            maxLength={200}
            value={entry.standard}
            onChange={({ target }) => onChange({ standard: target.value })}
          />
        </label>
        <label>
          {REGISTER_TEXTS.note}
          <textarea
            className="plain-input"
            rows={2}
            maxLength={1_900}
            value={entry.note}
            onChange={({ target }) => onChange({ note: target.value })}
          />
        </label>
        <Locate point={entry.point} onChange={(point) => onChange({ point })} />
      </details>
    </>
  );
}

/** Five decimals are a metre. */
const DECIMALS = 5;

function Locate({ point, onChange }: { readonly point: string; readonly onChange: (point: string) => void }) {
  const [state, setState] = useState<'idle' | 'asking' | 'failed'>('idle');
  const ask = () => {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle');
        onChange(`${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`);
      },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const words = { idle: REGISTER_TEXTS.locate, asking: REGISTER_TEXTS.locating, failed: REGISTER_TEXTS.notLocated }[
    state
  ];
  return (
    <button type="button" className="state-button" disabled={state === 'asking'} onClick={ask}>
      {point === '' ? words : REGISTER_TEXTS.located(point)}
    </button>
  );
}
