import { z } from 'zod';
import { FIELD_TYPES } from '../../core/rules/registers.ts';
import { actFields } from './commands.ts';
import { day, jsonObject, registerId, words, yesNo } from './fields.ts';

const registerName = z
  .string({ error: '请填写登记簿' })
  .regex(/^[A-Za-z][\w.-]{0,63}$/, '登记簿名称只能用字母、数字、点和短横线');

export const registerParams = z.object({ register: registerName });
export const entryParams = z.object({ register: registerName, id: registerId('编号') });

const part = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(FIELD_TYPES),
  required: z.boolean(),
  help: z.string().optional(),
  values: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  register: z.string().optional(),
});
const fieldShape = part.extend({
  list: z.boolean(),
  unique: z.boolean(),
  parts: z.array(part).optional(),
});

const head = z.object({
  id: z.string(),
  label: z.string(),
  measure: z.number().optional().describe('措施序号（附件第几行）'),
  about: z.string().optional(),
  inForce: z.number().describe('有效登记件数'),
  mayEnter: z.boolean().describe('您可以登记'),
});
export const registerList = z.object({ ruleSet: z.string(), registers: z.array(head) });
export const registerShape = head.extend({
  fields: z.array(fieldShape),
  columns: z.array(z.string()),
  title: z.string(),
  key: z.string().optional(),
  basis: z.object({ tag: z.string(), document: z.string().optional(), article: z.string().optional() }),
});

export const entryQuery = z.object({
  q: z.string().max(100, '检索词过长').optional(),
  inForce: yesNo('inForce').optional(),
  unit: registerId('企业').optional(),
  organisation: registerId('单位').optional(),
  where: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('字段:值，可重复，例如 grade:D'),
  cursor: registerId('翻页标记').optional(),
  limit: z.coerce.number().int().min(1).max(200, '每页最多 200 件').default(50),
});

export const entryShape = z.object({
  caseId: z.string(),
  seq: z.number(),
  register: z.string(),
  key: z.string().optional(),
  title: z.string(),
  organisation: z.string().optional(),
  unit: z.string().optional(),
  inForce: z.boolean(),
  enteredAt: z.string(),
  changedAt: z.string(),
  fields: jsonObject,
  duties: z.array(z.object({ rule: z.string(), duty: z.string(), bearer: z.string() })),
});
export const entryList = z.object({
  entries: z.array(entryShape),
  cursor: z.string().optional(),
  total: z.number(),
  more: z.boolean().describe('实际多于 total'),
});

export const enterBody = z.strictObject({
  ...actFields,
  fields: jsonObject,
  reason: words('理由', 2_000).optional(),
  approver: words('批准人', 200).optional(),
  document: words('文书', 200).optional(),
});
export const enteredAnswer = z.object({ caseId: z.string(), seq: z.number(), duties: z.array(z.string()) });

export const importQuery = z.object({
  apply: yesNo('apply').default(false),
  post: z.string().max(130).optional(),
});
export const importAnswer = z.object({
  rows: z.number(),
  entered: z.number(),
  before: z.number().describe('以前已由同一文件录入'),
  problems: z.array(z.object({ row: z.number(), field: z.string(), label: z.string(), message: z.string() })),
});

export const dutyQuery = z.object({
  from: day('from'),
  to: day('to'),
  person: registerId('人员').optional(),
  post: z.string().max(130, '岗位过长').optional(),
  organisation: registerId('单位').optional(),
  unit: registerId('企业').optional(),
});
export const dutyCalendarAnswer = z.object({
  complete: z.boolean().describe('false：事项过多，只列出一部分'),
  rounds: z.array(
    z.object({
      caseId: z.string(),
      rule: z.string(),
      title: z.string(),
      measure: z.number().optional(),
      round: z.string(),
      day: z.string(),
      standing: z.enum(['due', 'late', 'planned', 'done', 'missed', 'withdrawn']),
      holder: z.string(),
      organisation: z.string().optional(),
      unit: z.string().optional(),
    }),
  ),
});
export const openDutiesBody = z.strictObject({
  rule: words('履职规则', 100),
  organisation: registerId('单位').optional().describe('不填：按规则向全部责任主体设立'),
  from: day('开始日期').optional(),
  post: z.string().max(130).optional(),
});
export const openDutiesAnswer = z.object({
  opened: z.array(z.string()),
  running: z.array(z.string()).describe('以前已设立'),
});
