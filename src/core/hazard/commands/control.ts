import { z } from 'zod';
import { type CommandTable, OFFICE } from '../../commands.ts';
import { OUTSIDE } from '../../outside.ts';
import { ids, oneOf, payload, text } from '../../payload.ts';
import { FINDERS, UNIT } from './posts.ts';

/** Commands of interim control, stop of production and restart. */
export const CONTROL_COMMANDS = {
  orderControl: {
    label: '要求现场管控',
    by: [...OFFICE, 'street.inspector', 'village.head'],
    events: ['ControlOrdered'],
    schema: payload({ measures: text('管控措施') }),
  },
  recordControl: {
    label: '登记现场管控',
    by: [...FINDERS],
    events: ['ControlVerified'],
    schema: payload({ measures: text('管控措施'), photos: ids('照片').optional() }),
  },
  recordDistrictCall: {
    label: '登记电话报告',
    by: [...OFFICE, 'village.head', 'village.gridWorker'],
    events: ['DistrictCalled'],
    schema: payload({ called: text('报告对象', 200), answer: z.string().max(2_000).optional() }),
  },
  recordStop: {
    label: '登记停产停业',
    by: OFFICE,
    events: ['ProductionStopped'],
    schema: payload({ ...OUTSIDE, by: text('决定机关', 200), scope: z.string().max(500).optional() }),
  },
  reviewStop: {
    label: '停产停业复核',
    by: OFFICE,
    events: ['StopReviewed'],
    schema: payload({ result: oneOf('结论', ['continue']) }),
  },
  requestRestart: {
    label: '申请恢复生产',
    by: UNIT,
    events: ['RestartRequested'],
    schema: payload({ documents: ids('材料').optional() }),
  },
  recordRestartDecision: {
    label: '登记恢复审查意见',
    by: OFFICE,
    events: ['RestartApproved', 'RestartRefused'],
    schema: payload({ ...OUTSIDE, decision: oneOf('意见', ['approved', 'refused']) }),
  },
} as const satisfies CommandTable;
