import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { STATE_TEXTS } from '../texts/states.ts';
import './states.css';

/** Something that can be done about a state. */
export interface StateAct {
  readonly label: string;
  readonly run: () => void;
}

interface StateProps {
  readonly tone: 'empty' | 'error' | 'forbidden' | 'offline';
  readonly title: string;
  readonly how?: ReactNode;
  readonly act?: StateAct;
}

const MARKS = { empty: '○', error: '▲', forbidden: '■', offline: '◇' } as const;

/** A view without content: what is the matter, and what to do. */
export function State({ tone, title, how, act }: StateProps) {
  return (
    <div className={`state ${tone}`} role={tone === 'error' || tone === 'offline' ? 'alert' : undefined}>
      <span className="mark" aria-hidden="true">
        {MARKS[tone]}
      </span>
      <p className="title">{title}</p>
      {how !== undefined && <div className="how">{how}</div>}
      {act !== undefined && (
        <button type="button" className="state-button" onClick={act.run}>
          {act.label}
        </button>
      )}
    </div>
  );
}

/** Nothing is there yet, and how to begin. */
export function EmptyState({ title, how, act }: Omit<StateProps, 'tone'>) {
  return (
    <State tone="empty" title={title} {...(how === undefined ? {} : { how })} {...(act === undefined ? {} : { act })} />
  );
}

/** This person may not open it. */
export function ForbiddenState() {
  return <State tone="forbidden" title={STATE_TEXTS.forbidden} how={STATE_TEXTS.forbiddenHow} />;
}

/** It was not loaded: why, and what to do. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { code, body } = problemOf(error);
  const act = onRetry === undefined ? {} : { act: { label: STATE_TEXTS.retry, run: onRetry } };
  if (code === 'not-reached') return <State tone="offline" title={STATE_TEXTS.offline} how={body.detail} {...act} />;
  if (body.status === 403) return <State tone="forbidden" title={STATE_TEXTS.forbidden} how={body.detail} />;
  if (body.status === 404) return <State tone="empty" title={STATE_TEXTS.notFound} how={body.detail} />;
  const id = body.requestId === undefined ? null : <p className="dim">{STATE_TEXTS.requestId(body.requestId)}</p>;
  const how = (
    <>
      {body.detail}
      {id}
    </>
  );
  return <State tone="error" title={STATE_TEXTS.error} how={how} {...act} />;
}

/** Grey bars of the height that the content will have, so that nothing jumps when it comes. */
export function Skeleton({ rows = 6, height = 32 }: { readonly rows?: number; readonly height?: number }) {
  return (
    <div className="skeleton" role="status" aria-label={STATE_TEXTS.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <div key={row} style={{ height: height - 8, width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

/** A page that is on its way. */
export function LoadingPage() {
  return (
    <div className="page">
      <Skeleton rows={8} height={40} />
    </div>
  );
}

/** A remark above content: partial, read-only, too many. */
export function Remark({
  children,
  tone = 'plain',
}: {
  readonly children: ReactNode;
  readonly tone?: 'plain' | 'warn';
}) {
  return (
    <p className={`remark ${tone}`} role="status">
      {children}
    </p>
  );
}

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** Rows of the skeleton, and their height in pixels. */
  readonly rows?: number;
  readonly height?: number;
  readonly children: (data: Data) => ReactNode;
}

/** What a query answered, or the state it is in. What was once shown stays when asking again fails, with a remark. */
export function Loaded<Data>({ query, rows, height, children }: LoadedProps<Data>) {
  if (query.data !== undefined)
    return (
      <>
        {query.isError && <Remark tone="warn">{problemOf(query.error).body.detail}</Remark>}
        {children(query.data)}
      </>
    );
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton {...(rows === undefined ? {} : { rows })} {...(height === undefined ? {} : { height })} />;
}
