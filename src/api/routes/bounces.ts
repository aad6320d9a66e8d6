import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { paperBounced } from '../../ledger/paper-mail.ts';
import type { Api, App } from '../api.ts';
import { readBounce } from '../bounce-report.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';
import { sameSecret } from '../secret.ts';

const tags = ['邮件'];
/** A report brings back the mail it is about, perhaps with its attachments. */
const LARGEST_REPORT = 5 * 1024 * 1024;

const bounceAnswer = z.object({
  outcome: z
    .enum(['recorded', 'known', 'unknown', 'ignored'])
    .describe('recorded 已记录；known 早已记录；unknown 不是本系统的邮件；ignored 不是退信或延迟报告'),
});

/** Where a mail gateway reports mails that came back (RFC 3464); closed unless a token is set. */
export function bounceRoutes(api: App, { ledger, settings, log }: Api): void {
  const token = settings.bounceToken;

  /** Before the body is read: a stranger's five megabytes are not taken in. */
  async function fromGateway({ headers }: FastifyRequest): Promise<void> {
    const [, given] = /^Bearer (\S{1,200})$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined || given === undefined || !sameSecret(given, token)) throw problem('not-logged-in');
  }

  // A scope of its own, so that no other route takes such a body.
  api.register(async (app: App) => {
    app.addContentTypeParser('message/rfc822', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.post(
      '/bounces',
      {
        schema: {
          tags,
          summary: '登记退信（邮件网关用，Content-Type: message/rfc822）',
          response: { 200: bounceAnswer, 401: problemAnswer },
        },
        // Not a person's act: the gateway has a token of its own.
        config: { gate: 'public' },
        bodyLimit: LARGEST_REPORT,
        onRequest: fromGateway,
      },
      async (request) => {
        const report = typeof request.body === 'string' ? readBounce(request.body) : undefined;
        if (report === undefined) return { outcome: 'ignored' as const };
        const { messageId, action, status: reason } = report;
        const ofMail = await ledger.messages.bounced({ messageId, action, reason });
        const outcome = ofMail === 'unknown' ? await paperBounced(ledger, { messageId, action, reason }) : ofMail;
        log.info('bounce', { outcome, action, status: reason });
        return { outcome };
      },
    );
  });
}
