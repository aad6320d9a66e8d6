import { z } from 'zod';
import { basis, id } from './fields.ts';

const duration = z.strictObject({
  value: z.number().int('时长应为正整数').positive('时长应为正整数').max(100_000, '时长不能超过 100000'),
  unit: z.enum(['calendarDay', 'workingDay', 'month'], { error: '履职周期只能用 calendarDay、workingDay、month' }),
});

const yes = z.literal(true);
const dayOfMonth = z.number().int().min(1).max(31);

/** How a duty comes round again. */
const recurs = z.union(
  [
    z.strictObject({ weekly: yes }),
    z.strictObject({ monthly: yes }),
    z.strictObject({ quarterly: yes }),
    z.strictObject({ halfYearly: yes }),
    z.strictObject({ yearly: yes }),
    /** By that day of each month, for the month. */
    z.strictObject({ monthlyOnDay: dayOfMonth }),
    /** By that day of the month after each quarter, for the quarter. */
    z.strictObject({ quarterlyOnDay: dayOfMonth }),
    /** By that day of each year, `MM-DD`. */
    z.strictObject({ yearlyBy: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, '应形如 03-31') }),
    /** So long after it was last done; a late one is owed until it is done. */
    z.strictObject({ every: duration }),
    /** At least `min` times a year, each in its part of the year, and at most `max`. */
    z.strictObject({
      perYear: z
        .strictObject({ min: z.number().int().min(1).max(52), max: z.number().int().min(1).max(366).optional() })
        .refine(({ min, max }) => max === undefined || max >= min, '上限不能小于下限'),
    }),
    /** On the day that stands in a field of the entry, `policy.validTo`. */
    z.strictObject({ onDayOf: z.string().regex(/^[A-Za-z][\w]*\.[a-z]\w*$/, '应形如 policy.validTo') }),
    /** Once, so long after the entry. */
    z.strictObject({ once: duration }),
  ],
  { error: '没有这种周期，请检查拼写' },
);
/** How a duty comes round again, as a rule says it. */
export type Recurs = z.infer<typeof recurs>;

const onLapse = z.discriminatedUnion(
  'do',
  [
    z.strictObject({ do: z.literal('notify'), posts: z.array(z.string()).min(1) }),
    z.strictObject({ do: z.literal('flag'), code: id }),
    /** One matter a subject, measure and month (or quarter). */
    z.strictObject({
      do: z.literal('openMatter'),
      ladder: z.enum(['A', 'B']),
      per: z.enum(['month', 'quarter']).optional(),
    }),
  ],
  { error: '没有这种逾期后果，请检查拼写' },
);

const dutyRule = z.looseObject({
  id,
  label: z.string(),
  basis,
  /** Annex row of the measure (1–15). */
  measure: z.number().int().min(1).max(15).optional(),
  /** Kinds of organisation or posts that owe it. */
  who: z.array(z.string()).min(1).optional(),
  recurs: recurs.optional(),
  /** A first round with less than this left begins with the next one. */
  firstAtLeast: duration.optional(),
  reminders: z.array(z.strictObject({ before: duration, to: z.array(z.string()).min(1).optional() })).optional(),
  /** An entry of this register opens it; absent: the office opens it for an organisation or a post. */
  opens: z
    .strictObject({
      register: id,
      /** Only for entries of which this holds. */
      when: z.string().optional(),
      /** The field that names who owes it; absent: the entry's unit, else its organisation. */
      bearer: z.string().optional(),
    })
    .optional(),
  /** Entries of these registers are a round done: `subject` is their field that names what the duty is about, or (`=street.safetyOffice`) who owes it. */
  evidence: z
    .array(
      z.strictObject({
        register: id,
        subject: z.string(),
        when: z.string().optional(),
        /** The field that names who did it, where several owe it for one subject. */
        bearer: z.string().optional(),
      }),
    )
    .min(1)
    .optional(),
  onLapse: z.array(onLapse).optional(),
});

/** Recurring duties (履职事项) of a rule set; sets published before duties ran hold less of them, and what they hold is kept. */
export const dutiesSchema = z.array(dutyRule);
/** One recurring duty. */
export type DutyRule = z.infer<typeof dutyRule>;
/** A duty that can run: it says how often. */
export type RunningDuty = DutyRule & { readonly recurs: Recurs };

/** A duty by its id, if it says how often it comes round. */
export function dutyNamed(rules: { readonly duties: readonly DutyRule[] }, name: string): RunningDuty | undefined {
  const found = rules.duties.find((one) => one.id === name);
  return found?.recurs === undefined ? undefined : (found as RunningDuty);
}
