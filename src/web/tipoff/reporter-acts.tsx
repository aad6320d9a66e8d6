import { type FormEvent, useState } from 'react';
import { PUBLIC_TEXTS } from '../texts/public-tipoff.ts';
import type { Status } from './answers.ts';
import { ask, Refused, randomId } from './send.ts';

type Act = Status['can'][number];

interface Props {
  readonly code: string;
  readonly can: readonly Act[];
  readonly onStatus: (status: Status) => void;
}

/** What the reporter may do now: each opens its own short form first, so that nothing is withdrawn by one tap. */
export function ReporterActs({ code, can, onStatus }: Props) {
  const [act, setAct] = useState<Act>();
  const [commandId, setCommandId] = useState(randomId);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [done, setDone] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>, chosen: Act) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('text') ?? '').trim();
    if (chosen === 'supplement' && text === '') return setFault(PUBLIC_TEXTS.textMissing);
    setBusy(true);
    setFault('');
    try {
      onStatus(await ask<Status>('/acts', { code, commandId, act: chosen, ...(text === '' ? {} : { text }) }));
      setCommandId(randomId());
      setAct(undefined);
      setDone(true);
    } catch (error) {
      setFault(error instanceof Refused ? error.message : PUBLIC_TEXTS.unexpected);
    } finally {
      setBusy(false);
    }
  };
  const choose = (next: Act | undefined) => {
    setAct(next);
    setFault('');
    setDone(false);
  };
  if (act === undefined)
    return (
      <>
        {done && <p role="status">{PUBLIC_TEXTS.done}</p>}
        <p className="row">
          {can.map((one) => (
            <button key={one} type="button" onClick={() => choose(one)}>
              {PUBLIC_TEXTS.acts[one]}
            </button>
          ))}
        </p>
      </>
    );
  return (
    <form
      onSubmit={(event) => void submit(event, act)}
      noValidate
      aria-label={PUBLIC_TEXTS.acts[act]}
      autoComplete="off"
    >
      <label>
        {PUBLIC_TEXTS.actText[act]}
        <textarea name="text" rows={3} maxLength={2_000} />
      </label>
      {fault !== '' && (
        <p role="alert" className="fault">
          {fault}
        </p>
      )}
      <p className="row">
        <button type="submit" className="main" disabled={busy}>
          {PUBLIC_TEXTS.confirm[act]}
        </button>
        <button type="button" onClick={() => choose(undefined)}>
          {PUBLIC_TEXTS.leave}
        </button>
      </p>
    </form>
  );
}
