import { Drawer } from 'antd';
import { useState } from 'react';
import type { Allowed, Paper, PaperText } from '../../api/answers.ts';
import { CommandForm } from '../../form/command-form.tsx';
import type { JsonSchema } from '../../form/field-kinds.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { EmptyState } from '../../ui/states.tsx';
import { valueText } from './paper-value.tsx';

interface CompleteDrawerProps {
  readonly paper: Paper;
  readonly form: PaperText['form'];
  readonly allowed: Allowed;
  readonly onClose: () => void;
  readonly onDone: (label: string) => void;
}

/** What the paper lacks is asked for in the fields' own types; what it has may be put right. */
export function CompleteDrawer({ paper, form, allowed, onClose, onDone }: CompleteDrawerProps) {
  const { caseId, title } = paper;
  // A form that is open stays as it was opened, whatever others do meanwhile.
  const [{ seq, command }] = useState(() => ({
    seq: allowed.seq,
    command: allowed.mine.find(({ type }) => type === 'completeNotice'),
  }));
  const [schema] = useState(() => schemaOf(paper, form as JsonSchema));
  return (
    <Drawer open size={480} title={`${NOTICES_TEXTS.complete} · ${title}`} onClose={onClose}>
      {command === undefined ? (
        <EmptyState title={NOTICES_TEXTS.actsNone} />
      ) : (
        <CommandForm
          caseId={caseId}
          caseKind="notice"
          seq={seq}
          command={{ ...command, schema: schema as typeof command.schema }}
          onCancel={onClose}
          onDone={() => {
            onDone(command.label);
            onClose();
          }}
        />
      )}
    </Drawer>
  );
}

/** The payload's schema with the paper's own fields: missing ones are required; others are empty, for a value that is sent is the sender's own. */
function schemaOf({ values, missing }: Paper, form: JsonSchema): JsonSchema {
  const lacking = new Set(missing.map(({ id }) => id));
  const fields = values.flatMap(({ id, label, value }) => {
    const input = form.properties?.[id];
    if (input === undefined || (value !== undefined && typeof value !== 'string')) return [];
    return [
      [id, value === undefined ? input : { ...input, title: NOTICES_TEXTS.correct(label, shortOf(value)) }] as const,
    ];
  });
  return {
    type: 'object',
    properties: { values: { type: 'object', properties: Object.fromEntries(fields), required: [...lacking] } },
    required: ['values'],
  };
}

function shortOf(value: string): string {
  const words = valueText(value);
  return words.length > 20 ? `${words.slice(0, 20)}……` : words;
}
