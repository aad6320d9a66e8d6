import type { Sending } from '../db/message.ts';
import type { CaseId, Terms } from '../src/core/case.ts';
import type { ChannelName } from '../src/core/effect.ts';
import { type Instant, toMs } from '../src/core/instant.ts';
import type { Delivery, Ledger } from '../src/ledger/ledger.ts';
import { type SendingOutcome, TEXT_NOT_MADE } from '../src/ledger/messages.ts';
import { arrange } from './arrange.ts';
import type { Channel, Outcome, Outgoing } from './channels/channel.ts';
import { composeDigest } from './digest-text.ts';
import { type DeliveryFacts, gatherFacts } from './facts.ts';
import { composeMail, type Words } from './mail-text.ts';

/** Sendings of one round; a round must end well before its timeout even if each takes ten seconds. */
const ROUND = 40;

/** Sendings under way at once. */
const LANES = 4;

/** A round says so often that it is alive; a killed worker's round is given to another after 15 s (workflows/dispatcher.ts). */
const HEARTBEAT_MS = 4_000;

/** A 4xx answer this often (tries are up to an hour apart: more than five days) and the message has failed. */
const MOST_ATTEMPTS = 150;

/** What one round did. Ids are of sendings (`<message>#<channel>`) and of papers. */
export interface Round {
  /** Sent or failed for good. */
  readonly done: readonly string[];
  /** To be tried again later: the other side said so. */
  readonly again: readonly string[];
  /** The mail server cannot be reached. */
  readonly away: boolean;
  /** There may be more that is due now. */
  readonly more: boolean;
  /** Milliseconds until something that is held becomes due; absent: nothing is held. */
  readonly nextInMs?: number;
}

export interface PerformDeps {
  readonly ledger: Ledger;
  /** One channel a name; what is not here is not set up. */
  readonly channels: readonly Channel[];
  readonly words: Words;
  /** Address of the product as people reach it, for links. */
  readonly publicUrl?: string;
  readonly log: Log;
  readonly heartbeat: () => void;
  readonly now: () => Instant;
  /** Takes an official paper on its way; absent: papers are mails like any other and go at once. */
  readonly performNotice?: (delivery: Delivery) => Promise<Outcome>;
}

/** One line per fact; never an address, a name or a text. */
export interface Log {
  info(message: string, facts?: object): void;
  warn(message: string, facts?: object): void;
  error(message: string, facts?: object): void;
}

/** One thing to be sent in a round. */
interface Job {
  readonly id: string;
  readonly channel: ChannelName | 'notice';
  readonly attempts: number;
  run(): Promise<Outcome>;
  record(outcome: SendingOutcome): Promise<void>;
}

/**
 * One round: decides for what is new when it goes out, fixes the digests whose hour has come, sends what is due, and records how each ended.
 * At least once; the id of a message and its Message-ID are always the same.
 */
export function createPerform(deps: PerformDeps) {
  const channels = new Map(deps.channels.map((channel) => [channel.name, channel]));
  const arrangeDeps = {
    ledger: deps.ledger,
    now: deps.now,
    channels: new Set(channels.keys()),
    withoutNotices: deps.performNotice !== undefined,
  };
  return async function perform({ except }: { readonly except: readonly string[] }): Promise<Round> {
    // By a clock, not by mails done: one slow mail server must not look like a dead worker.
    const beat = setInterval(deps.heartbeat, HEARTBEAT_MS);
    try {
      const arranged = await arrange(arrangeDeps);
      const sent = await sendRound(deps, channels, new Set(except));
      const { nextAt } = arranged;
      return {
        ...sent,
        more: (sent.more || arranged.more) && !sent.away,
        ...(nextAt === undefined ? {} : { nextInMs: Math.max(1, toMs(nextAt) - toMs(deps.now())) }),
      };
    } finally {
      clearInterval(beat);
    }
  };
}

