import type { Knex } from 'knex';
import type { ChannelName } from '../src/core/effect.ts';
import type { Day, Instant } from '../src/core/instant.ts';
import { messageIdOf } from './delivery.ts';

/** `digest`: everything of a person for one working morning. `single`: one delivery that goes out by itself. */
export type MessageKind = 'digest' | 'single';

/** What one person gets at one time; the deliveries that it carries point to it. */
export interface MessageRow {
  readonly id: string;
  readonly kind: MessageKind;
  readonly person: string;
  readonly day: Day;
  readonly fixedAt: Instant;
}

export type SendingState = 'due' | 'sent' | 'failed' | 'bounced';

/** A message on its way over one channel. */
export interface Sending {
  /** `<message>#<channel>`. */
  readonly id: string;
  readonly message: string;
  readonly kind: MessageKind;
  readonly person: string;
  readonly day: Day;
  readonly messageId: string;
  readonly channel: ChannelName;
  /** Mail address or telephone number; the inbox and the webhook need none. */
  readonly address?: string;
  readonly state: SendingState;
  readonly attempts: number;
}

/** What became of a message or delivery: facts that are added and never changed. */
export type Fact =
  | 'sent'
  | 'failed'
  | 'bounced'
  | 'delayed'
  | 'opened'
  | 'settled'
  | 'deferred'
  | 'passed-on'
  | 'undeliverable';

/** One fact about a message on a channel, or about one delivery. */
export interface MessageFact {
  readonly at: Instant;
  readonly fact: Fact;
  readonly message?: string;
  readonly channel?: ChannelName;
  readonly delivery?: string;
  readonly reason?: string;
}

/** The id of a person's digest of a day: there can only be one. */
export function digestId(person: string, day: Day): string {
  return `digest/${person}/${day}`;
}

/** Adds a message with its sendings; false (and nothing is added) if there is one of this id already. */
export async function addMessage(
  knex: Knex,
  row: MessageRow,
  ways: readonly { readonly channel: ChannelName; readonly address?: string }[],
): Promise<boolean> {
  const added = await knex('message')
    .insert({
      id: row.id,
      kind: row.kind,
      person: row.person,
      day: row.day,
      fixed_at: row.fixedAt,
      message_id: messageIdOf(row.id),
    })
    .onConflict('id')
    .ignore()
    .returning('id');
  if (added.length === 0) return false;
  if (ways.length > 0)
    await knex('sending').insert(
      ways.map(({ channel, address }) => ({ message: row.id, channel, address: address ?? null })),
    );
  return true;
}

interface SendingColumns {
  message: string;
  channel: ChannelName;
  address: string | null;
  state: SendingState;
  attempts: number;
  kind: MessageKind;
  person: string;
  day: string;
  message_id: string;
}

function sendings(knex: Knex) {
  return knex('sending as s')
    .join('message as m', 'm.id', 's.message')
    .select(
      's.message',
      's.channel',
      's.address',
      's.state',
      's.attempts',
      'm.kind',
      'm.person',
      'm.day',
      'm.message_id',
    );
}

/**
 * Sendings still to be made: single messages before digests; the inbox (which never waits) first, then short texts, so that mails waiting for
 * their server do not stand before what is urgent, and last what other systems are told.
 */
export async function readDueSendings(knex: Knex, limit: number): Promise<readonly Sending[]> {
  const rows: SendingColumns[] = await sendings(knex)
    .where('s.state', 'due')
    .orderByRaw(
      "CASE s.channel WHEN 'inbox' THEN 0 WHEN 'text' THEN 1 WHEN 'mail' THEN 2 ELSE 3 END, m.kind DESC, s.message, s.channel",
    )
    .limit(limit);
  return rows.map(sendingOf);
}

/** All sendings of a message. */
export async function readSendings(knex: Knex, message: string): Promise<readonly Sending[]> {
  const rows: SendingColumns[] = await sendings(knex).where('s.message', message).orderBy('s.channel');
  return rows.map(sendingOf);
}

/** The mail sending with this Message-ID (with its angle brackets). */
export async function findByMessageId(knex: Knex, messageId: string): Promise<Sending | undefined> {
  const row: SendingColumns | undefined = await sendings(knex)
    .where({ 'm.message_id': messageId, 's.channel': 'mail' })
    .first();
  return row && sendingOf(row);
}

function sendingOf(row: SendingColumns): Sending {
  return {
    id: `${row.message}#${row.channel}`,
    message: row.message,
    kind: row.kind,
    person: row.person,
    day: row.day,
    messageId: row.message_id,
    channel: row.channel,
    ...(row.address === null ? {} : { address: row.address }),
    state: row.state,
    attempts: row.attempts,
  };
}

/** Moves a sending on; false if it is not where the caller saw it (somebody else was faster). */
export async function moveSending(
  knex: Knex,
  { message, channel }: Pick<Sending, 'message' | 'channel'>,
  from: SendingState,
  to: { readonly state: SendingState; readonly at: Instant; readonly error?: string; readonly attempt: boolean },
): Promise<boolean> {
  const moved = await knex('sending')
    .where({ message, channel, state: from })
    .update({
      state: to.state,
      ended_at: to.state === 'due' ? null : to.at,
      error: to.error ?? null,
      ...(to.attempt ? { attempts: knex.raw('attempts + 1') } : {}),
    });
  return moved === 1;
}

/** Single messages of a person fixed for a day, for the budget. */
export async function countSingles(knex: Knex, person: string, day: Day): Promise<number> {
  const row = await knex('message').where({ person, day, kind: 'single' }).count({ n: '*' }).first();
  return Number(row?.n ?? 0);
}

/** Adds facts. */
export async function addFacts(knex: Knex, facts: readonly MessageFact[]): Promise<void> {
  if (facts.length === 0) return;
  await knex('message_fact').insert(
    facts.map(({ at, fact, message, channel, delivery, reason }) => ({
      at,
      fact,
      message: message ?? null,
      channel: channel ?? null,
      delivery: delivery ?? null,
      reason: reason?.slice(0, 300) ?? null,
    })),
  );
}

/** The facts about a message or delivery, in the order in which they came. */
export async function readFacts(
  knex: Knex,
  about: { readonly message?: string; readonly delivery?: string },
): Promise<readonly MessageFact[]> {
  const rows: {
    at: string;
    fact: Fact;
    message: string | null;
    channel: ChannelName | null;
    delivery: string | null;
    reason: string | null;
  }[] = await knex('message_fact')
    .select('at', 'fact', 'message', 'channel', 'delivery', 'reason')
    .where((any) => {
      if (about.message !== undefined) any.orWhere('message', about.message);
      if (about.delivery !== undefined) any.orWhere('delivery', about.delivery);
    })
    .orderBy('no');
  return rows.map((row) => ({
    at: row.at,
    fact: row.fact,
    ...(row.message === null ? {} : { message: row.message }),
    ...(row.channel === null ? {} : { channel: row.channel }),
    ...(row.delivery === null ? {} : { delivery: row.delivery }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }));
}
