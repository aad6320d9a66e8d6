import { useState } from 'react';
import type { CaseProof, EventList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { Light } from '../../ui/light.tsx';
import { type Broken, type Verification, verifyCase } from './verify.ts';

const { verify: TEXTS } = REPLAY_TEXTS;

/** Proves the record of a case in the browser, from what is fetched afresh, and says what was proved. */
export function VerifyCard({ caseId }: { readonly caseId: string }) {
  const [result, setResult] = useState<Verification | { readonly failed: string } | 'running'>();
  const run = async () => {
    setResult('running');
    try {
      // The proof first: what is written in between has no place in it and is left for the next time, never taken for one too many.
      const proof = await get<CaseProof>(`/cases/${caseId}/proof`);
      const { events } = await get<EventList>(`/cases/${caseId}/events`);
      setResult(verifyCase(events.slice(0, proof.events), proof));
    } catch (error) {
      setResult({ failed: problemOf(error).body.detail });
    }
  };
  return (
    <section className="card verify-card" aria-labelledby="verify-title">
      <h2 id="verify-title">{TEXTS.title}</h2>
      <p className="dim">{TEXTS.how}</p>
      <button type="button" className="main-button" disabled={result === 'running'} onClick={() => void run()}>
        {result === 'running' ? TEXTS.running : TEXTS.run}
      </button>
      <div role="status" className="verify-result">
        {result !== undefined && result !== 'running' && <Outcome result={result} />}
      </div>
    </section>
  );
}

function Outcome({ result }: { readonly result: Verification | { readonly failed: string } }) {
  if ('failed' in result) return <p>{TEXTS.failed(result.failed)}</p>;
  const { events, checkpoint, pending, broken } = result;
  if (broken.length > 0)
    return (
      <>
        <p className="verdict">
          <Light tone="red" word={TEXTS.bad} />
        </p>
        <ul>
          {broken.map((one) => (
            <li key={JSON.stringify(one)}>{brokenWords(one)}</li>
          ))}
        </ul>
      </>
    );
  const whole = checkpoint !== undefined && pending === undefined;
  return (
    <>
      <p className="verdict">
        <Light tone={whole ? 'green' : 'amber'} word={whole ? TEXTS.good : TEXTS.partly} />
      </p>
      <ul>
        <li>{TEXTS.chain(events)}</li>
        {checkpoint === undefined ? (
          <li>{TEXTS.noCheckpoint}</li>
        ) : (
          <>
            <li>{TEXTS.tree(checkpoint.leaves, checkpoint.size)}</li>
            <li>{TEXTS.signed(checkpoint.signer)}</li>
            {pending !== undefined && <li>{TEXTS.pending(pending.from, pending.to)}</li>}
          </>
        )}
      </ul>
      {checkpoint !== undefined && (
        <p className="dim">
          {TEXTS.key} <code>{checkpoint.key}</code>
        </p>
      )}
    </>
  );
}

function brokenWords(one: Broken): string {
  switch (one.what) {
    case 'chain':
      return TEXTS.broken[one.why](one.seq);
    case 'leaf':
      return TEXTS.leaf(one.seq);
    case 'count':
      return TEXTS.countWrong(one.got, one.wanted);
    case 'unsigned':
    case 'malformed':
      return TEXTS[one.what];
    default:
      return one satisfies never;
  }
}
