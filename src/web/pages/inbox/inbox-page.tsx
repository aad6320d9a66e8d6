import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import type { Inbox } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useLive } from '../../api/live.ts';
import { INBOX_TEXTS } from '../../texts/inbox.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Message } from './message.tsx';
import './inbox.css';

const PAGE = 50;
const SHOWN = ['unread', 'all'] as const;

/** 我的消息: what the system has told me in the product, each with why it came to me. */
export function InboxPage() {
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const shown = params.get('show') === 'all' ? 'all' : 'unread';
  const query = useInfiniteQuery({
    queryKey: keys.inbox(shown === 'unread'),
    queryFn: ({ signal, pageParam }) =>
      get<Inbox>(
        '/inbox',
        {
          limit: PAGE,
          ...(shown === 'unread' ? { unread: true } : {}),
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
  });
  useLive('desk', () => void query.refetch());
  const first = query.data?.pages[0];
  const messages = query.data?.pages.flatMap((page) => page.messages) ?? [];
  return (
    <Page
      title={INBOX_TEXTS.title}
      sentence={
        <p className="dim inbox-about">
          {first === undefined ? '\u00a0' : `${INBOX_TEXTS.count(first.unread)} · ${INBOX_TEXTS.about}`}
        </p>
      }
      filters={
        <fieldset className="inbox-filter">
          <legend className="only-read">{INBOX_TEXTS.filter}</legend>
          {SHOWN.map((one) => (
            <label key={one}>
              <input type="radio" name="show" checked={shown === one} onChange={() => setParams({ show: one })} />
              {INBOX_TEXTS.filters[one]}
            </label>
          ))}
        </fieldset>
      }
    >
      {query.isPending && <Skeleton rows={8} height={56} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {first !== undefined && messages.length === 0 && (
        <EmptyState
          title={shown === 'unread' ? INBOX_TEXTS.emptyUnread : INBOX_TEXTS.empty}
          how={INBOX_TEXTS.emptyHow}
          act={{ label: INBOX_TEXTS.toDesk, run: () => void navigate('/') }}
        />
      )}
      <ul className="inbox">
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
      </ul>
      {query.hasNextPage && (
        <button
          type="button"
          className="state-button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {INBOX_TEXTS.more}
        </button>
      )}
    </Page>
  );
}
