import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { ReturnHead, ReturnList } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { isOffice } from '../../app/who.ts';
import { RETURNS_TEXTS } from '../../texts/returns.ts';
import { Light, type Tone } from '../../ui/light.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, Remark } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import './returns.css';

/** 月度汇总表: who has drafted, signed and sent in a month's return. */
export function ReturnsPage() {
  const [params, setParams] = useSearchParams();
  const asked = params.get('month') ?? undefined;
  const query = useQuery({
    queryKey: keys.returns(asked),
    queryFn: ({ signal }) => get<ReturnList>('/returns', { month: asked }, signal),
  });
  const month = query.data?.month ?? asked ?? '';
  return (
    <Page
      title={RETURNS_TEXTS.title}
      sentence={<p className="dim">{RETURNS_TEXTS.about}</p>}
      filters={
        <label className="returns-month">
          {RETURNS_TEXTS.month}{' '}
          <input
            type="month"
            className="plain-input"
            value={month}
            onChange={(event) => event.target.value !== '' && setParams({ month: event.target.value })}
          />
        </label>
      }
      actions={<DraftButton month={month} list={query.data} />}
    >
      <Loaded query={query} rows={10} height={44}>
        {(list) => <ReturnTable list={list} />}
      </Loaded>
    </Page>
  );
}

function DraftButton({ month, list }: { readonly month: string; readonly list: ReturnList | undefined }) {
  const session = useSession();
  const queries = useQueryClient();
  const drafting = useMutation({
    mutationFn: () => write<{ readonly drafted: number }>('POST', '/returns/draft', { month }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.returnsAll }),
  });
  const missing = list?.returns.some(({ stage }) => stage === 'missing') ?? false;
  if (!isOffice(session) || (!missing && drafting.data === undefined)) return null;
  return (
    <>
      {missing && (
        <button type="button" className="plain-button" disabled={drafting.isPending} onClick={() => drafting.mutate()}>
          {RETURNS_TEXTS.draft}
        </button>
      )}
      {drafting.isError && <Remark tone="warn">{problemOf(drafting.error).body.detail}</Remark>}
      {drafting.data !== undefined && <Remark>{RETURNS_TEXTS.drafted(drafting.data.drafted)}</Remark>}
    </>
  );
}

const TONES: { readonly [stage in ReturnHead['stage']]: Tone } = {
  missing: 'grey',
  draft: 'amber',
  signed: 'amber',
  submitted: 'green',
};

function ReturnTable({ list }: { readonly list: ReturnList }) {
  const own = list.returns.filter(({ street }) => !street);
  if (list.returns.length === 0) return <EmptyState title={RETURNS_TEXTS.empty} how={RETURNS_TEXTS.emptyHow} />;
  return (
    <>
      <p className="dim">{RETURNS_TEXTS.counts(own.filter(({ stage }) => stage === 'submitted').length, own.length)}</p>
      <ul className="returns-list">
        {list.returns.map((one) => (
          <li key={one.organisation}>
            <span className="name">
              {one.stage === 'missing' ? (
                one.name
              ) : (
                <Link to={`/returns/${one.month}/${one.organisation}`}>{one.name}</Link>
              )}
              {one.street && <span className="dim"> {RETURNS_TEXTS.street}</span>}
            </span>
            <Light
              tone={one.unconfirmed ? 'red' : TONES[one.stage]}
              word={`${RETURNS_TEXTS.stages[one.stage]}${one.unconfirmed ? ` ${RETURNS_TEXTS.unconfirmed}` : ''}`}
            />
            <span className="dim">
              {one.street || one.dueDay === undefined ? '' : `${RETURNS_TEXTS.due} ${dayText(one.dueDay)}`}
            </span>
            <span className="dim">{one.edited.length > 0 ? RETURNS_TEXTS.edited(one.edited.length) : ''}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
