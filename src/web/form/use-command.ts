import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Done, EventList, SealedEvent } from '../api/answers.ts';
import { get, write } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { type ApiProblem, problemOf } from '../api/problem.ts';

/** How far an act has come. */
export type Sending =
  | { readonly step: 'idle' }
  | { readonly step: 'sending' }
  /** No answer came; it is sent again by itself as soon as the network is back. */
  | { readonly step: 'waiting'; readonly problem: ApiProblem }
  /** The session is over; it goes on when somebody has logged in again. */
  | { readonly step: 'signedOut' }
  /** Somebody was faster: what has happened since, and whether this act is still possible. */
  | { readonly step: 'overtaken'; readonly problem: ApiProblem; readonly news: readonly SealedEvent[] }
  | { readonly step: 'refused'; readonly problem: ApiProblem };

/** One act as it is sent. */
export interface Act {
  readonly caseId: string;
  readonly type: string;
  readonly commandId: string;
  readonly payload: { readonly [name: string]: unknown };
  readonly post?: string;
  readonly at?: string;
  /** The last record that whoever acts has seen. */
  readonly seq: number;
}

const CONFLICTS = new Set(['stale', 'not-allowed-now']);

/** Sends an act until it is answered; calls `done` once. What was typed is the caller's and never touched. */
export function useCommand(done: (answer: Done) => void) {
  const queries = useQueryClient();
  const [sending, setSending] = useState<Sending>({ step: 'idle' });
  const waiting = useRef<Act>(undefined);
  const finished = useRef(done);
  useEffect(() => {
    finished.current = done;
  });

  const send = useCallback(
    async (act: Act): Promise<void> => {
      setSending({ step: 'sending' });
      waiting.current = undefined;
      try {
        const answer = await sendPastEngine(act);
        setSending({ step: 'idle' });
        for (const queryKey of [keys.case(act.caseId), keys.lists, keys.desk])
          void queries.invalidateQueries({ queryKey });
        finished.current(answer);
      } catch (error) {
        const problem = problemOf(error);
        if (problem.code === 'not-reached' || problem.body.status === 503) {
          waiting.current = act;
          setSending({ step: 'waiting', problem });
        } else if (problem.code === 'not-logged-in') setSending({ step: 'signedOut' });
        else if (CONFLICTS.has(problem.code)) {
          void queries.invalidateQueries({ queryKey: keys.case(act.caseId) });
          setSending({ step: 'overtaken', problem, news: await newsSince(act) });
        } else setSending({ step: 'refused', problem });
      }
    },
    [queries],
  );

  useEffect(() => {
    const again = () => {
      if (waiting.current !== undefined) void send(waiting.current);
    };
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [send]);

  return { sending, send, reset: () => setSending({ step: 'idle' }) };
}

/** What the engine has recorded in the meantime (a reminder, a lapse) is no reason to ask a person again. */
async function sendPastEngine(act: Act): Promise<Done> {
  try {
    return await post(act);
  } catch (error) {
    if (problemOf(error).code !== 'stale') throw error;
    const news = await newsSince(act);
    const last = news.at(-1);
    if (last === undefined || news.some(({ actor }) => actor.post !== 'engine')) throw error;
    return post({ ...act, seq: last.seq });
  }
}

function post({ caseId, type, commandId, payload, post: as, at, seq }: Act): Promise<Done> {
  return write<Done>('POST', `/cases/${caseId}/commands`, {
    commandId,
    type,
    payload,
    expectedSeq: seq,
    ...(as === undefined ? {} : { post: as }),
    ...(at === undefined ? {} : { at }),
  });
}

async function newsSince({ caseId, seq }: Act): Promise<readonly SealedEvent[]> {
  try {
    return (await get<EventList>(`/cases/${caseId}/events`, { after: seq })).events;
  } catch {
    return [];
  }
}
