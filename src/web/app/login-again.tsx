import { useEffect, useRef, useState } from 'react';
import { onSignedOut } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { LoginForm } from '../pages/login/login-form.tsx';
import { LOGIN_TEXTS } from '../texts/login.ts';
import './login-again.css';

/** The session is over while somebody works: he logs in over the page, and what he typed stays where it is. */
export function LoginAgain() {
  const { account } = useSession();
  const [open, setOpen] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => onSignedOut(() => setOpen(true)), []);
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={dialog}
      className="login-again"
      aria-labelledby="login-again"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="login-again">{LOGIN_TEXTS.again}</h2>
      <p>{LOGIN_TEXTS.againHow}</p>
      <LoginForm
        name={account}
        onDone={(session) => {
          // What is on the page is the first person's.
          if (session.account !== account) location.assign('/');
          else setOpen(false);
        }}
      />
      <p className="dim">{LOGIN_TEXTS.other}</p>
    </dialog>
  );
}
