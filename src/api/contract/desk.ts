import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';
import { paging } from './fields.ts';
import { sentence } from './sentence.ts';

const deskItem = z.object({
  caseId: z.string(),
  kind: z.enum(KIND_NAMES),
  title: z.string(),
  unit: z.string().optional(),
  tier: z.string().optional(),
  stage: z.string(),
  duty: z.string(),
  label: z.string(),
  post: z.string().describe('以您的哪个岗位负责'),
  overdue: z.boolean(),
  dueAt: z.string(),
  lastDay: z.string().optional(),
  next: z.string().describe('接下来会发生什么'),
  sentence: sentence.optional().describe('该项职责的一句话'),
});

export const deskAnswer = z.object({
  items: z.array(deskItem),
  complete: z.boolean().describe('false：只列出最紧要的'),
});

export const lateQuery = z.strictObject({
  org: z.string().max(64, 'org 过长').optional(),
  limit: paging.limit,
});
export const lateAnswer = z.object({
  late: z.array(
    z.object({
      caseId: z.string(),
      kind: z.enum(KIND_NAMES),
      title: z.string(),
      unit: z.string().optional(),
      organisation: z.string().optional(),
      tier: z.string().optional(),
      duty: z.string(),
      holder: z.string(),
      dueAt: z.string(),
      lastDay: z.string().optional(),
      daysLate: z.number(),
    }),
  ),
});
