import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import type { RuleDetail, RuleTest } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { RULE_ACTS_TEXTS as TEXTS } from '../../texts/rules.ts';
import { Loaded, Remark } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import { ApproveFields } from './approve-fields.tsx';

/** An act on a rule set that asks for something first. */
export type RuleActName = 'test' | 'approve' | 'publish' | 'discard' | 'withdraw';

interface ActDialogProps {
  readonly act: RuleActName;
  readonly id: string;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** What an act needs to be told, and the act. Refusals stay beside the form, which keeps what was typed. */
export function ActDialog({ act, id, onClose, onDone }: ActDialogProps) {
  const query = useQuery({
    queryKey: [...keys.rule(id), 'now'],
    queryFn: ({ signal }) => get<RuleDetail>(`/rules/${id}`, {}, signal),
    gcTime: 0,
    staleTime: 0,
  });
  return (
    <Modal open title={TEXTS[act]} footer={null} onCancel={onClose} width={720} destroyOnHidden>
      <Loaded query={query} rows={6}>
        {(detail) => <ActForm act={act} detail={detail} onClose={onClose} onDone={onDone} />}
      </Loaded>
    </Modal>
  );
}

function ActForm({ act, detail, onClose, onDone }: Omit<ActDialogProps, 'id'> & { readonly detail: RuleDetail }) {
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState('');
  const [test, setTest] = useState<RuleTest>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setWhy('');
    try {
      if (act === 'test') setTest(await runTest(detail.id, form));
      else {
        await carryOut(act, detail, form);
        setTold(doneWords(act, detail));
      }
    } catch (error) {
      const { detail: sentence, fields } = problemOf(error).body;
      setWhy([sentence, ...Object.values(fields ?? {})].join(' '));
    } finally {
      setBusy(false);
    }
  };
  const finish = () => void onDone().then(onClose);
  if (told !== '' || test !== undefined)
    return (
      <>
        <Remark>{test === undefined ? told : TEXTS.testResult(test.passed, test.failed)}</Remark>
        {test !== undefined && <Differing test={test} />}
        <button type="button" className="state-button" onClick={finish}>
          {TEXTS.close}
        </button>
      </>
    );
  return (
    <form className="act-form" onSubmit={(event) => void submit(event)}>
      <ActFields act={act} detail={detail} />
      <p className="rule-fault" role="alert">
        {why}
      </p>
      <button type="submit" className="plain-button strong" disabled={busy}>
        {act === 'test' ? TEXTS.testRun : TEXTS[act]}
      </button>
    </form>
  );
}

function ActFields({ act, detail }: { readonly act: RuleActName; readonly detail: RuleDetail }) {
  if (act === 'approve') return <ApproveFields detail={detail} />;
  if (act === 'test')
    return (
      <>
        <p>{TEXTS.testHow}</p>
        <label>
          {TEXTS.testFile}
          <input type="file" name="scenarios" accept="application/json,.json" />
        </label>
      </>
    );
  const how =
    act === 'publish'
      ? TEXTS.publishHow(dayText(detail.effectiveFrom))
      : act === 'discard'
        ? TEXTS.discardHow
        : TEXTS.withdrawHow;
  return (
    <>
      <p>{how}</p>
      <label>
        {act === 'publish' ? TEXTS.publishReason : TEXTS.reason}
        <textarea className="plain-input" name="reason" rows={3} maxLength={2_000} required={act !== 'publish'} />
      </label>
    </>
  );
}

async function runTest(id: string, form: FormData): Promise<RuleTest> {
  const file = form.get('scenarios');
  const given = file instanceof File && file.size > 0 ? { scenarios: JSON.parse(await file.text()) } : {};
  return write<RuleTest>('POST', `/rules/drafts/${id}/test`, given);
}

async function carryOut(act: Exclude<RuleActName, 'test'>, detail: RuleDetail, form: FormData): Promise<void> {
  const text = (name: string) => {
    const value = String(form.get(name) ?? '').trim();
    return value === '' ? {} : { [name]: value };
  };
  if (act === 'approve')
    await write('POST', `/rules/drafts/${detail.id}/approve`, {
      contentHash: detail.contentHash,
      ...text('reason'),
      ...text('withDifferences'),
      ...text('withoutWhatIf'),
    });
  else if (act === 'publish')
    await write('POST', `/rules/drafts/${detail.id}/publish`, {
      effectiveFrom: detail.effectiveFrom,
      ...text('reason'),
    });
  else await write('POST', `/rules/${detail.id}/withdraw`, text('reason'));
}

function doneWords(act: RuleActName, { effectiveFrom }: RuleDetail): string {
  if (act === 'approve') return TEXTS.done.approved;
  if (act === 'publish') return TEXTS.done.published(dayText(effectiveFrom));
  return act === 'discard' ? TEXTS.done.discarded : TEXTS.done.withdrawn;
}

function Differing({ test }: { readonly test: RuleTest }) {
  return (
    <ul className="change-list">
      {test.scenarios
        .filter(({ ok }) => !ok)
        .map(({ id, title, differences }) => (
          <li key={id}>
            {title}
            <ul>
              {differences.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </li>
        ))}
    </ul>
  );
}
