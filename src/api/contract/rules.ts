import { z } from 'zod';
import { isDay } from '../../core/instant.ts';

// Rule sets and calendars over HTTP. A rule set itself is checked by the core, path by path; here it is any JSON object.

const text = (label: string, most: number) =>
  z
    .string({ error: `请填写${label}` })
    .trim()
    .min(1, `请填写${label}`)
    .max(most, `${label}不得超过 ${most} 字`);
const day = (label: string) => z.string({ error: `请填写${label}` }).refine(isDay, `${label}应为日期，例如 2027-01-01`);
const id = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .regex(/^[A-Za-z][\w.-]{0,99}$/, `${label}只能用字母、数字、点、短横线和下划线，以字母开头`);
const content = z.record(z.string(), z.unknown(), { error: '应为一个 JSON 对象' });
const post = z
  .string({ error: '岗位应为文字' })
  .regex(/^[A-Za-z][A-Za-z0-9.]{0,63}$/, '岗位应写成 street.safetyOffice')
  .optional()
  .describe('以哪个岗位办理；只有一个合适的岗位时可省略');

export const ruleParams = z.object({ version: id('规则集编号') });
export const diffQuery = z.strictObject({ from: id('from'), to: id('to') });
export const draftBody = z.strictObject({
  rules: content.optional().describe('规则集；省略则复制 base'),
  base: id('base').optional().describe('由哪个已发布的版本复制；默认为现行版本'),
  id: id('编号').optional(),
  effectiveFrom: day('生效日').optional(),
  reason: text('理由', 2_000),
  post,
});
export const editBody = z.strictObject({
  rules: content,
  effectiveFrom: day('生效日').optional(),
  reason: text('理由', 2_000),
  revision: z.int('应为整数').positive('应为正整数').optional().describe('以为的修订号；他人已修改则拒绝'),
  post,
});
export const lintBody = z.strictObject({ rules: content });
export const approveBody = z.strictObject({
  reason: text('意见', 2_000).optional(),
  contentHash: z.string().max(64, '内容摘要过长').optional().describe('批准的是这一内容；他人已修改则拒绝'),
  withDifferences: text('场景不符的理由', 2_000)
    .optional()
    .describe('场景检验有不符、而不符正是本意时，批准人写明理由'),
  withoutWhatIf: text('不推演的理由', 2_000).optional().describe('没有对同一内容做过假设推演时必填，随批准记录'),
  post,
});
export const draftWhatIfBody = z.strictObject({
  from: day('起始日').optional().describe('案件登记日不早于；默认一年前'),
  to: day('截止日').optional().describe('案件登记日不晚于；默认今天'),
  post,
});
export const testBody = z.strictObject({
  scenarios: content.optional().describe('场景文件：写明草案应有的结果；省略则用随系统的场景'),
  post,
});
export const testAnswer = z.object({
  contentHash: z.string(),
  passed: z.number(),
  failed: z.number(),
  scenarios: z.array(
    z.object({ id: z.string(), title: z.string(), ok: z.boolean(), differences: z.array(z.string()) }),
  ),
});
export const tierBody = z.strictObject({
  facts: z
    .record(z.string().max(64, '事实名称过长'), z.union([z.boolean(), z.number(), z.string().max(200, '过长')]), {
      error: '应为一个 JSON 对象',
    })
    .describe('定级的事实，可含 criterion（判定标准编号）'),
});
export const tierAnswer = z.object({
  row: z.string().optional(),
  tier: z.string().optional(),
  national: z.string().optional().describe('法定报表中的等级'),
  trace: z
    .array(
      z.object({ row: z.string(), when: z.string(), holds: z.boolean(), facts: z.record(z.string(), z.unknown()) }),
    )
    .describe('逐行：条件、是否成立、所用的事实'),
});
const TIERS = ['T0', 'T1', 'T2', 'T3'] as const;
export const previewBody = z.strictObject({
  rules: content,
  tier: z.enum(TIERS, { error: `等级只能是 ${TIERS.join('、')}` }),
  start: day('起始日').optional().describe('样例隐患登记之日；默认 2025-03-03'),
});
const previewCourse = z.object({
  stage: z.string().describe('最后到达的环节'),
  events: z.array(
    z.object({ at: z.string(), kind: z.string(), type: z.string(), about: z.string().describe('期限或层级，可为空') }),
  ),
  messages: z.array(
    z.object({ at: z.string(), post: z.string(), what: z.string(), paper: z.boolean(), about: z.string().optional() }),
  ),
  fullest: z
    .array(z.object({ day: z.string(), post: z.string(), count: z.number(), overBudget: z.boolean() }))
    .describe('一人一日收到最多的'),
  onRestDays: z.array(z.object({ at: z.string(), event: z.string(), what: z.string(), dayKind: z.string() })),
  refused: z.array(z.string()).describe('规则不允许的样例行为'),
});
export const previewAnswer = z.object({
  tier: z.string(),
  start: z.string(),
  courses: z.object({ nobody: previewCourse, signersOnly: previewCourse, lastDay: previewCourse }),
});
export const publishBody = z.strictObject({
  reason: text('理由', 2_000).optional(),
  effectiveFrom: day('生效日').optional().describe('须与批准的内容一致'),
  post,
});
export const withdrawBody = z.strictObject({ reason: text('理由', 2_000), post });

