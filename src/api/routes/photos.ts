import path from 'node:path';
import { visibleEvents, visibleRow } from '../access.ts';
import { noteReading } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { blobParams, fileAnswer } from '../contract/notices.ts';
import { photoQuery } from '../contract/photos.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';
import { createRenditions, NotShowable } from '../rendition.ts';

const NOT_SHOWN = '此格式不能预览；原件由经办人和审计人员下载';

/** Photos of a case as they are shown. The original keeps everything that its maker wrote into it, and stays where it is. */
export function photoRoutes(app: App, api: Api): void {
  const { blobs, ledger, settings } = api;
  const renditions = createRenditions(path.join(settings.dataDir, 'renditions'));

  app.get(
    '/cases/:id/blobs/:sha256/view',
    {
      config: { gate: 'login' },
      schema: {
        tags: ['文件'],
        summary: '案件照片的预览：摆正、缩小、不含拍摄地点等信息；原件另行下载',
        params: blobParams,
        querystring: photoQuery,
        produces: ['image/jpeg'],
        response: {
          200: fileAnswer,
          401: problemAnswer,
          404: problemAnswer,
          415: problemAnswer,
          422: problemAnswer,
          429: problemAnswer,
        },
      },
    },
    async (request, reply) => {
      const { id, sha256 } = request.params;
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, id);
      const events = visibleEvents(principal, row, await ledger.events(row.caseId));
      const named = events.some((event) => JSON.stringify(event.payload).includes(sha256));
      const facts = named ? await blobs.facts(sha256) : undefined;
      if (facts === undefined) throw problem('not-found', { detail: '该案件的记录中没有这个文件，请核对。' });
      if (!facts.type.startsWith('image/')) throw problem('unsupported-media-type', { detail: NOT_SHOWN });
      await noteReading(api, principal, row.caseId);
      const shown = await renditions.of(sha256, request.query.size, originalOf(sha256)).catch((error) => {
        throw error instanceof NotShowable ? problem('unsupported-media-type', { detail: NOT_SHOWN }) : error;
      });
      return reply
        .type('image/jpeg')
        .header('cache-control', 'private, max-age=86400')
        .header('x-content-type-options', 'nosniff')
        .send(shown);
    },
  );

  function originalOf(sha256: string): () => Promise<Buffer> {
    return async () => {
      const file = await blobs.read(sha256);
      if (file === undefined) throw problem('not-found');
      return file.bytes;
    };
  }
}
