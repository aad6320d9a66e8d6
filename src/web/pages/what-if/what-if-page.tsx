import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { WhatIfJob } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { ownsRules } from '../../app/who.ts';
import { WHAT_IF_TEXTS } from '../../texts/what-if.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, Remark } from '../../ui/states.tsx';
import type { Report } from './report.ts';
import { ReportView } from './report-view.tsx';
import { useJob } from './use-job.ts';
import './what-if.css';

/** One what-if: its progress while it runs, with a way to stop it, then the report. */
export function WhatIfPage() {
  const { job = '' } = useParams();
  const query = useJob(job);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const end = async () => {
    await write('DELETE', `/rules/what-if/${job}`);
    queries.removeQueries({ queryKey: keys.whatIf(job) });
    void navigate('/what-if');
  };
  const { data } = query;
  return (
    <Page
      title={WHAT_IF_TEXTS.title}
      sentence={
        data && (
          <p className="sentence">
            <Link to={`/rules/${encodeURIComponent(data.draft)}`}>{WHAT_IF_TEXTS.draftLink(data.draft)}</Link> ·{' '}
            {WHAT_IF_TEXTS.period(data.from, data.to)}
          </p>
        )
      }
      actions={
        data && (
          <button type="button" className="plain-button" onClick={() => void end()}>
            {data.state === 'running' ? WHAT_IF_TEXTS.cancel : WHAT_IF_TEXTS.remove}
          </button>
        )
      }
    >
      <Loaded query={query} rows={10} height={56}>
        {(found) => <JobView job={found} />}
      </Loaded>
    </Page>
  );
}

function JobView({ job }: { readonly job: WhatIfJob }) {
  const session = useSession();
  return (
    <>
      {job.state === 'running' && <Running job={job} />}
      {job.problem !== undefined && <Remark tone="warn">{job.problem.detail}</Remark>}
      {job.report !== undefined && <ReportView job={job} report={job.report as unknown as Report} />}
      {job.state !== 'running' && ownsRules(session) && <Again job={job} />}
    </>
  );
}

function Running({ job: { progress } }: { readonly job: WhatIfJob }) {
  const { phase, done, total } = progress;
  return (
    <div className="card running">
      <p role="status">
        {WHAT_IF_TEXTS.phases[phase]} <span className="dim">{WHAT_IF_TEXTS.progress(done, total)}</span>
      </p>
      <progress aria-label={WHAT_IF_TEXTS.phases[phase]} {...(total > 0 ? { value: done, max: total } : {})} />
    </div>
  );
}

/** The same draft on other cases. */
function Again({ job }: { readonly job: WhatIfJob }) {
  const navigate = useNavigate();
  const [why, setWhy] = useState('');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      const period = { from: String(form.get('from')), to: String(form.get('to')) };
      const next = await write<WhatIfJob>('POST', `/rules/drafts/${job.draft}/what-if`, period);
      void navigate(`/what-if/${next.job}`);
    } catch (error) {
      const { detail, fields } = problemOf(error).body;
      setWhy([detail, ...Object.values(fields ?? {})].join(' '));
    }
  };
  return (
    <details className="card again">
      <summary>{WHAT_IF_TEXTS.again}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {WHAT_IF_TEXTS.from}{' '}
          <input type="date" name="from" className="plain-input" defaultValue={job.from} required />
        </label>
        <label>
          {WHAT_IF_TEXTS.to} <input type="date" name="to" className="plain-input" defaultValue={job.to} required />
        </label>
        <button type="submit" className="plain-button">
          {WHAT_IF_TEXTS.run}
        </button>
        <span className="fault" role="alert">
          {why}
        </span>
      </form>
    </details>
  );
}
