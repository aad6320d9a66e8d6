import { useState } from 'react';
import { ACCOUNT_TEXTS } from '../../texts/account.ts';
import { LOGIN_TEXTS } from '../../texts/login.ts';
import { Page } from '../../ui/page.tsx';
import { LoginForm } from '../login/login-form.tsx';
import { PasswordForm } from '../login/password-form.tsx';
import { Sessions } from './sessions.tsx';
import './account.css';

/** 我的账户: where I am logged in, and the password. */
export function AccountPage() {
  const [changed, setChanged] = useState(false);
  return (
    <Page title={ACCOUNT_TEXTS.title}>
      <div className="account">
        {!changed && <Sessions />}
        <section className="card">
          <h2>{ACCOUNT_TEXTS.password}</h2>
          <p>{changed ? LOGIN_TEXTS.changed : LOGIN_TEXTS.changeHow}</p>
          {changed ? <LoginForm onDone={() => setChanged(false)} /> : <PasswordForm onDone={() => setChanged(true)} />}
        </section>
      </div>
    </Page>
  );
}
