import type { FastifyReply, FastifyRequest } from 'fastify';
import { dayOf } from '../../core/instant.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { fileAnswer, fileQuery, noticeParams, paperText } from '../contract/notices.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';
import { seenPaper } from '../seen-paper.ts';

const tags = ['文书'];
const refusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };

/** A file that is shown in a frame of the application itself, and in nobody else's. */
const FRAMED = "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** A paper's files and the text that is read on a screen. */
export function noticeFileRoutes(app: App, api: Api): void {
  const { papers, press } = api;

  app.get(
    '/notices/:id/text',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '文书全文，标明各项由哪个字段填入；签发前为预览',
        params: noticeParams,
        response: { 200: paperText, ...refusals },
      },
    },
    async (request) => {
      const state = await seenPaper(api, principalOf(request), request.params.id);
      const { made, issuedAt } = state;
      const imprint = made && issuedAt ? { reference: made.reference, day: dayOf(issuedAt) } : undefined;
      const pieces = await press.text(state, imprint);
      return JSON.parse(JSON.stringify({ pieces, form: press.form(state) }));
    },
  );

  app.get('/notices/:id/file.docx', { config: { gate: 'login' }, schema: fileSchema('DOCX') }, (request, reply) =>
    sendFile(request, request.params.id, 'docx', false, reply),
  );
  app.get(
    '/notices/:id/file.pdf',
    { config: { gate: 'login' }, schema: { ...fileSchema('PDF'), querystring: fileQuery } },
    (request, reply) => sendFile(request, request.params.id, 'pdf', request.query.inline === true, reply),
  );

  async function sendFile(
    request: FastifyRequest,
    id: string,
    which: 'docx' | 'pdf',
    inline: boolean,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { caseId } = await seenPaper(api, principalOf(request), id);
    const file = await papers.file(caseId, which);
    if (file === undefined) throw problem('not-found');
    if (inline) reply.header('content-security-policy', FRAMED);
    return reply
      .header(
        'content-disposition',
        `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
      )
      .type(file.contentType)
      .send(Buffer.from(file.content));
  }
}

function fileSchema(name: string) {
  return {
    tags,
    summary: `文书的 ${name} 文件：签发前为预览，签发后为存档文件`,
    params: noticeParams,
    response: { 200: fileAnswer, ...refusals },
  };
}
