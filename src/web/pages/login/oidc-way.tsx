import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import type { LoginWays } from '../../api/answers.ts';
import { get, queryText } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { LOGIN_TEXTS } from '../../texts/login.ts';

/** The office's own identity provider, where one is set up; it leads back to the address that was asked for. `again`: it must ask for the password, whatever it remembers. */
export function OidcWay({ again = false }: { readonly again?: boolean }) {
  const { pathname, search } = useLocation();
  const { data } = useQuery({
    queryKey: keys.loginWays,
    queryFn: ({ signal }) => get<LoginWays>('/session/ways', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data?.oidc === undefined) return null;
  const to = pathname === '/login' ? '/' : `${pathname}${search}`;
  return (
    <p className="other-way">
      {LOGIN_TEXTS.oidcOr}{' '}
      <a href={`${data.oidc.start}${queryText({ to, ...(again ? { again: 'true' } : {}) })}`}>{data.oidc.label}</a>
    </p>
  );
}

/** Why the identity provider let nobody in, as the address says it. */
export function OidcProblem() {
  const code = new URLSearchParams(useLocation().search).get('problem') ?? '';
  const why = LOGIN_TEXTS.oidcProblems[code as keyof typeof LOGIN_TEXTS.oidcProblems];
  if (why === undefined) return null;
  return (
    <p className="why" role="alert">
      {why}
    </p>
  );
}
