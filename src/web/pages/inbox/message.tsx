import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import type { Inbox, InboxMessage } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { INBOX_TEXTS } from '../../texts/inbox.ts';
import { Light } from '../../ui/light.tsx';
import { Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';

/** An address of a case in a message, or the bare number of one: both lead there inside the application. */
const CASE = /(?:https?:\/\/[^\s/]+\/cases\/)?\b([A-Z]{1,2}-\d{4}-\d{6}(?:-[A-Z]\d+(?:\.\d+)?)*)/g;

/** A message folded to its subject; opening it is a fact that is recorded. */
export function Message({ message: { id, at, subject, body, openedAt } }: { readonly message: InboxMessage }) {
  const queries = useQueryClient();
  const [readAt, setReadAt] = useState(openedAt);
  const opening = useMutation({
    mutationFn: () => write<Pick<Inbox, 'unread'>>('POST', '/inbox/opened', { id }),
    onSuccess: ({ unread }) => {
      // The message stays where it is while it is read; the other lists are asked for anew.
      setReadAt((before) => before ?? '');
      queries.setQueriesData<InfiniteData<Inbox>>(
        { queryKey: keys.inboxes },
        (before) => before && { ...before, pages: before.pages.map((page) => ({ ...page, unread })) },
      );
      void queries.invalidateQueries({ queryKey: keys.inboxes, refetchType: 'none' });
    },
  });
  return (
    <li className={readAt === undefined ? 'unread' : ''}>
      <details
        onToggle={({ currentTarget }) => {
          if (currentTarget.open && readAt === undefined && !opening.isPending) opening.mutate();
        }}
      >
        <summary>
          <span className="subject">{subject}</span>
          <span className="dim nowrap">{instantText(at)}</span>
          {readAt === undefined ? (
            <Light tone="amber" word={INBOX_TEXTS.unread} />
          ) : (
            <span className="dim nowrap">{readAt === '' ? '' : INBOX_TEXTS.readAt(instantText(readAt))}</span>
          )}
        </summary>
        {opening.isError && <Remark tone="warn">{INBOX_TEXTS.notMarked(problemOf(opening.error).body.detail)}</Remark>}
        <Body text={body} />
      </details>
    </li>
  );
}

function Body({ text }: { readonly text: string }) {
  return (
    <div className="message-body">
      {text
        .trim()
        .split('\n')
        .map((line, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message does not change
          <p key={nth}>{line === '' ? '\u00a0' : linked(line)}</p>
        ))}
    </div>
  );
}

function linked(line: string) {
  const parts = [];
  let from = 0;
  for (const found of line.matchAll(CASE)) {
    const [whole, caseId = ''] = found;
    parts.push(
      <Fragment key={found.index}>
        {line.slice(from, found.index)}
        <Link to={`/${/-N[\d.]+$/.test(caseId) ? 'notices' : 'cases'}/${caseId}`}>{caseId}</Link>
      </Fragment>,
    );
    from = found.index + whole.length;
  }
  return [...parts, line.slice(from)];
}
