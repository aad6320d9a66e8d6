import { z } from 'zod';
import { basis } from './fields.ts';
import { DEFAULT_THRESHOLDS, type QuestionThresholds } from './thresholds.ts';

const whole = (label: string, least: number) =>
  z
    .number({ error: `${label}应为数字` })
    .int(`${label}应为整数`)
    .min(least, `${label}不能小于 ${least}`);

/** From where on a pattern is a question (请核实), as the office sets it; what it leaves out is as it comes with the product. */
export const questionsSchema = z.strictObject({
  massBeforeDeadline: z.strictObject({ acts: whole('件数', 2), daysToSpare: whole('距期限天数', 0) }).optional(),
  identicalTexts: z.strictObject({ characters: whole('字数', 1), cases: whole('案件数', 2) }).optional(),
  latePause: z.strictObject({ share: z.number().min(0, '比例不能小于 0').max(1, '比例不能大于 1') }).optional(),
  lateDowngrade: z.strictObject({ days: whole('天数', 0) }).optional(),
  samePhoto: z.strictObject({ uses: whole('次数', 2) }).optional(),
  similarPhoto: z.strictObject({ bits: whole('相差位数', 0).max(63, '相差位数不能大于 63') }).optional(),
  quickCloseOut: z.strictObject({ minutes: whole('分钟数', 0) }).optional(),
  quickAcceptance: z.strictObject({ minutes: whole('分钟数', 0) }).optional(),
  basis,
});

/** The thresholds of a rule set; those of the product where it says nothing. */
export function thresholdsOf(
  rules: { readonly questions?: z.infer<typeof questionsSchema> | undefined } | undefined,
): QuestionThresholds {
  const { basis: _, ...set } = rules?.questions ?? { basis: undefined };
  const said = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_THRESHOLDS, ...said };
}
