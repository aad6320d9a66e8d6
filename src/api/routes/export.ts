import { z } from 'zod';
import { isDay } from '../../core/index.ts';
import { PackageRefused } from '../../package/export.ts';
import { startExport } from '../../package/export-job.ts';
import { type Asked, askedWords } from '../../package/make.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { checkConfirmed, principalOf } from '../authenticate.ts';
import { fileAnswer } from '../contract/notices.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';
import { sharedLocation } from '../what-if-job.ts';

const day = z.string().refine(isDay, '应为日期，如 2026-03-12');
const exportQuery = z.strictObject({
  case: z
    .union([z.string(), z.array(z.string()).max(1_000)])
    .optional()
    .describe('案件编号，可重复'),
  all: z.literal('true').optional().describe('全部案件'),
  from: day.optional().describe('这一天（含）以后立案的'),
  to: day.optional().describe('这一天（含）以前立案的'),
});

/** Packages at once: each keeps a processor busy for as long as it takes. */
const AT_ONCE = 1;
/** A minute and address. */
const EXPORTS_PER_MINUTE = 10;

/** The auditor's package over HTTP, made in a process of its own and written down before it begins. */
export function exportRoutes(app: App, api: Api): void {
  const { db, ledger, settings } = api;
  let running = 0;

  app.get(
    '/export',
    {
      schema: {
        tags: ['审计档案包'],
        summary: '导出审计档案包（ZIP；审计员、管理员）：案件编号、起止日期或全部，三者选一',
        querystring: exportQuery,
        produces: ['application/zip'],
        response: {
          200: fileAnswer,
          401: problemAnswer,
          403: problemAnswer,
          404: problemAnswer,
          422: problemAnswer,
          429: problemAnswer,
          503: problemAnswer,
        },
      },
      config: { gate: 'figures', rateLimit: { max: EXPORTS_PER_MINUTE, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const asked = askedOf(request.query);
      if (asked === 'all') checkConfirmed(principalOf(request), api.now());
      if (asked !== 'all' && 'cases' in asked)
        for (const id of asked.cases) if ((await ledger.row(id)) === undefined) throw problem('case-not-found');
      const location = sharedLocation(db);
      if (location === undefined) throw problem('ledger-unavailable', { detail: '内存中的台账不能导出。' });
      if (running >= AT_ONCE)
        throw problem('rate-limited', { detail: '正在导出另一个档案包，请等它完成后再试。', retryAfter: 60 });
      running += 1;
      try {
        await noteAccess(api, principalOf(request), { act: 'export', object: 'package', reason: askedWords(asked) });
        const place = { dataDir: settings.dataDir, logKey: settings.logKey };
        const { zip, gone } = await startExport({ location, place, asked });
        void gone.then(() => {
          running -= 1;
        });
        return reply
          .type('application/zip')
          .header('content-disposition', 'attachment; filename="duban-package.zip"')
          .header('cache-control', 'no-store')
          .send(zip);
      } catch (error) {
        running -= 1;
        if (error instanceof PackageRefused) throw problem('not-found', { detail: error.message });
        throw error;
      }
    },
  );
}

function askedOf(query: z.infer<typeof exportQuery>): Asked {
  const cases = [query.case ?? []].flat();
  const hasPeriod = query.from !== undefined || query.to !== undefined;
  const ways = [cases.length > 0, query.all === 'true', hasPeriod].filter(Boolean).length;
  const { from = '0001-01-01', to = '9999-12-30' } = query;
  if (ways !== 1 || from > to)
    throw problem('invalid', {
      fields: { case: '案件编号（case）、起止日期（from、to）、全部（all=true）三者选一，起不晚于止' },
    });
  if (query.all === 'true') return 'all';
  return cases.length > 0 ? { cases } : { period: { from, to } };
}
