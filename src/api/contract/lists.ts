import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';
import { caseRow } from './cases.ts';
import { day, instant, jsonObject, paging, words, yesNo } from './fields.ts';
import { sentence } from './sentence.ts';

/** Values divided by commas; any of them. */
const several = (label: string, most = 20) =>
  z
    .string()
    .max(600, `${label}过长`)
    .transform((text) => text.split(',').filter((one) => one !== ''))
    .refine((list) => list.length <= most, `${label}最多 ${most} 个`);

const kindNames = several('kind').pipe(z.array(z.enum(KIND_NAMES, { error: `kind 只能是 ${KIND_NAMES.join('、')}` })));
/** A day (its beginning) or an instant. */
const moment = (label: string) =>
  z.union([day(label).transform((text) => `${text}T00:00:00+08:00`), instant(label)], {
    error: `${label} 应为日期或带时区的时间`,
  });
const count = (label: string, least: number, most: number) =>
  z.coerce
    .number({ error: `${label} 应为数字` })
    .int(`${label} 应为整数`)
    .min(least, `${label} 至少为 ${least}`)
    .max(most, `${label} 最多为 ${most}`);

/** What narrows a list of cases: all that is given must hold. Figures, boards and the XLSX file take the same. */
export const listFilter = z.strictObject({
  kind: kindNames.optional().describe('类别，可多选，逗号分隔'),
  tier: several('tier').optional().describe('等级，可多选；none 为未定级'),
  stage: several('stage').optional().describe('环节，可多选'),
  measure: count('measure', 1, 15).optional().describe('措施序号（附表第 1–15 项）'),
  org: z.string().max(64, 'org 过长').optional().describe('负责单位'),
  tree: yesNo('tree').optional().describe('true：连同下级单位'),
  unit: z.string().max(100, 'unit 过长').optional(),
  opener: z.string().max(64, 'opener 过长').optional().describe('由哪个案件引出'),
  holder: z.string().max(130, 'holder 过长').optional().describe('现由哪个岗位办理：岗位，或 岗位@单位'),
  overdue: yesNo('overdue').optional().describe('现在逾期'),
  late: yesNo('late').optional().describe('曾有逾期（含已补办的）'),
  closed: yesNo('closed').optional(),
  ended: yesNo('ended').optional().describe('主线已结束'),
  rung: count('rung', 1, 20).optional().describe('问责升级到的层级'),
  at: z
    .string()
    .regex(/^(supervision|consultation|paper|interview)\.[A-Za-z]{1,40}$/, 'at 应形如 supervision.ordered')
    .optional()
    .describe('某一区域所处的状态，如 supervision.ordered'),
  dueBefore: moment('dueBefore').optional(),
  openedFrom: moment('openedFrom').optional(),
  openedBefore: moment('openedBefore').optional(),
  endedFrom: moment('endedFrom').optional(),
  endedBefore: moment('endedBefore').optional(),
  q: z.string().max(100, '搜索内容不得超过 100 字').optional().describe('编号、标题、地点、内容、单位、文号、人员'),
});

export const listQuery = listFilter.extend({
  sort: z
    .enum(['consequence', 'due', 'opened'], { error: 'sort 只能是 consequence、due、opened' })
    .default('opened')
    .describe('consequence 按后果；due 按到期；opened 新的在前'),
  ...paging,
});

/** A case in a list: its row and what happens next with it. */
export const listedCase = caseRow.extend({
  sentence,
  unitName: z.string().optional(),
  organisationName: z.string().optional(),
});

export const listAnswer = z.object({
  cases: z.array(listedCase),
  cursor: z.string().optional(),
  total: z.number().describe('共多少件，最多数到 10000'),
  more: z.boolean().describe('true：超过 10000 件'),
  partial: z.boolean().describe('true：索引还在补建，结果可能不全'),
});

export const savedViewParams = z.object({
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, '视图编号只能用字母、数字和横线'),
});
export const savedViewBody = z.strictObject({
  label: words('名称', 60),
  query: z
    .record(z.string().max(40), z.string().max(600), { error: '查询条件应为一个对象' })
    .refine((query) => Object.keys(query).length <= 30, '查询条件过多'),
});
export const savedView = z.object({ id: z.string(), label: z.string(), query: jsonObject, savedAt: z.string() });
export const savedViews = z.object({ views: z.array(savedView) });
