import type { ReactNode } from 'react';
import type { SealedEvent } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { WhoWhen } from '../../ui/who-when.tsx';
import { useEventPlace } from './event-place.ts';

/** A value with the entry that it comes from: who and when beside it, and a way to the entry. */
export function Sourced({
  event,
  children,
}: {
  readonly event: SealedEvent | undefined;
  readonly children: ReactNode;
}) {
  const { show } = useEventPlace();
  if (event === undefined) return children;
  return (
    <WhoWhen
      event={event}
      more={
        <button type="button" className="link-button" onClick={() => show(event.seq)}>
          {CASE_TEXTS.seeEvent(event.seq)}
        </button>
      }
    >
      {children}
    </WhoWhen>
  );
}
