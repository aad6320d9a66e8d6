import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';

// What an accident puts under its mark, and what is on the internal list.

export const scopeAnswer = z.object({
  accident: z.string(),
  frozen: z.number().describe('已标记的案件数'),
  cases: z.array(
    z.object({
      caseId: z.string(),
      kind: z.enum(KIND_NAMES),
      title: z.string(),
      stageLabel: z.string(),
      frozenAt: z.string().optional().describe('标记时间；尚未送达的没有'),
      enteredAfter: z.number().describe('事故登记后录入的记录数'),
      factSheet: z.string().describe('事实清单的地址'),
    }),
  ),
  next: z.string().optional().describe('下一页从哪件之后开始'),
});

export const scopeQuery = z.strictObject({ after: z.string().max(64, 'after 过长').optional() });

export const publishedAnswer = z.object({
  note: z.string(),
  entries: z.array(
    z.object({
      caseId: z.string(),
      unit: z.string(),
      colour: z.enum(['red', 'black']),
      colourLabel: z.string(),
      title: z.string(),
      until: z.string().optional(),
    }),
  ),
});
