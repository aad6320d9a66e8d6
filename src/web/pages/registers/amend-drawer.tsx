import { Drawer } from 'antd';
import type { Done, RegisterEntry, RegisterShape } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { ApiProblem, problemOf } from '../../api/problem.ts';
import type { FormField } from '../../form/field-kinds.ts';
import { OpeningForm } from '../../form/opening-form.tsx';
import { REGISTERS_TEXTS } from '../../texts/registers.ts';
import { changesOf, formFieldsOf, formValues, recordedValues } from './fields.ts';

/** Two ways to change what an entry says: it has changed, or it was entered wrongly. */
export type Rewriting = 'amendRecord' | 'correctRecord';

interface Props {
  readonly shape: RegisterShape;
  readonly entry: RegisterEntry;
  readonly type: Rewriting;
  readonly label: string;
  readonly onClose: () => void;
  readonly onRefresh: () => void;
}

const REASON: FormField = {
  name: '$reason',
  title: REGISTERS_TEXTS.reason,
  kind: 'text',
  required: true,
  common: false,
};

/** The entry as it is, to be changed with a reason; only what differs is sent. */
export function AmendDrawer({ shape, entry, type, label, onClose, onRefresh }: Props) {
  const { caseId, seq, fields } = entry;
  const send = (
    given: { readonly [name: string]: unknown },
    { commandId, ...head }: { readonly commandId: string },
  ) => {
    const { $reason: reason, ...rest } = given;
    const changes = changesOf(shape.fields, fields, recordedValues(shape.fields, rest));
    if (Object.keys(changes).length === 0)
      throw new ApiProblem({ code: 'record-unchanged', status: 0, detail: REGISTERS_TEXTS.nothingChanged });
    return write<Done>('POST', `/cases/${caseId}/commands`, {
      ...head,
      commandId,
      type,
      payload: { changes, reason },
      expectedSeq: seq,
    });
  };
  return (
    <Drawer open size={560} title={`${label} · ${entry.title}`} onClose={onClose}>
      <p className="dim">{REGISTERS_TEXTS.amendHow}</p>
      <OpeningForm
        command="register"
        draftOf={`${caseId}.${type}`}
        label={label}
        fields={[REASON, ...formFieldsOf(shape.fields)]}
        known={formValues(shape.fields, fields)}
        send={async (given, head) => {
          try {
            return await send(given, head);
          } catch (error) {
            // Somebody was faster: what is new is fetched, what was typed stays.
            if (problemOf(error).code === 'stale') onRefresh();
            throw error;
          }
        }}
        onDone={() => {
          onRefresh();
          onClose();
        }}
      />
    </Drawer>
  );
}
