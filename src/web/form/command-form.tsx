import { Alert, Button, Form } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { EVIDENCE_WORDS } from '../../core/words.ts';
import type { AllowedCommand, CaseKindName, Done } from '../api/answers.ts';
import { useSession } from '../api/session.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import { evidenceElsewhere, evidenceField, isForOtherTiers, withEvidence } from './evidence.ts';
import { Field } from './field.tsx';
import { type FormField, fieldsOf, type JsonSchema } from './field-kinds.ts';
import { unasked } from './known-facts.ts';
import { AT, HappenedAt, POST, PostChoice, RestoredNote } from './parts.tsx';
import { SendingState } from './sending-state.tsx';
import { UploadsProvider, useOwnUploads } from './uploads.ts';
import { type Sending, useCommand } from './use-command.ts';
import { useDraft } from './use-draft.ts';
import { formValuesOf, payloadOf, type Values } from './values.ts';
import './form.css';

export interface CommandFormProps {
  readonly caseId: string;
  readonly caseKind: CaseKindName;
  /** The last record that the page shows; a case that has moved on since is told kindly. */
  readonly seq: number;
  readonly command: AllowedCommand;
  /** Facts that are known and need not be typed. */
  readonly known?: Values;
  /** The post in which the person is expected to act, where he holds several. */
  readonly post?: string;
  readonly onDone: (answer: Done) => void;
  readonly onCancel?: () => void;
}

/** The short form of one act, made from the command's schema: known facts filled in, what is typed kept until it is sent. */
export function CommandForm({ caseId, caseKind, seq, command, known = {}, post, onDone, onCancel }: CommandFormProps) {
  const { type, label, posts } = command;
  const { account } = useSession();
  const [form] = Form.useForm<Values>();
  const fields = useMemo(
    () => withEvidence(fieldsOf(command.schema as JsonSchema), command.evidence ?? []),
    [command.schema, command.evidence],
  );
  const elsewhere = evidenceElsewhere(fields, command.evidence ?? []);
  const kept = useDraft(
    { account, caseId, command: type },
    { ...formValuesOf(fields, known), [POST]: posts.length === 1 ? posts[0] : posts.find((one) => one === post) },
  );
  const [restored, setRestored] = useState(kept.restoredAt);
  const { sending, send, reset } = useCommand((answer) => {
    kept.drop();
    onDone(answer);
  });
  useFieldErrors(
    form,
    sending,
    fields.map(({ name }) => name),
  );
  const hidden = unasked(type, known);
  const certain = Object.fromEntries(hidden.map((name) => [name, known[name]]));
  const uploads = useOwnUploads();
  const [files, setFiles] = useState<'stored' | 'waiting' | 'missing'>('stored');
  const busy = files === 'waiting' || sending.step === 'sending' || sending.step === 'waiting';

  const submit = async (seen = seq) => {
    setFiles('waiting');
    const stored = await uploads.settled();
    setFiles(stored ? 'stored' : 'missing');
    const values = stored ? await form.validateFields().catch(() => undefined) : undefined;
    if (values === undefined) return;
    const at = values[AT];
    await send({
      caseId,
      type,
      seq: seen,
      commandId: kept.commandId(),
      payload: payloadOf(fields, { ...certain, ...values }),
      ...(typeof values[POST] === 'string' ? { post: values[POST] } : {}),
      ...(typeof at === 'string' && at !== '' ? { at: `${at}:00+08:00` } : {}),
    });
  };
  const discard = () => {
    kept.drop();
    form.setFieldsValue(Object.fromEntries(fields.map(({ name }) => [name, known[name]])));
    setRestored(undefined);
    reset();
  };
  const folds = (field: FormField) => (field.common && !field.required) || isForOtherTiers(type, field);
  const own = fields.filter((field) => !folds(field) && !hidden.includes(field.name));
  const folded = fields.filter(folds);

  return (
    <Form
      form={form}
      layout="vertical"
      className="command-form"
      initialValues={kept.initial}
      onValuesChange={(_, values) => kept.keep(values)}
      onFinish={() => void submit()}
      scrollToFirstError
      requiredMark
      disabled={busy}
      aria-label={label}
    >
      <RestoredNote at={restored} onDiscard={discard} />
      {elsewhere.length > 0 && <Alert type="warning" title={FORM_TEXTS.evidenceElsewhere(elsewhere.join('、'))} />}
      {posts.length > 1 && <PostChoice posts={posts} />}
      <UploadsProvider value={uploads}>
        {own.map((field) => (
          <Field key={field.name} command={type} field={field} at={[field.name]} />
        ))}
        <details>
          <summary>{FORM_TEXTS.more}</summary>
          {folded.map((field) => (
            <Field key={field.name} command={type} field={field} at={[field.name]} />
          ))}
          <HappenedAt />
        </details>
      </UploadsProvider>
      <div className="form-end">
        {files === 'missing' && <Alert type="error" title={FORM_TEXTS.filesMissing} />}
        <SendingState
          caseId={caseId}
          caseKind={caseKind}
          command={type}
          sending={sending}
          onAgain={() => void submit()}
          onAfter={(seen) => void submit(seen)}
          onDiscard={discard}
        />
        <Button type="primary" htmlType="submit" loading={files === 'waiting' || sending.step === 'sending'}>
          {label}
        </Button>
        {onCancel !== undefined && (
          <Button onClick={onCancel} disabled={false}>
            {FORM_TEXTS.leave}
          </Button>
        )}
      </div>
    </Form>
  );
}

/** What the interface says of single fields stands at the fields; evidence that is missing at the field that takes it. */
function useFieldErrors(
  form: ReturnType<typeof Form.useForm<Values>>[0],
  sending: Sending,
  names: readonly string[],
): void {
  const said = sending.step === 'refused' ? sending.problem.body.fields : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: names and form belong to the command, which does not change
  useEffect(() => {
    const errors = Object.entries(said ?? {}).map(([name, words]) => {
      const place = evidenceField(name)
        .split('.')
        .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
      return { name: place, errors: [EVIDENCE_WORDS[name] === words ? `${FORM_TEXTS.evidence}：${words}` : words] };
    });
    form.setFields(errors.filter(({ name: [first] }) => names.includes(String(first))));
  }, [said]);
}
