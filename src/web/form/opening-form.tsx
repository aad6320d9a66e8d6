import { Alert, Button, Form } from 'antd';
import { useEffect, useState } from 'react';
import { type ApiProblem, problemOf } from '../api/problem.ts';
import { useSession } from '../api/session.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import { Field } from './field.tsx';
import type { FormField } from './field-kinds.ts';
import { AT, HappenedAt, POST, PostChoice, RestoredNote } from './parts.tsx';
import { UploadsProvider, useOwnUploads } from './uploads.ts';
import { useDraft } from './use-draft.ts';
import { payloadOf, type Values } from './values.ts';
import './form.css';

/** What every act carries besides its own content. */
export interface ActHead {
  readonly commandId: string;
  readonly post?: string;
  readonly at?: string;
}

interface OpeningFormProps<Answer> {
  /** Names the words of the fields and the draft. */
  readonly command: string;
  /** What the draft belongs to, where one command opens many things. */
  readonly draftOf?: string;
  readonly label: string;
  readonly fields: readonly FormField[];
  readonly known?: Values;
  /** False: nothing of what is typed stays in this browser. */
  readonly keeps?: boolean;
  /** Tells the page what stands in the form, where it shows what follows from it. */
  readonly onValues?: (values: Values) => void;
  readonly send: (payload: Values, head: ActHead) => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
}

/** A form that opens something new or sends it to an address of its own; drafts are kept, repeating is harmless, a refusal keeps what was typed. */
export function OpeningForm<Answer>(props: OpeningFormProps<Answer>) {
  const { command, draftOf = 'new', label, fields, known = {}, keeps = true, onValues, send, onDone } = props;
  const { account } = useSession();
  const [form] = Form.useForm<Values>();
  const kept = useDraft({ account, caseId: draftOf, command }, known);
  const [restored, setRestored] = useState(kept.restoredAt);
  const [busy, setBusy] = useState(false);
  const uploads = useOwnUploads();
  const [missing, setMissing] = useState(false);
  const [refused, setRefused] = useState<ApiProblem>();
  const [posts, setPosts] = useState<readonly string[]>([]);
  const unreached = refused?.code === 'not-reached' || refused?.body.status === 503;
  useRefusedFields(form, fields, refused);

  useEffect(() => {
    if (!unreached) return;
    const again = () => form.submit();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [form, unreached]);

  const submit = async () => {
    setBusy(true);
    const stored = await uploads.settled();
    setMissing(!stored);
    const values = stored ? await form.validateFields().catch(() => undefined) : undefined;
    if (values === undefined) return setBusy(false);
    setRefused(undefined);
    try {
      const { [POST]: post, [AT]: at } = values;
      const answer = await send(payloadOf(fields, values), {
        commandId: kept.commandId(),
        ...(typeof post === 'string' ? { post } : {}),
        ...(typeof at === 'string' && at !== '' ? { at: `${at}:00+08:00` } : {}),
      });
      kept.drop();
      onDone(answer);
    } catch (error) {
      const problem = problemOf(error);
      setPosts((before) => problem.body.choices ?? before);
      setRefused(problem);
    } finally {
      setBusy(false);
    }
  };
  const discard = () => {
    kept.drop();
    form.setFieldsValue(Object.fromEntries(fields.map(({ name }) => [name, known[name]])));
    setRestored(undefined);
    setRefused(undefined);
  };
  return (
    <Form
      form={form}
      layout="vertical"
      className="command-form"
      initialValues={kept.initial}
      onValuesChange={(_, values) => {
        if (keeps) kept.keep(values);
        onValues?.(values);
      }}
      onFinish={() => void submit()}
      scrollToFirstError
      disabled={busy}
      aria-label={label}
    >
      <RestoredNote at={restored} onDiscard={discard} />
      <UploadsProvider value={uploads}>
        {fields.map((field) => (
          <Field key={field.name} command={command} field={field} at={[field.name]} />
        ))}
      </UploadsProvider>
      {posts.length > 0 && <PostChoice posts={posts} />}
      <details>
        <summary>{FORM_TEXTS.more}</summary>
        <HappenedAt />
      </details>
      <div className="form-end">
        {missing && <Alert type="error" title={FORM_TEXTS.filesMissing} />}
        {refused !== undefined && (
          <Alert
            type={unreached ? 'warning' : 'error'}
            title={unreached ? FORM_TEXTS.waiting : FORM_TEXTS.refused}
            description={unreached ? undefined : <Refusal problem={refused} />}
          />
        )}
        <Button type="primary" htmlType="submit" loading={busy}>
          {unreached ? FORM_TEXTS.sendAgain : label}
        </Button>
      </div>
    </Form>
  );
}

function Refusal({ problem: { body } }: { readonly problem: ApiProblem }) {
  return (
    <>
      {body.detail}
      {body.fields !== undefined && (
        <ul>
          {Object.entries(body.fields).map(([name, words]) => (
            <li key={name}>{words}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What the interface says of a field stands at the field, whether it names it alone or within `fields` or `changes`. */
function useRefusedFields(
  form: ReturnType<typeof Form.useForm<Values>>[0],
  fields: readonly FormField[],
  refused: ApiProblem | undefined,
): void {
  useEffect(() => {
    const said = Object.entries(refused?.body.fields ?? {}).map(([path, words]) => ({
      name: path.replace(/^(payload|fields|changes)\./, '').split('.')[0] ?? '',
      errors: [words],
    }));
    form.setFields(said.filter(({ name }) => fields.some((field) => field.name === name)));
  }, [form, fields, refused]);
}
