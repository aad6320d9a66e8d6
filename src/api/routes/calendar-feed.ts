import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { recordAccess } from '../../../db/access-log.ts';
import { feedSince, renewFeed, revokeFeed } from '../../../db/calendar-feed.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { empty, problemAnswer } from '../contract.ts';
import { problem } from '../problem.ts';
import { hashSecret } from '../secret.ts';

const tags = ['我的工作'];
const refusals = { 401: problemAnswer, 403: problemAnswer };
const feedState = z.object({ since: z.string().optional().describe('订阅地址生成的时间；没有则未订阅') });
const feedAddress = z.object({ url: z.string().describe('只显示这一次；知道地址的人就能看到您的期限') });

/** A person's due days as an iCalendar subscription under a secret address: who has it, a new one, the end of it. */
export function calendarFeedRoutes(app: App, { db, now, settings }: Api): void {
  app.get(
    '/calendar-feed',
    { config: { gate: 'login' }, schema: { tags, summary: '我的日历订阅', response: { 200: feedState, ...refusals } } },
    async (request) => {
      const since = await feedSince(db.knex, principalOf(request).person.id);
      return since === undefined ? {} : { since };
    },
  );

  app.post(
    '/calendar-feed',
    {
      config: { gate: 'login' },
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
    {
      config: { gate: 'login' },
      schema: { tags, summary: '停止日历订阅', response: { 204: empty, 404: problemAnswer, ...refusals } },
    },
    async (request, reply) => {
      const { account, person } = principalOf(request);
      if (!(await revokeFeed(db.knex, person.id, now()))) throw problem('not-found');
      await recordAccess(db.knex, { at: now(), account, person: person.id, act: 'feed-ended', object: person.id });
      return reply.code(204).send(null);
    },
  );
}
