import type { Knex } from 'knex';
import type { CaseId, KindName, Tally } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import type { ViewColumns } from './ledger-store.ts';
import { tallyOf } from './tally.ts';

/** A case as the fold of its log says it should stand in `case_view`. */
export interface FoldedRow {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly seq: number;
  readonly lastHash: string;
  readonly recordedAt: Instant;
  readonly openedAt: Instant;
  readonly view: ViewColumns;
  readonly state: string;
}

interface ViewRow {
  readonly case_id: string;
  readonly kind: string;
  readonly seq: number;
  readonly last_hash: string;
  readonly recorded_at: string;
  readonly stage: string;
  readonly tier: string | null;
  readonly title: string;
  readonly unit: string | null;
  readonly organisation: string | null;
  readonly opener: string | null;
  readonly opened_at: string;
  readonly next_due: string | null;
  readonly due_at: string | null;
  readonly overdue: boolean | number;
  readonly closed: boolean | number;
  readonly state: string;
}

/** The row that `case_view` should hold, with its hash in hex. */
export function viewRow(knex: Knex, fold: FoldedRow): ViewRow {
  const flag = (value: boolean) => (knex.client.config.client === 'pg' ? value : Number(value));
  const { view } = fold;
  return {
    case_id: fold.caseId,
    kind: fold.kind,
    seq: fold.seq,
    last_hash: fold.lastHash,
    recorded_at: fold.recordedAt,
    stage: view.stage,
    tier: view.tier,
    title: view.title,
    unit: view.unit,
    organisation: view.organisation,
    opener: view.opener,
    opened_at: fold.openedAt,
    next_due: view.nextDue,
    due_at: view.dueAt,
    overdue: flag(view.overdue),
    closed: flag(view.closed),
    state: fold.state,
  };
}

/** The stored rows of a page of cases, by case; `settled_until` is left out: it is no part of the fold. */
export async function readViewRows(knex: Knex, ids: readonly CaseId[]): Promise<ReadonlyMap<CaseId, ViewRow>> {
  const rows: (Omit<ViewRow, 'last_hash'> & { last_hash: Buffer; settled_until: string })[] = await knex(
    'case_view',
  ).whereIn('case_id', ids);
  return new Map(
    rows.map(({ settled_until: _, ...row }) => [row.case_id, { ...row, last_hash: row.last_hash.toString('hex') }]),
  );
}

/** The stored tallies of a page of cases, by case. */
export async function readTallies(knex: Knex, ids: readonly CaseId[]): Promise<ReadonlyMap<CaseId, readonly Tally[]>> {
  const rows: Parameters<typeof tallyOf>[0][] = await knex('tally')
    .select('subject', 'what', 'at', 'known', 'case_id')
    .whereIn('case_id', ids);
  return Map.groupBy(rows.map(tallyOf), (tally) => tally.caseId);
}

/** Puts the fold in place of the stored row; false if the log has grown beyond the fold meanwhile, and then nothing is changed. */
export async function replaceView(trx: Knex.Transaction, fold: FoldedRow): Promise<boolean> {
  const { last_hash, ...row } = viewRow(trx, fold);
  const whole = { ...row, last_hash: Buffer.from(last_hash, 'hex') };
  // Locks the row on PostgreSQL, so that no writer moves the case between the look at the log and the commit.
  await trx('case_view').insert(whole).onConflict('case_id').merge();
  const newer = await trx('event').select('seq').where('case_id', fold.caseId).andWhere('seq', '>', fold.seq).first();
  if (newer === undefined) return true;
  await trx.rollback();
  return false;
}

/** Puts these tallies in place of a case's stored ones. */
export async function replaceTallies(
  trx: Knex.Transaction,
  caseId: CaseId,
  tallies: readonly (Tally & { readonly seq: number; readonly nth: number })[],
): Promise<void> {
  await trx('tally').where('case_id', caseId).delete();
  if (tallies.length === 0) return;
  await trx('tally').insert(
    tallies.map((tally) => ({
      subject: tally.subject,
      what: tally.what,
      at: tally.at,
      known: tally.known,
      case_id: caseId,
      seq: tally.seq,
      nth: tally.nth,
    })),
  );
}
