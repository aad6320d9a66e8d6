import { z } from 'zod';
import { listedCase } from './lists.ts';

export const relatedAnswer = z.object({
  opener: listedCase.optional().describe('引出本案件的案件'),
  opened: z.array(listedCase).describe('本案件引出的：问责事项、文书、隐患，最多 200 件'),
});

export const evidenceAnswer = z.object({
  files: z.array(
    z.object({
      sha256: z.string(),
      type: z.string().describe('媒体类型'),
      size: z.number(),
      when: z.enum(['before', 'after', 'other']).describe('before 整改前；after 整改后'),
      field: z.string(),
      seq: z.number().describe('首次出现在哪条记录'),
      at: z.string(),
      event: z.string(),
      label: z.string(),
      post: z.string(),
    }),
  ),
});
