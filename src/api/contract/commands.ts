import { z } from 'zod';
import { clock, sealedEvent } from './cases.ts';
import { commandId, instant, jsonObject, postChoice } from './fields.ts';

/** What every act carries besides its own content. */
export const actFields = { commandId, at: instant('发生时间').optional(), post: postChoice.optional() };

export const commandBody = z.strictObject({
  ...actFields,
  type: z.string({ error: '请提供操作 type' }).min(1, '请提供操作 type').max(64, '操作 type 过长'),
  payload: jsonObject.default({}),
  expectedSeq: z
    .number({ error: 'expectedSeq 应为数字' })
    .int('expectedSeq 应为整数')
    .min(0, 'expectedSeq 不能为负')
    .optional()
    .describe('您看到的最后一条记录的序号；案件已变化则拒绝'),
});

export const openedAnswer = z.object({
  caseId: z.string(),
  seq: z.number(),
  stage: z.string(),
  clocks: z.array(clock),
});
export const commandAnswer = openedAnswer.extend({ event: sealedEvent });
const allowedCommand = z.object({
  type: z.string(),
  label: z.string(),
  by: z.array(z.string()).describe('有权岗位'),
  /** Posts of the caller that may issue it. */
  posts: z.array(z.string()).describe('您可以用的岗位'),
  schema: jsonObject.describe('payload 的 JSON Schema'),
  evidence: z.array(z.string()).optional().describe('规则要求而案件尚缺的证明材料'),
});

export const allowedAnswer = z.object({
  caseId: z.string(),
  seq: z.number(),
  stage: z.string(),
  mine: z.array(allowedCommand),
  others: z.array(allowedCommand.omit({ posts: true, schema: true, evidence: true })),
});
