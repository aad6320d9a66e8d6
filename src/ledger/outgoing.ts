import { databaseError } from '../../db/database-error.ts';
import { type DeliveryState, deliveryKey, readDeliveries } from '../../db/delivery.ts';
import { countUnread, markOpened, putInbox, wasOpened } from '../../db/inbox-message.ts';
import {
  addFacts,
  addMessage,
  countSingles,
  digestId,
  findByMessageId,
  moveSending,
  readDueSendings,
  readFacts,
  readSendings,
} from '../../db/message.ts';
import type { Database } from '../../db/open.ts';
import { readPerson } from '../../db/person.ts';
import { IN_FORCE } from '../../db/rule-set.ts';
import type { ChannelName } from '../core/effect.ts';
import type { Instant } from '../core/instant.ts';
import { arrangeOne, failUnreached, settle, type Trx } from './arrangement.ts';
import { type Messages, TEXT_NOT_MADE } from './messages.ts';
import { passOn } from './pass-on.ts';
import type { TermsStore } from './terms.ts';

/** Channels that reach the person himself; the inbox waits until he comes, and a webhook speaks to a system. */
const REACHING: ReadonlySet<ChannelName> = new Set(['mail', 'text']);
const REACHES = (sending: string) => `${sending}.channel IN ('${[...REACHING].join("', '")}')`;

export interface MessagesDeps {
  readonly db: Database;
  readonly terms: TermsStore;
  now(): Instant;
}

/** The messages over an open database. Throws DatabaseError. */
export function createMessages(deps: MessagesDeps): Messages {
  return guarded(outgoing(deps));
}

/** Errors of drivers hold the values of statements: what leaves here is typed and without them. */
function guarded(messages: Messages): Messages {
  const entries = Object.entries(messages).map(([name, work]) => [
    name,
    (...given: unknown[]) =>
      work.apply(messages, given).catch((error: unknown) => {
        throw databaseError(error);
      }),
  ]);
  return Object.fromEntries(entries);
}

