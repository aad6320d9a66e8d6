import { z } from 'zod';
import { instant, paging, registerId, words } from './fields.ts';

const role = z.enum(['admin', 'auditor'], { error: '角色只能是 admin（管理员）、auditor（审计员）' });
const accountName = z
  .string({ error: '请填写登录名' })
  .regex(/^[\w.@-]{1,64}$/, '登录名只能用英文字母、数字、点、短横线、下划线和 @，不超过 64 个字符');

export const accountParams = z.object({ name: z.string().max(64, '登录名过长') });
export const accountBody = z.strictObject({
  name: accountName,
  person: registerId('人员编号'),
  roles: z.array(role).max(2, '角色不能重复').default([]),
});
export const accountChange = z.strictObject({
  roles: z.array(role).max(2, '角色不能重复').optional(),
  disabled: z.boolean({ error: 'disabled 应为 true 或 false' }).optional(),
  unlock: z.literal(true).optional().describe('解除登录锁定'),
});
export const accountList = z.object({
  accounts: z.array(
    z.object({
      name: z.string(),
      person: z.string(),
      personName: z.string(),
      roles: z.array(z.string()),
      mustChange: z.boolean().describe('还在用一次性密码'),
      lockedUntil: z.string().optional(),
      disabledAt: z.string().optional(),
      sessions: z.number().describe('登录着的会话数'),
    }),
  ),
});
export const oneTimeAnswer = z.object({
  name: z.string(),
  password: z.string().describe('一次性密码，只显示这一次；首次登录必须修改'),
});

export const allTokens = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      account: z.string(),
      label: z.string(),
      createdAt: z.string(),
      expiresAt: z.string().optional(),
      revokedAt: z.string().optional(),
    }),
  ),
});

export const changeQuery = z.strictObject({
  register: z
    .enum(['organisation', 'person', 'post', 'holding', 'deputy', 'unit', 'account'], {
      error: 'register 只能是 organisation、person、post、holding、deputy、unit、account',
    })
    .optional(),
  item: words('item', 200).optional().describe('编号；任职和代理可只写“单位 岗位”'),
  from: instant('from').optional(),
  to: instant('to').optional(),
  ...paging,
});
export const changeList = z.object({
  changes: z.array(
    z.object({
      at: z.string(),
      account: z.string().optional(),
      person: z.string().optional(),
      register: z.string(),
      item: z.string(),
      before: z.record(z.string(), z.unknown()).optional().describe('没有：新增'),
      after: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  cursor: z.string().optional(),
});

export const accessQuery = z.strictObject({
  object: words('object', 200).optional().describe('案件编号或其他查阅对象'),
  person: registerId('人员编号').optional(),
  account: z.string().max(64, '登录名过长').optional(),
  act: words('act', 50).optional().describe('read、read-events、replay、export、unseal、login、login-failed……'),
  from: instant('from').optional(),
  to: instant('to').optional(),
  ...paging,
  limit: z.coerce
    .number({ error: 'limit 应为数字' })
    .int('limit 应为整数')
    .min(1, 'limit 至少为 1')
    .max(1_000, 'limit 最多为 1000')
    .optional(),
});
export const accessAnswer = z.object({
  accesses: z.array(
    z.object({
      at: z.string(),
      account: z.string().optional(),
      person: z.string().optional(),
      act: z.string(),
      object: z.string(),
      detail: z.string().optional().describe('查阅事由'),
    }),
  ),
  cursor: z.string().optional(),
});

export const keysAnswer = z.object({
  log: z.object({
    source: z.enum(['settings', 'file']).describe('settings：DUBAN_LOG_KEY；file：数据目录'),
    held: z.number().describe('本机持有的密钥个数，第一个在用'),
    inUse: z.string().optional().describe('在用密钥的公钥'),
    published: z.array(z.string()).describe('签过存证点的公钥，最新的在前'),
    rotated: z.boolean().describe('在用的密钥已签过存证点；否则下一个存证点由新旧密钥共同签名'),
  }),
  identities: z.array(z.object({ keyId: z.string(), sealed: z.number() })).describe('举报人身份：各密钥封存了多少份'),
});

export const mailTestAnswer = z.object({
  sent: z.boolean(),
  to: z.string().describe('发往本人登记的邮箱'),
  words: z.string().describe('邮件服务器怎么说'),
});
