import { readOrganisationName } from '../../../db/organisation.ts';
import { MATTER_COMMANDS } from '../../core/matter/commands.ts';
import type { Api, App } from '../api.ts';
import { actFields, openedAnswer } from '../contract/commands.ts';
import { problemAnswer } from '../contract.ts';
import { openCase } from '../open-case.ts';
import { problem } from '../problem.ts';

const matterBody = MATTER_COMMANDS.openMatter.schema.extend(actFields);

/** Matters that stand on no hazard: the office opens them with their cause and their ground. */
export function matterRoutes(app: App, api: Api): void {
  app.post(
    '/matters',
    {
      config: { gate: 'posts' },
      schema: {
        tags: ['问责'],
        summary: '启动问责（不涉及具体隐患）',
        body: matterBody,
        response: {
          201: openedAnswer,
          401: problemAnswer,
          403: problemAnswer,
          409: problemAnswer,
          422: problemAnswer,
          503: problemAnswer,
        },
      },
    },
    async (request, reply) => {
      const { subjectKind, subjectId } = request.body;
      // Papers to a village that nobody knows would reach nobody.
      if (subjectKind !== 'unit' && (await readOrganisationName(api.db.knex, subjectId)) === undefined)
        throw problem('invalid', { fields: { subjectId: '没有这个村（居）或部门，请在机构中核对编号' } });
      return reply.code(201).send(await openCase(api, request, 'matter', 'openMatter', request.body));
    },
  );
}
