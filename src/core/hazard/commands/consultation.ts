import { z } from 'zod';
import { type CommandTable, OFFICE } from '../../commands.ts';
import { dayField, ids, oneOf, payload, text, yesNo } from '../../payload.ts';

/** Commands of consultation (会商). */
export const CONSULTATION_COMMANDS = {
  openConsultation: {
    label: '提出会商',
    by: ['village.head', 'department.head', 'street.department', ...OFFICE],
    events: ['ConsultationOpened'],
    schema: payload({
      issue: text('议题'),
      tried: z.string().max(2_000).optional(),
      level: oneOf('层级', ['village', 'street', 'district']).optional(),
    }),
  },
  liftConsultation: {
    label: '提交上级会商',
    by: ['village.head', 'department.head', 'street.department', 'street.safetyCommittee', ...OFFICE],
    events: ['ConsultationLifted'],
    schema: payload({
      tried: z.string().max(2_000).optional(),
      proposal: z.string().max(2_000).optional(),
      attended: ids('参加单位').optional(),
      split: z
        .strictObject({ part: text('留在本级的部分', 500), owner: text('责任单位', 200), due: dayField('完成日期') })
        .optional(),
    }),
  },
  decideConsultation: {
    label: '登记会商决定',
    by: ['village.head', 'department.head', 'street.safetyCommittee', ...OFFICE],
    events: ['ConsultationDecided'],
    schema: payload({
      level: oneOf('层级', ['village', 'street', 'district']),
      decision: text('决定'),
      owner: text('责任单位', 200),
      due: dayField('完成日期'),
      replacesDueDay: yesNo('是否明确调整整改期限').optional(),
    }),
  },
  sendConsultationDown: {
    label: '发回下级并提出要求',
    by: ['street.safetyCommittee', ...OFFICE],
    events: ['ConsultationSentDown'],
    schema: payload({ instructions: text('要求') }),
  },
  fileMinutes: {
    label: '登记会商纪要',
    by: ['village.head', 'department.head', 'street.safetyCommittee', ...OFFICE],
    events: ['MinutesFiled'],
    schema: payload({}),
  },
} as const satisfies CommandTable;
