import type { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { ADOPT_RULES, CONFIRM_DEADLINES } from '../new-terms-commands.ts';
import { dayField, ids, instantField, oneOf, payload, text } from '../payload.ts';

const BEARER_AND_OFFICE = ['duty.bearer', ...OFFICE] as const;

const bearer = {
  post: text('岗位', 100).optional(),
  organisation: text('单位', 64).optional(),
  kind: oneOf('责任主体', ['village', 'department', 'unit', 'street']),
};

/** Commands of a recurring duty. */
export const DUTY_COMMANDS = {
  openDuty: {
    label: '设立履职事项',
    by: OFFICE,
    opens: true,
    events: ['DutyOpened'],
    schema: payload({ rule: text('履职规则', 100), ...bearer, from: dayField('开始日期').optional() }),
  },
  fileRound: {
    label: '报送履职',
    by: BEARER_AND_OFFICE,
    events: ['RoundDone', 'EvidenceAdded'],
    schema: payload({
      round: text('期次', 20).optional(),
      /** When it was done, if that was before it is entered. */
      doneAt: instantField('履职时间').optional(),
      what: text('履职情况'),
      records: ids('登记件').optional(),
      photos: ids('照片').optional(),
      found: ids('发现的隐患').optional(),
    }),
  },
  waiveRound: {
    label: '免除本期',
    by: OFFICE,
    events: ['RoundWaived'],
    schema: payload({ round: text('期次', 20).optional() }),
  },
  pauseDuty: {
    label: '暂停履职',
    by: OFFICE,
    events: ['DutyPaused'],
    schema: payload({ until: dayField('预计恢复日期') }),
  },
  resumeDuty: { label: '恢复履职', by: OFFICE, events: ['DutyResumed'], schema: payload({}) },
  changeBearer: {
    label: '变更责任岗位',
    by: OFFICE,
    events: ['BearerChanged'],
    schema: payload(bearer),
  },
  endDuty: { label: '终止履职事项', by: OFFICE, events: ['DutyEnded'], schema: payload({}) },
  adoptRules: ADOPT_RULES,
  confirmDeadlines: CONFIRM_DEADLINES,
  addNote: {
    label: '补充说明',
    by: BEARER_AND_OFFICE,
    events: ['NoteAdded'],
    schema: payload({ text: text('说明') }),
  },
} as const satisfies CommandTable;

export type DutyCommand = keyof typeof DUTY_COMMANDS;
/** Payload of a duty's command as its schema gives it. */
export type PayloadOf<Name extends DutyCommand> = z.output<(typeof DUTY_COMMANDS)[Name]['schema']>;
