import { z } from 'zod';
import { basis, id } from './fields.ts';

const figure = z.number({ error: '应为数字' }).min(0, '不能为负');
const within = z.strictObject({
  value: z.number().int('时长应为正整数').positive('时长应为正整数').max(100_000),
  unit: z.enum(['calendarDay', 'workingDay', 'month']),
});

/** Sorts of accident that the law tells apart by the time for supplements (国务院令第493号 Art. 13). */
export const ACCIDENT_SORTS = ['production', 'traffic', 'fire'] as const;

/**
 * What makes the grade of an accident (国务院令第493号 Art. 3): each grade from so many dead, so many seriously injured, so much direct loss in
 * yuan, the figure itself included; the lowest has no figures. The highest of the three decides.
 */
export const accidentSchema = z
  .strictObject({
    grades: z.array(z.strictObject({ id, label: z.string(), dead: figure, injured: figure, loss: figure })).min(2),
    /** From this grade on responsibility is traced back (责任倒查) and ladder A begins at once. */
    tracedFrom: id,
    /** Time for supplements where it is not that of the deadline rule. */
    supplementWithin: z.partialRecord(z.enum(ACCIDENT_SORTS), within),
    /** How far back cases are put under the mark. */
    freezes: within,
    basis,
  })
  .superRefine(({ grades, tracedFrom }, context) => {
    for (const [i, grade] of grades.entries()) {
      const below = grades[i - 1];
      const rises =
        below === undefined || (['dead', 'injured', 'loss'] as const).every((key) => grade[key] > below[key]);
      if (!rises) context.addIssue({ code: 'custom', path: ['grades', i], message: '各级数额应逐级升高' });
    }
    if (!grades.some((grade) => grade.id === tracedFrom))
      context.addIssue({ code: 'custom', path: ['tracedFrom'], message: '倒查起始等级不在等级表中' });
  });

export type AccidentRules = z.infer<typeof accidentSchema>;
