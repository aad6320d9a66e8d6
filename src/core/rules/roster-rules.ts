import { z } from 'zod';
import { basis, id } from './fields.ts';

const term = z.strictObject({
  value: z.number().int('时长应为正整数').positive('时长应为正整数').max(100_000),
  unit: z.enum(['calendarDay', 'workingDay', 'month']),
});

/**
 * Criteria of the street's own list of attention (black) and of incentive (red). A street may neither make a statutory list of dishonesty nor widen
 * one (国办发〔2020〕49号): this one is internal, and what it leads to outside is a recommendation.
 */
export const rosterSchema = z.strictObject({
  criteria: z
    .array(
      z.strictObject({
        id,
        colour: z.enum(['red', 'black']),
        label: z.string().min(1, '请填写标准名称'),
        text: z.string().min(1, '请填写标准内容'),
        /** Counts up with each change of its words. */
        version: z.number().int('版本应为整数').positive('版本应为正整数'),
        /** Where it is not that of the deadline rule. */
        term: term.optional(),
        basis,
      }),
    )
    .min(1, '至少应有一条标准'),
  basis,
});

export type RosterRules = z.infer<typeof rosterSchema>;
export type RosterCriterion = RosterRules['criteria'][number];
