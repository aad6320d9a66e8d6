import { z } from 'zod';
import { day } from './fields.ts';

// A what-if of a draft on the office's own history: a job that is started, watched, read and stopped.

export const whatIfBody = z
  .strictObject({
    draft: z
      .record(z.string(), z.unknown(), { error: '草案应为一个 JSON 对象' })
      .optional()
      .describe('规则集草案的内容'),
    draftId: z.string().max(100, '草案编号过长').optional().describe('已保存的草案的编号'),
    from: day('起始日').optional().describe('案件登记日不早于；默认一年前'),
    to: day('截止日').optional().describe('案件登记日不晚于；默认今天'),
  })
  .refine((body) => (body.draft === undefined) !== (body.draftId === undefined), {
    path: ['draft'],
    error: '请给出草案内容 draft 或草案编号 draftId，二者选一',
  })
  .refine((body) => body.from === undefined || body.to === undefined || body.from <= body.to, {
    path: ['to'],
    error: '截止日不能早于起始日',
  });

export const jobParams = z.object({ job: z.string().max(64, '推演编号过长') });
export const jobCaseParams = jobParams.extend({ caseId: z.string().max(64, '案件编号过长') });

/** Lists of a report that may be long; pages of each are asked for by name. */
export const LISTS = ['newlyLate', 'noLongerLate', 'changed', 'ladders', 'impossible', 'posts', 'persons'] as const;
export const listQuery = z.strictObject({
  list: z.enum(LISTS, { error: `list 只能是 ${LISTS.join('、')}` }),
  offset: z.coerce.number({ error: 'offset 应为整数' }).int('offset 应为整数').min(0, 'offset 不能为负').optional(),
  limit: z.coerce
    .number({ error: 'limit 应为整数' })
    .int('limit 应为整数')
    .min(1, 'limit 至少为 1')
    .max(500, 'limit 最多 500')
    .optional(),
});

const progress = z.object({ phase: z.enum(['reading', 'replaying', 'done']), done: z.number(), total: z.number() });
export const jobAnswer = z.object({
  job: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  draft: z.string(),
  from: z.string(),
  to: z.string(),
  startedAt: z.string(),
  progress,
  /** Why it failed. */
  problem: z.object({ code: z.string(), detail: z.string() }).optional(),
  /** Totals, headline, duties, days and invariant 9; the long lists are counted here and read page by page. */
  report: z.record(z.string(), z.unknown()).optional(),
});
export const jobList = z.object({ jobs: z.array(jobAnswer) });
export const pageAnswer = z.object({ list: z.enum(LISTS), total: z.number(), rows: z.array(z.unknown()) });
export const timelinesAnswer = z.object({
  own: z.array(z.unknown()),
  draft: z.array(z.unknown()),
  impossible: z.array(z.unknown()),
});
