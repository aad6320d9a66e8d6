import { type FormEvent, useState } from 'react';
import { PUBLIC_TEXTS } from '../texts/public-tipoff.ts';
import type { Status } from './answers.ts';
import { ReporterActs } from './reporter-acts.tsx';
import { ask, Refused } from './send.ts';

/** By the code: how far it is, the answer, the reward, every look at the identity, and what may be done now. */
export function FollowForm({ known }: { readonly known: string }) {
  const [code, setCode] = useState(known);
  const [asked, setAsked] = useState('');
  const [status, setStatus] = useState<Status>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === '') return setFault(PUBLIC_TEXTS.codeMissing);
    setBusy(true);
    setFault('');
    setStatus(undefined);
    try {
      setStatus(await ask<Status>('/status', { code: code.trim() }));
      setAsked(code.trim());
    } catch (error) {
      setFault(error instanceof Refused ? error.message : PUBLIC_TEXTS.unexpected);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <form
        onSubmit={(event) => void submit(event)}
        noValidate
        aria-label={PUBLIC_TEXTS.tabs.follow}
        autoComplete="off"
      >
        <label>
          {PUBLIC_TEXTS.code}
          <input
            value={code}
            maxLength={60}
            spellCheck={false}
            autoCapitalize="characters"
            onChange={({ target }) => setCode(target.value)}
          />
        </label>
        {fault !== '' && (
          <p role="alert" className="fault">
            {fault}
          </p>
        )}
        <button type="submit" className="main" disabled={busy}>
          {busy ? PUBLIC_TEXTS.looking : PUBLIC_TEXTS.look}
        </button>
      </form>
      {status !== undefined && (
        <>
          <StatusView status={status} />
          <ReporterActs code={asked} can={status.can} onStatus={setStatus} />
        </>
      )}
    </>
  );
}

function StatusView({ status }: { readonly status: Status }) {
  const { caseId, stageLabel, dueDay, progress, answer, reward, openings } = status;
  return (
    <section className="status">
      <h2>{PUBLIC_TEXTS.caseId(caseId)}</h2>
      <p>
        {PUBLIC_TEXTS.stage} <b>{stageLabel}</b>
      </p>
      {dueDay !== undefined && <p className="dim">{PUBLIC_TEXTS.due(dueDay)}</p>}
      {answer !== undefined && (
        <>
          <h3>{PUBLIC_TEXTS.answer}</h3>
          <p className="said">{answer.result}</p>
        </>
      )}
      {reward !== undefined && (
        <>
          <h3>{PUBLIC_TEXTS.reward}</h3>
          <p>
            <b>{PUBLIC_TEXTS.amount(reward.amount)}</b> {reward.basis}
          </p>
          {reward.claimBy !== undefined && <p>{PUBLIC_TEXTS.claimBy(reward.claimBy)}</p>}
        </>
      )}
      <h3>{PUBLIC_TEXTS.progress}</h3>
      <ol>
        {progress.map(({ at, what }) => (
          <li key={`${at} ${what}`}>
            <span className="dim">{shortly(at)}</span> {what}
          </li>
        ))}
      </ol>
      <h3>{PUBLIC_TEXTS.openings}</h3>
      {openings.length === 0 && <p className="dim">{PUBLIC_TEXTS.noOpenings}</p>}
      <ul>
        {openings.map(({ at, by, motive }) => (
          <li key={`${at} ${motive}`}>{PUBLIC_TEXTS.opening(shortly(at), by, motive)}</li>
        ))}
      </ul>
    </section>
  );
}

function shortly(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
