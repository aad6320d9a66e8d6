import { z } from 'zod';
import { paging } from './fields.ts';

export const inboxQuery = z.strictObject({
  unread: z.enum(['true', 'false'], { error: 'unread 只能是 true 或 false' }).optional(),
  ...paging,
});
const inboxMessage = z.object({
  id: z.string(),
  at: z.string(),
  subject: z.string(),
  body: z.string(),
  openedAt: z.string().optional(),
});
/** My messages, the newest first. */
export const inboxPage = z.object({
  messages: z.array(inboxMessage),
  unread: z.number().describe('未读总数'),
  cursor: z.string().optional(),
});
export const inboxOpenedBody = z.strictObject({
  id: z.string({ error: '请提供消息编号 id' }).min(1, '请提供消息编号 id').max(300, '消息编号过长'),
});
export const inboxOpened = z.object({ unread: z.number() });
