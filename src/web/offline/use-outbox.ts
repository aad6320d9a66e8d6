import { useEffect, useSyncExternalStore } from 'react';
import { useSession } from '../api/session.ts';
import { followOutbox, loadOutbox, type OutboxView, outboxView, sendOutbox } from './outbox.ts';

/** Tried again so often while something waits (ms): the browser does not always notice that the network is back. */
const AGAIN_MS = 20_000;

/** What waits to be sent, and what has arrived. */
export function useOutbox(): OutboxView {
  return useSyncExternalStore(followOutbox, outboxView);
}

/** Sends what waits: at once, when the network is back, when the page is looked at again, and every now and then. */
export function useOutboxSending(): void {
  const session = useSession();
  const { account } = session;
  const { waiting } = useOutbox();
  const open = waiting.some(({ refused }) => refused === undefined);
  // A session that was begun again is a new object: what waited for it goes out.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const send = () => void sendOutbox(account);
    void loadOutbox(account).then(send, () => undefined);
    addEventListener('online', send);
    document.addEventListener('visibilitychange', send);
    return () => {
      removeEventListener('online', send);
      document.removeEventListener('visibilitychange', send);
    };
  }, [account, session]);
  useEffect(() => {
    if (!open) return;
    const timer = setInterval(() => void sendOutbox(account), AGAIN_MS);
    return () => clearInterval(timer);
  }, [account, open]);
}
