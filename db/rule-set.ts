import type { Knex } from 'knex';
import type { Day, Instant } from '../src/core/instant.ts';

/** A published rule set, as it was published. */
export interface RuleSetRow {
  readonly id: string;
  readonly effectiveFrom: Day;
  readonly calendar: string;
  /** The JSON text that was checked and published. */
  readonly body: string;
  readonly publishedAt: Instant;
  readonly publishedBy?: string;
}

/** The newest published version in force on a day; ends with the placeholder for the day. */
export const IN_FORCE = (day: string) =>
  `SELECT id, calendar FROM rule_set WHERE effective_from <= ${day} ORDER BY effective_from DESC, published_at DESC, id DESC LIMIT 1`;

/** Publishes a version; false if the id is taken: published versions never change. */
export async function publishRuleSet(knex: Knex, row: RuleSetRow): Promise<boolean> {
  const inserted = await knex('rule_set')
    .insert({
      id: row.id,
      effective_from: row.effectiveFrom,
      calendar: row.calendar,
      body: row.body,
      published_at: row.publishedAt,
      published_by: row.publishedBy ?? null,
    })
    .onConflict('id')
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** All published versions without their bodies, the newest first. */
export async function readRuleSets(knex: Knex): Promise<readonly Omit<RuleSetRow, 'body'>[]> {
  const rows: {
    id: string;
    effective_from: string;
    calendar: string;
    published_at: string;
    published_by: string | null;
  }[] = await knex('rule_set')
    .select('id', 'effective_from', 'calendar', 'published_at', 'published_by')
    .orderBy([
      { column: 'effective_from', order: 'desc' },
      { column: 'published_at', order: 'desc' },
    ]);
  return rows.map((row) => ({
    id: row.id,
    effectiveFrom: row.effective_from,
    calendar: row.calendar,
    publishedAt: row.published_at,
    ...(row.published_by === null ? {} : { publishedBy: row.published_by }),
  }));
}

/** The JSON text of a published version. */
export async function readRuleSetBody(knex: Knex, id: string): Promise<string | undefined> {
  const row: { body: string } | undefined = await knex('rule_set').select('body').where({ id }).first();
  return row?.body;
}
