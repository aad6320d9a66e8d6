import type { Knex } from 'knex';
import type { CaseId, Tally } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import { tallyOf } from './tally.ts';

/** Where a page of cases ended: the next one begins behind it. */
export interface OpenedPlace {
  readonly openedAt: Instant;
  readonly caseId: CaseId;
}

/** Cases that no other case opened as its own, opened from `from` until before `to`, in order of opening; a page behind `after`. */
export async function readOpened(
  knex: Knex,
  period: { readonly from: Instant; readonly to: Instant },
  after: OpenedPlace | undefined,
  limit: number,
): Promise<readonly OpenedPlace[]> {
  return openedPage(knex('case_view').whereNull('opener'), period, after, limit);
}

/** The same for cases of every kind, whoever opened them. */
export async function readCasesOpened(
  knex: Knex,
  period: { readonly from: Instant; readonly to: Instant },
  after: OpenedPlace | undefined,
  limit: number,
): Promise<readonly OpenedPlace[]> {
  return openedPage(knex('case_view'), period, after, limit);
}

async function openedPage(
  cases: Knex.QueryBuilder,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  after: OpenedPlace | undefined,
  limit: number,
): Promise<readonly OpenedPlace[]> {
  const rows: { case_id: string; opened_at: string }[] = await cases
    .select('case_id', 'opened_at')
    .where('opened_at', '>=', from)
    .where('opened_at', '<', to)
    .modify((query) => {
      if (after)
        query.where((keys) =>
          keys
            .where('opened_at', '>', after.openedAt)
            .orWhere((same) => same.where('opened_at', after.openedAt).where('case_id', '>', after.caseId)),
        );
    })
    .orderBy(['opened_at', 'case_id'])
    .limit(limit);
  return rows.map((row) => ({ caseId: row.case_id, openedAt: row.opened_at }));
}

/** Cases that these opened as their own (matters of hazards), and those that opened these. */
export async function readRelatives(knex: Knex, caseIds: readonly CaseId[]): Promise<readonly CaseId[]> {
  const children: { case_id: string }[] = await knex('case_view').select('case_id').whereIn('opener', caseIds);
  const openers: { opener: string }[] = await knex('case_view')
    .distinct('opener')
    .whereIn('case_id', caseIds)
    .whereNotNull('opener');
  return [...children.map((row) => row.case_id), ...openers.map((row) => row.opener)];
}

/** Which case had each of these opened by a message, though their records do not say so (hazards from tip-offs). */
export async function readSenders(knex: Knex, caseIds: readonly CaseId[]): Promise<readonly CaseId[]> {
  const rows: { from_case: string }[] = await knex('inbox')
    .distinct('from_case')
    .whereIn('case_id', caseIds)
    .where('type', 'openHazard');
  return rows.map((row) => row.from_case);
}

/** An event as stored, with what it takes to unpack it. */
export interface StoredHistoryEvent {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly hash: Buffer;
  readonly body: Buffer;
}

/** The events of these cases as stored, by case and seq. */
export async function readStoredEvents(knex: Knex, caseIds: readonly CaseId[]): Promise<readonly StoredHistoryEvent[]> {
  const rows: { case_id: string; seq: number; hash: Buffer; body: Buffer }[] = await knex('event')
    .select('case_id', 'seq', 'hash', 'body')
    .whereIn('case_id', caseIds)
    .orderBy(['case_id', 'seq']);
  return rows.map(({ case_id, ...row }) => ({ caseId: case_id, ...row }));
}

type TallyRow = Parameters<typeof tallyOf>[0] & { readonly seq: number; readonly nth: number };

/** What cases recorded for others to count, from `from` on, a page behind `after` in the order of the key. */
export async function readTalliesSince(
  knex: Knex,
  from: Instant,
  after: TallyRow | undefined,
  limit: number,
): Promise<{ readonly tallies: readonly Tally[]; readonly last: TallyRow | undefined }> {
  const rows: TallyRow[] = await knex('tally')
    .select(...TALLY_KEY, 'known')
    .where('at', '>=', from)
    .modify((query) => {
      if (after)
        query.whereRaw(
          `(${TALLY_KEY.join(', ')}) > (${TALLY_KEY.map(() => '?').join(', ')})`,
          TALLY_KEY.map((column) => after[column]),
        );
    })
    .orderBy([...TALLY_KEY])
    .limit(limit);
  return { tallies: rows.map(tallyOf), last: rows.length < limit ? undefined : rows.at(-1) };
}

const TALLY_KEY = ['subject', 'what', 'at', 'case_id', 'seq', 'nth'] as const;
