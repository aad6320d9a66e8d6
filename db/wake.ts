import type { Knex } from 'knex';
import type { CaseId, KindName } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

/** A case whose workflow must be told that something has happened. `seq` is the row's own number (never used again), not the case's. */
export interface WakeRow {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
  readonly since: Instant;
}

interface Row {
  case_id: string;
  kind: KindName;
  seq: number;
  since: string;
}

/** Wake rows written before an instant and not yet acknowledged. */
export async function readWakes(knex: Knex, before: Instant, limit: number): Promise<readonly WakeRow[]> {
  const rows: Row[] = await knex('wake').where('since', '<', before).limit(limit);
  return rows.map((row) => ({ caseId: row.case_id, kind: row.kind, seq: row.seq, since: row.since }));
}

/** Removes what a poke has covered: the case's rows up to that number. A row committed later stays. */
export async function removeWakes(
  knex: Knex,
  wakes: readonly { readonly caseId: CaseId; readonly seq: number }[],
): Promise<void> {
  const highest = new Map<CaseId, number>();
  for (const wake of wakes) highest.set(wake.caseId, Math.max(wake.seq, highest.get(wake.caseId) ?? 0));
  const entries = [...highest];
  for (let i = 0; i < entries.length; i += ROWS_A_STATEMENT) {
    const page = entries.slice(i, i + ROWS_A_STATEMENT);
    await knex('wake')
      .where((any) => {
        for (const [caseId, seq] of page) any.orWhere((one) => one.where('case_id', caseId).andWhere('seq', '<=', seq));
      })
      .delete();
  }
}

/** SQLite's expression depth ends at 1,000. */
const ROWS_A_STATEMENT = 200;
