import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { recordAccess } from '../../../db/access-log.ts';
import { feedSince, findFeed, renewFeed, revokeFeed } from '../../../db/calendar-feed.ts';
import { readPerson } from '../../../db/person.ts';
import { readPostsOf } from '../../../db/post.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { empty, problemAnswer } from '../contract.ts';
import { clockLabel, consequenceOf } from '../duty.ts';
import { type CalendarEntry, calendarText } from '../ics.ts';
import type { Principal } from '../principal.ts';
import { problem } from '../problem.ts';
import { hashSecret } from '../secret.ts';
import { deskOf } from '../work.ts';

const tags = ['我的工作'];
const refusals = { 401: problemAnswer, 403: problemAnswer };
const feedState = z.object({ since: z.string().optional().describe('订阅地址生成的时间；没有则未订阅') });
const feedAddress = z.object({ url: z.string().describe('只显示这一次；知道地址的人就能看到您的期限') });

/** A person's due days as an iCalendar subscription under a secret address: who has it, a new one, the end of it. */
export function calendarFeedRoutes(app: App, { db, now, settings }: Api): void {
  app.get(
    '/calendar-feed',
    { schema: { tags, summary: '我的日历订阅', response: { 200: feedState, ...refusals } } },
    async (request) => {
      const since = await feedSince(db.knex, principalOf(request).person.id);
      return since === undefined ? {} : { since };
    },
  );

  app.post(
    '/calendar-feed',
    {
      schema: { tags, summary: '生成新的日历订阅地址（原地址随即失效）', response: { 201: feedAddress, ...refusals } },
    },
    async (request, reply) => {
      const { account, person } = principalOf(request);
      // 128 bits: it stands in an address, and nobody guesses it.
      const token = randomBytes(16).toString('base64url');
      await renewFeed(db.knex, person.id, hashSecret(token), now());
      await recordAccess(db.knex, { at: now(), account, person: person.id, act: 'feed-made', object: person.id });
      const base = settings.publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`;
      return reply.code(201).send({ url: `${base}/calendar/${token}.ics` });
    },
  );

  app.delete(
    '/calendar-feed',
    { schema: { tags, summary: '停止日历订阅', response: { 204: empty, 404: problemAnswer, ...refusals } } },
    async (request, reply) => {
      const { account, person } = principalOf(request);
      if (!(await revokeFeed(db.knex, person.id, now()))) throw problem('not-found');
      await recordAccess(db.knex, { at: now(), account, person: person.id, act: 'feed-ended', object: person.id });
      return reply.code(204).send(null);
    },
  );
}

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
  const [person, posts] = await Promise.all([readPerson(db.knex, id), readPostsOf(db.knex, id, now())]);
  return {
    account: '',
    person: { id, name: person?.name ?? id },
    posts: posts.map(({ organisation, ...post }) => ({ ...post, ...(organisation === '' ? {} : { organisation }) })),
    roles: new Set(),
    mustChangePassword: false,
  };
}

async function entriesOf(
  { ledger, now, terms, settings }: Api,
  principal: Principal,
): Promise<readonly CalendarEntry[]> {
  const { work } = await deskOf(ledger, principal, now());
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
