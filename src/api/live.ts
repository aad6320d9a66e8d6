import type { ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Database } from '../../db/open.ts';
import { findSession } from '../../db/session.ts';
import type { CaseState, Instant, PostRef } from '../core/index.ts';
import { holderOfDuty } from '../core/sentence/duty.ts';
import { covers } from '../core/visibility.ts';
import type { LogWatch, Moved } from '../ledger/log-watch.ts';
import { postsFor, scopeOf } from './access.ts';
import type { liveCase, liveDesk } from './contract/live.ts';
import { isPost } from './duty.ts';
import type { Principal } from './principal.ts';

/** Everybody who listens at this process. */
export interface LiveHub {
  /** Keeps an answer open and tells it of what its principal may see, first of what moved behind `lastEventId`. */
  join(principal: Principal, answer: ServerResponse, lastEventId: string | undefined): Promise<void>;
  /** Something was written here. */
  nudge(): void;
  /** Ends the answers whose session has ended. */
  checkSessions(): Promise<void>;
  readonly open: number;
  close(): void;
}

interface Listener {
  readonly principal: Principal;
  readonly answer: ServerResponse;
  leave(): void;
}

const HEARTBEAT_MS = 15_000;
/** A connection ends after so long and is opened anew, so that new posts and rights come to count. */
const LONGEST_MS = 30 * 60_000;
/** Windows that one person may have open; the oldest gives way. */
const MOST_PER_ACCOUNT = 20;
/** Whoever does not read is cut off, and takes up again where he left. */
const MOST_BUFFERED = 64 * 1024;
/** Duties remembered, so that the one who loses a duty is told too. */
const MOST_REMEMBERED = 5_000;

/** The hub over a watch of the log. */
export function createLiveHub(
  { db, now }: { readonly db: Database; readonly now: () => Instant },
  watch: LogWatch,
): LiveHub {
  const listeners = new Set<Listener>();
  const duties = new Map<string, readonly PostRef[]>();
  let unsubscribe: (() => void) | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  function tellAll(moved: readonly Moved[]): void {
    for (const one of moved) {
      const holders = [...(duties.get(one.row.caseId) ?? []), ...holdersOf(one.state)];
      for (const listener of listeners) tell(listener, one, holders);
      remember(one);
    }
  }

  function remember({ row, state }: Moved): void {
    duties.delete(row.caseId);
    if (!row.closed) duties.set(row.caseId, holdersOf(state));
    if (duties.size > MOST_REMEMBERED) for (const oldest of duties.keys()) return void duties.delete(oldest);
  }

  function tell(
    { principal, answer, leave }: Listener,
    { row, state, place }: Moved,
    holders: readonly PostRef[],
  ): void {
    if (!mayKnow(principal, row, state)) return;
    const { caseId, seq, kind, stage } = row;
    const news: z.output<typeof liveCase> = { caseId, seq, kind, stage };
    answer.write(`id: ${place}\nevent: case\ndata: ${JSON.stringify(news)}\n\n`);
    const mine = postsFor(principal, row).some((held) => holders.some((ref) => isPost(held, ref)));
    const work: z.output<typeof liveDesk> = { caseId };
    if (mine) answer.write(`event: desk\ndata: ${JSON.stringify(work)}\n\n`);
    if (answer.writableLength > MOST_BUFFERED) leave();
  }

  async function checkSessions(): Promise<void> {
    const at = now();
    for (const { principal, leave } of [...listeners])
      if (principal.sessionHash !== undefined) {
        const session = await findSession(db.knex, principal.sessionHash, at).catch(() => 'unknown' as const);
        if (session === undefined) leave();
      }
  }

  function begin(): void {
    unsubscribe ??= watch.subscribe(tellAll);
    heartbeat ??= setInterval(() => {
      for (const { answer } of listeners) answer.write(': \n\n');
      void checkSessions();
    }, HEARTBEAT_MS).unref();
  }

  function add(principal: Principal, answer: ServerResponse): Listener {
    const longest = setTimeout(() => listener.leave(), LONGEST_MS).unref();
    const listener: Listener = {
      principal,
      answer,
      leave() {
        if (!listeners.delete(listener)) return;
        clearTimeout(longest);
        answer.end();
        if (listeners.size > 0) return;
        unsubscribe?.();
        unsubscribe = undefined;
        clearInterval(heartbeat);
        heartbeat = undefined;
      },
    };
    listeners.add(listener);
    answer.on('close', listener.leave);
    const ofAccount = [...listeners].filter((one) => one.principal.account === principal.account);
    if (ofAccount.length > MOST_PER_ACCOUNT) ofAccount[0]?.leave();
    return listener;
  }

  return {
    get open() {
      return listeners.size;
    },
    async join(principal, answer, lastEventId) {
      begin();
      const place = await watch.place();
      const from = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : undefined;
      const listener = add(principal, answer);
      // Whoever asks to go on first hears what he missed; it may come twice, never not at all.
      const missed = from === undefined || from >= place ? [] : await watch.since(from);
      answer.write(`retry: 2000\nid: ${place}\nevent: ${missed === undefined ? 'reset' : 'ready'}\ndata: {}\n\n`);
      for (const moved of missed ?? []) tell(listener, moved, holdersOf(moved.state));
    },
    nudge: () => watch.nudge(),
    checkSessions,
    close() {
      for (const { leave } of [...listeners]) leave();
      watch.close();
    },
  };
}

/** What the street is still writing about somebody does not show as movement either. */
function mayKnow(principal: Principal, row: Moved['row'], { kind, regions }: CaseState): boolean {
  const scope = scopeOf(principal);
  if (!covers(scope, row)) return false;
  return scope.all || kind !== 'matter' || regions.paper !== 'unsigned';
}

/** Posts that owe something in a case as it stands. */
function holdersOf(state: CaseState): readonly PostRef[] {
  return [...Object.values(state.clocks), ...Object.values(state.overdue)]
    .filter(({ does }) => does === 'lapse' || does === 'signature' || does === 'answer')
    .map((clock) => holderOfDuty(state, clock, undefined));
}
