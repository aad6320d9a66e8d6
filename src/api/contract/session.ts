import { z } from 'zod';
import { instant, words } from './fields.ts';

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
