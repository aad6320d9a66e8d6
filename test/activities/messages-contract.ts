import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../activities/channels/channel.ts';
import { createInboxChannel } from '../../activities/channels/inbox.ts';
import { createTextChannel } from '../../activities/channels/text.ts';
import { createWebhook } from '../../activities/channels/webhook.ts';
import { createSmtpPost } from '../../activities/mail.ts';
import type { Words } from '../../activities/mail-text.ts';
import { messageIdOf } from '../../db/delivery.ts';
import { digestId } from '../../db/message.ts';
import type { DatabaseLocation } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import { served, shipped, submit } from '../core/office.ts';
import { words } from '../live/stand.ts';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { type Refusal, type SmtpStand, startSmtp } from './smtp.ts';

const TO_HEAD = 'head@example.test';

const fail = (): never => {
  throw new TypeError('no words');
};

/** How what the ledger owes goes out to people, on any database. */
export function messagesContract(name: string, fresh: () => Promise<DatabaseLocation>): void {
  describe(name, () => {
    let answer: (nth: number, to: readonly string[]) => Refusal;
    let smtp: SmtpStand;
    let office: PostOffice;

    beforeEach(async () => {
      answer = () => undefined;
      smtp = await startSmtp((nth, to) => answer(nth, to));
      office = await openPostOffice(await fresh(), smtp.url);
    });
    afterEach(async () => {
      await office.ledger.close();
      await smtp.close();
    });

    /** Subjects of the mails to an address, in the order in which they came. */
    const mailsTo = async (address: string) =>
      (await smtp.mails()).filter(({ to }) => to !== undefined && !Array.isArray(to) && to.text.includes(address));
    const digestsTo = async (address: string) =>
      (await mailsTo(address)).filter(({ subject }) => subject?.includes('督办日报'));

    /** Friday 7 March, when the reminders of what is due on Monday were written at 09:00. */
    const remind = async (...cases: readonly string[]) => {
      for (const on of cases) await office.play(served('T3', { on, report: { kind: `kind-${on}` } }));
      for (const on of cases) await office.pass('2025-03-07 09:00', on);
      await office.rounds();
    };
    const MORNING = '2025-03-07T09:10:00+08:00';

    it('what is not urgent waits for the next working morning and is then one mail a person, never sent twice', async () => {
      await remind('H1', 'H2');
      expect(await digestsTo(TO_HEAD)).toEqual([]);
      expect((await office.rounds()).nextInMs).toBe(10 * 60_000);
      office.clock.now = MORNING;
      await office.rounds();
      const [digest, ...more] = await digestsTo(TO_HEAD);
      expect(more).toEqual([]);
      expect(digest?.messageId).toBe(messageIdOf(digestId('p-head', '2025-03-07')));
      for (const part of [
        'H1',
        'H2',
        '为何发给你',
        '要做什么',
        '期限：最后一日',
        '个工作日',
        '接下来',
        'https://duban.example/cases/H1',
      ])
        expect(digest?.text).toContain(part);
      const taken = smtp.raw.length;
      await office.rounds();
      expect(smtp.raw).toHaveLength(taken);
      expect(await office.deliveries({ state: 'due' })).toEqual([]);
      const carried = (await office.deliveries()).filter(
        ({ person, channel }) => person === 'p-head' && channel === 'mail',
      );
      for (const one of carried)
        expect(one).toMatchObject({ state: 'sent', messageId: digest?.messageId, attempts: 1 });
    });

    it('given a text that throws: this delivery has failed by name and goes on, the rest of the digest and everybody else’s go out', async () => {
      await remind('H1', 'H2');
      office.clock.now = MORNING;
      let bad = 0;
      const throwing: Words = {
        ...words,
        post(id) {
          // The first of the two in each way it goes (inbox and mail); who is told instead gets the words.
          if (id === 'unit.head' && [0, 2].includes(bad++)) throw new TypeError('刘某某');
          return words.post(id);
        },
      };
      const round = await office.rounds(undefined, throwing);
      expect(round.away).toBe(false);
      // The person is told of both cases, of one by its name alone.
      const [digest] = await digestsTo(TO_HEAD);
      for (const part of ['H1', 'H2', '文字无法生成']) expect(digest?.text).toContain(part);
      const failed = await office.deliveries({ state: 'failed' });
      expect(failed).toMatchObject([{ person: 'p-head', error: 'text-not-made' }]);
      const facts = await office.ledger.messages.facts({ delivery: failed[0]?.id ?? '' });
      expect(facts.map(({ fact, reason }) => [fact, reason])).toEqual([
        ['failed', 'text-not-made'],
        ['passed-on', 'text-not-made'],
      ]);
      expect((await office.ledger.health()).deliveriesFailed).toBe(1);
      // Nothing is sent again, nothing fails twice.
      const taken = smtp.raw.length;
      await office.rounds();
      expect(smtp.raw).toHaveLength(taken);
      expect(await office.deliveries({ state: 'failed' })).toHaveLength(1);
    });

    it('given a single mail whose text throws: it has failed, the round goes on', async () => {
      await office.play(served('T0', { day: '2025-03-08' }).slice(0, 1));
      const throwing: Words = {
        ...words,
        post: (id) => (id === 'street.safetyOffice' ? fail() : words.post(id)),
      };
      expect(await office.rounds(undefined, throwing)).toMatchObject({ away: false });
      const failed = await office.deliveries({ state: 'failed' });
      expect(failed.length).toBeGreaterThan(0);
      for (const one of failed) expect(one).toMatchObject({ error: 'text-not-made' });
      expect(await mailsTo('desk@example.test')).toEqual([]);
    });

    it('a reminder that was answered before it went out is not sent, and the record says so', async () => {
      await office.play(served('T3'));
      await office.rounds();
      await office.pass('2025-03-08 10:00');
      await office.rounds();
      // Sunday's reminder waits for Monday; the unit hands in on Sunday afternoon.
      await office.pass('2025-03-09 09:00');
      await office.rounds();
      await office.play([submit('2025-03-09 15:00', 'T3')]);
      office.clock.now = '2025-03-10T09:10:00+08:00';
      await office.rounds();
      const settled = await office.deliveries({ state: 'settled' });
      expect(settled.length).toBeGreaterThan(0);
      for (const one of settled) {
        expect(one).toMatchObject({ about: 'reminder', error: 'settled before sending', attempts: 0 });
        expect(await office.ledger.messages.facts({ delivery: one.id })).toMatchObject([{ fact: 'settled' }]);
      }
      for (const { text, messageId } of await mailsTo(TO_HEAD))
        if (messageId === messageIdOf(digestId('p-head', '2025-03-10'))) expect(text).not.toContain('催办');
    });

    it('what threatens life goes out at once, in the night, on a rest day', async () => {
      await office.play(served('T0', { day: '2025-03-08' }).slice(0, 1));
      await office.rounds();
      expect((await mailsTo('desk@example.test')).map(({ subject }) => subject)).toEqual(
        expect.arrayContaining([expect.stringContaining('危及人身安全隐患')]),
      );
    });

    it('a worker that dies between fixing and sending: the next one sends the same mail, and what came meanwhile waits', async () => {
      await remind('H1');
      office.clock.now = MORNING;
      const dying: Channel = { name: 'mail', send: () => Promise.reject(new Error('kill -9')), close: () => undefined };
      await expect(office.rounds([dying])).rejects.toThrow('kill -9');
      const [paper] = (await office.deliveries()).filter(({ channel }) => channel === 'notice');
      // Somebody else's mailbox fails in this minute, and his part of H1 becomes this person's too.
      await office.db.knex('delivery').insert({
        case_id: 'H1',
        seq: paper?.seq,
        nth: paper?.nth,
        person: 'p-head',
        channel: 'mail',
        because: 'undelivered: 550',
        address: TO_HEAD,
      });
      await office.rounds();
      const [digest, ...more] = await digestsTo(TO_HEAD);
      expect(more).toEqual([]);
      expect(digest?.text).toContain('H1');
      expect(digest?.text).not.toContain('未能送达');
      office.clock.now = '2025-03-10T09:10:00+08:00';
      await office.rounds();
      expect((await digestsTo(TO_HEAD)).map(({ text }) => text?.includes('未能送达'))).toEqual([false, true]);
    });

    it('a mail that was taken, but not recorded as sent, comes again under the same Message-ID', async () => {
      await remind('H1');
      office.clock.now = MORNING;
      const mail = createSmtpPost({ url: smtp.url, from: 'duban@street.example' });
      const dying: Channel = {
        ...mail,
        send: async (one) => {
          await mail.send(one);
          throw new Error('kill -9');
        },
      };
      await expect(office.rounds([dying])).rejects.toThrow('kill -9');
      await office.rounds();
      const ids = (await digestsTo(TO_HEAD)).map(({ messageId }) => messageId);
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(1);
    });

    it('one bad address among many: the others get theirs, and what it should have got goes to the deputy and the desk, once', async () => {
      await saveRegisters(office.db.knex, {
        posts: [{ organisation: 'U1', name: 'unit.head.deputy', label: '副职' }],
        holdings: [
          { organisation: 'U1', post: 'unit.head.deputy', person: 'p-deputy', validFrom: '2020-01-01T00:00:00+08:00' },
        ],
      });
      answer = (_nth, to) => (to.includes(TO_HEAD) ? { code: 550, text: `no ${TO_HEAD}` } : undefined);
      await remind('H1');
      office.clock.now = MORNING;
      await office.rounds();
      const failed = await office.deliveries({ state: 'failed' });
      expect(failed.length).toBeGreaterThan(0);
      expect(new Set(failed.map(({ person }) => person))).toEqual(new Set(['p-head']));
      for (const one of failed) expect(one.error).not.toContain('@');
      office.clock.now = '2025-03-10T09:10:00+08:00';
      await office.rounds();
      const passedOn = (await office.deliveries()).filter(({ because }) => because.startsWith('undelivered: 550'));
      // Monday's own failures wait for Tuesday.
      const sent = passedOn.filter(({ state }) => state === 'sent');
      expect(new Set(sent.map(({ person }) => person))).toEqual(new Set(['p-deputy', 'p-desk']));
      expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
      expect((await digestsTo('deputy@example.test')).at(-1)?.text).toContain('未能送达原收件人（550');
    });

    it('who has no address finds it in the product, and the desk is told in his place', async () => {
      await office.db.knex('person').where({ id: 'p-head' }).update({ mail: null });
      await remind('H1');
      office.clock.now = MORNING;
      await office.rounds();
      expect(await office.ledger.messages.unread('p-head')).toBeGreaterThan(0);
      const failed = await office.deliveries({ state: 'failed' });
      expect(failed.map(({ person, error }) => `${person} ${error}`)).toContain('p-head no-address');
      office.clock.now = '2025-03-10T09:10:00+08:00';
      await office.rounds();
      expect((await digestsTo('desk@example.test')).at(-1)?.text).toContain('未能送达原收件人（未登记邮箱）');
    });

    it('what cannot be delivered to the second either ends there, on record', async () => {
      answer = () => ({ code: 550, text: 'nobody' });
      await remind('H1');
      for (const day of ['07', '10', '11']) {
        office.clock.now = `2025-03-${day}T09:10:00+08:00`;
        await office.rounds();
      }
      const failed = await office.deliveries({ state: 'failed' });
      expect(await office.deliveries({ state: 'due' })).toEqual([]);
      const last = failed.filter(({ because }) => because.startsWith('undelivered'));
      expect(last.map(({ person }) => person)).toContain('p-desk');
      for (const { id } of last)
        expect((await office.ledger.messages.facts({ delivery: id })).map(({ fact }) => fact)).toEqual([
          'undeliverable',
        ]);
    });

    it('a mailbox that bounces: the fact is kept, and the message goes on; the same report again changes nothing', async () => {
      await remind('H1');
      office.clock.now = MORNING;
      await office.rounds();
      const [digest] = await digestsTo(TO_HEAD);
      const messageId = digest?.messageId ?? '';
      const { messages } = office.ledger;
      expect(await messages.bounced({ messageId, action: 'delayed', reason: '4.4.1' })).toBe('recorded');
      expect(await messages.bounced({ messageId, action: 'failed', reason: '5.1.1' })).toBe('recorded');
      expect(await messages.bounced({ messageId, action: 'failed', reason: '5.1.1' })).toBe('known');
      expect(await messages.bounced({ messageId: '<other@duban>', action: 'failed', reason: '5.1.1' })).toBe('unknown');
      const facts = await messages.facts({ message: digestId('p-head', '2025-03-07') });
      const said = facts.map(({ fact, channel }) => `${channel} ${fact}`);
      // Both go out at once: which is written down first is nobody's.
      expect(said.slice(0, 2).sort()).toEqual(['inbox sent', 'mail sent']);
      expect(said.slice(2)).toEqual(['mail delayed', 'mail bounced']);
      office.clock.now = '2025-03-10T09:10:00+08:00';
      await office.rounds();
      expect((await digestsTo('desk@example.test')).at(-1)?.text).toContain('未能送达原收件人（退信 5.1.1）');
    });

    it('whoever has opened it in the product has got it, whatever becomes of the mail', async () => {
      await remind('H1');
      office.clock.now = MORNING;
      await office.rounds();
      const id = digestId('p-head', '2025-03-07');
      const { messages } = office.ledger;
      expect(await messages.unread('p-head')).toBeGreaterThan(0);
      expect(await messages.opened('p-desk', id)).toBe('no-such');
      expect(await messages.opened('p-head', id)).toBe('opened');
      expect(await messages.opened('p-head', id)).toBe('opened-before');
      await messages.bounced({ messageId: messageIdOf(id), action: 'failed', reason: '5.2.2' });
      expect((await office.deliveries()).filter(({ because }) => because.startsWith('undelivered'))).toEqual([]);
    });

    it('a week without a mail server: nothing is lost or doubled, and nobody gets a digest for each morning of it', async () => {
      const { port } = smtp;
      await office.play(served('T3'));
      await smtp.close();
      for (const day of ['04', '05', '06', '07', '10', '11']) {
        await office.pass(`2025-03-${day} 09:10`);
        await office.rounds();
      }
      expect((await office.deliveries({ state: 'failed' })).filter(({ person }) => person === 'p-head')).toEqual([]);
      smtp = await startSmtp(() => undefined, { port });
      office.clock.now = '2025-03-11T14:00:00+08:00';
      await office.rounds();
      await office.rounds();
      const digests = await digestsTo(TO_HEAD);
      expect(digests.length).toBeLessThanOrEqual(2);
      expect(new Set((await smtp.mails()).map(({ messageId }) => messageId)).size).toBe(smtp.raw.length);
      expect(await office.deliveries({ state: 'due' })).toEqual([]);
    });

    it('given another system that is away for days, when mails arrive all the same, nobody’s digests wait for it', async () => {
      const rules = shipped('rules.default.json') as unknown as RuleFile;
      Object.assign(rules, { id: 'hooked', effectiveFrom: '2025-03-01' });
      Object.assign(rules.messages, { channels: ['mail', 'inbox', 'webhook'] });
      await publishRuleSet(office.db.knex, {
        id: 'hooked',
        calendar: 'cn-2024-2026',
        effectiveFrom: '2025-03-01',
        body: JSON.stringify(rules),
        publishedAt: '2025-03-01T09:00:00+08:00',
      });
      const now = () => office.clock.now;
      const mail = createSmtpPost({ url: smtp.url, from: 'duban@street.example' });
      // Nobody listens on port 1.
      const webhook = createWebhook({ url: 'http://127.0.0.1:1/', secret: `whsec_${'QUJD'.repeat(11)}`, now });
      const channels = [mail, createInboxChannel(office.ledger.messages), webhook];
      await office.play(served('T3'));
      for (const day of ['07', '10', '11']) {
        await office.pass(`2025-03-${day} 09:05`);
        await office.rounds(channels);
        office.clock.now = `2025-03-${day}T09:10:00+08:00`;
        await office.rounds(channels);
      }
      mail.close();
      expect((await digestsTo(TO_HEAD)).map(({ messageId }) => messageId)).toEqual(
        ['07', '10', '11'].map((day) => messageIdOf(digestId('p-head', `2025-03-${day}`))),
      );
    });

    it('“later” keeps the message and its id', async () => {
      await remind('H1');
      answer = (nth) => (nth === smtp.raw.length && digests++ === 0 ? { code: 451, text: 'greylisted' } : undefined);
      let digests = 0;
      office.clock.now = MORNING;
      const first = await office.rounds();
      expect(first.again.length).toBe(1);
      expect(
        (await office.deliveries({ state: 'due' })).map(({ error, attempts }) => [error, attempts]),
      ).toContainEqual(['451 EMESSAGE', 1]);
      await office.rounds();
      expect(await office.deliveries({ state: 'due' })).toEqual([]);
      expect(await office.deliveries({ state: 'failed' })).toEqual([]);
    });

    /** Rules in which a T3 hazard is due two hours after service, its reminder comes after one, and one urgent message fills a day. */
    const hurry = async () => {
      const rules = shipped('rules.default.json') as unknown as RuleFile;
      Object.assign(rules, { id: 'hurry', effectiveFrom: '2025-03-01' });
      rules.messages.budgetPerPersonPerDay = 1;
      for (const rule of rules.deadlines)
        if (rule.id === 'hazard.T3.rectify')
          Object.assign(rule, {
            duration: { value: 2, unit: 'hour' },
            reminders: [{ before: { value: 1, unit: 'hour' }, to: ['holder'] }],
          });
      await publishRuleSet(office.db.knex, {
        id: 'hurry',
        calendar: 'cn-2024-2026',
        effectiveFrom: '2025-03-01',
        body: JSON.stringify(rules),
        publishedAt: '2025-03-01T09:00:00+08:00',
      });
    };

    it('what would come too late with the digest goes at once, up to the budget of the day; the rest joins the digest, on record', async () => {
      await hurry();
      for (const on of ['H1', 'H2']) await office.play(served('T3', { on, report: { kind: `kind-${on}` } }));
      for (const on of ['H1', 'H2']) await office.pass('2025-03-03 15:00', on);
      await office.rounds();
      expect((await mailsTo(TO_HEAD)).filter(({ subject }) => subject?.startsWith('【催办】'))).toHaveLength(1);
      const waiting = await office.deliveries({ state: 'due' });
      expect(waiting).toMatchObject([{ about: 'reminder', person: 'p-head', holdUntil: '2025-03-04T09:10:00+08:00' }]);
      expect(await office.ledger.messages.facts({ delivery: waiting[0]?.id ?? '' })).toMatchObject([
        { fact: 'deferred', reason: 'due-before-digest: over budget of the day' },
      ]);
      for (const on of ['H1', 'H2']) await office.pass('2025-03-04 09:10', on);
      await office.rounds();
      const [digest, ...more] = await digestsTo(TO_HEAD);
      expect(more).toEqual([]);
      // Reminder and lapse of one duty are told once, as what it is now.
      expect(digest?.text?.match(/■/g)).toHaveLength(2);
      expect(digest?.text).not.toContain('催办');
      expect(digest?.text).toContain('已逾期');
    });

    /** A gateway for short texts on loopback, and what it was given. */
    const openGateway = async () => {
      const texts: string[] = [];
      const gateway = createServer((request, response) => {
        request.on('data', (chunk) => texts.push(String(chunk)));
        request.on('end', () => response.end('ok'));
      });
      await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', () => resolve()));
      const { port } = gateway.address() as AddressInfo;
      const text = createTextChannel({
        url: `http://127.0.0.1:${port}`,
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: '{phone} {text}',
      });
      return { text, texts, gateway };
    };

    it('given a mail server that is away with many mails waiting, when life is in danger, the short texts go out', async () => {
      await saveRegisters(office.db.knex, {
        persons: [{ id: 'p-desk', name: '李二', mail: 'desk@example.test', phone: '13900000000' }],
      });
      const { text, texts, gateway } = await openGateway();
      const mail = createSmtpPost({ url: smtp.url, from: 'duban@street.example' });
      await smtp.close();
      for (let n = 1; n <= 60; n++) await office.play(served('T0', { on: `H${n}`, day: '2025-03-08' }).slice(0, 1));
      for (let round = 0; round < 8; round++) await office.rounds([mail, text]);
      mail.close();
      gateway.close();
      expect(new Set(texts).size).toBe(60);
    });

    it('T0 is told however full the day is, and by short text too where there is a gateway', async () => {
      await hurry();
      await saveRegisters(office.db.knex, {
        persons: [{ id: 'p-desk', name: '李二', mail: 'desk@example.test', phone: '13900000000' }],
      });
      const { text, texts, gateway } = await openGateway();
      const mail = createSmtpPost({ url: smtp.url, from: 'duban@street.example' });
      for (let n = 1; n <= 3; n++) await office.play(served('T0', { on: `H${n}`, day: '2025-03-08' }).slice(0, 1));
      await office.rounds([mail, text]);
      mail.close();
      gateway.close();
      expect((await mailsTo('desk@example.test')).length).toBeGreaterThanOrEqual(3);
      expect(texts.length).toBeGreaterThanOrEqual(3);
      for (const one of texts) expect(one).toMatch(/^13900000000 【危及人身安全隐患】/);
    });
  });
}

interface RuleFile {
  readonly deadlines: readonly { readonly id: string }[];
  readonly messages: { budgetPerPersonPerDay: number };
}
