import { z } from 'zod';

/** What happens next, in one sentence, and its parts. */
export const sentence = z.object({
  text: z.string().describe('一句话：谁须于何时前做什么，逾期会怎样；已结束的写明如何结束'),
  light: z
    .enum(['red', 'amber', 'green', 'grey'])
    .describe('red 已逾期；amber 临近；green 未临近或已办结；grey 等待外部或已中止'),
  holder: z.object({ post: z.string(), organisation: z.string().optional(), name: z.string() }).optional(),
  act: z.string().optional(),
  dueAt: z.string().optional(),
  lastDay: z.string().optional(),
  unit: z.string().optional().describe('规则计算期限的单位，例如 workingDay'),
  daysLate: z.number().optional(),
  consequence: z.string().optional(),
  clock: z.string().optional().describe('所依据的期限编号，可展开计算表'),
});
