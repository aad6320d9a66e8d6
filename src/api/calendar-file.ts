import { z } from 'zod';
import { findFeed } from '../../db/calendar-feed.ts';
import { readPerson } from '../../db/person.ts';
import type { Api, App } from './api.ts';
import { heldPosts, scopeWithTree } from './authenticate.ts';
import { clockLabel, consequenceOf } from './duty.ts';
import { type CalendarEntry, calendarText } from './ics.ts';
import type { Principal } from './principal.ts';
import { problem } from './problem.ts';
import { hashSecret } from './secret.ts';
import { deskOf } from './work.ts';

/** The subscription itself, for calendar programs: no log-in, the address is the secret. */
export function calendarFileRoutes(app: App, api: Api): void {
  app.get(
    '/calendar/:token.ics',
    {
      schema: { hide: true, params: z.object({ token: z.string().max(100) }) },
      config: { gate: 'public' },
    },
    async (request, reply) => {
      const person = await findFeed(api.db.knex, hashSecret(request.params.token));
      if (person === undefined) throw problem('not-found');
      const principal = await ownerOf(api, person);
      return reply
        .type('text/calendar; charset=utf-8')
        .header('cache-control', 'private, no-store')
        .send(calendarText(`督办期限（${principal.person.name}）`, await entriesOf(api, principal)));
    },
  );
}

/** The person with his posts of this moment and no roles: a feed shows duties, and nothing else. */
async function ownerOf({ db, now }: Api, id: string): Promise<Principal> {
  const [person, posts] = await Promise.all([readPerson(db.knex, id), heldPosts(db.knex, id, now())]);
  return {
    account: '',
    person: { id, name: person?.name ?? id },
    posts,
    roles: new Set(),
    mustChangePassword: false,
    scope: await scopeWithTree(db.knex, posts, false, now()),
  };
}

async function entriesOf(api: Api, principal: Principal): Promise<readonly CalendarEntry[]> {
  const { ledger, now, terms, settings } = api;
  const { work } = await deskOf(api, principal, now());
  return Promise.all(
    work.map(async ({ row, state, clock, overdue }) => {
      const rules = await terms.ruleSet(state.ruleSet);
      const [last] = await ledger.events(row.caseId, row.seq - 1);
      const label = clockLabel(clock, rules);
      const marks = `${overdue ? '【逾期】' : ''}${clock.provisional ? '【暂定】' : ''}`;
      const base = settings.publicUrl?.replace(/\/$/, '');
      return {
        uid: `${row.caseId}/${clock.id}@duban`,
        sequence: row.seq,
        stamp: last?.recordedAt ?? row.openedAt,
        summary: `${marks}${label}：${row.title}（${row.caseId}）`,
        description: consequenceOf(clock, overdue, rules),
        ...(base === undefined ? {} : { url: `${base}/cases/${encodeURIComponent(row.caseId)}` }),
        ...(clock.lastDay === undefined ? { instant: clock.dueAt } : { day: clock.lastDay }),
        tentative: clock.provisional === true,
      };
    }),
  );
}
