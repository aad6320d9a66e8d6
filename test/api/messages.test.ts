import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInboxChannel } from '../../activities/channels/inbox.ts';
import { createOutboxPost } from '../../activities/mail.ts';
import { createPerform } from '../../activities/perform.ts';
import { readBounce } from '../../src/api/bounce-report.ts';
import { calendarText } from '../../src/api/ics.ts';
import { paperMessageId } from '../../src/ledger/paper-mail.ts';
import { memoryLog, words } from '../live/stand.ts';
import { type Client, call, hazard, logIn, START, type Stand, startStand } from './stand.ts';

const TOKEN = 'a-token-for-the-gateway-of-the-mails';
let stand: Stand;
let office: Client;
let unit: Client;
let admin: Client;

beforeAll(async () => {
  stand = await startStand({ bounceToken: TOKEN, publicUrl: undefined });
  [office, unit, admin] = await Promise.all([logIn(stand, 'office'), logIn(stand, 'unit1'), logIn(stand, 'admin')]);
});
afterAll(() => stand?.close());

/** Everything that should go out now goes out, as the dispatcher would have it. */
async function dispatch(): Promise<void> {
  const perform = createPerform({
    ledger: stand.ledger,
    channels: [
      createOutboxPost({ folder: `${stand.folder}/outbox`, from: 'duban@localhost' }),
      createInboxChannel(stand.ledger.messages),
    ],
    words,
    log: memoryLog(),
    heartbeat: () => undefined,
    now: () => stand.clock.now,
  });
  for (let more = true; more; ) ({ more } = await perform({ except: [] }));
}

describe('the inbox', () => {
  it('shows each person his own messages, counts the unread, and takes the opening of one as a fact', async () => {
    expect((await office.get('/inbox')).body).toEqual({ messages: [], unread: 0 });
    await office.post('/hazards', hazard('U1', { threatensLife: true }));
    await dispatch();
    const { messages, unread } = (await office.get('/inbox?limit=1')).body;
    expect(unread).toBeGreaterThan(0);
    expect(messages[0].subject).toContain('危及人身安全隐患');
    const { id } = messages[0];
    expect((await unit.get('/inbox')).body.messages.map((one: { id: string }) => one.id)).not.toContain(id);
    expect((await unit.post('/inbox/opened', { id })).status).toBe(404);
    const opened = await office.post('/inbox/opened', { id });
    expect([opened.status, opened.body.unread]).toEqual([200, unread - 1]);
    expect((await office.post('/inbox/opened', { id })).body.unread).toBe(unread - 1);
    expect((await office.get('/inbox?unread=true')).body.messages.map((one: { id: string }) => one.id)).not.toContain(
      id,
    );
    expect((await stand.ledger.messages.facts({ message: id })).map(({ fact }) => fact)).toContain('opened');
  });

  it('is read page by page', async () => {
    await office.post('/hazards', hazard('U1', { threatensLife: true, where: '三楼' }));
    await dispatch();
    const first = (await office.get('/inbox?limit=1')).body;
    const second = (await office.get(`/inbox?limit=1&cursor=${first.cursor}`)).body;
    expect(second.messages[0].id).not.toBe(first.messages[0].id);
    expect((await office.get('/inbox?cursor=zzz')).status).toBe(422);
    expect((await call(stand.url, 'GET', '/api/v1/inbox')).status).toBe(401);
  });
});