function outgoing({ db, terms, now }: MessagesDeps): Messages {
  const { knex } = db;

  async function setDeliveries(
    trx: typeof knex,
    message: string,
    from: readonly DeliveryState[],
    to: { readonly state: DeliveryState; readonly error?: string },
  ): Promise<void> {
    await trx('delivery')
      .where({ message })
      .whereIn('state', from)
      .update({
        state: to.state,
        sent_at: to.state === 'sent' ? now() : null,
        error: to.error?.slice(0, 300) ?? null,
      });
  }

  /** What the sendings of a message say together about what it carries. */
  async function conclude(trx: typeof knex, message: string, reason: string): Promise<void> {
    const all = await readSendings(trx, message);
    const reaching = all.filter(({ channel }) => REACHING.has(channel));
    const decisive = reaching.length > 0 ? reaching : all;
    const open: readonly DeliveryState[] = ['due', 'sent'];
    if (decisive.some(({ state }) => state === 'sent')) return setDeliveries(trx, message, ['due'], { state: 'sent' });
    if (decisive.some(({ state }) => state === 'due')) return;
    if (await wasOpened(trx, message)) return setDeliveries(trx, message, ['due'], { state: 'sent' });
    const lost = (await readDeliveries(trx, { message, limit: 1_000 })).filter(({ state }) => open.includes(state));
    await setDeliveries(trx, message, open, { state: 'failed', error: reason });
    await passOn(trx, lost, reason, now());
  }

  /** What was sent without its own words has failed for all that, once, and goes on. */
  async function failUnmade(trx: typeof knex, message: string, unmade: readonly string[]): Promise<void> {
    const at = now();
    const lost = (await readDeliveries(trx, { message, limit: 1_000 })).filter(
      ({ id, state }) => unmade.includes(id) && state === 'sent',
    );
    for (const { id } of lost)
      await trx('delivery').where(deliveryKey(id)).update({ state: 'failed', sent_at: null, error: TEXT_NOT_MADE });
    await addFacts(
      trx,
      lost.map(({ id }) => ({ at, fact: 'failed' as const, delivery: id, reason: TEXT_NOT_MADE })),
    );
    await passOn(trx, lost, TEXT_NOT_MADE, at);
  }

  return {
    async termsOn(day) {
      const found = await knex.raw(IN_FORCE('?'), [day]);
      const row: { id: string; calendar: string } | undefined = (db.dialect === 'sqlite' ? found : found.rows)[0];
      if (row === undefined) return undefined;
      const [rules, calendar] = await Promise.all([terms.ruleSet(row.id), terms.calendar(row.calendar)]);
      return rules === undefined || calendar === undefined ? undefined : { rules, calendar };
    },
    fresh: (limit, channels) => readDeliveries(knex, { fresh: true, channels, limit }),
    papers: async (limit) =>
      (await readDeliveries(knex, { state: 'due', channels: ['notice'], limit })).filter(
        ({ message }) => message === undefined,
      ),
    async arrange(arrangements) {
      if (arrangements.length === 0) return;
      await knex.transaction(async (trx) => {
        for (const one of arrangements) await arrangeOne(trx, one, now());
      });
    },
    async ripe(at, limit) {
      const rows: { person: string }[] = await ripeRows(knex, at).distinct('person').orderBy('person').limit(limit);
      return Promise.all(
        rows.map(async ({ person }) => ({
          person,
          deliveries: await readDeliveries(knex, { ripe: { at, persons: [person] }, limit: 1_000 }),
        })),
      );
    },
    async postpone(person, at, until) {
      await knex('delivery')
        .where({ state: 'due', channel: 'mail', person })
        .whereNull('message')
        .where('hold_until', '<=', at)
        .update({ hold_until: until });
    },
    fixDigest: ({ person, day, deliveries, settled, ways, unreached }) =>
      knex.transaction(async (trx) => {
        const id = digestId(person, day);
        for (const one of settled) await settle(trx, one.id, one.reason, now());
        if (deliveries.length === 0) return true;
        if (!(await addMessage(trx, { id, kind: 'digest', person, day, fixedAt: now() }, ways))) return false;
        for (const one of deliveries)
          await trx('delivery')
            .where(deliveryKey(one))
            .whereNull('message')
            .andWhere('state', 'due')
            .update({ message: id });
        if (unreached) await failUnreached(trx, id, now());
        return true;
      }),
    due: (limit) => readDueSendings(knex, limit),
    carried: (message) => readDeliveries(knex, { message, limit: 1_000 }),
    async ended(sending, { state, reason, tried, unmade }) {
      const at = now();
      await knex.transaction(async (trx) => {
        const error = reason === undefined ? {} : { error: reason };
        const { message, channel } = sending;
        if (!(await moveSending(trx, sending, 'due', { state, at, attempt: tried, ...error }))) return;
        if (REACHING.has(channel))
          await trx('delivery')
            .where({ message })
            .whereIn('state', ['due', 'sent'])
            .update({ ...(tried ? { attempts: knex.raw('attempts + 1') } : {}), error: reason ?? null });
        if (state === 'due') return;
        await addFacts(trx, [{ at, fact: state, message, channel, ...(reason === undefined ? {} : { reason }) }]);
        await conclude(trx, message, reason ?? '');
        if (state === 'sent' && unmade !== undefined) await failUnmade(trx, message, unmade);
      });
    },
    async endedAlone(delivery, { state, reason, tried }) {
      const at = now();
      await knex.transaction(async (trx) => {
        const moved = await trx('delivery')
          .where(deliveryKey(delivery.id))
          .andWhere('state', 'due')
          .update({
            state,
            sent_at: state === 'sent' ? at : null,
            error: reason ?? null,
            ...(tried ? { attempts: knex.raw('attempts + 1') } : {}),
          });
        if (moved !== 1 || state === 'due') return;
        await addFacts(trx, [{ at, fact: state, delivery: delivery.id, ...(reason === undefined ? {} : { reason }) }]);
        if (state === 'failed') await passOn(trx, [delivery], reason ?? '', at);
      });
    },
    bounced: ({ messageId, action, reason }) =>
      knex.transaction(async (trx) => {
        const sending = await findByMessageId(trx, messageId);
        if (sending === undefined) return 'unknown';
        const { message, channel } = sending;
        const at = now();
        if (action === 'delayed') {
          if (sending.state !== 'sent') return 'known';
          await addFacts(trx, [{ at, fact: 'delayed', message, channel, reason }]);
          return 'recorded';
        }
        const to = { state: 'bounced', at, attempt: false, error: reason } as const;
        // A bounce may overtake the record of the sending: the worker that sent it was killed before it could write.
        const moved = (await moveSending(trx, sending, 'sent', to)) || (await moveSending(trx, sending, 'due', to));
        if (!moved) return 'known';
        await addFacts(trx, [{ at, fact: 'bounced', message, channel, reason }]);
        await conclude(trx, message, `bounced: ${reason}`);
        return 'recorded';
      }),
    opened: (person, id) =>
      knex.transaction(async (trx) => {
        const at = now();
        const outcome = await markOpened(trx, person, id, at);
        if (outcome === 'opened') await addFacts(trx, [{ at, fact: 'opened', message: id, channel: 'inbox' }]);
        return outcome;
      }),
    unread: (person) => countUnread(knex, person),
    putInbox: (message) => putInbox(knex, { ...message, at: now() }),
    async contact(person) {
      const found = await readPerson(knex, person);
      return {
        ...(found?.mail === undefined ? {} : { mail: found.mail }),
        ...(found?.phone === undefined ? {} : { phone: found.phone }),
      };
    },
    singles: (person, day) => countSingles(knex, person, day),
    facts: (about) => readFacts(knex, about),
    async nextHold(at) {
      const row: { first?: Instant | null } | undefined = await knex('delivery')
        .where('state', 'due')
        .andWhere('state', '<>', 'sent')
        .where('hold_until', '>', at)
        .min({ first: 'hold_until' })
        .first();
      return row?.first ?? undefined;
    },
    async owes() {
      const at = now();
      const [fresh, ripe, untried] = await Promise.all([
        knex('delivery')
          .where({ state: 'due', attempts: 0 })
          .andWhere('state', '<>', 'sent')
          .whereNull('hold_until')
          .first('case_id'),
        ripeRows(knex, at).first('person'),
        knex('sending').where({ state: 'due', attempts: 0 }).first('message'),
      ]);
      return fresh !== undefined || ripe !== undefined || untried !== undefined;
    },
  };
}

/**
 * Whose digest's instant has come. A person whose last digest has not reached him waits for it: after days without a mail server he gets that
 * one and one more, not one for each morning. What another system has not taken holds nobody up.
 */
function ripeRows(knex: Trx, at: Instant) {
  return knex('delivery')
    .where({ state: 'due', channel: 'mail' })
    .andWhere('state', '<>', 'sent')
    .whereNull('message')
    .where('hold_until', '<=', at)
    .whereRaw(
      `NOT EXISTS (SELECT 1 FROM sending s JOIN message m ON m.id = s.message
        WHERE s.state = 'due' AND s.channel <> 'inbox' AND m.kind = 'digest' AND m.person = delivery.person
        AND NOT EXISTS (SELECT 1 FROM sending o WHERE o.message = m.id AND ${REACHES('o')}
          AND (o.state = 'sent' OR NOT (${REACHES('s')}))))`,
    );
}
