import { z } from 'zod';
import { handles, visibleEvents, visibleRow } from '../access.ts';
import { noteReading } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { blobParams, fileAnswer, storedBlob } from '../contract/notices.ts';
import { problemAnswer } from '../contract.ts';
import { fileType } from '../file-type.ts';
import { problem } from '../problem.ts';
import { takeRawBodies } from '../raw-body.ts';

const tags = ['文件'];

/** A photo of a telephone is 3 to 8 MB, a scanned paper less. */
const MOST_BYTES = 20 * 1024 * 1024;
/** A minute and address: an office with its telephones, and not a disk that is full in minutes. */
const UPLOADS_PER_MINUTE = 120;

/** Evidence files, by the hash of their content. */
export function blobRoutes(scope: App, api: Api): void {
  const { blobs, ledger, now } = api;
  scope.register(async (app: App) => {
    takeRawBodies(app, MOST_BYTES, '文件过大（上限 20 MB），请压缩后重试，或分成几个文件上传。');
    app.post(
      '/blobs',
      {
        bodyLimit: MOST_BYTES,
        config: { gate: 'posts', rateLimit: { max: UPLOADS_PER_MINUTE, timeWindow: 60_000 } },
        schema: {
          tags,
          summary: '上传证明材料（照片、视频、PDF、Word、Excel，最大 20 MB），返回其 SHA-256',
          response: {
            201: storedBlob,
            401: problemAnswer,
            403: problemAnswer,
            413: problemAnswer,
            415: problemAnswer,
            422: problemAnswer,
          },
        },
      },
      async (request, reply) => {
        const bytes = request.body as unknown;
        if (!Buffer.isBuffer(bytes) || bytes.length === 0)
          throw problem('invalid', { fields: { file: '请上传一个文件' } });
        const type = fileType(bytes);
        if (type === undefined)
          throw problem('unsupported-media-type', {
            detail: '只接受照片（JPEG、PNG、WebP、HEIC）、视频（MP4、MOV）、PDF、Word 和 Excel 文件。',
          });
        return reply.code(201).send(await blobs.put(bytes, type, now()));
      },
    );

    app.get(
      '/cases/:id/blobs/:sha256',
      {
        config: { gate: 'login' },
        schema: {
          tags,
          summary: '案件记录中提到的文件；照片原件只给经办人和审计人员，其他人转到不含拍摄地点等信息的预览',
          params: blobParams,
          response: {
            200: fileAnswer,
            303: z.null(),
            401: problemAnswer,
            404: problemAnswer,
            422: problemAnswer,
          },
        },
      },
      async (request, reply) => {
        const { id, sha256 } = request.params;
        const principal = principalOf(request);
        const row = await visibleRow(ledger, principal, id);
        // Whoever sees the case sees what its record names, and nothing else that is stored.
        const events = visibleEvents(principal, row, await ledger.events(row.caseId));
        const named = events.some((event) => JSON.stringify(event.payload).includes(sha256));
        const file = named ? await blobs.read(sha256) : undefined;
        if (file === undefined) throw problem('not-found', { detail: '该案件的记录中没有这个文件，请核对。' });
        const state = await ledger.state(row.caseId);
        const whole = state !== undefined && handles(principal, row, state, events);
        if (file.type.startsWith('image/') && !whole)
          return reply.redirect(
            `${scope.prefix}/cases/${encodeURIComponent(row.caseId)}/blobs/${sha256}/view?size=large`,
            303,
          );
        await noteReading(api, principal, row.caseId);
        return reply.header('content-disposition', `attachment; filename="${sha256}"`).type(file.type).send(file.bytes);
      },
    );
  });
}
