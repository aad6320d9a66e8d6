import { useInfiniteQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Accesses } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ACCESS_TEXTS } from '../../texts/admin.ts';
import { useNames } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import './admin.css';

const CASE = /^[A-Z]{1,3}-\d{4}-/;
const FILTERS = ['object', 'act', 'from', 'to'] as const;

/** 查阅记录: who has read, replayed, exported or tried to log in; what is asked stands in the address. */
export function AccessPage() {
  const [params, setParams] = useSearchParams();
  const names = useNames();
  const of = (name: (typeof FILTERS)[number]) => params.get(name) ?? '';
  const asked = {
    object: of('object'),
    act: of('act'),
    from: of('from') && `${of('from')}T00:00:00+08:00`,
    to: of('to') && `${of('to')}T23:59:59+08:00`,
  };
  const query = useInfiniteQuery({
    queryKey: keys.adminPart('accesses', asked),
    queryFn: ({ signal, pageParam }) =>
      get<Accesses>('/access-log', { ...asked, limit: 100, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
  });
  const accesses = query.data?.pages.flatMap((page) => page.accesses);
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const values = FILTERS.map((name) => [name, String(form.get(name) ?? '').trim()] as const);
    setParams(Object.fromEntries(values.filter(([, value]) => value !== '')));
  };
  const { columns } = ACCESS_TEXTS;
  return (
    <Page
      title={ACCESS_TEXTS.title}
      sentence={<p className="sentence dim">{ACCESS_TEXTS.about}</p>}
      filters={
        <form key={params.toString()} className="access-form" onSubmit={search}>
          <label>
            {ACCESS_TEXTS.object}{' '}
            <input name="object" className="plain-input" maxLength={200} defaultValue={of('object')} />
          </label>
          <label>
            {ACCESS_TEXTS.act}{' '}
            <select name="act" className="plain-input" defaultValue={of('act')}>
              <option value="">{ACCESS_TEXTS.anybody}</option>
              {Object.entries(ACCESS_TEXTS.acts).map(([id, word]) => (
                <option key={id} value={id}>
                  {word}
                </option>
              ))}
            </select>
          </label>
          <label>
            {ACCESS_TEXTS.from} <input name="from" type="date" className="plain-input" defaultValue={of('from')} />
          </label>
          <label>
            {ACCESS_TEXTS.to} <input name="to" type="date" className="plain-input" defaultValue={of('to')} />
          </label>
          <button type="submit" className="main-button">
            {ACCESS_TEXTS.find}
          </button>
        </form>
      }
    >
      <section className="card">
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {accesses === undefined && !query.isError && <Skeleton rows={12} />}
        {accesses?.length === 0 && <EmptyState title={ACCESS_TEXTS.none} how={ACCESS_TEXTS.noneHow} />}
        {accesses !== undefined && accesses.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
          <section className="table-box" tabIndex={0} aria-label={ACCESS_TEXTS.title}>
            <table className="admin-table">
              <thead>
                <tr>
                  {Object.values(columns).map((column) => (
                    <th key={column}>{column}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {accesses.map(({ at, account, person, act, object, detail }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: accesses are only added, at the other end of the pages
                  <tr key={i}>
                    <td>{instantText(at)}</td>
                    <td>{person === undefined ? (account ?? ACCESS_TEXTS.nobody) : names.person(person)}</td>
                    <td>{ACCESS_TEXTS.acts[act as keyof typeof ACCESS_TEXTS.acts] ?? act}</td>
                    <td>{CASE.test(object) ? <Link to={`/cases/${object}`}>{object}</Link> : object}</td>
                    <td>{detail}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {query.hasNextPage && (
          <button type="button" className="state-button" onClick={() => void query.fetchNextPage()}>
            {ACCESS_TEXTS.more}
          </button>
        )}
      </section>
    </Page>
  );
}
