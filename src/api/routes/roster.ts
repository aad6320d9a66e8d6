import type { RosterState } from '../../core/index.ts';
import { ROSTER_COMMANDS } from '../../core/roster/commands.ts';
import { COLOUR_WORDS } from '../../core/words.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { publishedAnswer } from '../contract/accidents.ts';
import { actFields, openedAnswer } from '../contract/commands.ts';
import { problemAnswer } from '../contract.ts';
import { openCase } from '../open-case.ts';
import type { Principal } from '../principal.ts';

const tags = ['名单'];
const refusals = { 401: problemAnswer, 403: problemAnswer, 422: problemAnswer };
const rosterBody = ROSTER_COMMANDS.proposeEntry.schema.extend(actFields);
const PAGE = 200;

/** The internal list: a proposal opens an entry; what is listed and published is read inside the street alone. */
export function rosterRoutes(app: App, api: Api): void {
  const { ledger } = api;

  app.post(
    '/roster-entries',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '提出列入建议（街道内部名单）',
        body: rosterBody,
        response: { 201: openedAnswer, ...refusals, 409: problemAnswer, 503: problemAnswer },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await openCase(api, request, 'roster', 'proposeEntry', request.body)),
  );

  app.get(
    '/roster-entries/published',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '已在街道内部公布的名单（只供内部使用）',
        response: { 200: publishedAnswer, 401: problemAnswer, 403: problemAnswer },
      },
    },
    async (request) => {
      const entries: ReturnType<typeof shown> = [];
      if (!isInside(principalOf(request))) return { note: NOTE, entries };
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const page = await ledger.cases({
          kind: 'roster',
          stage: 'listed',
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { caseId } of page.rows) entries.push(...shown((await ledger.state(caseId)) as RosterState));
        cursor = page.cursor;
      }
      return { note: NOTE, entries };
    },
  );
}

/** Street, departments, villages: a unit sees its own entry, and no list of others. */
function isInside({ posts, roles }: Principal): boolean {
  return roles.has('auditor') || posts.some(({ post }) => !post.startsWith('unit.') && post !== 'public');
}

function shown({ caseId, unit, colour, title, lastDay, regions }: RosterState) {
  if (regions.publication !== 'published') return [];
  return [
    {
      caseId,
      unit,
      colour,
      colourLabel: COLOUR_WORDS[colour] ?? colour,
      title,
      ...(lastDay === undefined ? {} : { until: lastDay }),
    },
  ];
}

const NOTE = '本名单为街道内部的重点关注和激励名单，不是法定的失信名单，不得作为拒绝、限制或处罚的依据。';
