import { z } from 'zod';
import { KIND_NAMES } from '../core/case.ts';
import { isDay, parseInstant } from '../core/instant.ts';
import { choreAnswer, rulesAnswer } from './contract/liveness.ts';

// The HTTP contract: every body, query and answer of /api/v1, shared with the web. Field errors are Chinese sentences.

// ------------------------------------------------------------------------------------------------------------- simple fields

const words = (label: string, most: number) =>
  z
    .string({ error: `请填写${label}` })
    .trim()
    .min(1, `请填写${label}`)
    .max(most, `${label}不得超过 ${most} 字`);

/** Any RFC 3339 instant with offset; read into the one normal form at +08:00. */
const instant = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .max(40, `${label}过长`)
    .refine(isRfc3339, `${label}应为带时区的时间，例如 2025-06-30T09:00:00+08:00`)
    .transform(parseInstant)
    .describe('RFC 3339 时间，带时区');

const day = (label: string) => z.string({ error: `请填写${label}` }).refine(isDay, `${label}应为日期，例如 2025-06-30`);

const yesNo = (label: string) =>
  z.enum(['true', 'false'], { error: `${label}只能是 true 或 false` }).transform((value) => value === 'true');

const registerId = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, `${label}只能用字母、数字、点、横线和下划线，最多 64 个字符`);

const postName = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .regex(/^[A-Za-z][A-Za-z0-9.]{0,63}$/, `${label}只能用字母、数字和点，例如 village.head`);

/** Anything visible that cannot be mistaken for the engine's own keys (`clk:`, `msg:`). */
const commandId = z
  .string({ error: '请提供操作编号 commandId（每次操作一个新的，重试用同一个）' })
  .regex(/^(?!clk:|msg:)[\x21-\x7e]{1,100}$/, '操作编号应为 1 至 100 个可见的英文字符，且不能以 clk: 或 msg: 开头')
  .describe('幂等键：同一编号总是得到同一答复');

const postChoice = z
  .string({ error: '岗位应为文字' })
  .regex(/^[A-Za-z][A-Za-z0-9.]{0,63}(@[A-Za-z0-9._-]{1,64})?$/, '岗位应写成 village.head 或 village.head@V1')
  .describe('以哪个岗位办理：岗位，或 岗位@单位');

/** What a JSON parser made, so plain JSON by construction. */
const jsonObject = z.record(z.string(), z.unknown(), { error: '应为一个 JSON 对象' });

function isRfc3339(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}

// ------------------------------------------------------------------------------------------------------------------- session

export const loginBody = z.strictObject({
  name: words('用户名', 100),
  password: z.string({ error: '请填写密码' }).min(1, '请填写密码').max(1_000, '密码过长'),
});

export const passwordBody = z.strictObject({
  password: z.string({ error: '请填写当前密码' }).min(1, '请填写当前密码').max(1_000, '密码过长'),
  newPassword: z.string({ error: '请填写新密码' }).min(12, '新密码至少 12 个字符').max(200, '新密码过长'),
});

const heldPost = z.object({
  post: z.string(),
  organisation: z.string().optional(),
  /** Set for a deputy: the order that named him. */
  orderNo: z.string().optional(),
});

export const sessionAnswer = z.object({
  account: z.string(),
  person: z.object({ id: z.string(), name: z.string() }),
  posts: z.array(heldPost),
  roles: z.array(z.string()),
  mustChangePassword: z.boolean(),
  csrfToken: z.string().optional().describe('用浏览器会话写入时放在 x-csrf-token 请求头'),
});

export const tokenBody = z.strictObject({ label: words('用途', 100), expiresAt: instant('到期时间').optional() });
const tokenRow = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
});
export const tokenList = z.object({ tokens: z.array(tokenRow) });
export const tokenAnswer = tokenRow.extend({ token: z.string().describe('只显示这一次') });

// --------------------------------------------------------------------------------------------------------------------- cases

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

export const caseList = z.object({ cases: z.array(caseRow), cursor: z.string().optional() });

