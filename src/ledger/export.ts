import { unpackEvent } from '../../db/event-bytes.ts';
import {
  type OpenedPlace,
  readOpened,
  readRelatives,
  readSenders,
  readStoredEvents,
  readTalliesSince,
  type StoredHistoryEvent,
} from '../../db/history.ts';
import type { Database } from '../../db/open.ts';
import type { CaseId, SealedEvent, Tally } from '../core/case.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay, toMs } from '../core/instant.ts';

/** Days during which the cases were opened, both included. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** A recorded event as it is stored, with what one must know of it before it is unpacked. */
export interface ExportedEvent extends StoredHistoryEvent {
  readonly recordedAt: Instant;
  /** A person's act. */
  readonly isCommand: boolean;
  readonly ruleSet: string;
  readonly calendar: string;
}

/** Cases a page; their matters come with them, so a page is two to four thousand events. */
const PAGE_OF_CASES = 100;
const PAGE_OF_TALLIES = 2_000;
/** Conditions of the core look back 365 days and recurrence at most two years. */
const TALLIES_BEFORE_DAYS = 731;

/**
 * All events of the cases opened in the period and of those that belong to them (matters; a hazard and the tip-off it came from), page by page of whole
 * groups in order of opening. Keyset paging: what is recorded meanwhile neither repeats nor shifts a page.
 */
export async function* history(
  { knex }: Database,
  { from, to }: Period,
  pageOfCases = PAGE_OF_CASES,
): AsyncGenerator<readonly ExportedEvent[]> {
  const period = { from: startOfDay(from), to: startOfDay(addDays(to, 1)) };
  const seen = new Set<CaseId>();
  for (let after: OpenedPlace | undefined; ; ) {
    const roots = await readOpened(knex, period, after, pageOfCases);
    after = roots.at(-1);
    if (after === undefined) return;
    yield await groupsOf(
      knex,
      roots.map((one) => one.caseId),
      seen,
    );
  }
}

/** The events of these cases and of all that belong to them, except those seen before. */
async function groupsOf(
  knex: Database['knex'],
  caseIds: readonly CaseId[],
  seen: Set<CaseId>,
): Promise<readonly ExportedEvent[]> {
  const found: ExportedEvent[] = [];
  for (let ids = fresh(seen, caseIds); ids.length > 0; ) {
    const events = (await readStoredEvents(knex, ids)).map(exported);
    for (const { event } of events) found.push(event);
    const bornByMessage = events.filter((one) => one.bornByMessage).map((one) => one.event.caseId);
    ids = fresh(seen, [
      ...(await readRelatives(knex, ids)),
      ...events.flatMap((one) => one.opens),
      ...(await readSenders(knex, bornByMessage)),
    ]);
  }
  return found;
}

/** These cases and all that belong to them: the matters and papers that they opened, and the cases that opened them. Where a hazard came from (a tip-off) is not followed. */
export async function withRelatives({ knex }: Database, caseIds: readonly CaseId[]): Promise<readonly CaseId[]> {
  const seen = new Set<CaseId>();
  for (let ids = fresh(seen, caseIds); ids.length > 0; ) {
    const found: CaseId[] = [];
    for (let i = 0; i < ids.length; i += PAGE_OF_CASES)
      found.push(...(await readRelatives(knex, ids.slice(i, i + PAGE_OF_CASES))));
    ids = fresh(seen, found);
  }
  return [...seen].sort();
}

/** Cases opened in the period that no other case opened as its own. */
export async function openedIn({ knex }: Database, { from, to }: Period): Promise<readonly CaseId[]> {
  const period = { from: startOfDay(from), to: startOfDay(addDays(to, 1)) };
  const ids: CaseId[] = [];
  for (let after: OpenedPlace | undefined; ; ) {
    const page = await readOpened(knex, period, after, PAGE_OF_CASES);
    after = page.at(-1);
    if (after === undefined) return ids;
    ids.push(...page.map(({ caseId }) => caseId));
  }
}

function fresh(seen: Set<CaseId>, ids: readonly CaseId[]): readonly CaseId[] {
  return ids.filter((id) => !seen.has(id) && seen.add(id));
}

function exported(stored: StoredHistoryEvent): {
  readonly event: ExportedEvent;
  readonly bornByMessage: boolean;
  readonly opens: readonly CaseId[];
} {
  const { recordedAt, command, ruleSet, calendar, kind, payload }: SealedEvent = JSON.parse(unpackEvent(stored.body));
  return {
    event: { ...stored, recordedAt, isCommand: command !== undefined, ruleSet, calendar },
    bornByMessage: stored.seq === 1 && kind === 'hazard' && command === undefined,
    opens: typeof payload.opensCase === 'string' ? [payload.opensCase] : [],
  };
}

