import { type FormEvent, useEffect, useRef, useState } from 'react';
import { onConfirmation, write } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { useSession } from '../api/session.ts';
import { OidcWay } from '../pages/login/oidc-way.tsx';
import { ACCOUNT_TEXTS } from '../texts/account.ts';
import { LOGIN_TEXTS } from '../texts/login.ts';
import './login-again.css';
import '../pages/login/login.css';

/** Acts that could do much harm ask for the password once more; the act goes on by itself afterwards. */
export function ConfirmAgain() {
  const { account } = useSession();
  const [asked, setAsked] = useState<(confirmed: boolean) => void>();
  const [why, setWhy] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => onConfirmation(() => new Promise<boolean>((resolve) => setAsked(() => resolve))), []);
  useEffect(() => {
    if (asked !== undefined) dialog.current?.showModal();
  }, [asked]);
  if (asked === undefined) return null;
  const end = (confirmed: boolean) => {
    asked(confirmed);
    setWhy('');
    setAsked(undefined);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    try {
      const password = String(new FormData(event.currentTarget).get('password') ?? '');
      await write('POST', '/session/confirm', { password });
      end(true);
    } catch (error) {
      const { fields, detail } = problemOf(error).body;
      setWhy(fields === undefined ? detail : Object.values(fields).join(' '));
    }
  };
  return (
    <dialog ref={dialog} className="login-again" aria-labelledby="confirm-again" onCancel={() => end(false)}>
      <h2 id="confirm-again">{ACCOUNT_TEXTS.confirm}</h2>
      <p>{ACCOUNT_TEXTS.confirmHow}</p>
      <form className="login-form" onSubmit={(event) => void submit(event)} noValidate>
        <input type="hidden" name="name" autoComplete="username" value={account} readOnly />
        <label>
          {LOGIN_TEXTS.password}
          <input className="plain-input" name="password" type="password" autoComplete="current-password" />
        </label>
        <p className="why" role="alert">
          {why}
        </p>
        <button type="submit" className="main-button">
          {ACCOUNT_TEXTS.confirmSubmit}
        </button>
        <button type="button" className="quiet-button" onClick={() => end(false)}>
          {ACCOUNT_TEXTS.confirmCancel}
        </button>
      </form>
      <OidcWay again />
    </dialog>
  );
}
