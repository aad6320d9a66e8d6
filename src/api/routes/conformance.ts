import { readOrganisations } from '../../../db/organisation.ts';
import { readPhotoHashes } from '../../../db/photo-hash.ts';
import { addDays, dayOf } from '../../core/index.ts';
import { questionSentence } from '../../replay/conformance-words.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { conformanceOf } from '../conformance-report.ts';
import { conformanceAnswer, conformanceQuery } from '../contract/conformance.ts';
import { problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';

const tags = ['审计'];
const YEAR_DAYS = 365;

/** How the office really works, for auditors; each look is on record. */
export function conformanceRoutes(app: App, api: Api): void {
  const { db, now } = api;

  app.get(
    '/conformance',
    {
      schema: {
        tags,
        summary: '实际路径与法定路径：路径、跳步、回路、时间花在哪里、请核实的情形（审计员、管理员）',
        querystring: conformanceQuery,
        response: { 200: conformanceAnswer, 401: problemAnswer, 403: problemAnswer, 422: problemAnswer },
      },
      config: { gate: 'figures' },
    },
    async (request) => {
      const until = now();
      const to = request.query.to ?? dayOf(until);
      const from = request.query.from ?? addDays(to, -YEAR_DAYS);
      await noteAccess(api, principalOf(request), { act: 'read', object: 'conformance', reason: `${from} ${to}` });
      // What nobody has looked at yet is left to `duban conformance`: unpacking pictures would hold everybody up.
      const known = async (photos: readonly string[]) =>
        new Map(
          [...(await readPhotoHashes(db.knex, photos))].flatMap(([name, hash]) =>
            hash === null ? [] : [[name, hash] as const],
          ),
        );
      const found = await conformanceOf(db, { from, to, until }, known);
      if (found === undefined) throw problem('not-found');
      const names = new Map((await readOrganisations(db.knex)).map(({ id, name }) => [id, name]));
      const { paths, times, questions, ...more } = found;
      return {
        from,
        to,
        ...more,
        thresholds: Object.fromEntries(Object.entries(found.thresholds).map(([code, value]) => [code, { ...value }])),
        paths: {
          variants: paths.variants.map((one) => ({ ...one, path: [...one.path], examples: [...one.examples] })),
          steps: [...paths.steps],
          skipped: paths.skipped.map((one) => ({ ...one, events: [...one.events] })),
          loops: paths.loops.map((one) => ({ ...one, examples: [...one.examples] })),
          illegal: [...paths.illegal],
        },
        times: {
          byStage: [...times.byStage],
          byTier: [...times.byTier],
          byOrganisation: [...times.byOrganisation],
        },
        questions: questions.map(({ photos, ...one }) => ({
          ...one,
          ...(photos === undefined ? {} : { photos: [...photos] }),
          events: [...one.events],
          asks: questionSentence(one, found.thresholds, (id) => names.get(id) ?? id),
        })),
      };
    },
  );
}
