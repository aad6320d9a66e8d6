import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { KindName } from '../../../core/names.ts';
import { eventWord } from '../../../core/words.ts';
import type { WhatIfTimelines } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { WHAT_IF_TEXTS } from '../../texts/what-if.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, Remark } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import { useJob, useRuleNames } from './use-job.ts';
import './what-if.css';

const { case: TEXTS, charts: CHARTS } = WHAT_IF_TEXTS;

/** What an event needs to be told. */
interface Happening {
  readonly at: string;
  readonly caseId: string;
  readonly kind: KindName;
  readonly type: string;
  readonly payload: { readonly [field: string]: unknown };
}

/** One case under the rules of then and under the draft, side by side, instant by instant. */
export function TimelinesPage() {
  const { job = '', caseId = '' } = useParams();
  const [only, setOnly] = useState(false);
  const name = useRuleNames(useJob(job).data?.draft);
  const query = useQuery({
    queryKey: keys.whatIfCase(job, caseId),
    queryFn: ({ signal }) =>
      get<WhatIfTimelines>(`/rules/what-if/${job}/cases/${encodeURIComponent(caseId)}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page
      title={TEXTS.title(caseId)}
      sentence={
        <p className="sentence">
          <Link to={`/what-if/${job}`}>{TEXTS.back}</Link> · <Link to={`/cases/${caseId}`}>{TEXTS.openCase}</Link>
        </p>
      }
      filters={
        <label className="filter-label">
          <input type="checkbox" checked={only} onChange={({ target }) => setOnly(target.checked)} />
          {TEXTS.onlyDifferences}
        </label>
      }
    >
      <Loaded query={query} rows={14}>
        {(found) => <SideBySide found={found} only={only} name={name} />}
      </Loaded>
    </Page>
  );
}

interface SideBySideProps {
  readonly found: WhatIfTimelines;
  readonly only: boolean;
  readonly name: (rule: string) => string;
}

function SideBySide({ found, only, name }: SideBySideProps) {
  const rows = rowsOf(found.own as readonly Happening[], found.draft as readonly Happening[]);
  const shown = only ? rows.filter(({ own, draft }) => own === undefined || draft === undefined) : rows;
  const impossible = found.impossible as readonly { readonly at: string; readonly message: string }[];
  return (
    <>
      {impossible.map(({ at, message }) => (
        <Remark key={at + message} tone="warn">
          {TEXTS.impossible}：{dayText(at.slice(0, 10))} {message}
        </Remark>
      ))}
      {shown.length === 0 ? (
        <p className="dim">{TEXTS.none}</p>
      ) : (
        <div className="sheet-box">
          <table className="sheet timelines">
            <thead>
              <tr>
                <th>{TEXTS.at}</th>
                <th>{CHARTS.own}</th>
                <th>{CHARTS.draft}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ at, key, own, draft }) => (
                <tr key={key} className={own && draft ? '' : own ? 'only-own' : 'only-draft'}>
                  <td className="nowrap">
                    {dayText(at.slice(0, 10))} {at.slice(11, 16)}
                  </td>
                  <td>{own && <Told event={own} name={name} mark={draft ? '' : '− '} />}</td>
                  <td>{draft && <Told event={draft} name={name} mark={own ? '' : '+ '} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

interface ToldProps {
  readonly event: Happening;
  readonly name: (rule: string) => string;
  readonly mark: string;
}

function Told({ event: { kind, type, payload, caseId }, name, mark }: ToldProps) {
  const { duty, ladder, rung } = payload;
  const about = typeof duty === 'string' ? name(duty) : rung === undefined ? '' : name(`${ladder}${rung}`);
  return (
    <>
      {mark}
      {eventWord(kind, type)} {about} <span className="dim">{caseId}</span>
    </>
  );
}

interface Row {
  readonly at: string;
  readonly key: string;
  readonly own?: Happening;
  readonly draft?: Happening;
}

/** Events of both sides in order of time; what happens on both at the same instant stands in one row. */
function rowsOf(own: readonly Happening[], draft: readonly Happening[]): readonly Row[] {
  const rows = new Map<string, { at: string; key: string; own?: Happening; draft?: Happening }>();
  const put = (events: readonly Happening[], side: 'own' | 'draft') => {
    const seen = new Map<string, number>();
    for (const event of events) {
      const { duty, ladder, rung } = event.payload;
      const what = [event.at, event.caseId, event.type, duty, ladder, rung].map(String).join(' ');
      const nth = (seen.get(what) ?? 0) + 1;
      seen.set(what, nth);
      const key = `${what} ${nth}`;
      rows.set(key, { at: event.at, ...rows.get(key), key, [side]: event });
    }
  };
  put(own, 'own');
  put(draft, 'draft');
  return [...rows.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
