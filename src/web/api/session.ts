import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { emptyStore } from '../offline/store.ts';
import type { Session } from './answers.ts';
import { get, takeToken, write } from './client.ts';
import { keys } from './keys.ts';
import { ApiProblem, problemOf } from './problem.ts';

/** Who I am; null while nobody is logged in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: keys.session,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return begun(await get<Session>('/session', {}, signal));
      } catch (error) {
        const { code } = problemOf(error);
        if (code === 'not-logged-in') return forgotten();
        // Without a network whoever was here last can go on entering; the interface will ask who he is.
        const last = code === 'not-reached' ? lastSession() : undefined;
        if (last !== undefined) return last;
        throw error;
      }
    },
    staleTime: 300_000,
  });
}

const SessionContext = createContext<Session | null>(null);

/** Gives the pages the person who is logged in. */
export const SessionProvider = SessionContext;

/** The person who is logged in; pages are shown to nobody else. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('a page without a session');
  return session;
}

/** Logs in and out; whoever logs in as somebody else finds nothing that the one before had looked at. A new password ends every session. */
export function useSigning() {
  const queries = useQueryClient();
  return {
    async signIn(name: string, password: string): Promise<Session> {
      const before = queries.getQueryData<Session | null>(keys.session);
      const session = begun(await write<Session>('POST', '/session', { name, password }));
      if (before && before.account !== session.account) queries.removeQueries(others);
      queries.setQueryData(keys.session, session);
      void queries.invalidateQueries(others);
      return session;
    },
    async signOut(): Promise<void> {
      await write('DELETE', '/session').catch((error: unknown) => {
        if (!(error instanceof ApiProblem) || error.code !== 'not-logged-in') throw error;
      });
      queries.setQueryData(keys.session, forgotten());
      queries.removeQueries(others);
      await emptyStore('copy').catch(() => undefined);
    },
    async changePassword(password: string, newPassword: string): Promise<void> {
      await write('PUT', '/session/password', { password, newPassword });
    },
  };
}

/** Everything but who is logged in: that one is looked at all the time and is replaced, never removed. */
const others = {
  predicate: ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[0] !== keys.session[0],
};

const LAST = 'duban.session';

function begun(session: Session): Session {
  takeToken(session);
  const { csrfToken: _, ...kept } = session;
  try {
    localStorage.setItem(LAST, JSON.stringify(kept));
  } catch {
    // Then nothing opens without a network.
  }
  return session;
}

function lastSession(): Session | undefined {
  try {
    return JSON.parse(localStorage.getItem(LAST) ?? '') as Session;
  } catch {
    return undefined;
  }
}

function forgotten(): null {
  localStorage.removeItem(LAST);
  return null;
}
