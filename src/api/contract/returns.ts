import { z } from 'zod';
import { commandId, postChoice, registerId } from './fields.ts';

/** A month, YYYY-MM. */
const month = z
  .string({ error: '请填写月份' })
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, '月份应为 2025-06 的形式')
  .describe('月份，例如 2025-06');

export const returnsQuery = z.object({ month: month.optional().describe('默认为最近一个已到起草时间的月份') });
export const returnParams = z.object({ month, organisation: registerId('单位') });

const head = z.object({
  month: z.string(),
  organisation: z.string(),
  name: z.string(),
  street: z.boolean().describe('街道汇总'),
  stage: z.enum(['missing', 'draft', 'signed', 'submitted']).describe('未起草、草稿、已签发、已报送'),
  dueDay: z.string().optional().describe('报送期限'),
  unconfirmed: z.boolean().describe('逾期未报送：未经确认'),
  edited: z.array(z.number()).describe('文字经单位修改或补充的措施'),
  caseId: z.string().optional(),
  signedAt: z.string().optional(),
  submittedAt: z.string().optional(),
});
export const returnList = z.object({ month: z.string(), returns: z.array(head) });

const figure = z.object({
  name: z.string(),
  count: z.number(),
  cases: z.array(z.string()).describe('所计的案件或登记件，最多 500 件'),
  withheld: z.boolean().optional().describe('所计案件不对您公开'),
});

const row = z.object({
  measure: z.number(),
  title: z.string(),
  done: z.string(),
  next: z.string(),
  leader: z.string(),
  officer: z.string(),
  remark: z.string(),
  words: z.string(),
  drawnDone: z.string().optional().describe('文字经修改的，系统原稿'),
  drawnNext: z.string().optional(),
  template: z.string().describe('目前开展情况的句式，花括号中为数字的名称'),
  figures: z.array(figure),
  planned: z.array(z.string()),
  late: z.array(z.string()),
});
export const returnAnswer = head.extend({
  cutOff: z.string().describe('截止时间'),
  known: z.string().describe('取数时间：此后才登记的不计入'),
  digest: z.string(),
  changed: z.boolean().describe('重新取数的结果与起草时不同'),
  rows: z.array(row),
  may: z.array(z.enum(['edit', 'redraw', 'sign', 'submit'])).describe('您可以办理的'),
});

export const returnActBody = z.strictObject({ commandId, post: postChoice.optional() });
const text = (label: string) => z.string().max(2_000, `${label}不得超过 2000 字`).optional();
export const returnEditBody = returnActBody.extend({
  rows: z
    .array(
      z.strictObject({
        measure: z.number().int().min(1).max(15),
        done: text('目前开展情况'),
        next: text('下一步推进计划'),
        words: text('补充'),
      }),
    )
    .min(1, '请填写要修改的措施')
    .max(15),
});
export const returnActAnswer = z.object({ caseId: z.string(), seq: z.number() });
export const draftBody = z.strictObject({ month, post: postChoice.optional() });
export const draftAnswer = z.object({ month: z.string(), drafted: z.number() });

export const leaderAnswer = z.object({
  at: z.string(),
  month: z.string().describe('趋势所比的最近一个月'),
  tiles: z.array(
    z.object({
      measure: z.number(),
      title: z.string(),
      light: z.enum(['late', 'soon', 'calm']).describe('有逾期、七日内到期、平稳'),
      late: z.number(),
      soon: z.number(),
      trend: z.object({ figure: z.string(), now: z.number(), before: z.number() }),
      wanting: z.array(
        z.object({ caseId: z.string(), title: z.string(), day: z.string(), days: z.number().optional() }),
      ),
    }),
  ),
});