export const caseQuery = z.strictObject({
  kind: z.enum(KIND_NAMES, { error: `kind 只能是 ${KIND_NAMES.join('、')}` }).optional(),
  tier: z.string().max(20, 'tier 过长').optional(),
  stage: z.string().max(64, 'stage 过长').optional(),
  org: z.string().max(64, 'org 过长').optional(),
  unit: z.string().max(100, 'unit 过长').optional(),
  opener: z.string().max(64, 'opener 过长').optional(),
  overdue: yesNo('overdue').optional(),
  closed: yesNo('closed').optional(),
  dueBefore: z
    .union([day('dueBefore').transform((text) => `${text}T00:00:00+08:00`), instant('dueBefore')], {
      error: 'dueBefore 应为日期或带时区的时间',
    })
    .optional(),
  q: z.string().max(100, '搜索内容不得超过 100 字').optional(),
  cursor: z.string().max(300, 'cursor 无效').optional(),
  limit: z.coerce
    .number({ error: 'limit 应为数字' })
    .int('limit 应为整数')
    .min(1, 'limit 至少为 1')
    .max(200, 'limit 最多为 200')
    .optional(),
});

export const caseDetail = caseRow.extend({
  regions: z.record(z.string(), z.string()),
  stageSince: z.string(),
  ruleSet: z.string(),
  calendar: z.string(),
  clocks: z.array(clock),
  suspended: z.array(clock),
  overdueDuties: z.array(clock),
  verdicts: z.array(verdict),
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
export const eventList = z.object({ events: z.array(sealedEvent) });

// ------------------------------------------------------------------------------------------------------------------ commands

/** What every act carries besides its own content. */
export const actFields = { commandId, at: instant('发生时间').optional(), post: postChoice.optional() };

export const commandBody = z.strictObject({
  ...actFields,
  type: z.string({ error: '请提供操作 type' }).min(1, '请提供操作 type').max(64, '操作 type 过长'),
  payload: jsonObject.default({}),
  expectedSeq: z
    .number({ error: 'expectedSeq 应为数字' })
    .int('expectedSeq 应为整数')
    .min(0, 'expectedSeq 不能为负')
    .optional()
    .describe('您看到的最后一条记录的序号；案件已变化则拒绝'),
});

export const openedAnswer = z.object({
  caseId: z.string(),
  seq: z.number(),
  stage: z.string(),
  clocks: z.array(clock),
});
export const commandAnswer = openedAnswer.extend({ event: sealedEvent });
export const tipoffAnswer = openedAnswer.extend({ receipt: z.string().describe('交给举报人的查询码') });

export const tipoffIdentity = z
  .strictObject(
    { name: words('举报人姓名', 100), contact: words('举报人联系方式', 200) },
    { error: '举报人信息应包括 name 和 contact' },
  )
  .describe('另行加密保存，不进入台账');

const allowedCommand = z.object({
  type: z.string(),
  label: z.string(),
  by: z.array(z.string()).describe('有权岗位'),
  /** Posts of the caller that may issue it. */
  posts: z.array(z.string()).describe('您可以用的岗位'),
  schema: jsonObject.describe('payload 的 JSON Schema'),
});

export const allowedAnswer = z.object({
  caseId: z.string(),
  seq: z.number(),
  stage: z.string(),
  mine: z.array(allowedCommand),
  others: z.array(allowedCommand.omit({ posts: true, schema: true })),
});

// ------------------------------------------------------------------------------------------------------- explanations, notices

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

// ------------------------------------------------------------------------------------------------------------- desk, late ones

const deskItem = z.object({
  caseId: z.string(),
  kind: z.enum(KIND_NAMES),
  title: z.string(),
  unit: z.string().optional(),
  tier: z.string().optional(),
  stage: z.string(),
  duty: z.string(),
  label: z.string(),
  post: z.string().describe('以您的哪个岗位负责'),
  overdue: z.boolean(),
  dueAt: z.string(),
  lastDay: z.string().optional(),
  next: z.string().describe('接下来会发生什么'),
});

export const deskAnswer = z.object({
  items: z.array(deskItem),
  complete: z.boolean().describe('false：只列出最紧要的'),
});

export const lateQuery = z.strictObject({
  org: z.string().max(64, 'org 过长').optional(),
  limit: caseQuery.shape.limit,
});
export const lateAnswer = z.object({
  late: z.array(
    z.object({
      caseId: z.string(),
      kind: z.enum(KIND_NAMES),
      title: z.string(),
      unit: z.string().optional(),
      organisation: z.string().optional(),
      tier: z.string().optional(),
      duty: z.string(),
      holder: z.string(),
      dueAt: z.string(),
      lastDay: z.string().optional(),
      daysLate: z.number(),
    }),
  ),
});

// ------------------------------------------------------------------------------------------------------------------- registers

const validity = { validFrom: instant('开始时间'), validUntil: instant('结束时间').optional() };
const place = {
  organisation: z
    .union([z.literal(''), registerId('单位编号')], { error: '单位编号应为文字，没有单位时留空' })
    .default(''),
  post: postName('岗位'),
};

export const organisationBody = z.strictObject({
  id: registerId('编号'),
  name: words('名称', 200),
  kind: z.enum(['district', 'street', 'department', 'village', 'unit', 'team'], {
    error: '类别只能是 district、street、department、village、unit、team',
  }),
  parent: registerId('上级编号').optional(),
});
export const organisationList = z.object({
  organisations: z.array(
    z.object({ id: z.string(), name: z.string(), kind: z.string(), parent: z.string().optional() }),
  ),
});

export const personBody = z.strictObject({
  id: registerId('编号'),
  name: words('姓名', 100),
  mail: z.email('邮箱格式不正确').max(200, '邮箱过长').optional(),
  phone: z
    .string({ error: '电话应为文字' })
    .regex(/^[0-9+() -]{3,30}$/, '电话只能用数字、空格和 + - ( )')
    .optional(),
});
/** Mail and telephone only for administrators. */
export const personList = z.object({
  people: z.array(
    z.object({ id: z.string(), name: z.string(), mail: z.string().optional(), phone: z.string().optional() }),
  ),
});

export const postBody = z.strictObject({
  organisation: place.organisation,
  name: postName('岗位'),
  label: words('岗位名称', 100),
  above: postName('上级岗位').optional(),
  aboveOrganisation: registerId('上级岗位的单位').optional(),
});
export const holdingBody = z.strictObject({ ...place, person: registerId('人员编号'), ...validity });
export const deputyBody = holdingBody.extend({ orderNo: words('文号', 100) });
const holding = z.object({ person: z.string(), validFrom: z.string(), validUntil: z.string().optional() });
export const postList = z.object({
  posts: z.array(
    z.object({
      organisation: z.string(),
      name: z.string(),
      label: z.string(),
      above: z.string().optional(),
      aboveOrganisation: z.string().optional(),
      holders: z.array(holding),
      deputies: z.array(holding.extend({ orderNo: z.string() })),
      overlaps: z
        .array(z.object({ persons: z.array(z.string()), from: z.string() }))
        .describe('同一时间任同一岗位的人：每人都会收到通知'),
    }),
  ),
});

export const unitBody = z.strictObject({
  id: registerId('编号'),
  supervisor: registerId('监管单位').optional(),
  industry: words('行业', 100).optional(),
  size: words('规模', 100).optional(),
  grade: words('风险等级', 20).optional(),
});
export const unitList = z.object({
  units: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      supervisor: z.string().optional(),
      industry: z.string().optional(),
      size: z.string().optional(),
      grade: z.string().optional(),
    }),
  ),
});

