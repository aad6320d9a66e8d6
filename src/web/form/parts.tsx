import { Alert, Button, Form, Input, Radio } from 'antd';
import { FORM_TEXTS } from '../texts/form.ts';
import { useNames } from '../ui/names.ts';
import { instantText } from '../ui/when.ts';

/** Names beside the payload's own that every form of an act asks for. */
export const POST = '$post';
export const AT = '$at';

/** Says that what was typed before has been found again, and offers to begin anew. */
export function RestoredNote({ at, onDiscard }: { readonly at: string | undefined; readonly onDiscard: () => void }) {
  if (at === undefined) return null;
  return (
    <Alert
      type="info"
      title={FORM_TEXTS.restored(instantText(at))}
      action={
        <Button size="small" onClick={onDiscard}>
          {FORM_TEXTS.discard}
        </Button>
      }
    />
  );
}

/** In which of several posts somebody acts. */
export function PostChoice({ posts }: { readonly posts: readonly string[] }) {
  const names = useNames();
  return (
    <Form.Item name={POST} label={FORM_TEXTS.post} rules={[{ required: true, message: FORM_TEXTS.choosePost }]}>
      <Radio.Group options={posts.map((post) => ({ value: post, label: names.post(post) }))} />
    </Form.Item>
  );
}

/** When it happened, if not now (补录). */
export function HappenedAt() {
  return (
    <Form.Item name={AT} label={FORM_TEXTS.at} extra={FORM_TEXTS.late}>
      <Input type="datetime-local" />
    </Form.Item>
  );
}
