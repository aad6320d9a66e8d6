import { z } from 'zod';

// The HTTP contract: every body, query and answer of /api/v1, shared with the web, one file a subject in contract/; here what any
// route may answer. Field errors are Chinese sentences.

const problemMembers = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string().describe('稳定的错误代码'),
  detail: z.string().describe('中文说明：怎么了，该怎么办'),
  fields: z.record(z.string(), z.string()).optional(),
  allowed: z.array(z.string()).optional().describe('现在可以办理的操作'),
  stage: z.string().optional(),
  choices: z.array(z.string()).optional(),
  retryAfter: z.number().optional(),
  requestId: z.string(),
});

/** How every refusal and failure looks. */
export const problemAnswer = {
  description: '不能办理：原因和办法',
  content: { 'application/problem+json': { schema: problemMembers } },
};

export const saved = z.object({ saved: z.literal(true) });
export const empty = z.null().describe('无内容');
