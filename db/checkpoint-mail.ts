import type { Knex } from 'knex';
import type { Day, Instant } from '../src/core/instant.ts';

/** A checkpoint that is mailed to the district on a day; without `sentAt` it has not gone yet. */
export interface CheckpointMail {
  readonly day: Day;
  readonly size: number;
  readonly note: string;
  readonly sentAt?: Instant;
}

interface MailRow {
  readonly day: string;
  readonly size: string | number;
  readonly note: string;
  readonly sent_at: string | null;
}

function mailOf({ day, size, note, sent_at }: MailRow): CheckpointMail {
  return { day, size: Number(size), note, ...(sent_at === null ? {} : { sentAt: sent_at }) };
}

/** Puts down what is to be mailed on a day; harmless if that day's mail stands already. */
export async function planCheckpointMail(knex: Knex, { day, size, note }: CheckpointMail): Promise<void> {
  await knex('checkpoint_mail').insert({ day, size, note }).onConflict('day').ignore();
}

/** Mails that have not gone yet, the oldest first. */
export async function readUnsentCheckpointMails(knex: Knex): Promise<readonly CheckpointMail[]> {
  const rows: MailRow[] = await knex('checkpoint_mail').whereNull('sent_at').orderBy('day');
  return rows.map(mailOf);
}

/** What was mailed or is to be, the latest day first. */
export async function readCheckpointMails(knex: Knex, limit: number): Promise<readonly CheckpointMail[]> {
  const rows: MailRow[] = await knex('checkpoint_mail').orderBy('day', 'desc').limit(limit);
  return rows.map(mailOf);
}

/** Records that a day's mail has gone; the first time stands. */
export async function endCheckpointMail(knex: Knex, day: Day, sentAt: Instant): Promise<void> {
  await knex('checkpoint_mail').where({ day }).whereNull('sent_at').update({ sent_at: sentAt });
}
