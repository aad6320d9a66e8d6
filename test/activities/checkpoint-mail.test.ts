import { afterEach, expect, test } from 'vitest';
import { mailCheckpoint } from '../../activities/checkpoint-mail.ts';
import { createSmtpPost } from '../../activities/mail.ts';
import { readCheckpointMails } from '../../db/checkpoint-mail.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { type Refusal, startSmtp } from './smtp.ts';

const DISTRICT = 'anban@district.example';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A log with one checkpoint, a mail server that answers as told, and a clock that is set by hand. */
async function stand(answer: (nth: number) => Refusal = () => undefined) {
  const db = await openDatabase({ sqlite: ':memory:' });
  ends.push(() => db.close());
  await migrate(db);
  const smtp = await startSmtp(answer);
  ends.push(() => smtp.close());
  const post = createSmtpPost({ url: smtp.url, from: '督办系统 <duban@street.example>' });
  ends.push(() => post.close());
  const eventLog = createEventLog({ db, origin: 'shanyao.example/duban', seeds: [Buffer.alloc(32, 7)] });
  const sign = () => eventLog.sequence('2025-06-10T07:00:00+08:00');
  const call = (now: string) => mailCheckpoint({ db, eventLog, post, to: DISTRICT, log, now: () => now });
  const record = () => readCheckpointMails(db.knex, 10);
  return { smtp, eventLog, sign, call, record };
}

test('the newest checkpoint goes once a day, as text and byte by byte as a file', async () => {
  const { smtp, eventLog, sign, call, record } = await stand();
  await sign();
  await call('2025-06-10T08:00:00+08:00');
  await call('2025-06-10T17:30:00+08:00');
  await call('2025-06-11T08:00:00+08:00');
  const mails = await smtp.mails();
  expect(mails.map(({ messageId }) => messageId)).toEqual([
    '<checkpoint-0-2025-06-10@duban>',
    '<checkpoint-0-2025-06-11@duban>',
  ]);
  const note = (await eventLog.checkpoint())?.note ?? '';
  expect(mails[0]?.attachments[0]).toMatchObject({ filename: '2025-06-10.checkpoint' });
  expect(mails[0]?.attachments[0]?.content.toString('utf8')).toBe(note);
  expect(mails[0]?.text).toContain(note);
  expect(await record()).toMatchObject([
    { day: '2025-06-11', size: 0, sentAt: '2025-06-11T08:00:00+08:00' },
    { day: '2025-06-10', size: 0, sentAt: '2025-06-10T08:00:00+08:00' },
  ]);
});

test('nothing goes before the office opens, nor before there is a checkpoint', async () => {
  const { smtp, sign, call, record } = await stand();
  await call('2025-06-10T09:00:00+08:00');
  await sign();
  await call('2025-06-11T07:59:00+08:00');
  expect(smtp.raw).toEqual([]);
  expect(await record()).toEqual([]);
});

test('what could not go keeps its day and its identity, and goes later', async () => {
  const { smtp, sign, call, record } = await stand((nth) => (nth === 0 ? { code: 451, text: 'later' } : undefined));
  await sign();
  await call('2025-06-10T08:00:00+08:00');
  expect(await record()).toEqual([{ day: '2025-06-10', size: 0, note: expect.any(String) }]);
  await call('2025-06-11T08:00:00+08:00');
  expect((await smtp.mails()).map(({ messageId }) => messageId)).toEqual([
    '<checkpoint-0-2025-06-10@duban>',
    '<checkpoint-0-2025-06-11@duban>',
  ]);
});
