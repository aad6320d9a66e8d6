import { type FormEvent, useState } from 'react';
import { problemOf } from '../../api/problem.ts';
import { useSigning } from '../../api/session.ts';
import { LOGIN_TEXTS } from '../../texts/login.ts';
import './login.css';

/** As the interface asks (src/api/contract/session.ts). */
const SHORTEST = 10;

/** Replaces one's own password; afterwards everybody who was logged in with the old one is out. */
export function PasswordForm({ onDone }: { readonly onDone?: () => void }) {
  const { changePassword } = useSigning();
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState('');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [current, next, repeat] = ['current', 'next', 'repeat'].map((name) => String(form.get(name) ?? ''));
    const wrong = wrongWith(current ?? '', next ?? '', repeat ?? '');
    setWhy(wrong);
    if (wrong !== '') return;
    setAsking(true);
    try {
      await changePassword(current ?? '', next ?? '');
      onDone?.();
    } catch (error) {
      const { fields, detail } = problemOf(error).body;
      setWhy(fields === undefined ? detail : Object.values(fields).join(' '));
      setAsking(false);
    }
  };
  return (
    <form className="login-form" onSubmit={(event) => void submit(event)} noValidate>
      <label>
        {LOGIN_TEXTS.current}
        <input className="plain-input" name="current" type="password" autoComplete="current-password" />
      </label>
      <label>
        {LOGIN_TEXTS.next}
        <input className="plain-input" name="next" type="password" autoComplete="new-password" />
      </label>
      <label>
        {LOGIN_TEXTS.repeat}
        <input className="plain-input" name="repeat" type="password" autoComplete="new-password" />
      </label>
      <p className="why" role="alert">
        {why}
      </p>
      <button type="submit" className="main-button" disabled={asking}>
        {LOGIN_TEXTS.save}
      </button>
    </form>
  );
}

function wrongWith(current: string, next: string, repeat: string): string {
  if (current === '') return LOGIN_TEXTS.passwordMissing;
  if (next.length < SHORTEST) return LOGIN_TEXTS.tooShort;
  return next === repeat ? '' : LOGIN_TEXTS.differs;
}
