import { useState } from 'react';
import { APP_TEXTS } from '../../texts/app.ts';
import { LOGIN_TEXTS } from '../../texts/login.ts';
import { LoginForm } from './login-form.tsx';
import { OidcProblem, OidcWay } from './oidc-way.tsx';
import { PasswordForm } from './password-form.tsx';
import './login.css';

/** Where everybody comes in; the address stays, so that a link leads on after the log-in. */
export function LoginPage() {
  return (
    <div className="login-page">
      <main>
        <h1>{LOGIN_TEXTS.heading}</h1>
        <LoginForm />
        <OidcProblem />
        <OidcWay />
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
