import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { stageWord } from '../../core/words.ts';
import type { CaseList as Answer, ListedCase } from '../api/answers.ts';
import { get, type Query } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { CASE_LIST_TEXTS } from '../texts/case-list.ts';
import './case-list.css';
import { Deadline } from './deadline.tsx';
import { Light } from './light.tsx';
import { Loaded, Remark } from './states.tsx';

const PAGE = 50;

interface Props {
  readonly query: Query;
  /** Shown where there is none. */
  readonly empty: ReactNode;
}

/** Cases of a kind in the order of consequence: title, what happens next, light. */
export function CaseList({ query: asked, empty }: Props) {
  const list = { ...asked, sort: 'consequence' };
  const query = useInfiniteQuery({
    queryKey: keys.list(list),
    queryFn: ({ signal, pageParam }) => get<Answer>('/cases', { ...list, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query} rows={6} height={80}>
      {({ pages }) => {
        const cases = pages.flatMap((page) => page.cases);
        const [first] = pages;
        if (first === undefined || cases.length === 0) return empty;
        return (
          <>
            <p className="dim case-count">{CASE_LIST_TEXTS.total(first.total, first.more)}</p>
            {first.more && <Remark>{CASE_LIST_TEXTS.tooMany}</Remark>}
            <ul className="case-list">
              {cases.map((one) => (
                <li key={one.caseId}>
                  <Row one={one} />
                </li>
              ))}
            </ul>
            {query.hasNextPage && (
              <button type="button" className="state-button" onClick={() => void query.fetchNextPage()}>
                {CASE_LIST_TEXTS.more}
              </button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Row({ one }: { readonly one: ListedCase }) {
  const { caseId, kind, title, stage, unitName, organisationName, sentence, closed, openedAt } = one;
  const { dueAt, lastDay, clock, light, unit } = sentence;
  const facts = [stageWord(kind, stage), unitName ?? organisationName, openedAt.slice(0, 10)];
  return (
    <article className="card">
      <Link to={`/cases/${caseId}`}>
        <bdi>{title}</bdi>
      </Link>{' '}
      <span className="dim nowrap">{caseId}</span>
      <p>{sentence.text}</p>
      <div className="dim">{facts.filter(Boolean).join(' · ')}</div>
      {closed || dueAt === undefined ? (
        <Light tone={light} {...(closed ? { word: stageWord(kind, stage) } : {})} />
      ) : (
        <Deadline {...{ dueAt, lastDay, unit, light, caseId }} {...(clock === undefined ? {} : { clock })} />
      )}
    </article>
  );
}
