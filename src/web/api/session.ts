import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { Session } from './answers.ts';
import { get, takeToken, write } from './client.ts';
import { keys } from './keys.ts';
import { ApiProblem } from './problem.ts';

/** Who I am; null while nobody is logged in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: keys.session,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return begun(await get<Session>('/session', {}, signal));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'not-logged-in') return null;
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
      if (before && before.account !== session.account) queries.removeQueries();
      queries.setQueryData(keys.session, session);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
      return session;
    },
    async signOut(): Promise<void> {
      await write('DELETE', '/session').catch((error: unknown) => {
        if (!(error instanceof ApiProblem) || error.code !== 'not-logged-in') throw error;
      });
      queries.clear();
      queries.setQueryData(keys.session, null);
    },
    async changePassword(password: string, newPassword: string): Promise<void> {
      await write('PUT', '/session/password', { password, newPassword });
    },
  };
}

function begun(session: Session): Session {
  takeToken(session);
  return session;
}
