import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';
import { parseInstant } from '../../core/instant.ts';

// What auditors read: a case at any moment, step by step, its verdicts, whose the overdue days are, who has read it.

/** An instant with offset, or a day of Beijing time for its last moment that counts: its 00:00. */
const moment = (label: string) =>
  z
    .string()
    .max(40, `${label}过长`)
    .transform((text, context) => {
      try {
        return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+08:00` : text);
      } catch {
        context.addIssue({
          code: 'custom',
          message: `${label}应为日期，或带时区的时间，例如 2025-06-30T09:00:00+08:00`,
        });
        return z.NEVER;
      }
    })
    .optional();

const reason = z.string().trim().max(500, '查阅事由不得超过 500 字').optional().describe('查阅事由，记入查阅记录');
const whole = (label: string, min: number, max: number) =>
  z.coerce
    .number({ error: `${label}应为数字` })
    .int(`${label}应为整数`)
    .min(min, `${label}至少为 ${min}`)
    .max(max, `${label}最多为 ${max}`)
    .optional();

export const reasonQuery = z.strictObject({ reason });
export const replayQuery = z.strictObject({
  at: moment('at').describe('事实时间：截至此刻已发生的（默认现在）'),
  knownAt: moment('knownAt').describe('记录时间：截至此刻已录入的（默认全部）'),
  reason,
});
export const stepsQuery = z.strictObject({
  after: whole('after', 0, 1_000_000),
  limit: whole('limit', 1, 500),
  reason,
});
export const untilQuery = z.strictObject({ until: moment('until').describe('算到何时（默认现在）'), reason });

const ref = z.object({ post: z.string(), organisation: z.string().optional() });
const anyClock = z.looseObject({ id: z.string(), dueAt: z.string() });
const verdict = z.looseObject({ duty: z.string(), result: z.string() });
const basis = z.looseObject({
  tag: z.string().describe('law 法定、practice 参照外地、unverified 待核实、default 默认值'),
});
const ball = z
  .object({
    with: z.enum(['post', 'district', 'engine', 'nobody']),
    row: z.string(),
    why: z.string(),
    post: z.string().optional(),
    organisation: z.string().optional(),
    reason: z.string().optional(),
    since: z.string().optional(),
  })
  .describe('由谁办理：恰有一个岗位、区级、系统，或无人（附原因）');

export const pictureAnswer = z.object({
  caseId: z.string(),
  kind: z.enum(KIND_NAMES),
  moment: z.object({ at: z.string().optional(), knownAt: z.string().optional() }),
  taken: z.number(),
  skipped: z.array(
    z.object({
      seq: z.number(),
      type: z.string(),
      at: z.string(),
      recordedAt: z.string(),
      why: z.enum(['later', 'unrecorded']),
    }),
  ),
  now: z
    .object({
      seq: z.number(),
      state: z.looseObject({ stage: z.string() }).describe('当时的全部状态'),
      ball,
      duties: z.array(
        z.object({ clock: anyClock, standing: z.enum(['running', 'suspended', 'overdue']), holder: ref }),
      ),
    })
    .optional()
    .describe('没有：案件当时还不存在'),
});

const refusal = z.object({
  at: z.string(),
  type: z.string(),
  label: z.string(),
  code: z.string(),
  message: z.string(),
  post: z.string(),
  person: z.string().optional(),
  stage: z.string().optional(),
  allowed: z.array(z.string()),
});

const rule = z.looseObject({ id: z.string(), label: z.string(), basis });
const delivery = z.object({
  seq: z.number(),
  nth: z.number(),
  channel: z.string(),
  about: z.string(),
  post: z.string(),
  organisation: z.string().optional(),
  person: z.string().optional(),
  because: z.string(),
  state: z.string(),
  sentAt: z.string().optional(),
});

const step = z.object({
  seq: z.number(),
  type: z.string(),
  label: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  input: z.looseObject({ from: z.enum(['person', 'time', 'case']), actor: z.looseObject({ post: z.string() }) }),
  rule: z.object({ ruleSet: z.string(), calendar: z.string(), named: z.array(rule) }),
  allowedBefore: z.array(z.string()),
  moves: z.array(z.object({ region: z.string(), from: z.string(), to: z.string() })),
  set: z.array(anyClock),
  cleared: z.array(z.string()),
  suspended: z.array(z.string()),
  verdicts: z.array(verdict),
  flags: z.array(z.string()),
  told: z.array(z.object({ do: z.string(), what: z.string(), to: ref, deliveries: z.array(delivery) })),
  sent: z.array(z.object({ to: z.string(), message: z.string() })),
  published: z.array(z.string()),
  ball: z.object({ before: ball.optional(), after: ball }),
  refusedBefore: z.array(refusal),
});

export const stepsAnswer = z.object({
  caseId: z.string(),
  total: z.number(),
  steps: z.array(step),
  refusedAfter: z.array(refusal).describe('最后一步之后被拒绝的操作'),
});

export const explainedAnswer = z.object({
  caseId: z.string(),
  clocks: z.array(z.object({ id: z.string(), standing: z.string() })).describe('可用 /explain/{clock} 逐日说明的期限'),
  tiers: z.array(z.looseObject({ seq: z.number(), tier: z.string(), ruleSet: z.string() })).describe('等级为何如此'),
  messages: z
    .array(
      z.object({
        seq: z.number(),
        event: z.string(),
        at: z.string(),
        ordered: ref.optional(),
        rule: z.string().optional(),
        delivery,
        because: z.string(),
      }),
    )
    .describe('通知为何发给此人'),
  refusals: z.array(refusal).describe('操作为何被拒绝'),
});

export const verdictsAnswer = z.object({
  caseId: z.string(),
  verdicts: z.array(
    z.object({
      duty: z.string(),
      label: z.string(),
      outcome: z.enum(['met', 'late', 'missed', 'excused', 'withdrawn', 'open', 'overdue']),
      accountable: ref,
      dueAt: z.string(),
      lastDay: z.string().optional(),
      recorded: verdict.optional(),
      drawn: z.looseObject({ result: z.string() }).optional().describe('文书的签发、送达、签收、答复：由记录得出'),
      inputs: z.object({ set: z.array(z.number()), lapse: z.number().optional(), end: z.number().optional() }),
      ruleSet: z.string(),
      calendar: z.string(),
      basis: basis.optional(),
      beside: z.array(z.looseObject({ mark: z.string() })).describe('之后的事实会怎么说；不改变原认定和责任人'),
    }),
  ),
});

const owner = z.object({
  kind: z.enum(['holder', 'paused', 'district', 'approver']),
  post: z.string().optional(),
  organisation: z.string().optional(),
  reason: z.string().optional(),
});

export const attributionAnswer = z.object({
  caseId: z.string(),
  until: z.string(),
  overdueDays: z.number(),
  runs: z.array(
    z.object({
      duty: z.string(),
      from: z.string(),
      to: z.string(),
      days: z.number(),
      owner,
      rests: z.array(z.number()),
    }),
  ),
  shares: z.array(z.object({ owner, days: z.number() })),
  engine: z.object({
    hours: z.number(),
    firings: z.array(
      z.object({ seq: z.number(), clock: z.string(), due: z.string(), fired: z.string(), hours: z.number() }),
    ),
  }),
});

export const factSheetAnswer = z.object({
  caseId: z.string(),
  title: z.string(),
  until: z.string(),
  sections: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      sentences: z.array(z.object({ text: z.string(), events: z.array(z.number()) })),
    }),
  ),
  note: z.string(),
});
