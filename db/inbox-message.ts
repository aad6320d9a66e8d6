import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A message in somebody's inbox in the product. */
export interface InboxMessage {
  readonly id: string;
  readonly person: string;
  readonly at: Instant;
  readonly subject: string;
  readonly body: string;
  /** When the person opened it. */
  readonly openedAt?: Instant;
}

interface Row {
  id: string;
  person: string;
  at: string;
  subject: string;
  body: string;
  opened_at: string | null;
}

/** Puts a message into an inbox; one that is there already stays as it is. */
export async function putInbox(knex: Knex, message: Omit<InboxMessage, 'openedAt'>): Promise<void> {
  await knex('inbox_message').insert(message).onConflict('id').ignore();
}

/** A person's messages, the newest first, after (that is, older than) the last one of the page before. */
export async function readInbox(
  knex: Knex,
  person: string,
  {
    unread,
    after,
    limit,
  }: { readonly unread?: boolean; readonly after?: Pick<InboxMessage, 'at' | 'id'>; readonly limit: number },
): Promise<readonly InboxMessage[]> {
  const select = knex('inbox_message').where({ person });
  if (unread) select.whereNull('opened_at');
  if (after !== undefined)
    select.where((any) =>
      any.where('at', '<', after.at).orWhere((same) => same.where('at', after.at).andWhere('id', '>', after.id)),
    );
  const rows: Row[] = await select.orderBy([{ column: 'at', order: 'desc' }, { column: 'id' }]).limit(limit);
  return rows.map(({ opened_at, ...row }) => ({ ...row, ...(opened_at === null ? {} : { openedAt: opened_at }) }));
}

/** How many messages a person has not opened. */
export async function countUnread(knex: Knex, person: string): Promise<number> {
  const row = await knex('inbox_message').where({ person }).whereNull('opened_at').count({ n: '*' }).first();
  return Number(row?.n ?? 0);
}

/** Records that a person has opened a message of his; `no-such` if he has none of this id. */
export async function markOpened(
  knex: Knex,
  person: string,
  id: string,
  at: Instant,
): Promise<'opened' | 'opened-before' | 'no-such'> {
  const moved = await knex('inbox_message').where({ person, id }).whereNull('opened_at').update({ opened_at: at });
  if (moved === 1) return 'opened';
  return (await knex('inbox_message').where({ person, id }).first('id')) === undefined ? 'no-such' : 'opened-before';
}

/** Whether the message was opened in the product. */
export async function wasOpened(knex: Knex, id: string): Promise<boolean> {
  const row: Pick<Row, 'opened_at'> | undefined = await knex('inbox_message').where({ id }).first('opened_at');
  return row !== undefined && row.opened_at !== null;
}
