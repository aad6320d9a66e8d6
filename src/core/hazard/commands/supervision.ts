import { z } from 'zod';
import { type CommandTable, OFFICE } from '../../commands.ts';
import { OUTSIDE } from '../../outside.ts';
import { dayField, ids, oneOf, payload, text, yesNo } from '../../payload.ts';

/** Commands of supervision (挂牌督办). */
export const SUPERVISION_COMMANDS = {
  requestSupervision: {
    label: '提请挂牌督办',
    by: OFFICE,
    events: ['SupervisionRequested'],
    schema: payload({ attachments: ids('附件').optional(), why: z.string().max(2_000).optional() }),
  },
  withdrawSupervisionRequest: { label: '撤回提请', by: OFFICE, events: ['SupervisionWithdrawn'], schema: payload({}) },
  recordSupervisionDecision: {
    label: '登记区级答复',
    by: OFFICE,
    events: ['SupervisionOrdered', 'SupervisionReturned', 'SupervisionRefused'],
    schema: payload({
      ...OUTSIDE,
      decision: oneOf('答复', ['ordered', 'returned', 'refused']),
      number: z.string().max(100).optional(),
      term: dayField('督办期限').optional(),
      responsibleUnit: z.string().max(200).optional(),
      supervisingUnit: z.string().max(200).optional(),
    }),
  },
  fileSupervision: { label: '登记挂牌备案', by: OFFICE, events: ['SupervisionFiled'], schema: payload({}) },
  publishSupervision: {
    label: '登记挂牌公示',
    by: OFFICE,
    events: ['SupervisionPublished'],
    schema: payload({ medium: text('公示载体', 200) }),
  },
  requestLift: { label: '申请摘牌', by: OFFICE, events: ['LiftRequested'], schema: payload({}) },
  recordLift: {
    label: '登记摘牌决定',
    by: OFFICE,
    events: ['SupervisionLifted', 'LiftRefused'],
    schema: payload({
      ...OUTSIDE,
      decision: oneOf('决定', ['lifted', 'refused']).optional(),
      rework: yesNo('是否要求继续整改').optional(),
    }),
  },
  publishLift: {
    label: '登记摘牌公示',
    by: OFFICE,
    events: ['LiftPublished'],
    schema: payload({ medium: text('公示载体', 200) }),
  },
  assignDistrictLeader: {
    label: '登记区级领导挂钩',
    by: OFFICE,
    events: ['LeaderAssigned'],
    schema: payload({ ...OUTSIDE, leader: text('挂钩领导', 200) }),
  },
} as const satisfies CommandTable;
