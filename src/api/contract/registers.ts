import { z } from 'zod';
import { instant, postName, registerId, words } from './fields.ts';

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
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      parent: z.string().optional(),
      closedAt: z.string().optional().describe('已撤销；历史记录保留'),
    }),
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
export const postQuery = z.strictObject({ at: instant('时刻').optional() });
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
