import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';
import { day, yesNo } from './fields.ts';
import { listedCase, listFilter } from './lists.ts';

export const figureQuery = z.strictObject({
  from: day('from').describe('统计期第一天'),
  to: day('to').describe('统计期最后一天'),
  by: z
    .enum(['village', 'tier', 'measure', 'stage', 'month'], { error: 'by 只能是 village、tier、measure、stage、month' })
    .default('village'),
  kind: z
    .enum(KIND_NAMES, { error: `kind 只能是 ${KIND_NAMES.join('、')}` })
    .default('hazard')
    .describe('类别'),
  org: z.string().max(64, 'org 过长').optional(),
  tree: yesNo('tree').optional(),
});

const figure = z.object({
  count: z.number(),
  query: z.record(z.string(), z.string()).describe('打开这些案件的 /cases 查询条件'),
});

const group = z.object({
  key: z.string().describe('none 表示为空'),
  label: z.string(),
  open: figure.describe('现在未结束'),
  opened: figure.describe('期内新增'),
  ended: figure.describe('期内结束'),
  late: figure.describe('期内新增中有逾期的'),
  onTimeRate: z.number().optional().describe('期内新增中没有逾期的比例，0–1'),
  medianDays: z.number().optional().describe('期内结束的，从登记到结束的天数中位数'),
});

export const figureAnswer = z.object({
  from: z.string(),
  to: z.string(),
  total: group,
  groups: z.array(group),
  trend: z.array(z.object({ month: z.string(), opened: figure, ended: figure, late: figure })),
  rungs: z.array(figure.extend({ rung: z.number() })).describe('期内启动的问责事项，按升级到的层级'),
});

export const boardParams = z.object({
  board: z.enum(['supervision', 'consultation', 'accountability', 'interview'], {
    error: '看板只能是 supervision、consultation、accountability、interview',
  }),
});

export const boardQuery = listFilter.pick({ org: true, tree: true, tier: true });

export const boardAnswer = z.object({
  board: z.string(),
  label: z.string(),
  columns: z.array(
    z.object({
      state: z.string(),
      label: z.string(),
      total: z.number(),
      query: z.record(z.string(), z.string()).describe('打开这一列全部案件的 /cases 查询条件'),
      cards: z.array(listedCase).describe('按后果排序，最多 50 件'),
    }),
  ),
});
