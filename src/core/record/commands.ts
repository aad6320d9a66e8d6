import { z } from 'zod';
import type { Json } from '../case.ts';
import type { CommandTable } from '../commands.ts';
import { ADOPT_RULES } from '../new-terms-commands.ts';
import { payload, text } from '../payload.ts';

/** Values by field; the register says which there are and what they hold. */
const fields = z.record(z.string().max(60), z.json() as z.ZodType<Json>, { error: '请按字段填写' });

/** Commands of an entry; whose posts they are the register says (`register.enter` …). */
export const RECORD_COMMANDS = {
  enterRecord: {
    label: '登记',
    by: ['register.enter'],
    opens: true,
    events: ['RecordEntered'],
    schema: payload({ register: text('登记簿', 64), fields }),
  },
  amendRecord: {
    label: '变更',
    by: ['register.amend'],
    events: ['RecordAmended'],
    schema: payload({ changes: fields }),
  },
  correctRecord: {
    label: '更正',
    by: ['register.amend'],
    events: ['RecordCorrected'],
    schema: payload({ changes: fields }),
  },
  retireRecord: { label: '注销', by: ['register.retire'], events: ['RecordRetired'], schema: payload({}) },
  restoreRecord: { label: '恢复', by: ['register.retire'], events: ['RecordRestored'], schema: payload({}) },
  adoptRules: { ...ADOPT_RULES, label: '改用新登记项' },
  addNote: {
    label: '补充说明',
    by: ['register.amend'],
    events: ['NoteAdded'],
    schema: payload({ text: text('说明') }),
  },
} as const satisfies CommandTable;

export type RecordCommand = keyof typeof RECORD_COMMANDS;
/** Payload of an entry's command as its schema gives it. */
export type PayloadOf<Name extends RecordCommand> = z.output<(typeof RECORD_COMMANDS)[Name]['schema']>;
