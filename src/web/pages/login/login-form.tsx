import { type FormEvent, useState } from 'react';
import type { Session } from '../../api/answers.ts';
import { problemOf } from '../../api/problem.ts';
import { useSigning } from '../../api/session.ts';
import { LOGIN_TEXTS } from '../../texts/login.ts';
import './login.css';

/** Name and password; says why it did not work, and when it may be tried again. */
export function LoginForm({ name, onDone }: { readonly name?: string; readonly onDone?: (session: Session) => void }) {
  const { signIn } = useSigning();
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState('');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = { name: String(form.get('name') ?? '').trim(), password: String(form.get('password') ?? '') };
    const missing =
      given.name === '' ? LOGIN_TEXTS.nameMissing : given.password === '' ? LOGIN_TEXTS.passwordMissing : '';
    setWhy(missing);
    if (missing !== '') return;
    setAsking(true);
    try {
      const session = await signIn(given.name, given.password);
      onDone?.(session);
    } catch (error) {
      const { code, body } = problemOf(error);
      setWhy(
        code === 'locked-out' && body.retryAfter !== undefined
          ? LOGIN_TEXTS.locked(Math.max(1, Math.ceil(body.retryAfter / 60)))
          : body.detail,
      );
    } finally {
      setAsking(false);
    }
  };
  return (
    <form className="login-form" onSubmit={(event) => void submit(event)} noValidate>
      <label>
        {LOGIN_TEXTS.name}
        <input
          className="plain-input"
          name="name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={name}
        />
      </label>
      <label>
        {LOGIN_TEXTS.password}
        <input className="plain-input" name="password" type="password" autoComplete="current-password" />
      </label>
      <p className="why" role="alert">
        {why}
      </p>
      <button type="submit" className="main-button" disabled={asking}>
        {asking ? LOGIN_TEXTS.asking : LOGIN_TEXTS.submit}
      </button>
    </form>
  );
}
