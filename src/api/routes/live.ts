import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { liveQuery, liveStream } from '../contract/live.ts';
import { problemAnswer } from '../contract.ts';

const tags = ['我的工作'];

/** What moves, as it moves: server-sent events for the cases that one may see. */
export function liveRoutes(app: App, { live }: Api): void {
  app.get(
    '/live',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '实时更新（Server-Sent Events）：case 案件有变化，desk 我的工作有变化；可用 Last-Event-ID 续接',
        querystring: liveQuery,
        response: { 200: liveStream, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request, reply) => {
      const last = request.headers['last-event-id'];
      const principal = principalOf(request);
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // A proxy that collects the answer would hold it back for ever.
        'x-accel-buffering': 'no',
      });
      await live.join(principal, reply.raw, typeof last === 'string' ? last : request.query.lastEventId);
    },
  );
}
