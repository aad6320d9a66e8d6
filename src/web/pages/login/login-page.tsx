import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'react-router';
import type { LoginWays } from '../../api/answers.ts';
import { get, queryText } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { APP_TEXTS } from '../../texts/app.ts';
import { LOGIN_TEXTS } from '../../texts/login.ts';
import { LoginForm } from './login-form.tsx';
import { PasswordForm } from './password-form.tsx';
import './login.css';

/** Where everybody comes in; the address stays, so that a link leads on after the log-in. */
export function LoginPage() {
  return (
    <div className="login-page">
      <main>
        <h1>{LOGIN_TEXTS.heading}</h1>
        <LoginForm />
        <OtherWay />
        <p className="dim">{LOGIN_TEXTS.forgotten}</p>
      </main>
    </div>
  );
}

/** A one-time password opens nothing but this page. */
export function NewPasswordPage() {
  const [done, setDone] = useState(false);
  return (
    <div className="login-page">
      <main>
        <h1>{done ? APP_TEXTS.title : LOGIN_TEXTS.changeFirst}</h1>
        <p>{done ? LOGIN_TEXTS.changed : LOGIN_TEXTS.changeHow}</p>
        {done ? <LoginForm /> : <PasswordForm onDone={() => setDone(true)} />}
      </main>
    </div>
  );
}

/** The office's own identity provider, where one is set up; it leads back to the address that was asked for. */
function OtherWay() {
  const { pathname, search } = useLocation();
  const { data } = useQuery({
    queryKey: keys.loginWays,
    queryFn: ({ signal }) => get<LoginWays>('/session/ways', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data?.oidc === undefined) return null;
  return (
    <p className="other-way">
      {LOGIN_TEXTS.oidcOr}{' '}
      <a href={`${data.oidc.start}${queryText({ to: `${pathname}${search}` })}`}>{data.oidc.label}</a>
    </p>
  );
}
