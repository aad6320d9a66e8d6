import { z } from 'zod';
import { choreAnswer, rulesAnswer } from './liveness.ts';

const part = z.object({ ok: z.boolean(), state: z.string() });

export const healthAnswer = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  at: z.string(),
  ledger: part.extend({
    cases: z.number().optional(),
    open: z.number().optional(),
    events: z.number().optional(),
    wakes: z.number().optional(),
    deliveriesDue: z.number().optional(),
    deliveriesFailed: z.number().optional(),
  }),
  temporal: part,
  worker: part,
  mail: part,
  rules: rulesAnswer,
  canary: choreAnswer,
  reconcile: choreAnswer,
  heartbeat: choreAnswer,
  log: part
    .extend({
      size: z.number().optional().describe('最新存证点的条数'),
      signedAt: z.string().optional().describe('最新存证点的签署时间'),
      mailedSize: z.number().optional().describe('最近一次寄给区级的存证点的条数'),
      mailedAt: z.string().optional().describe('最近一次寄出的时间'),
    })
    .describe('存证日志'),
  lagSeconds: z.number().optional().describe('最早未处理的唤醒距今'),
  oldestUnfired: z.string().optional().describe('最早应触发而未触发的时钟'),
});
