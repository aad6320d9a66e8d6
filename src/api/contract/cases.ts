import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';
import { jsonObject } from './fields.ts';
import { sentence } from './sentence.ts';

export const clock = z.object({
  id: z.string(),
  dueAt: z.string(),
  does: z.string(),
  rule: z.string(),
  lastDay: z.string().optional(),
  start: z.string().optional(),
  provisional: z.literal(true).optional().describe('超出工作日历覆盖范围，暂算'),
  fixed: z.literal(true).optional(),
  holder: z.string().optional(),
});

const verdict = z.object({
  duty: z.string(),
  result: z.string(),
  holder: z.string(),
  dueAt: z.string(),
  lastDay: z.string().optional(),
  actAt: z.string().optional(),
  daysLate: z.number().optional(),
  daysToSpare: z.number().optional(),
  enteredLate: z.literal(true).optional(),
});

export const caseRow = z.object({
  caseId: z.string(),
  kind: z.enum(KIND_NAMES),
  seq: z.number(),
  stage: z.string(),
  tier: z.string().optional(),
  title: z.string(),
  unit: z.string().optional(),
  organisation: z.string().optional(),
  opener: z.string().optional(),
  openedAt: z.string(),
  nextDue: z.string().optional(),
  dueAt: z.string().optional(),
  overdue: z.boolean(),
  closed: z.boolean(),
});

const namedClock = clock.extend({
  label: z.string().describe('期限名称'),
  unit: z.string().optional().describe('规则计算期限的单位，例如 workingDay'),
});

export const caseDetail = caseRow.extend({
  regions: z.record(z.string(), z.string()),
  stageSince: z.string(),
  ruleSet: z.string(),
  calendar: z.string(),
  clocks: z.array(namedClock),
  suspended: z.array(namedClock),
  overdueDuties: z.array(namedClock),
  verdicts: z.array(verdict.extend({ label: z.string().describe('期限名称') })),
  flags: z.array(
    z.object({
      code: z.string(),
      at: z.string(),
      seq: z.number(),
      /** Who raised it, where a person did. */
      by: z.string().optional(),
      /** Absent: never contested; without `result`: not decided yet. */
      contest: z
        .object({
          ground: z.string(),
          by: z.string(),
          at: z.string(),
          result: z.enum(['stands', 'unfounded']).optional(),
          why: z.string().optional(),
          decidedBy: z.string().optional(),
          decidedAt: z.string().optional(),
        })
        .optional(),
    }),
  ),
  sentence: sentence.optional().describe('下一步，或如何结束'),
  facts: jsonObject.describe('该类案件自己的事实'),
  nationalTier: z.string().optional().describe('法定报表中的等级：重大或一般，依案件所用规则集'),
});

export const caseParams = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, '案件编号只能用字母、数字、点、横线和下划线'),
});
export const clockParams = caseParams.extend({ clock: z.string().min(1).max(100, '期限编号过长') });

/** Loose: an event leaves exactly as it stands in the log, whatever a later version adds. */
export const sealedEvent = z.looseObject({
  caseId: z.string(),
  kind: z.enum(KIND_NAMES),
  seq: z.number(),
  type: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  commandId: z.string(),
  actor: z.object({
    post: z.string(),
    person: z.string().optional(),
    organisation: z.string().optional(),
    onBehalfOf: z.string().optional(),
  }),
  payload: jsonObject,
  moves: z.array(z.string()).optional(),
  clocks: z.object({
    set: z.array(z.looseObject({ id: z.string(), dueAt: z.string() })),
    cleared: z.array(z.string()),
    suspended: z.array(z.string()).optional(),
  }),
  anchors: z.record(z.string(), z.string()).optional(),
  verdicts: z.array(verdict).optional(),
  flags: z.array(z.string()).optional(),
  effects: z.array(z.looseObject({ do: z.string() })),
  ruleSet: z.string(),
  calendar: z.string(),
  prevHash: z.string(),
  hash: z.string(),
});

export const eventQuery = z.strictObject({
  after: z.coerce.number({ error: 'after 应为数字' }).int('after 应为整数').min(0, 'after 不能为负').optional(),
  reason: z.string().trim().max(500, '查阅事由不得超过 500 字').optional().describe('查阅事由，记入查阅记录'),
});
export const eventList = z.object({
  events: z.array(sealedEvent),
  labels: z.record(z.string(), z.string()).describe('记录中提到的期限和层级的名称，按编号'),
  fields: z.record(z.string(), z.string()).describe('内容各项的名称，按 操作.字段'),
});

const countingRow = z.object({
  day: z.string(),
  weekday: z.number(),
  kind: z.string(),
  counted: z.boolean(),
  n: z.number().optional(),
  why: z.string().optional(),
});

export const explanation = z.object({
  caseId: z.string(),
  clock,
  setBy: z.object({ seq: z.number(), type: z.string(), at: z.string(), recordedAt: z.string() }),
  rule: z
    .object({
      id: z.string(),
      label: z.string(),
      holder: z.string().optional(),
      duration: jsonObject.optional(),
      basis: jsonObject,
    })
    .optional(),
  earlier: z
    .array(z.object({ seq: z.number(), type: z.string(), dueAt: z.string(), lastDay: z.string().optional() }))
    .describe('此前的期限，最早的在前；每次变动都有记录'),
  state: z.enum(['running', 'suspended', 'overdue', 'ended']),
  proof: jsonObject.optional(),
  table: z.array(countingRow).describe('逐日计算表；按小时计的期限为空'),
});
