import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import type { Knex } from 'knex';
import type { CaseId, JsonObject } from '../src/core/case.ts';
import type { Effect } from '../src/core/effect.ts';
import type { Instant } from '../src/core/instant.ts';
import { eventOf } from './event-log.ts';

export type Channel = 'mail' | 'notice';
/** `settled`: what it was about was done before it went out, so it was not sent. */
export type DeliveryState = 'due' | 'sent' | 'failed' | 'settled';

/** A new delivery: natural key `(caseId, seq, nth, person, channel)`; `person` is empty when nobody was found. */
export interface DeliveryRow {
  readonly caseId: CaseId;
  readonly seq: number;
  /** Place among the effects of its event. */
  readonly nth: number;
  readonly person: string;
  readonly channel: Channel;
  readonly because: string;
  readonly address: string | undefined;
}

/** One mail or paper that the ledger owes to somebody, with what its event says of it. */
export interface DeliveryRead {
  readonly id: string;
  readonly caseId: CaseId;
  readonly seq: number;
  readonly nth: number;
  readonly channel: Channel;
  readonly about: string;
  readonly post: string;
  readonly organisation?: string;
  readonly person?: string;
  readonly because: string;
  readonly address?: string;
  /** Message-ID of the mail that carries it: of its own, or of the digest that it has joined. */
  readonly messageId: string;
  readonly params: JsonObject;
  /** The instant of the digest that it waits for; absent: nobody has looked at it yet. */
  readonly holdUntil?: Instant;
  /** The message that carries it. */
  readonly message?: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly sentAt?: Instant;
  readonly error?: string;
}

const COLUMNS = 'case_id, seq, nth, person, channel, because, address';
/** What goes wrong on the way may be long; its beginning says enough. */
const LONGEST_ERROR = 300;

/** The same delivery always has the same id, and the id the same Message-ID: a mail sent twice is recognised. */
export function deliveryId(row: Pick<DeliveryRow, 'caseId' | 'seq' | 'nth' | 'person' | 'channel'>): string {
  return `${row.caseId}/${row.seq}/${row.nth}/${row.person}/${row.channel}`;
}

/** The columns of the natural key that a delivery's id is made of. */
export function deliveryKey(id: string) {
  const [case_id, seq, nth, person, channel] = id.split('/');
  return { case_id, seq: Number(seq), nth: Number(nth), person, channel };
}

