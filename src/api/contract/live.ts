import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';

export const liveQuery = z.strictObject({
  lastEventId: z.string().max(20, 'lastEventId 过长').optional().describe('同 Last-Event-ID 请求头'),
});

/** Data of `event: case`: the case has moved on; several events that came together are one. */
export const liveCase = z.object({ caseId: z.string(), seq: z.number(), kind: z.enum(KIND_NAMES), stage: z.string() });
/** Data of `event: desk`: a duty of one's own posts in this case has changed. `ready` and `reset` have none; after `reset` everything is to be read anew. */
export const liveDesk = z.object({ caseId: z.string() });

/** The answer as OpenAPI describes it. */
export const liveStream = {
  description: '事件流：ready（已接上）、reset（错过太多，请重新读取）、case、desk；每 15 秒一行注释保持连接',
  content: { 'text/event-stream': { schema: z.string() } },
};
