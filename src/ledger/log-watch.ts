import { readCasesWithStates } from '../../db/case-view.ts';
import { readTail, type TailPlace, tailEnd } from '../../db/log-tail.ts';
import type { Database } from '../../db/open.ts';
import type { CaseState } from '../core/case.ts';
import type { CaseRow } from './ledger.ts';

/** A case that has moved on, as it stands now; several events of it that came together are one. */
export interface Moved {
  readonly row: CaseRow;
  readonly state: CaseState;
  /** Where somebody who has seen this goes on. */
  readonly place: TailPlace;
}

/** Follows the log for everybody of this process who wants to know: one look, however many they are. */
export interface LogWatch {
  /** The end of the log as this process has seen it, looking first if nobody has. */
  place(): Promise<TailPlace>;
  /** Tells of everything recorded from now on, by whichever process; the result ends it. */
  subscribe(tell: (moved: readonly Moved[]) => void): () => void;
  /** What moved behind a place; undefined if it is too much to tell: whoever asks reads anew. */
  since(place: TailPlace): Promise<readonly Moved[] | undefined>;
  /** Something was recorded in this process: look at once. */
  nudge(): void;
  close(): void;
}

/** How often the log is looked at for what other processes record. */
const POLL_MS = 1_000;
const PAGE = 500;
/** More than anybody follows case by case. */
const MOST_MISSED = 2_000;

/** A watch over a database; it looks only while somebody listens. */
export function createLogWatch(db: Database, pollMs = POLL_MS): LogWatch {
  const listeners = new Set<(moved: readonly Moved[]) => void>();
  let at: TailPlace | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let closed = false;
  // PostgreSQL shows some events twice (`TailPlace`): those of the last looks are remembered.
  let told = new Set<string>();
  let toldBefore = new Set<string>();

  async function movedBehind(
    place: TailPlace,
  ): Promise<{ readonly moved: readonly Moved[]; readonly next: TailPlace; readonly more: boolean }> {
    const { events, place: next } = await readTail(db, place, PAGE);
    const fresh = events.filter(
      ({ caseId, seq }) => !told.has(`${caseId} ${seq}`) && !toldBefore.has(`${caseId} ${seq}`),
    );
    const places = new Map(fresh.map((event) => [event.caseId, event.place]));
    const cases = await readCasesWithStates(db.knex, [...places.keys()]);
    for (const { caseId, seq } of fresh) told.add(`${caseId} ${seq}`);
    if (told.size > MOST_MISSED) {
      toldBefore = told;
      told = new Set();
    }
    return {
      moved: cases.map(({ row, state }) => ({ row, state, place: places.get(row.caseId) ?? next })),
      next,
      more: events.length === PAGE,
    };
  }

  async function look(): Promise<void> {
    at ??= await tailEnd(db);
    for (let more = true; more && !closed; ) {
      const found = await movedBehind(at);
      more = found.more && found.next > at;
      at = found.next;
      if (found.moved.length > 0) for (const tell of listeners) tell(found.moved);
    }
  }

  function lookSoon(): Promise<void> {
    if (looking !== undefined) {
      again = true;
      return looking;
    }
    looking = (async () => {
      do {
        again = false;
        // A database that does not answer now will at the next look; places do not move meanwhile.
        await look().catch(() => undefined);
      } while (again && !closed);
    })().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    async place() {
      at ??= await tailEnd(db);
      return at;
    },
    subscribe(tell) {
      listeners.add(tell);
      timer ??= setInterval(lookSoon, pollMs).unref();
      return () => {
        listeners.delete(tell);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        // Whoever comes next begins where the log then ends.
        at = undefined;
      };
    },
    async since(place) {
      const cases = new Map<string, TailPlace>();
      let from = place;
      for (let read = 0; ; read += PAGE) {
        const { events, place: next } = await readTail(db, from, PAGE);
        for (const event of events) cases.set(event.caseId, event.place);
        if (events.length < PAGE || next <= from) break;
        if (read >= MOST_MISSED) return undefined;
        from = next;
      }
      const found = await readCasesWithStates(db.knex, [...cases.keys()]);
      return found.map(({ row, state }) => ({ row, state, place: cases.get(row.caseId) ?? place }));
    },
    nudge() {
      if (listeners.size > 0) void lookSoon();
    },
    close() {
      closed = true;
      clearInterval(timer);
      listeners.clear();
    },
  };
}
