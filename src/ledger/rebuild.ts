import { isDeepStrictEqual } from 'node:util';
import { readCaseIds, readEventsOf } from '../../db/event-log.ts';
import type { Database } from '../../db/open.ts';
import type { EntryRow } from '../../db/register-entry.ts';
import { readEntryRows, replaceEntry } from '../../db/register-repair.ts';
import {
  type FoldedRow,
  readTallies,
  readViewRows,
  replaceTallies,
  replaceView,
  viewRow,
} from '../../db/view-repair.ts';
import type { CaseId, CaseKind, CaseState, KindName, SealedEvent, Tally } from '../core/case.ts';
import { verifyChain } from '../core/log/chain.ts';
import { entryRowOf } from './entry-row.ts';
import { viewOf } from './view.ts';

export interface RebuildDeps {
  readonly db: Database;
  readonly kinds: Readonly<Record<KindName, CaseKind>>;
  /** Called after each page with the number of cases done. */
  readonly progress?: (cases: number) => void;
  /** Cases a page, default 200. */
  readonly pageSize?: number;
}

/** `chain`: the log itself is broken there, and no rebuild helps; the others are the read model's. */
export type DifferenceKind = 'chain' | 'missing' | 'behind' | 'state' | 'view' | 'tallies' | 'entry';

export interface Difference {
  readonly caseId: CaseId;
  readonly what: DifferenceKind;
}

export interface Reconciled {
  readonly cases: number;
  readonly differences: readonly Difference[];
}

interface Folded extends FoldedRow {
  readonly tallies: readonly (Tally & { readonly seq: number; readonly nth: number })[];
  readonly entry: EntryRow | undefined;
}

/** Folds every case of the log again and compares it with the read model; changes nothing. Cases written meanwhile may show as `behind`. */
export async function reconcile(deps: RebuildDeps): Promise<Reconciled> {
  return walk(deps, async () => undefined);
}

/** Reports the differences and then replaces what differs. Each case is one transaction; a case that moves on meanwhile is left to its writer. */
export async function rebuild(deps: RebuildDeps): Promise<Reconciled> {
  return walk(deps, (fold) =>
    deps.db.knex.transaction(async (trx) => {
      if (!(await replaceView(trx, fold))) return;
      await replaceTallies(trx, fold.caseId, fold.tallies);
      if (fold.entry) await replaceEntry(trx, fold.entry);
    }),
  );
}

async function walk(deps: RebuildDeps, repair: (fold: Folded) => Promise<void>): Promise<Reconciled> {
  const { knex } = deps.db;
  const differences: Difference[] = [];
  let cases = 0;
  for (let after = ''; ; ) {
    const ids = await readCaseIds(knex, after, deps.pageSize ?? 200);
    const last = ids.at(-1);
    if (last === undefined) break;
    after = last;
    for (const { difference, fold } of await comparePage(deps, ids)) {
      differences.push(difference);
      if (fold) await repair(fold);
    }
    cases += ids.length;
    deps.progress?.(cases);
  }
  return { cases, differences };
}

interface Finding {
  readonly difference: Difference;
  /** Undefined if the log itself is broken. */
  readonly fold: Folded | undefined;
}

async function comparePage(deps: RebuildDeps, ids: readonly CaseId[]): Promise<readonly Finding[]> {
  const { knex } = deps.db;
  // The views first: an event that comes in between makes the log newer than the view, which is harmless and called `behind`.
  const views = await readViewRows(knex, ids);
  const tallies = await readTallies(knex, ids);
  const entries = await readEntryRows(knex, ids);
  const events = Map.groupBy(await readEventsOf(knex, ids), (event) => event.caseId);
  return ids.flatMap((caseId): readonly Finding[] => {
    const log = events.get(caseId) ?? [];
    if (!verifyChain(log).ok) return [{ difference: { caseId, what: 'chain' }, fold: undefined }];
    const fold = foldCase(deps.kinds, log);
    const what =
      differenceOf(knex, fold, views.get(caseId), tallies.get(caseId) ?? []) ??
      entryDifference(fold, entries.get(caseId));
    return what === undefined ? [] : [{ difference: { caseId, what }, fold }];
  });
}

function foldCase(kinds: RebuildDeps['kinds'], events: readonly SealedEvent[]): Folded {
  const [first] = events;
  const last = events.at(-1);
  let state: CaseState | undefined;
  const tallies: Folded['tallies'][number][] = [];
  for (const event of events) {
    const kind = kinds[event.kind];
    const now = kind.advance(state, event).state;
    tallies.push(...kind.tallies(event, now).map((tally, nth) => ({ ...tally, seq: event.seq, nth })));
    state = now;
  }
  if (first === undefined || last === undefined || state === undefined)
    throw new Error('a case without events cannot be folded');
  return {
    caseId: first.caseId,
    kind: first.kind,
    seq: last.seq,
    lastHash: last.hash,
    recordedAt: last.recordedAt,
    openedAt: first.at,
    view: viewOf(state),
    state: JSON.stringify(state),
    tallies,
    entry: entryRowOf(state),
  };
}

function differenceOf(
  knex: Database['knex'],
  fold: Folded,
  stored: ReturnType<typeof viewRow> | undefined,
  tallies: readonly Tally[],
): DifferenceKind | undefined {
  if (stored === undefined) return 'missing';
  if (stored.seq !== fold.seq) return 'behind';
  if (!isDeepStrictEqual(JSON.parse(stored.state), JSON.parse(fold.state))) return 'state';
  const { state: _, ...expected } = viewRow(knex, fold);
  const { state: __, ...found } = stored;
  if (!isDeepStrictEqual(found, expected)) return 'view';
  return isDeepStrictEqual(tallies.map(tallyKey).sort(), fold.tallies.map(tallyKey).sort()) ? undefined : 'tallies';
}

function entryDifference({ entry }: Folded, stored: Omit<EntryRow, 'unitRow'> | undefined): DifferenceKind | undefined {
  if (entry === undefined) return undefined;
  const { unitRow: _, ...expected } = entry;
  return isDeepStrictEqual(stored, expected) ? undefined : 'entry';
}

function tallyKey(tally: Tally): string {
  return `${tally.subject}\n${tally.what}\n${tally.at}\n${tally.known}`;
}