describe('bounces', () => {
  const report = (messageId: string, action = 'failed') =>
    [
      'From: MAILER-DAEMON@mx.example',
      'Message-ID: <0123456789abcdef0123456789abcdef@mx.example>',
      'Content-Type: multipart/report; report-type=delivery-status;',
      ' boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain',
      '',
      'Action: failed',
      '--b1',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Final-Recipient: rfc822; office@example.test',
      `Action: ${action}`,
      'Status: 5.1.1',
      '--b1',
      'Content-Type: text/rfc822-headers',
      '',
      'Message-ID:',
      ` ${messageId}`,
      '--b1--',
      '',
    ].join('\r\n');
  const send = (raw: string, token = TOKEN) =>
    call(stand.url, 'POST', '/api/v1/bounces', {
      raw,
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${token}` },
    });

  it('of our mails are taken in once; others, and what is no bounce, change nothing; nobody without the token gets in', async () => {
    const [sent] = (await stand.ledger.deliveries({ state: 'sent' })).filter(({ channel }) => channel === 'mail');
    const messageId = sent?.messageId ?? '';
    expect((await send(report(messageId), 'wrong')).status).toBe(401);
    expect((await send(report(messageId))).body).toEqual({ outcome: 'recorded' });
    expect((await send(report(messageId))).body).toEqual({ outcome: 'known' });
    expect((await send(report(`<${'0'.repeat(32)}@duban>`))).body).toEqual({ outcome: 'unknown' });
    expect((await send(report(messageId, 'delivered'))).body).toEqual({ outcome: 'ignored' });
    for (const raw of ['', 'x', report(messageId).slice(0, 120), 'Content-Type: multipart/report; boundary=b\n\n--b'])
      expect((await send(raw)).body.outcome ?? 'refused').toMatch(/ignored|refused/);
    expect(stand.lines.filter(({ facts }) => JSON.stringify(facts ?? {}).includes('example.test'))).toEqual([]);
  });

  it('of papers are known by the Message-ID that papers are mailed under', async () => {
    const messageId = paperMessageId({ id: 'H-9-N1.0/2/0/p-unit1/notice' });
    expect(readBounce(report(messageId))).toEqual({ messageId, action: 'failed', status: '5.1.1' });
    expect((await send(report(messageId))).body).toEqual({ outcome: 'unknown' });
  });

  it('of a stranger are turned away before their body is read', async () => {
    const large = `${report('<x@duban>')}${'x'.repeat(6 * 1024 * 1024)}`;
    expect((await send(large)).status).toBe(413);
    expect((await send(large, 'wrong')).status).toBe(401);
  });
});

describe('the calendar feed', () => {
  it('shows my due days under a secret address until it is renewed or ended', async () => {
    expect((await office.get('/calendar-feed')).body).toEqual({});
    const { url } = (await office.post('/calendar-feed', {})).body;
    const path = new URL(url).pathname;
    expect(path).toMatch(/^\/calendar\/[A-Za-z0-9_-]{22}\.ics$/);
    const feed = await call(stand.url, 'GET', path);
    expect([feed.status, feed.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(feed.text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true);
    expect(feed.text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    const lines = feed.text.split('\r\n');
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const whole = feed.text.replaceAll('\r\n ', '');
    expect(whole).toMatch(/^UID:H-2025-\d+\/hazard\.grade(\.T0)?@duban\r$/m);
    expect(whole).toMatch(/^DTSTAMP:20250303T010000Z\r$/m);
    expect(whole).toMatch(/^SUMMARY:.+：二楼安全出口/m);
    const { url: newer } = (await office.post('/calendar-feed', {})).body;
    expect((await call(stand.url, 'GET', path)).status).toBe(404);
    expect((await call(stand.url, 'GET', new URL(newer).pathname)).status).toBe(200);
    expect((await office.delete('/calendar-feed')).status).toBe(204);
    expect((await call(stand.url, 'GET', new URL(newer).pathname)).status).toBe(404);
    expect((await office.delete('/calendar-feed')).status).toBe(404);
    expect(stand.lines.filter(({ facts }) => JSON.stringify(facts ?? {}).includes(path.slice(10, 32)))).toEqual([]);
  });

  it('shows a person nothing that is not his to see', async () => {
    const { url } = (await unit.post('/calendar-feed', {})).body;
    const { text } = await call(stand.url, 'GET', new URL(url).pathname);
    expect(text).not.toContain('hazard.grade');
  });

  it('holds no sign that a calendar program may not read, whatever people call their cases', () => {
    const text = calendarText('一；办', [
      {
        uid: 'H-1/x@duban',
        sequence: 1,
        stamp: START,
        summary: '堵塞\u0000\u000b\u007f\u0085\r\nEND:VCALENDAR\t；;',
        description: '',
        day: '2025-03-10',
        tentative: false,
      },
    ]);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.match(/^END:VCALENDAR/gm)).toHaveLength(1);
    expect(text).toContain('SUMMARY:堵塞    \\nEND:VCALENDAR ；\\;');
  });

  it('ends for whoever may no longer log in, and is back when he may again', async () => {
    const second = await logIn(stand, 'office2');
    const { pathname } = new URL((await second.post('/calendar-feed', {})).body.url);
    const account = stand.db.knex('account').where({ name: 'office2' });
    await account.clone().update({ disabled_at: stand.clock.now });
    expect((await call(stand.url, 'GET', pathname)).status).toBe(404);
    await account.clone().update({ disabled_at: null });
    expect((await call(stand.url, 'GET', pathname)).status).toBe(200);
  });
});

describe('deputies', () => {
  const order = (post: string, organisation: string, person: string, more: object = {}) =>
    admin.post('/posts/deputies', {
      post,
      organisation,
      person,
      orderNo: `〔2025〕${person}号`,
      validFrom: '2025-03-01T00:00:00+08:00',
      validUntil: '2025-04-01T00:00:00+08:00',
      ...more,
    });

  it('of deputies act down the chain, in messages and at the desk, and a circle is refused with its way', async () => {
    expect((await order('village.head', 'V1', 'p-head2')).status).toBe(200);
    expect((await order('village.head', 'V2', 'p-grid2')).status).toBe(200);
    const refused = await order('village.gridWorker', 'V2', 'p-head1');
    expect(refused.status).toBe(422);
    expect(refused.body.fields.person).toContain('代理形成循环（p-head1 → p-head2 → p-grid2 → p-head1）');
    // Not at the same time: no circle.
    expect(
      (
        await order('village.gridWorker', 'V2', 'p-head1', {
          validFrom: '2025-05-01T00:00:00+08:00',
          validUntil: '2025-05-02T00:00:00+08:00',
        })
      ).status,
    ).toBe(200);
    const { posts } = (await (await logIn(stand, 'grid2')).get('/session')).body;
    expect(posts).toContainEqual({
      post: 'village.head',
      organisation: 'V1',
      orderNo: '〔2025〕p-head2号、〔2025〕p-grid2号',
    });
    const list = (await admin.get('/posts')).body.posts as { name: string; overlaps: { persons: string[] }[] }[];
    const pairs = list
      .find(({ name }) => name === 'street.safetyOffice')
      ?.overlaps.map(({ persons }) => persons.join());
    expect(pairs).toContain('p-office,p-office2');
  });
});