async function sendRound(
  deps: PerformDeps,
  channels: ReadonlyMap<ChannelName, Channel>,
  skip: ReadonlySet<string>,
): Promise<Round> {
  const jobs = (await jobsOf(deps, channels, ROUND + skip.size)).filter(({ id }) => !skip.has(id));
  const queue = jobs.slice(0, ROUND);
  const full = queue.length === ROUND;
  const done: string[] = [];
  const again: string[] = [];
  const away = new Set<string>();
  async function lane(): Promise<void> {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      // A channel that is away keeps what it has; the others go on.
      if (away.has(job.channel)) {
        if (job.channel !== 'mail') again.push(job.id);
        continue;
      }
      const outcome = await deliver(deps, job);
      if (outcome.result !== 'away') (outcome.result === 'again' ? again : done).push(job.id);
      else {
        away.add(job.channel);
        // Only a mail server that is away holds up the dispatcher; anything else is put off by itself.
        if (job.channel !== 'mail') again.push(job.id);
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  const mailAway = away.has('mail');
  if (done.length > 0 || again.length > 0 || mailAway)
    deps.log.info('deliveries', { done: done.length, again: again.length, away: mailAway });
  return { done, again, away: mailAway, more: full };
}

async function jobsOf(
  deps: PerformDeps,
  channels: ReadonlyMap<ChannelName, Channel>,
  limit: number,
): Promise<readonly Job[]> {
  const { messages } = deps.ledger;
  const { performNotice } = deps;
  const papers = performNotice === undefined ? [] : await messages.papers(limit);
  const sendings = await messages.due(limit);
  return [
    ...papers.map((delivery) => ({
      id: delivery.id,
      channel: 'notice' as const,
      attempts: delivery.attempts,
      run: () => performNotice?.(delivery) ?? Promise.resolve<Outcome>({ result: 'away', reason: 'no papers' }),
      record: (outcome: SendingOutcome) => messages.endedAlone(delivery, outcome),
    })),
    ...sendings.map((sending) => sendingJob(deps, channels.get(sending.channel), sending)),
  ];
}

function sendingJob(deps: PerformDeps, channel: Channel | undefined, sending: Sending): Job {
  let unmade: readonly string[] = [];
  return {
    id: sending.id,
    channel: sending.channel,
    attempts: sending.attempts,
    async run() {
      // It was set up when the message was made, and no longer is.
      if (channel === undefined) return { result: 'failed', reason: 'channel not set up' };
      const made = await compose(deps, sending);
      if ('result' in made) return made;
      unmade = made.unmade;
      return channel.send(made.outgoing);
    },
    record: (outcome) => deps.ledger.messages.ended(sending, { ...outcome, ...(unmade.length > 0 ? { unmade } : {}) }),
  };
}

async function deliver(deps: PerformDeps, job: Job): Promise<Outcome> {
  const tried = await job.run();
  const outcome: Outcome =
    tried.result === 'again' && job.attempts + 1 >= MOST_ATTEMPTS
      ? { result: 'failed', reason: `gave up: ${tried.reason}` }
      : tried;
  if (outcome.result === 'sent') await job.record({ state: 'sent', tried: true });
  else if (outcome.result === 'failed') await job.record({ state: 'failed', reason: outcome.reason, tried: true });
  // A server that is away is no attempt of this message; it is written once so that the desk shows why it is still due.
  else if (outcome.result === 'again' || job.attempts === 0)
    await job.record({ state: 'due', reason: outcome.reason, tried: true });
  if (outcome.result !== 'sent')
    deps.log.warn('delivery not sent', { delivery: job.id, result: outcome.result, reason: outcome.reason });
  return outcome;
}

/** A message with its words, or why there is none. */
type Composed = { readonly outgoing: Outgoing; readonly unmade: readonly string[] } | Outcome;

/** Reads what a message carries and puts it into words. Text that throws is this message's failure and nobody else's; a ledger that is away ends the round. */
async function compose(deps: PerformDeps, sending: Sending): Promise<Composed> {
  const { ledger, words, log } = deps;
  const facts = await gatherFacts(ledger, await ledger.messages.carried(sending.message));
  if (facts.length === 0) return { result: 'failed', reason: 'no-such-event' };
  const calendar = (await ledger.messages.termsOn(sending.day))?.calendar;
  const names = await unitNames(words, facts);
  try {
    const made = textOf(deps, sending, { facts, calendar, unit: (id) => names.get(id) ?? id });
    if (made.unmade.length > 0)
      log.error('texts not made', { message: sending.message, deliveries: made.unmade, reason: TEXT_NOT_MADE });
    return made;
  } catch (error) {
    // The kind of error alone: its message may hold what the text says.
    const kind = error instanceof Error ? error.name : 'unknown';
    log.error('text not made', { message: sending.message, reason: TEXT_NOT_MADE, kind });
    return { result: 'failed', reason: TEXT_NOT_MADE };
  }
}

function textOf(
  { words, publicUrl }: PerformDeps,
  sending: Sending,
  known: {
    readonly facts: readonly DeliveryFacts[];
    readonly calendar: Terms['calendar'] | undefined;
    readonly unit: (id: string) => string;
  },
): { readonly outgoing: Outgoing; readonly unmade: readonly string[] } {
  const { facts, calendar, unit } = known;
  const link = (caseId: CaseId) => linkOf(publicUrl, caseId);
  const { message: id, messageId, person, address: to = '' } = sending;
  if (sending.kind === 'digest' && calendar !== undefined) {
    const { unmade, ...text } = composeDigest({ day: sending.day, items: facts, calendar, words, link, unit });
    return { outgoing: { id, messageId, person, to, ...text }, unmade };
  }
  const { delivery, event, row, clock } = facts[0] as DeliveryFacts;
  const url = link(delivery.caseId);
  const mail = composeMail({
    delivery,
    event,
    words,
    title: row.title,
    today: sending.day,
    ...(calendar?.weekendDays === undefined ? {} : { calendar }),
    ...(row.unit === undefined ? {} : { unit: unit(row.unit) }),
    ...(clock === undefined ? {} : { clock }),
    ...(url === undefined ? {} : { url }),
  });
  const short = url === undefined ? mail.subject : `${mail.subject} ${url}`;
  return { outgoing: { id, messageId, person, to, ...mail, short }, unmade: [] };
}

async function unitNames(words: Words, facts: readonly DeliveryFacts[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(facts.flatMap(({ row }) => (row.unit === undefined ? [] : [row.unit])))];
  const names = await Promise.all(ids.map(async (id) => [id, (await words.organisation?.(id)) ?? id] as const));
  return new Map(names);
}

function linkOf(publicUrl: string | undefined, caseId: CaseId): string | undefined {
  return publicUrl === undefined ? undefined : `${publicUrl.replace(/\/$/, '')}/cases/${encodeURIComponent(caseId)}`;
}