const finding = z.object({
  path: z.string(),
  severity: z.enum(['error', 'warning', 'hint']),
  code: z.string(),
  message: z.string(),
  mend: z.string(),
});
const draftPart = z.object({
  author: z.string(),
  base: z.string().optional(),
  reason: z.string(),
  revision: z.number(),
  updatedAt: z.string(),
  approvedBy: z.string().optional(),
  approvedAt: z.string().optional(),
});
const line = z.object({
  id: z.string(),
  label: z.string(),
  standing: z.enum(['draft', 'approved', 'discarded', 'scheduled', 'inForce', 'superseded', 'withdrawn']),
  effectiveFrom: z.string(),
  calendar: z.string(),
  contentHash: z.string().describe('规范化 JSON 的 SHA-256'),
  publishedAt: z.string().optional(),
  publishedBy: z.string().optional(),
  withdrawn: z.object({ at: z.string(), person: z.string(), reason: z.string() }).optional(),
  draft: draftPart.optional(),
});
const act = z.object({
  at: z.string(),
  act: z.string(),
  person: z.string(),
  post: z.string(),
  reason: z.string().optional(),
  contentHash: z.string().optional(),
  detail: z.string().optional(),
});

export const ruleList = z.object({ rules: z.array(line) });
export const ruleDetail = line.extend({ rules: z.looseObject({}), history: z.array(act) });
export const lintAnswer = z.object({ findings: z.array(finding), errors: z.number(), warnings: z.number() });
export const draftAnswer = z.object({
  id: z.string(),
  revision: z.number(),
  state: z.string(),
  contentHash: z.string(),
  approvedBy: z.string().optional(),
  findings: z.array(finding).optional(),
});
export const publishedAnswer = z.object({
  id: z.string(),
  effectiveFrom: z.string(),
  publishedAt: z.string(),
  contentHash: z.string(),
});
export const withdrawnAnswer = z.object({ id: z.string(), outcome: z.enum(['withdrawn', 'discarded']) });
export const diffAnswer = z.object({
  from: z.string(),
  to: z.string(),
  changes: z.array(z.object({ path: z.string(), kind: z.enum(['added', 'removed', 'changed']), sentence: z.string() })),
});

const batch = z
  .string({ error: '请提供操作编号 commandId（重试用同一个）' })
  .regex(/^[\x21-\x7e]{1,60}$/, '操作编号应为 1 至 60 个可见的英文字符');

export const adoptBody = z.strictObject({
  commandId: batch,
  cases: z
    .array(z.string().min(1, '案件编号不能为空').max(64, '案件编号过长'), { error: '应为案件编号列表' })
    .max(1_000, '一次最多 1000 件')
    .optional()
    .describe('哪些案件；省略为全部未结隐患'),
  dryRun: z.boolean({ error: '应为 true 或 false' }).default(true).describe('只列出会怎样，不作改变（默认）'),
  includeServed: z
    .boolean({ error: '应为 true 或 false' })
    .default(false)
    .describe('文书写明时，已送达的期限也改；默认不变'),
  document: text('文书', 200),
  approver: text('批准人', 200),
  reason: text('理由', 2_000),
  post,
});
export const confirmBody = z.strictObject({
  commandId: batch,
  dryRun: z.boolean({ error: '应为 true 或 false' }).default(true).describe('只列出会怎样，不作改变（默认）'),
  post,
});
const clockChange = z.object({
  clock: z.string(),
  label: z.string(),
  change: z.enum(['moved', 'firm', 'stands', 'started', 'ended']),
  from: z.string().optional(),
  to: z.string().optional(),
});
export const movedCases = z.object({
  dryRun: z.boolean(),
  cases: z.array(
    z.object({
      caseId: z.string(),
      kind: z.string(),
      title: z.string(),
      outcome: z.enum(['moves', 'moved', 'unchanged', 'refused']),
      code: z.string().optional(),
      message: z.string().optional(),
      changes: z.array(clockChange),
    }),
  ),
});

export const calendarParams = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, '日历编号只能用小写字母、数字、点和短横线'),
});
export const yearQuery = z.strictObject({
  year: z
    .string()
    .regex(/^\d{4}$/, '年份应为四位数字')
    .optional(),
});
export const noticeBody = z.strictObject({
  notice: content.describe('{ year, holidays, makeUpDays, source }'),
  calendar: calendarParams.shape.id.optional(),
  corrects: z.boolean({ error: '应为 true 或 false' }).default(false).describe('更正以前导入的年份'),
  dryRun: z.boolean({ error: '应为 true 或 false' }).default(false).describe('只列出会怎样，不保存'),
  reason: text('理由', 2_000).optional(),
  post,
});
const calendarLine = z.object({
  id: z.string(),
  lineage: z.string(),
  edition: z.number(),
  supersedes: z.string().optional(),
  coveredUntil: z.string(),
  publishedAt: z.string(),
});
export const calendarList = z.object({ calendars: z.array(calendarLine) });
export const calendarDetail = calendarLine.extend({
  sources: z.record(z.string(), z.string()),
  days: z.array(z.object({ day: z.string(), kind: z.string() })).describe('与周末规律不同的日子'),
  history: z.array(act),
});
export const importedAnswer = movedCases.extend({
  id: z.string(),
  supersedes: z.string(),
  kind: z.enum(['extended', 'corrected']),
  coveredUntil: z.string(),
  changes: z.array(z.object({ day: z.string(), from: z.string(), to: z.string() })),
});
