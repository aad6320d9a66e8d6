import type { CaseId, Clock, SealedEvent } from '../src/core/case.ts';
import type { Delivery, Ledger } from '../src/ledger/ledger.ts';
import type { Mail, Outcome, Post } from './mail.ts';
import { composeMail, type Words } from './mail-text.ts';

/** Deliveries of one round; a round must end well before its timeout even if each mail takes ten seconds. */
const ROUND = 40;

/** Mails under way at once. */
const LANES = 4;

/** A round says so often that it is alive; a killed worker's round is given to another after 15 s (workflows/dispatcher.ts). */
const HEARTBEAT_MS = 4_000;

/** A 4xx answer this often (tries are up to an hour apart: more than five days) and the mail has failed. */
const MOST_ATTEMPTS = 150;

/** What one round did. */
export interface Round {
  /** Sent or failed for good. */
  readonly done: readonly string[];
  /** To be tried again later: the server said so. */
  readonly again: readonly string[];
  /** The mail server cannot be reached. */
  readonly away: boolean;
  /** There may be more that is due now. */
  readonly more: boolean;
}

export interface PerformDeps {
  readonly ledger: Ledger;
  readonly post: Post;
  readonly words: Words;
  /** Address of the product as people reach it, for links. */
  readonly publicUrl?: string;
  readonly log: Log;
  readonly heartbeat: () => void;
}

/** One line per fact; never an address, a name or a text. */
export interface Log {
  info(message: string, facts?: object): void;
  warn(message: string, facts?: object): void;
  error(message: string, facts?: object): void;
}

/** Sends one round of due deliveries and records each as sent, failed or still due. At least once; the Message-ID is always the same. */
export function createPerform(deps: PerformDeps) {
  return async function perform({ except }: { readonly except: readonly string[] }): Promise<Round> {
    const skip = new Set(except);
    const due = await deps.ledger.deliveries({ state: 'due', limit: ROUND + skip.size });
    const queue = due.filter((delivery) => !skip.has(delivery.id)).slice(0, ROUND);
    const full = queue.length === ROUND;
    const done: string[] = [];
    const again: string[] = [];
    let away = false;
    async function lane(): Promise<void> {
      for (let next = queue.shift(); next !== undefined && !away; next = queue.shift()) {
        const outcome = await deliver(deps, next);
        if (outcome.result === 'away') away = true;
        else (outcome.result === 'again' ? again : done).push(next.id);
      }
    }
    // By a clock, not by mails done: one slow mail server must not look like a dead worker.
    const beat = setInterval(deps.heartbeat, HEARTBEAT_MS);
    try {
      await Promise.all(Array.from({ length: LANES }, lane));
    } finally {
      clearInterval(beat);
    }
    if (done.length > 0 || again.length > 0 || away)
      deps.log.info('deliveries', { done: done.length, again: again.length, away });
    return { done, again, away, more: full && !away };
  };
}

async function deliver(deps: PerformDeps, delivery: Delivery): Promise<Outcome> {
  const outcome = await attempt(deps, delivery);
  if (outcome.result === 'sent') await deps.ledger.delivered(delivery.id, { state: 'sent' });
  else if (outcome.result === 'failed')
    await deps.ledger.delivered(delivery.id, { state: 'failed', error: outcome.reason });
  // A server that is away is no attempt of this mail; it is written once so that the desk shows why it is still due.
  else if (outcome.result === 'again' || delivery.attempts === 0)
    await deps.ledger.delivered(delivery.id, { state: 'due', error: outcome.reason });
  if (outcome.result !== 'sent')
    deps.log.warn('delivery not sent', { delivery: delivery.id, result: outcome.result, reason: outcome.reason });
  return outcome;
}

async function attempt(deps: PerformDeps, delivery: Delivery): Promise<Outcome> {
  if (delivery.address === undefined) return { result: 'failed', reason: 'no-address' };
  const mail = await compose(deps, delivery, delivery.address);
  if (mail === undefined) return { result: 'failed', reason: 'no-such-event' };
  const outcome = await deps.post.send(mail);
  return outcome.result === 'again' && delivery.attempts + 1 >= MOST_ATTEMPTS
    ? { result: 'failed', reason: `gave up: ${outcome.reason}` }
    : outcome;
}

async function compose(
  { ledger, words, publicUrl }: PerformDeps,
  delivery: Delivery,
  to: string,
): Promise<Mail | undefined> {
  const [row, state, events] = await Promise.all([
    ledger.row(delivery.caseId),
    ledger.state(delivery.caseId),
    ledger.events(delivery.caseId, delivery.seq - 1),
  ]);
  const event = events[0];
  if (row === undefined || event === undefined) return undefined;
  const id = clockOf(event, delivery.nth);
  const clock =
    id === undefined
      ? undefined
      : (event.clocks.set.find((set) => set.id === id) ?? state?.clocks[id] ?? state?.overdue[id]);
  const unit = row.unit === undefined ? undefined : ((await words.organisation?.(row.unit)) ?? row.unit);
  return {
    messageId: delivery.messageId,
    to,
    ...composeMail({
      delivery,
      event,
      words,
      title: row.title,
      ...described(unit, clock, link(publicUrl, delivery.caseId)),
    }),
  };
}

function described(unit: string | undefined, clock: Clock | undefined, url: string | undefined) {
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(clock === undefined ? {} : { clock }),
    ...(url === undefined ? {} : { url }),
  };
}

function clockOf(event: SealedEvent, nth: number): string | undefined {
  const effect = event.effects[nth];
  return effect?.do === 'notify' ? effect.clock : undefined;
}

function link(publicUrl: string | undefined, caseId: CaseId): string | undefined {
  return publicUrl === undefined ? undefined : `${publicUrl.replace(/\/$/, '')}/cases/${encodeURIComponent(caseId)}`;
}