// -------------------------------------------------------------------------------------------------------------- health, errors

const part = z.object({ ok: z.boolean(), state: z.string() });

export const healthAnswer = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  at: z.string(),
  ledger: part.extend({
    cases: z.number().optional(),
    open: z.number().optional(),
    events: z.number().optional(),
    wakes: z.number().optional(),
    deliveriesDue: z.number().optional(),
    deliveriesFailed: z.number().optional(),
  }),
  temporal: part,
  worker: part,
  mail: part,
  rules: rulesAnswer,
  canary: choreAnswer,
  reconcile: choreAnswer,
  heartbeat: choreAnswer,
  log: part
    .extend({
      size: z.number().optional().describe('最新存证点的条数'),
      signedAt: z.string().optional().describe('最新存证点的签署时间'),
      mailedSize: z.number().optional().describe('最近一次寄给区级的存证点的条数'),
      mailedAt: z.string().optional().describe('最近一次寄出的时间'),
    })
    .describe('存证日志'),
  lagSeconds: z.number().optional().describe('最早未处理的唤醒距今'),
  oldestUnfired: z.string().optional().describe('最早应触发而未触发的时钟'),
});

const problemMembers = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string().describe('稳定的错误代码'),
  detail: z.string().describe('中文说明：怎么了，该怎么办'),
  fields: z.record(z.string(), z.string()).optional(),
  allowed: z.array(z.string()).optional().describe('现在可以办理的操作'),
  stage: z.string().optional(),
  choices: z.array(z.string()).optional(),
  retryAfter: z.number().optional(),
  requestId: z.string(),
});

/** How every refusal and failure looks. */
export const problemAnswer = {
  description: '不能办理：原因和办法',
  content: { 'application/problem+json': { schema: problemMembers } },
};

export const saved = z.object({ saved: z.literal(true) });
export const empty = z.null().describe('无内容');
