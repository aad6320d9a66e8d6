import type { Knex } from 'knex';
import type { Day, Instant } from '../src/core/instant.ts';
import { NEWEST_CALENDAR } from './calendar.ts';

/** A rule set withdrawn before it took effect: who, when, why. */
export interface Withdrawal {
  readonly at: Instant;
  readonly person: string;
  readonly reason: string;
}

/** A published rule set, as it was published. */
export interface RuleSetRow {
  readonly id: string;
  readonly effectiveFrom: Day;
  readonly calendar: string;
  /** The JSON text that was checked and published. */
  readonly body: string;
  readonly publishedAt: Instant;
  readonly publishedBy?: string;
  /** SHA-256 of the canonical JSON, lower-case hex; absent for versions older than this column. */
  readonly contentHash?: string;
}

/** A published version as lists show it. */
export interface RuleSetEntry extends Omit<RuleSetRow, 'body'> {
  readonly withdrawn?: Withdrawal;
}

/**
 * The newest published version in force on a day (placeholder `day`) that was not withdrawn, with the newest calendar of the lineage it
 * names; a calendar that is not there is named as the rule set names it.
 */
export const IN_FORCE = (day: string) =>
  `SELECT id, COALESCE((${NEWEST_CALENDAR('rule_set.calendar')}), calendar) AS calendar FROM rule_set WHERE effective_from <= ${day} AND ${NOT_WITHDRAWN} ORDER BY effective_from DESC, published_at DESC, id DESC LIMIT 1`;

const NOT_WITHDRAWN = 'NOT EXISTS (SELECT 1 FROM rule_withdrawal w WHERE w.id = rule_set.id)';

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
      content_hash: row.contentHash ?? null,
    })
    .onConflict('id')
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

/** All published versions without their bodies, the newest first; withdrawn ones among them. */
export async function readRuleSets(knex: Knex): Promise<readonly RuleSetEntry[]> {
  const rows: EntryColumns[] = await knex('rule_set')
    .leftJoin('rule_withdrawal as w', 'w.id', 'rule_set.id')
    .select(
      'rule_set.id',
      'effective_from',
      'calendar',
      'published_at',
      'published_by',
      'content_hash',
      'w.at as withdrawn_at',
      'w.person as withdrawn_by',
      'w.reason as withdrawn_why',
    )
    .orderBy([
      { column: 'effective_from', order: 'desc' },
      { column: 'published_at', order: 'desc' },
      { column: 'rule_set.id', order: 'desc' },
    ]);
  return rows.map(entryOf);
}

interface EntryColumns {
  id: string;
  effective_from: string;
  calendar: string;
  published_at: string;
  published_by: string | null;
  content_hash: string | null;
  withdrawn_at: string | null;
  withdrawn_by: string | null;
  withdrawn_why: string | null;
}

function entryOf(row: EntryColumns): RuleSetEntry {
  return {
    id: row.id,
    effectiveFrom: row.effective_from,
    calendar: row.calendar,
    publishedAt: row.published_at,
    ...(row.published_by === null ? {} : { publishedBy: row.published_by }),
    ...(row.content_hash === null ? {} : { contentHash: row.content_hash }),
    ...(row.withdrawn_at === null
      ? {}
      : { withdrawn: { at: row.withdrawn_at, person: row.withdrawn_by ?? '', reason: row.withdrawn_why ?? '' } }),
  };
}

/** Id of the newest published version in force on a day, as a new case takes it. */
export async function readRuleSetInForce(knex: Knex, day: Day): Promise<string | undefined> {
  const row: { id: string } | undefined = await knex('rule_set')
    .select('id')
    .where('effective_from', '<=', day)
    .whereRaw(NOT_WITHDRAWN)
    .orderBy([
      { column: 'effective_from', order: 'desc' },
      { column: 'published_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first();
  return row?.id;
}

/** The JSON text of a published version. */
export async function readRuleSetBody(knex: Knex, id: string): Promise<string | undefined> {
  const row: { body: string } | undefined = await knex('rule_set').select('body').where({ id }).first();
  return row?.body;
}

/** Withdraws a published version; false if it was withdrawn before. Whether it may be is the caller's to know. */
export async function withdrawRuleSet(knex: Knex, id: string, why: Withdrawal): Promise<boolean> {
  const inserted = await knex('rule_withdrawal')
    .insert({ id, ...why })
    .onConflict('id')
    .ignore()
    .returning('id');
  return inserted.length === 1;
}
