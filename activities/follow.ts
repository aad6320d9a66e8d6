import type { CaseEvent, CaseId, Clock, KindName, SealedEvent } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';
import type { Ledger, News } from '../src/ledger/ledger.ts';

/** One answer at most; Temporal refuses payloads over 2 MB, and one event is at most 64 KB. */
const MOST_CHARACTERS = 400_000;

/** Where the case stands, from the ledger's row: what operators see in Temporal's search attributes. */
export interface Labels {
  readonly kind: KindName;
  readonly stage: string;
  readonly tier?: string;
  readonly organisation?: string;
  readonly dueAt?: Instant;
}

/** News for the workflow: events without proofs and hashes, which the fold does not read. */
export interface Followed {
  readonly events: readonly CaseEvent[];
  readonly closed: boolean;
  /** The answer was cut; ask again from the last event. */
  readonly more: boolean;
  /** Present when there are events. */
  readonly labels?: Labels;
}

export interface FollowDeps {
  readonly ledger: Ledger;
  readonly now: () => Instant;
  /** Called when an event in the news owes something to the outside. */
  readonly onOwed: () => void;
  /** Told of the events after `seen`; must not throw and is not waited for. */
  readonly onNews?: (caseId: CaseId, seen: number, news: readonly SealedEvent[]) => void;
}

/** Settles what is due for a case and returns its events after `seen`. Idempotent; the workflow's local activity. */
export function createFollow({ ledger, now, onOwed, onNews }: FollowDeps) {
  return async function follow(caseId: CaseId, seen: number, asOf?: Instant): Promise<Followed> {
    // The workflow's clock counts when this host's is behind, else a due clock would be found not due; never the other way
    // round, because a call that waited for the database must not back-date what it records.
    const news = await read(ledger, caseId, seen, asOf !== undefined && asOf > now() ? asOf : undefined);
    onNews?.(caseId, seen, news.events);
    const { events, more } = cut(news.events);
    if (events.length === 0) return { events, closed: news.closed, more };
    if (events.some((event) => event.effects.some((effect) => effect.do === 'notify' || effect.do === 'issueNotice')))
      onOwed();
    const row = await ledger.row(caseId);
    if (row === undefined) return { events, closed: news.closed, more };
    const { kind, stage, tier, organisation, dueAt } = row;
    const labels = {
      kind,
      stage,
      ...(tier === undefined ? {} : { tier }),
      ...(organisation === undefined ? {} : { organisation }),
      ...(dueAt === undefined ? {} : { dueAt }),
    };
    return { events, closed: news.closed, more, labels };
  };
}

/** A poke for a case that the ledger does not know (a restored backup, a test's leftovers) ends its workflow like a closed one. */
async function read(
  ledger: Ledger,
  caseId: CaseId,
  seen: number,
  asOf: Instant | undefined,
): Promise<Pick<News, 'events' | 'closed'>> {
  try {
    return await ledger.follow(caseId, seen, asOf);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'case-not-found')
      return { events: [], closed: true };
    throw error;
  }
}

function cut(sealed: readonly SealedEvent[]): { readonly events: readonly CaseEvent[]; readonly more: boolean } {
  const events: CaseEvent[] = [];
  let characters = 0;
  for (const event of sealed) {
    const bare = strip(event);
    characters += JSON.stringify(bare).length;
    if (events.length > 0 && characters > MOST_CHARACTERS) return { events, more: true };
    events.push(bare);
  }
  return { events, more: false };
}

function strip({ prevHash: _prevHash, hash: _hash, ...event }: SealedEvent): CaseEvent {
  return { ...event, clocks: { ...event.clocks, set: event.clocks.set.map(withoutProof) } };
}

function withoutProof({ proof: _proof, ...clock }: Clock): Clock {
  return clock;
}
