import { z } from 'zod';
import { wrongUse } from './command.ts';

const duration = z.strictObject({
  value: z.number(),
  unit: z.enum(['minute', 'hour', 'calendarDay', 'workingDay', 'month']),
});
const about = { id: z.string(), why: z.string().default('') };

const file = z.object({
  schema: z.literal('duban-calendar-vectors-v1'),
  deadlines: z.array(
    z.strictObject({
      ...about,
      start: z.string(),
      duration,
      pauses: z.array(z.object({ from: z.string(), to: z.string() })).default([]),
      expect: z.looseObject({ dueAt: z.string(), lastDay: z.string().nullable(), provisional: z.boolean() }),
    }),
  ),
  extensions: z
    .array(
      z.strictObject({
        ...about,
        start: z.string(),
        duration,
        extensions: z.array(duration),
        expect: z.strictObject({ lastDay: z.string().nullable(), refused: z.string().nullable() }),
      }),
    )
    .default([]),
  reminders: z
    .array(z.strictObject({ ...about, lastDay: z.string(), before: duration, expect: z.string() }))
    .default([]),
  overdue: z
    .array(z.strictObject({ ...about, lastDay: z.string(), overdueWorkingDays: z.number(), expect: z.string() }))
    .default([]),
});

/** A file of deadline vectors: what goes in, and what must come out. */
export interface Vectors extends z.infer<typeof file> {}

/** Parses a vector file; says in Chinese where it is wrong. */
export function parseVectors(json: unknown, name: string): Vectors {
  const parsed = file.safeParse(json);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 3).map((issue) => issue.path.join('.') || '（整体）');
  throw wrongUse(
    `${name} 不是向量文件（duban-calendar-vectors-v1）：${places.join('、')} 处格式不对，请对照 test/calendar-vectors.json。`,
  );
}
