import { type DeliveryState, deliveryKey, readDeliveries } from '../../db/delivery.ts';
import { countUnread, markOpened, putInbox, wasOpened } from '../../db/inbox-message.ts';
import {
  addFacts,
  addMessage,
  countSingles,
  digestId,
  findByMessageId,
  type MessageFact,
  moveSending,
  readDueSendings,
  readFacts,
  readSendings,
  type Sending,
} from '../../db/message.ts';
import type { Database } from '../../db/open.ts';
import { readPerson } from '../../db/person.ts';
import { IN_FORCE } from '../../db/rule-set.ts';
import type { Terms } from '../core/case.ts';
import type { ChannelName } from '../core/effect.ts';
import { type Day, dayOf, type Instant } from '../core/instant.ts';
import type { Delivery } from './ledger.ts';
import { passOn } from './pass-on.ts';
import type { TermsStore } from './terms.ts';

/** Channels that reach the person himself; the inbox waits until he comes, and a webhook speaks to a system. */
const REACHING: ReadonlySet<ChannelName> = new Set(['mail', 'text']);

/** When a delivery goes out, decided once. */
export type Arrangement =
  | { readonly id: string; readonly do: 'hold'; readonly until: Instant; readonly deferred?: string }
  | { readonly id: string; readonly do: 'send'; readonly ways: readonly Way[] }
  | { readonly id: string; readonly do: 'settle'; readonly reason: string }
  | { readonly id: string; readonly do: 'fail'; readonly reason: string };

/** A channel and where it leads. */
export interface Way {
  readonly channel: ChannelName;
  readonly address?: string;
}

/** A digest as it is to be fixed: never changed afterwards. */
export interface DigestPlan {
  readonly person: string;
  readonly day: Day;
  readonly deliveries: readonly string[];
  readonly settled: readonly { readonly id: string; readonly reason: string }[];
  readonly ways: readonly Way[];
}

/** How an attempt to send ended. `tried: false`: the server was away, which is no attempt of this message. */
export interface SendingOutcome {
  readonly state: 'sent' | 'failed' | 'due';
  readonly reason?: string;
  readonly tried: boolean;
}

/** What a gateway reports of a mail that came back. */
export interface Bounce {
  readonly messageId: string;
  readonly action: 'failed' | 'delayed';
  /** Status code such as `5.1.1`; never the words of the server, which may quote the address. */
  readonly reason: string;
}

/** How what the ledger owes to people goes out: the only writer of holds, messages, sendings and their facts. */
export interface Messages {
  /** Terms in force on a day; undefined before anything is published. */
  termsOn(day: Day): Promise<Terms | undefined>;
  /** Owed, and nobody has decided yet when. */
  fresh(limit: number, channels: readonly Delivery['channel'][]): Promise<readonly Delivery[]>;
  /** Papers still to be handed on by themselves. */
  papers(limit: number): Promise<readonly Delivery[]>;
  /** Decides for deliveries, each once: what is no longer fresh stays as it is. All or nothing. */
  arrange(arrangements: readonly Arrangement[]): Promise<void>;
  /** People (at most `limit`) with deliveries whose digest's instant has come. */
  ripe(at: Instant, limit: number): Promise<readonly { person: string; deliveries: readonly Delivery[] }[]>;
  /** Lets ripe deliveries wait for a later digest. */
  postpone(person: string, at: Instant, until: Instant): Promise<void>;
  /** Fixes what a digest holds before it is sent. False if the person has had his of that day. */
  fixDigest(plan: DigestPlan): Promise<boolean>;
  /** Sendings still to be made. */
  due(limit: number): Promise<readonly Sending[]>;
  /** What a message carries. */
  carried(message: string): Promise<readonly Delivery[]>;
  /** Records how an attempt ended; a message that can reach nobody any more goes on to the deputy and the office, once. */
  ended(sending: Sending, outcome: SendingOutcome): Promise<void>;
  /** The same for a delivery that is sent by itself, outside of messages (papers). */
  endedAlone(delivery: Delivery, outcome: SendingOutcome): Promise<void>;
  /** A mail came back. `unknown`: no mail of ours. Reporting it twice changes nothing. */
  bounced(bounce: Bounce): Promise<'recorded' | 'known' | 'unknown'>;
  /** A person has opened a message in the product. */
  opened(person: string, id: string): Promise<'opened' | 'opened-before' | 'no-such'>;
  unread(person: string): Promise<number>;
  /** Puts a message into the person's inbox in the product, once. */
  putInbox(message: { id: string; person: string; subject: string; body: string }): Promise<void>;
  contact(person: string): Promise<{ readonly mail?: string; readonly phone?: string }>;
  /** Messages sent to a person by themselves on a day. */
  singles(person: string, day: Day): Promise<number>;
  facts(about: { readonly message?: string; readonly delivery?: string }): Promise<readonly MessageFact[]>;
  /** The earliest instant after `at` for which something is held. */
  nextHold(at: Instant): Promise<Instant | undefined>;
  /** Whether something should go out now that has not been tried yet. */
  owes(): Promise<boolean>;
}

