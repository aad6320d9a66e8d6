import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import type { SavedView } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { newCommandId } from '../../form/draft.ts';
import { HAZARDS_TEXTS } from '../../texts/hazards.ts';

interface Props {
  /** The filters as they stand in the address. */
  readonly current: { readonly [name: string]: string };
  readonly onOpen: (query: { readonly [name: string]: unknown }) => void;
}

/** Filters that a person has kept under a name of his own. */
export function SavedViews({ current, onOpen }: Props) {
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const place = useRef<HTMLDetailsElement>(null);
  const { data } = useQuery({
    queryKey: keys.views,
    queryFn: ({ signal }) => get<{ readonly views: readonly SavedView[] }>('/views', {}, signal),
    staleTime: 300_000,
  });
  const change = async (act: () => Promise<unknown>) => {
    try {
      await act();
      setSaid('');
    } catch (error) {
      setSaid(problemOf(error).body.detail);
    }
    await queries.invalidateQueries({ queryKey: keys.views });
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const label = String(new FormData(form).get('label') ?? '').trim();
    if (label === '') return;
    void change(() => write('PUT', `/views/${newCommandId()}`, { label, query: current })).then(() => form.reset());
  };
  const open = (query: SavedView['query']) => {
    if (place.current !== null) place.current.open = false;
    onOpen(query);
  };
  const views = data?.views ?? [];
  return (
    <details className="views" ref={place}>
      <summary className="plain-button">{HAZARDS_TEXTS.views} ▾</summary>
      <div className="views-list">
        {views.length === 0 && <p className="dim">{HAZARDS_TEXTS.viewsNone}</p>}
        <ul>
          {views.map(({ id, label, query }) => (
            <li key={id}>
              <button type="button" className="link-button" onClick={() => open(query)}>
                {label}
              </button>
              <button
                type="button"
                className="quiet-button"
                aria-label={HAZARDS_TEXTS.removeView(label)}
                onClick={() => void change(() => write('DELETE', `/views/${id}`))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
        <form onSubmit={save}>
          <label>
            {HAZARDS_TEXTS.saveView}
            <input name="label" className="plain-input" maxLength={60} placeholder={HAZARDS_TEXTS.viewName} />
          </label>
          <button type="submit" className="plain-button">
            {HAZARDS_TEXTS.save}
          </button>
        </form>
        {said !== '' && <p role="alert">{said}</p>}
      </div>
    </details>
  );
}
