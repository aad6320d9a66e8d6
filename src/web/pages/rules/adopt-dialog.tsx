import { Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import type { MovedCases } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { newCommandId } from '../../form/draft.ts';
import { RULE_ACTS_TEXTS as TEXTS } from '../../texts/rules.ts';
import { MovedTable } from '../../ui/moved-table.tsx';
import { Remark } from '../../ui/states.tsx';

interface Order {
  readonly cases?: readonly string[];
  readonly document: string;
  readonly approver: string;
  readonly reason: string;
  readonly includeServed: boolean;
}

/** Running cases take a rule set over: first as a trial, clock by clock, then the same order for good. */
export function AdoptDialog({ version, onClose }: { readonly version: string; readonly onClose: () => void }) {
  const [tried, setTried] = useState<{ readonly order: Order; readonly moves: MovedCases }>();
  const [done, setDone] = useState<MovedCases>();
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  // Made once: repeating after a lost answer does nothing twice.
  const [commandId] = useState(newCommandId);
  const send = async (order: Order, dryRun: boolean) => {
    setBusy(true);
    setWhy('');
    try {
      const moves = await write<MovedCases>('POST', `/rules/${version}/adopt`, { commandId, dryRun, ...order });
      if (dryRun) setTried({ order, moves });
      else setDone(moves);
    } catch (error) {
      const { detail, fields } = problemOf(error).body;
      setWhy([detail, ...Object.values(fields ?? {})].join(' '));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void send(orderOf(new FormData(event.currentTarget)), true);
  };
  const moving = tried?.moves.cases.filter(({ outcome }) => outcome === 'moves').length ?? 0;
  return (
    <Modal open title={TEXTS.adopt} footer={null} onCancel={onClose} width={900}>
      {done === undefined ? (
        <>
          <p>{TEXTS.adoptHow}</p>
          <AdoptForm busy={busy} onSubmit={submit} onChange={() => setTried(undefined)} />
          <p className="rule-fault" role="alert">
            {why}
          </p>
          {tried !== undefined && (
            <>
              {moving === 0 && <Remark>{TEXTS.adoptNone}</Remark>}
              <MovedTable cases={tried.moves.cases} />
              <button
                type="button"
                className="plain-button strong"
                disabled={busy || moving === 0}
                onClick={() => void send(tried.order, false)}
              >
                {TEXTS.adoptRun(moving)}
              </button>
            </>
          )}
        </>
      ) : (
        <>
          <Remark>
            {TEXTS.adoptDone(
              done.cases.filter(({ outcome }) => outcome === 'moved').length,
              done.cases.filter(({ outcome }) => outcome === 'refused').length,
            )}
          </Remark>
          <MovedTable cases={done.cases} />
        </>
      )}
    </Modal>
  );
}

interface AdoptFormProps {
  readonly busy: boolean;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** Another order needs another trial. */
  readonly onChange: () => void;
}

function AdoptForm({ busy, onSubmit, onChange }: AdoptFormProps) {
  return (
    <form className="act-form" onSubmit={onSubmit} onChange={onChange}>
      <label>
        {TEXTS.adoptFields.document}
        <input className="plain-input" name="document" required maxLength={200} />
      </label>
      <label>
        {TEXTS.adoptFields.approver}
        <input className="plain-input" name="approver" required maxLength={200} />
      </label>
      <label>
        {TEXTS.reason}
        <textarea className="plain-input" name="reason" rows={2} required maxLength={2_000} />
      </label>
      <label>
        {TEXTS.adoptFields.cases}
        <input className="plain-input" name="cases" />
      </label>
      <label className="yes">
        <input type="checkbox" name="includeServed" /> {TEXTS.adoptFields.includeServed}
      </label>
      <button type="submit" className="plain-button" disabled={busy}>
        {TEXTS.adoptTry}
      </button>
    </form>
  );
}

function orderOf(form: FormData): Order {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const cases = text('cases')
    .split(/[\s,，、]+/)
    .filter(Boolean);
  return {
    document: text('document'),
    approver: text('approver'),
    reason: text('reason'),
    includeServed: form.get('includeServed') !== null,
    ...(cases.length === 0 ? {} : { cases }),
  };
}
