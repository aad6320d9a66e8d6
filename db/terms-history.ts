import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** One act on a rule set or a calendar; never changed, never removed. */
export interface TermsAct {
  readonly object: 'ruleSet' | 'calendar';
  readonly id: string;
  readonly at: Instant;
  readonly act:
    | 'drafted'
    | 'edited'
    | 'tested'
    | 'whatIf'
    | 'approved'
    | 'published'
    | 'withdrawn'
    | 'discarded'
    | 'imported'
    | 'adopted'
    | 'confirmed';
  readonly person: string;
  readonly post: string;
  readonly reason?: string;
  /** Hash of the content as this act left it. */
  readonly contentHash?: string;
  /** JSON of what the act was about. */
  readonly detail?: string;
}

/** Writes an act down; inside the transaction of the act itself. */
export async function noteTermsAct(knex: Knex, act: TermsAct): Promise<void> {
  const { contentHash, reason, detail, ...rest } = act;
  await knex('terms_history').insert({
    ...rest,
    reason: reason ?? null,
    content_hash: contentHash ?? null,
    detail: detail ?? null,
  });
}

/** Acts on one rule set or calendar, the first one first. */
export async function readTermsHistory(
  knex: Knex,
  object: TermsAct['object'],
  id: string,
): Promise<readonly TermsAct[]> {
  const rows: {
    at: string;
    act: TermsAct['act'];
    person: string;
    post: string;
    reason: string | null;
    content_hash: string | null;
    detail: string | null;
  }[] = await knex('terms_history')
    .select('at', 'act', 'person', 'post', 'reason', 'content_hash', 'detail')
    .where({ object, id })
    .orderBy('no');
  return rows.map((row) => ({
    object,
    id,
    at: row.at,
    act: row.act,
    person: row.person,
    post: row.post,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.content_hash === null ? {} : { contentHash: row.content_hash }),
    ...(row.detail === null ? {} : { detail: row.detail }),
  }));
}