export interface MessagesDeps {
  readonly db: Database;
  readonly terms: TermsStore;
  now(): Instant;
}

/** The messages over an open database. Throws DatabaseError. */
export function createMessages({ db, terms, now }: MessagesDeps): Messages {
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
    fixDigest: ({ person, day, deliveries, settled, ways }) =>
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
        if (ways.length === 0) {
          const lost = await readDeliveries(trx, { message: id, limit: 1_000 });
          await setDeliveries(trx, id, ['due'], { state: 'failed', error: NO_WAY });
          await passOn(trx, lost, NO_WAY, now());
        }
        return true;
      }),
    due: (limit) => readDueSendings(knex, limit),
    carried: (message) => readDeliveries(knex, { message, limit: 1_000 }),
    async ended(sending, { state, reason, tried }) {
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
            hold_until: at,
            error: reason ?? null,
            ...(tried ? { attempts: knex.raw('attempts + 1') } : {}),
          });
        if (moved !== 1 || state === 'due') return;
        await addFacts(trx, [{ at, fact: state, delivery: delivery.id, ...(reason === undefined ? {} : { reason }) }]);
        if (state === 'failed') await passOn(trx, [delivery], reason ?? '', at);
        else await keepAlone(trx, delivery, at);
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
        knex('delivery').where('state', 'due').andWhere('state', '<>', 'sent').whereNull('hold_until').first('case_id'),
        ripeRows(knex, at).first('person'),
        knex('sending').where({ state: 'due', attempts: 0 }).first('message'),
      ]);
      return fresh !== undefined || ripe !== undefined || untried !== undefined;
    },
  };
}

/**
 * Whose digest's instant has come. A person whose last digest is still on its way waits for it: after days without a mail server he gets that
 * one and one more, not one for each morning.
 */
function ripeRows(knex: Trx, at: Instant) {
  return knex('delivery')
    .where({ state: 'due', channel: 'mail' })
    .andWhere('state', '<>', 'sent')
    .whereNull('message')
    .where('hold_until', '<=', at)
    .whereRaw(
      "NOT EXISTS (SELECT 1 FROM sending s JOIN message m ON m.id = s.message WHERE s.state = 'due' AND s.channel <> 'inbox' AND m.kind = 'digest' AND m.person = delivery.person)",
    );
}

/** Nobody has said how the person can be reached. */
const NO_WAY = 'no-address';

type Trx = Database['knex'];

async function arrangeOne(trx: Trx, one: Arrangement, at: Instant): Promise<void> {
  const fresh = () => trx('delivery').where(deliveryKey(one.id)).andWhere('state', 'due').whereNull('hold_until');
  switch (one.do) {
    case 'hold':
      if ((await fresh().update({ hold_until: one.until })) === 1 && one.deferred !== undefined)
        await addFacts(trx, [{ at, fact: 'deferred', delivery: one.id, reason: one.deferred }]);
      return;
    case 'send': {
      if ((await fresh().update({ hold_until: at, message: one.id })) !== 1) return;
      const { person } = deliveryKey(one.id);
      await addMessage(
        trx,
        { id: one.id, kind: 'single', person: person ?? '', day: dayOf(at), fixedAt: at },
        one.ways,
      );
      return;
    }
    case 'settle':
      return settle(trx, one.id, one.reason, at);
    case 'fail': {
      const [delivery] = (await readDeliveries(trx, { fresh: true, ...placeOf(one.id) })).filter(
        ({ id }) => id === one.id,
      );
      if (delivery === undefined) return;
      await fresh().update({ state: 'failed', hold_until: at, error: one.reason, attempts: trx.raw('attempts + 1') });
      await addFacts(trx, [{ at, fact: 'failed', delivery: one.id, reason: one.reason }]);
      return passOn(trx, [delivery], one.reason, at);
    }
    default:
      return one satisfies never;
  }
}

/** A paper that went out by itself is known by its Message-ID too, should it come back. */
async function keepAlone(trx: Trx, { id, person, address }: Delivery, at: Instant): Promise<void> {
  if (person === undefined || address === undefined) return;
  const way = { channel: 'mail', address } as const;
  await addMessage(trx, { id, kind: 'single', person, day: dayOf(at), fixedAt: at }, [way]);
  await moveSending(trx, { message: id, channel: 'mail' }, 'due', { state: 'sent', at, attempt: true });
  await trx('delivery').where(deliveryKey(id)).update({ message: id });
}

function placeOf(id: string): { readonly caseId: string; readonly seq: number } {
  const { case_id, seq } = deliveryKey(id);
  return { caseId: case_id ?? '', seq };
}

/** What it was about is done: it is not sent, and the record says so. */
async function settle(trx: Trx, id: string, reason: string, at: Instant): Promise<void> {
  const settled = await trx('delivery')
    .where(deliveryKey(id))
    .andWhere('state', 'due')
    .whereNull('message')
    .update({ state: 'settled', hold_until: at, error: reason });
  if (settled === 1) await addFacts(trx, [{ at, fact: 'settled', delivery: id, reason }]);
}
