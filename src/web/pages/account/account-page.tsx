import { useState } from 'react';
import { ACCOUNT_TEXTS } from '../../texts/account.ts';
import { LOGIN_TEXTS } from '../../texts/login.ts';
import { Page } from '../../ui/page.tsx';
import { LoginForm } from '../login/login-form.tsx';
import { PasswordForm } from '../login/password-form.tsx';

/** 我的账户: password and where I am logged in. */
export function AccountPage() {
  const [changed, setChanged] = useState(false);
  return (
    <Page title={ACCOUNT_TEXTS.title}>
      <section className="card">
        <h2>{ACCOUNT_TEXTS.password}</h2>
        <p>{changed ? LOGIN_TEXTS.changed : LOGIN_TEXTS.changeHow}</p>
        {changed ? <LoginForm onDone={() => setChanged(false)} /> : <PasswordForm onDone={() => setChanged(true)} />}
      </section>
    </Page>
  );
}
