import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { WhatIfJobs } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { WHAT_IF_TEXTS } from '../../texts/what-if.ts';
import { Light } from '../../ui/light.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import './what-if.css';

const TONES = { running: 'amber', done: 'green', failed: 'grey' } as const;

/** 假设推演: what runs and what ran last. */
export function WhatIfsPage() {
  const query = useQuery({
    queryKey: keys.whatIfs,
    queryFn: ({ signal }) => get<WhatIfJobs>('/rules/what-if', {}, signal),
  });
  return (
    <Page title={WHAT_IF_TEXTS.title} sentence={<p className="sentence dim">{WHAT_IF_TEXTS.about}</p>}>
      <Loaded query={query} rows={4} height={56}>
        {({ jobs }) =>
          jobs.length === 0 ? (
            <EmptyState
              title={WHAT_IF_TEXTS.none}
              how={
                <>
                  <p>{WHAT_IF_TEXTS.noneHow}</p>
                  <Link to="/rules">{WHAT_IF_TEXTS.toRules}</Link>
                </>
              }
            />
          ) : (
            <>
              <h2>{WHAT_IF_TEXTS.jobs}</h2>
              <ul className="job-list">
                {jobs.map(({ job, state, draft, from, to, startedAt }) => (
                  <li key={job} className="card">
                    <Link to={`/what-if/${job}`}>{WHAT_IF_TEXTS.draftLink(draft)}</Link>{' '}
                    <Light tone={TONES[state]} word={WHAT_IF_TEXTS.states[state]} />{' '}
                    <span className="dim">
                      {WHAT_IF_TEXTS.period(from, to)} · {instantText(startedAt)}
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
