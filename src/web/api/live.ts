import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { API } from './client.ts';
import { keys } from './keys.ts';

/** What the server tells while it happens: a case has a new record, or my desk has changed. */
export type LiveEvent =
  | {
      readonly kind: 'case';
      readonly caseId: string;
      readonly seq: number;
      readonly caseKind: string;
      readonly stage: string;
    }
  | { readonly kind: 'desk' };

type Listener = (event: LiveEvent) => void;

const listeners = new Set<Listener>();
let source: EventSource | undefined;

/** Calls the listener for each event of one case, or of the desk, or of all. One connection a tab, however many listen. */
export function useLive(topic: { readonly caseId: string } | 'desk' | 'all', listener: Listener): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  const wanted = typeof topic === 'string' ? topic : topic.caseId;
  useEffect(() => {
    const hear: Listener = (event) => {
      if (wanted === 'all' || wanted === (event.kind === 'case' ? event.caseId : 'desk')) latest.current(event);
    };
    listeners.add(hear);
    source ??= connect();
    return () => {
      listeners.delete(hear);
      if (listeners.size > 0) return;
      source?.close();
      source = undefined;
    };
  }, [wanted]);
}

/** Drops what the browser keeps of a case, of the lists and of the desk when the server says that it has changed. */
export function useFreshness(): void {
  const queries = useQueryClient();
  useLive('all', (event) => {
    if (event.kind === 'desk') {
      void queries.invalidateQueries({ queryKey: keys.desk });
      return;
    }
    void queries.invalidateQueries({ queryKey: keys.case(event.caseId) });
    void queries.invalidateQueries({ queryKey: keys.lists });
  });
}

// EventSource connects again by itself and says which event it saw last.
function connect(): EventSource {
  const opened = new EventSource(`${API}/live`);
  opened.addEventListener('case', (message: MessageEvent<string>) => {
    const { caseId, seq, kind, stage } = JSON.parse(message.data);
    tell({ kind: 'case', caseId, seq, caseKind: kind, stage });
  });
  opened.addEventListener('desk', () => tell({ kind: 'desk' }));
  return opened;
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}
