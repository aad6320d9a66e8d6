import { z } from 'zod';
import { instant, words } from './fields.ts';

const password = (label: string) =>
  z
    .string({ error: `请填写${label}` })
    .min(1, `请填写${label}`)
    .max(1_000, '密码过长');

export const loginBody = z.strictObject({ name: words('用户名', 100), password: password('密码') });

/** The shortest password: NIST SP 800-63B asks for eight, the office for ten. */
const SHORTEST = 10;
export const passwordBody = z.strictObject({
  password: password('当前密码'),
  newPassword: z
    .string({ error: '请填写新密码' })
    .min(SHORTEST, `新密码至少 ${SHORTEST} 个字符`)
    .max(200, '新密码过长'),
});

export const confirmBody = z.strictObject({ password: password('密码') });
export const confirmedAnswer = z.object({
  confirmedUntil: z.string().describe('到此时为止，敏感操作不再要求输入密码'),
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
  confirmedUntil: z.string().optional().describe('到此时为止，敏感操作不再要求输入密码'),
});

export const sessionList = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      createdAt: z.string(),
      seenAt: z.string(),
      endsAt: z.string().describe('无论是否使用，到此时结束'),
      address: z.string(),
      agent: z.string().describe('浏览器'),
      current: z.boolean().describe('就是当前会话'),
    }),
  ),
});
export const sessionParams = z.object({ id: z.string().max(64, '会话编号过长') });
export const endedAnswer = z.object({ ended: z.number().describe('结束了几个会话') });

export const loginWays = z.object({
  password: z.literal(true),
  oidc: z.object({ label: z.string(), start: z.string().describe('浏览器转到此地址') }).optional(),
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
