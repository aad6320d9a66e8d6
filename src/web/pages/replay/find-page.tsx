import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { KIND_WORDS, stageWord } from '../../../core/words.ts';
import type { CaseList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import './replay.css';

const MOST = 30;

/** 审计回放: choose the case; the search and what was asked stand in the address. */
export function FindReplayPage() {
  const [params, setParams] = useSearchParams();
  const asked = params.get('q') ?? '';
  const late = params.get('late') === 'true';
  const [text, setText] = useState(asked);
  const query = { q: asked, late: late || undefined, sort: 'opened', limit: MOST };
  const found = useQuery({
    queryKey: keys.list(query),
    queryFn: ({ signal }) => get<CaseList>('/cases', query, signal),
  });
  const search = (q: string, only: boolean) =>
    setParams({ ...(q === '' ? {} : { q }), ...(only ? { late: 'true' } : {}) });
  return (
    <Page
      title={REPLAY_TEXTS.title}
      sentence={<p className="sentence dim">{REPLAY_TEXTS.about}</p>}
      filters={
        <form
          className="find-form"
          onSubmit={(event) => {
            event.preventDefault();
            search(text.trim(), late);
          }}
        >
          <input
            type="search"
            className="plain-input"
            aria-label={REPLAY_TEXTS.search}
            placeholder={REPLAY_TEXTS.search}
            maxLength={100}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="main-button">
            {REPLAY_TEXTS.find}
          </button>
          <label>
            <input type="checkbox" checked={late} onChange={({ target }) => search(text.trim(), target.checked)} />{' '}
            {REPLAY_TEXTS.onlyLate}
          </label>
        </form>
      }
    >
      <Loaded query={found} rows={8} height={56}>
        {({ cases, total }) =>
          cases.length === 0 ? (
            <EmptyState title={REPLAY_TEXTS.none} how={REPLAY_TEXTS.noneHow} />
          ) : (
            <>
              <p className="dim">{REPLAY_TEXTS.found(total)}</p>
              <ul className="find-list">
                {cases.map(({ caseId, kind, title, stage, openedAt }) => (
                  <li key={caseId} className="card">
                    <Link to={`/replay/${caseId}`}>{caseId}</Link> <bdi>{title}</bdi>{' '}
                    <span className="dim">
                      {KIND_WORDS[kind]} · {stageWord(kind, stage)} ·{' '}
                      {REPLAY_TEXTS.opened(dayText(openedAt.slice(0, 10)))}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