/** RFC 5322 Message-ID of a message, made of its id alone; a delivery that goes out by itself is a message of the same id. */
export function messageIdOf(id: string): string {
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@duban>`;
}

/** Prepared insert on SQLite. */
export function sqliteDeliveries(raw: BetterSqlite3.Database) {
  const insert = raw.prepare(`INSERT INTO delivery (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return {
    add: (row: DeliveryRow): void => {
      insert.run(row.caseId, row.seq, row.nth, row.person, row.channel, row.because, row.address ?? null);
    },
  };
}

/** PostgreSQL: inserts the deliveries after the view has moved. */
export function postgresDeliveries(rows: readonly DeliveryRow[], param: (value: unknown) => string): string {
  const arrays = [
    `${param(rows.map((row) => row.seq))}::int[]`,
    `${param(rows.map((row) => row.nth))}::int[]`,
    `${param(rows.map((row) => row.person))}::text[]`,
    `${param(rows.map((row) => row.channel))}::text[]`,
    `${param(rows.map((row) => row.because))}::text[]`,
    `${param(rows.map((row) => row.address ?? null))}::text[]`,
  ];
  return `INSERT INTO delivery (${COLUMNS}) SELECT moved.case_id, d.* FROM moved, unnest(${arrays.join(', ')}) AS d`;
}

interface JoinedRow {
  case_id: string;
  seq: number;
  nth: number;
  person: string;
  channel: Channel;
  because: string;
  address: string | null;
  state: DeliveryState;
  attempts: number;
  sent_at: string | null;
  error: string | null;
  hold_until: string | null;
  message: string | null;
  body: Buffer;
  hash: Buffer;
}

/** What of the deliveries is asked for; `limit` at most 1,000. */
export interface DeliveryQuery {
  readonly caseId?: CaseId;
  readonly seq?: number;
  readonly state?: DeliveryState;
  readonly channels?: readonly Channel[];
  /** Nobody has decided yet when they go out. */
  readonly fresh?: true;
  /** Owed to these people, carried by no message yet, and their digest's instant has come. */
  readonly ripe?: { readonly at: Instant; readonly persons: readonly string[] };
  readonly message?: string;
  readonly limit?: number;
}

/** Deliveries in the order of their events. */
export async function readDeliveries(knex: Knex, query: DeliveryQuery): Promise<readonly DeliveryRead[]> {
  const select = knex('delivery as d').join('event as e', (on) =>
    on.on('e.case_id', 'd.case_id').andOn('e.seq', 'd.seq'),
  );
  if (query.caseId !== undefined) select.where('d.case_id', query.caseId);
  if (query.seq !== undefined) select.where('d.seq', query.seq);
  if (query.state !== undefined) select.where('d.state', query.state);
  if (query.channels !== undefined) select.whereIn('d.channel', query.channels);
  if (query.message !== undefined) select.where('d.message', query.message);
  if (query.fresh) select.where('d.state', 'due').whereNull('d.hold_until');
  if (query.ripe)
    select
      .where('d.state', 'due')
      .where('d.channel', 'mail')
      .whereNull('d.message')
      .where('d.hold_until', '<=', query.ripe.at)
      .whereIn('d.person', query.ripe.persons);
  // Lets the planner use the index of what is still owed.
  if (query.fresh || query.ripe || query.state === 'due' || query.state === 'failed')
    select.where('d.state', '<>', 'sent');
  const rows: JoinedRow[] = await select
    .select('d.*', 'e.body', 'e.hash')
    .orderBy(['d.case_id', 'd.seq', 'd.nth', 'd.person', 'd.channel'])
    .limit(Math.min(query.limit ?? 200, 1_000));
  return rows.map(deliveryOf);
}

function deliveryOf(row: JoinedRow): DeliveryRead {
  const key = { caseId: row.case_id, seq: row.seq, nth: row.nth, person: row.person, channel: row.channel };
  const id = deliveryId(key);
  return {
    id,
    caseId: row.case_id,
    seq: row.seq,
    nth: row.nth,
    channel: row.channel,
    ...saidBy(eventOf(row).effects[row.nth]),
    ...(row.person === '' ? {} : { person: row.person }),
    because: row.because,
    ...(row.address === null ? {} : { address: row.address }),
    messageId: messageIdOf(row.message ?? id),
    ...(row.hold_until === null ? {} : { holdUntil: row.hold_until }),
    ...(row.message === null ? {} : { message: row.message }),
    state: row.state,
    attempts: row.attempts,
    ...(row.sent_at === null ? {} : { sentAt: row.sent_at }),
    ...(row.error === null ? {} : { error: row.error }),
  };
}

function saidBy(effect: Effect | undefined): Pick<DeliveryRead, 'about' | 'post' | 'organisation' | 'params'> {
  if (effect?.do !== 'notify' && effect?.do !== 'issueNotice')
    throw new Error('a delivery points at an effect that delivers nothing');
  const { post, organisation } = effect.to;
  const about = effect.do === 'notify' ? effect.about : effect.notice;
  const clock = effect.do === 'notify' && effect.clock !== undefined ? { clock: effect.clock } : {};
  return {
    about,
    post,
    ...(organisation === undefined ? {} : { organisation }),
    params: { ...effect.params, ...clock },
  };
}

/** Counts an attempt and says how it ended; a delivery once sent stays sent. */
export async function markDelivery(
  knex: Knex,
  id: string,
  outcome: { readonly state: DeliveryState; readonly error?: string },
  at: Instant,
): Promise<void> {
  await knex('delivery')
    .where(deliveryKey(id))
    .andWhere('state', '<>', 'sent')
    .update({
      state: outcome.state,
      attempts: knex.raw('attempts + 1'),
      sent_at: outcome.state === 'sent' ? at : null,
      error: outcome.error?.slice(0, LONGEST_ERROR) ?? null,
    });
}

/** What became of what a case owed to people, without addresses, by event; for whoever reads a record and writes nothing. */
export interface DeliveryFate {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly nth: number;
  readonly channel: Channel;
  readonly person?: string;
  readonly because: string;
  readonly state: DeliveryState;
  readonly sentAt?: Instant;
}

/** The fates of all deliveries of these cases, in the order of their events. */
export async function readDeliveryFates(knex: Knex, caseIds: readonly CaseId[]): Promise<readonly DeliveryFate[]> {
  const rows: Pick<JoinedRow, 'case_id' | 'seq' | 'nth' | 'person' | 'channel' | 'because' | 'state' | 'sent_at'>[] =
    await knex('delivery')
      .select('case_id', 'seq', 'nth', 'person', 'channel', 'because', 'state', 'sent_at')
      .whereIn('case_id', caseIds)
      .orderBy(['case_id', 'seq', 'nth', 'person', 'channel']);
  return rows.map(({ case_id, seq, nth, person, channel, because, state, sent_at }) => ({
    caseId: case_id,
    seq,
    nth,
    channel,
    because,
    state,
    ...(person === '' ? {} : { person }),
    ...(sent_at === null ? {} : { sentAt: sent_at }),
  }));
}
