import type { Knex } from 'knex';
import type { Instant } from '../src/core/instant.ts';

/** A rule set that is not in force and can still change, under the id it will have. */
export interface RuleDraft {
  readonly id: string;
  /** Canonical JSON. */
  readonly body: string;
  readonly contentHash: string;
  /** The published version it was copied from. */
  readonly base?: string;
  /** Person who began it. */
  readonly author: string;
  readonly reason: string;
  readonly state: 'draft' | 'approved' | 'published' | 'discarded';
  /** Counts every change: whoever changes an older one is refused. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly approvedBy?: string;
  readonly approvedAt?: Instant;
}

/** Begins a draft; false if there is one of this id, whatever became of it. */
export async function addDraft(knex: Knex, draft: RuleDraft): Promise<boolean> {
  const inserted = await knex('rule_draft').insert(columnsOf(draft)).onConflict('id').ignore().returning('id');
  return inserted.length === 1;
}

/** Puts a draft in the place of the one that stood at `revision`; false if somebody was faster. */
export async function replaceDraft(knex: Knex, draft: RuleDraft, revision: number): Promise<boolean> {
  const { id, ...rest } = columnsOf(draft);
  return (await knex('rule_draft').where({ id, revision }).update(rest)) === 1;
}

/** The draft of this id. */
export async function readDraft(knex: Knex, id: string): Promise<RuleDraft | undefined> {
  const row: Columns | undefined = await knex('rule_draft').where({ id }).first();
  return row && draftOf(row);
}

/** Every draft, the latest change first. */
export async function readDrafts(knex: Knex): Promise<readonly RuleDraft[]> {
  const rows: Columns[] = await knex('rule_draft').orderBy([
    { column: 'updated_at', order: 'desc' },
    { column: 'id', order: 'desc' },
  ]);
  return rows.map(draftOf);
}

interface Columns {
  id: string;
  body: string;
  content_hash: string;
  base: string | null;
  author: string;
  reason: string;
  state: string;
  revision: number;
  created_at: string;
  updated_at: string;
  approved_by: string | null;
  approved_at: string | null;
}

function columnsOf(draft: RuleDraft): Columns {
  return {
    id: draft.id,
    body: draft.body,
    content_hash: draft.contentHash,
    base: draft.base ?? null,
    author: draft.author,
    reason: draft.reason,
    state: draft.state,
    revision: draft.revision,
    created_at: draft.createdAt,
    updated_at: draft.updatedAt,
    approved_by: draft.approvedBy ?? null,
    approved_at: draft.approvedAt ?? null,
  };
}

function draftOf(row: Columns): RuleDraft {
  return {
    id: row.id,
    body: row.body,
    contentHash: row.content_hash,
    author: row.author,
    reason: row.reason,
    state: row.state as RuleDraft['state'],
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.base === null ? {} : { base: row.base }),
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
    ...(row.approved_at === null ? {} : { approvedAt: row.approved_at }),
  };
}
