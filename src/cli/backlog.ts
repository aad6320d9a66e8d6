import { z } from 'zod';
import type { Instant } from '../core/instant.ts';
import { CommandError } from './command.ts';
import { instantOf } from './input-file.ts';

const words = (most: number) => z.string().trim().min(1).max(most);
const when = z.string().optional();

/** A row's dates, in the order in which they must lie. */
export const STEPS = [
  'found',
  'reported',
  'graded',
  'ordered',
  'served',
  'submitted',
  'accepted',
  'closedOut',
] as const;
export type Step = (typeof STEPS)[number];

const STEP_WORDS: { readonly [step in Step]: string } = {
  found: '发现',
  reported: '登记',
  graded: '定级',
  ordered: '下达整改',
  served: '送达',
  submitted: '提交整改',
  accepted: '验收合格',
  closedOut: '销号',
};

const rowSchema = z.strictObject({
  unit: words(100),
  kind: words(100),
  where: words(200),
  what: words(2_000),
  tier: z.enum(['T0', 'T1', 'T2', 'T3']).optional(),
  supervisor: words(100).optional(),
  reportedBy: words(130).optional(),
  archive: words(100).optional(),
  photosBefore: z.array(words(200)).max(50).optional(),
  photos: z.array(words(200)).max(50).optional(),
  opinion: words(200).optional(),
  team: z.array(words(200)).max(50).optional(),
  conclusion: words(2_000).optional(),
  found: z.string(),
  reported: when,
  graded: when,
  ordered: when,
  served: when,
  submitted: when,
  accepted: when,
  closedOut: when,
});

const fileSchema = z.strictObject({
  schema: z.literal('duban-backlog-v1'),
  source: words(100),
  hazards: z.array(z.unknown()).min(1).max(20_000),
});

/** A row of the old register with its dates complete: every step up to the last known one has an instant. */
export interface BacklogRow extends Omit<z.infer<typeof rowSchema>, Step> {
  /** Place in the file, from 1. */
  readonly nth: number;
  readonly dates: { readonly [step in Step]?: Instant };
}

/** A row that cannot be taken over, and why. */
export interface FailedRow {
  readonly nth: number;
  readonly reason: string;
}

export interface Backlog {
  readonly source: string;
  readonly rows: readonly BacklogRow[];
  readonly failed: readonly FailedRow[];
}

/** Reads a backlog file; a bad row is a finding, a bad file throws CommandError `backlog-invalid`. */
export function parseBacklog(json: unknown): Backlog {
  const file = fileSchema.safeParse(json);
  if (!file.success)
    throw new CommandError(
      2,
      'backlog-invalid',
      '历史台账文件格式不对：应含 schema（duban-backlog-v1）、source（来源说明）和 hazards（至少一行）。格式见 docs/import.md。',
    );
  const read = file.data.hazards.map((row, at) => parseRow(row, at + 1));
  return {
    source: file.data.source,
    rows: read.flatMap((one) => ('dates' in one ? [one] : [])),
    failed: read.flatMap((one) => ('dates' in one ? [] : [one])),
  };
}

function parseRow(json: unknown, nth: number): BacklogRow | FailedRow {
  const parsed = rowSchema.safeParse(json);
  if (!parsed.success) return { nth, reason: [...new Set(parsed.error.issues.map(problemOf))].join('；') };
  const { found, reported, graded, ordered, served, submitted, accepted, closedOut, ...said } = parsed.data;
  try {
    return {
      ...said,
      nth,
      dates: complete({ found, reported, graded, ordered, served, submitted, accepted, closedOut }),
    };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { nth, reason: error.message };
  }
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `不认识的字段 ${issue.keys.join('、')}`;
  const field = issue.path.join('.');
  return issue.code === 'invalid_type' && issue.input === undefined ? `缺少字段 ${field}` : `字段 ${field} 的内容不对`;
}

/** Steps skipped in the old register happened at the latest when the next known one did. A date without a time counts from 9 o'clock. */
function complete(given: { readonly [step in Step]: string | undefined }): BacklogRow['dates'] {
  const dates: { [step in Step]?: Instant } = {};
  let next: Instant | undefined;
  for (const step of [...STEPS].reverse()) {
    const text = given[step];
    const at =
      text === undefined
        ? next
        : instantOf(STEP_WORDS[step], /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T09:00` : text);
    if (at === undefined) continue;
    if (next !== undefined && at > next)
      throw new CommandError(2, 'dates', `${STEP_WORDS[step]}时间晚于后面的环节，请核对各日期的先后`);
    dates[step] = at;
    next = at;
  }
  // What was found was also registered, at the latest at the same time.
  return { ...dates, ...(dates.reported === undefined && dates.found !== undefined ? { reported: dates.found } : {}) };
}