/** Tallies of cases outside `inside`, as far back as any rule looks. */
async function outsideTallies({ knex }: Database, from: Day, inside: ReadonlySet<CaseId>): Promise<readonly Tally[]> {
  const since = startOfDay(addDays(from, -TALLIES_BEFORE_DAYS));
  const outside: Tally[] = [];
  for (let after: Parameters<typeof readTalliesSince>[2]; ; ) {
    const { tallies, last } = await readTalliesSince(knex, since, after, PAGE_OF_TALLIES);
    outside.push(...tallies.filter((tally) => !inside.has(tally.caseId)));
    if (last === undefined) break;
    after = last;
  }
  return outside.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

// ------------------------------------------------------------------------------------------------------------------- packed

/** A history held as bytes in order of recording: about 250 bytes an event, and shared between threads without a copy. */
export interface PackedHistory {
  readonly cases: readonly CaseId[];
  /** Distinct `[ruleSet, calendar]` under which the events were decided. */
  readonly pins: readonly (readonly [ruleSet: string, calendar: string])[];
  readonly outside: readonly Tally[];
  readonly chunks: readonly SharedArrayBuffer[];
  /** Per event: place in `cases`, seq, chunk, offset, length, and whether it is a person's act. */
  readonly index: SharedArrayBuffer;
  readonly length: number;
}

const CHUNK_BYTES = 4 * 1024 * 1024;
const HASH_BYTES = 32;
/** Columns of the index. */
const COLUMNS = 6;
const [CASE, SEQ, CHUNK, OFFSET, LENGTH, COMMAND] = [0, 1, 2, 3, 4, 5] as const;

/** Reads a period's history and packs it; `onPage` is told how many events have been read. */
export function packHistory(db: Database, period: Period, onPage?: (events: number) => void): Promise<PackedHistory> {
  return pack(db, history(db, period), period.from, onPage);
}

/** The packed history of one case's group alone, as of any of its cases; what all others recorded to be counted stays outside it. Empty if there is no such case. */
export async function packGroup(db: Database, caseId: CaseId): Promise<PackedHistory> {
  const events = await groupsOf(db.knex, [caseId], new Set());
  const first = events.reduce(
    (earliest, one) => (one.recordedAt < earliest ? one.recordedAt : earliest),
    events[0]?.recordedAt ?? '',
  );
  return pack(db, [events], first === '' ? '2000-01-01' : dayOf(first));
}

async function pack(
  db: Database,
  pages: AsyncIterable<readonly ExportedEvent[]> | Iterable<readonly ExportedEvent[]>,
  from: Day,
  onPage: (events: number) => void = () => undefined,
): Promise<PackedHistory> {
  const cases: CaseId[] = [];
  const caseAt = new Map<CaseId, number>();
  const pins = new Map<string, readonly [string, string]>();
  const store = createChunks();
  const rows: { readonly at: number; readonly row: readonly number[] }[] = [];
  for await (const page of pages) {
    for (const event of page) {
      let number = caseAt.get(event.caseId);
      if (number === undefined) {
        number = cases.push(event.caseId) - 1;
        caseAt.set(event.caseId, number);
      }
      // A case may go over to other terms on its way.
      pins.set(`${event.ruleSet}\n${event.calendar}`, [event.ruleSet, event.calendar]);
      const place = store.add(event.hash, event.body);
      rows.push({
        at: toMs(event.recordedAt),
        row: [number, event.seq, place.chunk, place.offset, event.body.length, Number(event.isCommand)],
      });
    }
    onPage(rows.length);
  }
  // Within a case the order of recording is that of `seq`: the ledger never writes an earlier instant behind a later one.
  rows.sort(
    (a, b) =>
      a.at - b.at ||
      (a.row[CASE] as number) - (b.row[CASE] as number) ||
      (a.row[SEQ] as number) - (b.row[SEQ] as number),
  );
  const index = new SharedArrayBuffer(Math.max(1, rows.length) * COLUMNS * 4);
  const columns = new Uint32Array(index);
  for (const [n, { row }] of rows.entries()) columns.set(row, n * COLUMNS);
  return {
    cases,
    pins: [...pins.values()],
    outside: await outsideTallies(db, from, new Set(cases)),
    chunks: store.chunks,
    index,
    length: rows.length,
  };
}

function createChunks() {
  const chunks: SharedArrayBuffer[] = [];
  let used = CHUNK_BYTES;
  return {
    chunks,
    add(hash: Buffer, body: Buffer): { readonly chunk: number; readonly offset: number } {
      if (used + HASH_BYTES + body.length > CHUNK_BYTES) {
        chunks.push(new SharedArrayBuffer(CHUNK_BYTES));
        used = 0;
      }
      const chunk = chunks.length - 1;
      const bytes = Buffer.from(chunks[chunk] as SharedArrayBuffer);
      bytes.set(hash, used);
      bytes.set(body, used + HASH_BYTES);
      const offset = used;
      used += HASH_BYTES + body.length;
      return { chunk, offset };
    },
  };
}

/** A packed history to read from: the form that the simulator takes. */
export function openPacked(packed: PackedHistory) {
  const columns = new Uint32Array(packed.index);
  const chunks = packed.chunks.map((chunk) => Buffer.from(chunk));
  const column = (at: number, which: number) => columns[at * COLUMNS + which] as number;
  const hash = (at: number) =>
    (chunks[column(at, CHUNK)] as Buffer).toString('hex', column(at, OFFSET), column(at, OFFSET) + HASH_BYTES);
  const places = new Map<CaseId, number[]>(packed.cases.map((caseId) => [caseId, []]));
  for (let at = 0; at < packed.length; at++) places.get(packed.cases[column(at, CASE)] as CaseId)?.push(at);
  return {
    length: packed.length,
    outside: packed.outside,
    cases: () => packed.cases,
    places: (caseId: CaseId): readonly number[] => places.get(caseId) ?? [],
    fact: (at: number) => ({
      caseId: packed.cases[column(at, CASE)] as CaseId,
      seq: column(at, SEQ),
      hash: hash(at),
      isCommand: column(at, COMMAND) === 1,
    }),
    read(at: number): SealedEvent {
      const from = column(at, OFFSET) + HASH_BYTES;
      // A copy: zlib takes no view of shared memory.
      const body = Buffer.from((chunks[column(at, CHUNK)] as Buffer).subarray(from, from + column(at, LENGTH)));
      return { ...JSON.parse(unpackEvent(body)), hash: hash(at) };
    },
  };
}
