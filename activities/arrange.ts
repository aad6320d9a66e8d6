import type { CaseId } from '../src/core/case.ts';
import type { ChannelName } from '../src/core/effect.ts';
import { addMs, dayOf, type Instant } from '../src/core/instant.ts';
import type { Delivery, Ledger } from '../src/ledger/ledger.ts';
import type { Arrangement, Way, Ways } from '../src/ledger/messages.ts';
import { type DeliveryFacts, gatherFacts, settledBefore } from './facts.ts';
import {
  BEYOND_BUDGET,
  digestAfter,
  digestFrom,
  isDigestTime,
  isInWindow,
  type SendTerms,
  type Urgency,
  urgencyOf,
} from './send-time.ts';

/** New deliveries looked at in one go, and digests fixed in one go. */
const MOST_FRESH = 200;
const MOST_DIGESTS = 20;

/** Digests wait so long at most for an engine that is still catching up with what was due before (ms). */
const CATCH_UP_MS = 15 * 60_000;
/** A clock due this long has not just come due: the engine is behind (ms). */
const BEHIND_MS = 2_000;

const DEFAULT_CHANNELS: readonly ChannelName[] = ['mail', 'inbox'];

export interface ArrangeDeps {
  readonly ledger: Ledger;
  readonly now: () => Instant;
  /** Channels that are set up. */
  readonly channels: ReadonlySet<ChannelName>;
  /** Papers go their own way and are not arranged here. */
  readonly withoutNotices: boolean;
}

/** What arranging has left to do. */
export interface Arranged {
  /** There is more to arrange at once. */
  readonly more: boolean;
  /** When there will be something to arrange again; absent: not before something new comes. */
  readonly nextAt?: Instant;
}

/** Decides from the ledger alone when each new delivery goes out, and fixes the digests whose hour has come. */
export async function arrange(deps: ArrangeDeps): Promise<Arranged> {
  const at = deps.now();
  const terms = await sendTerms(deps, at);
  const fresh = await deps.ledger.messages.fresh(MOST_FRESH, deps.withoutNotices ? ['mail'] : ['mail', 'notice']);
  await deps.ledger.messages.arrange(await decide(deps, terms, fresh, at));
  if (fresh.length === MOST_FRESH) return { more: true };
  const digests = terms === undefined ? { more: false } : await fixDigests(deps, terms, at);
  if (digests.more) return digests;
  const nextAt = await deps.ledger.messages.nextHold(at);
  return { more: false, ...(nextAt === undefined ? {} : { nextAt }) };
}

/** The part of the terms in force that says when people are told; undefined where the rules say nothing of it: then nothing waits. */
async function sendTerms({ ledger }: ArrangeDeps, at: Instant): Promise<SendTerms | undefined> {
  const terms = await ledger.messages.termsOn(dayOf(at));
  return terms?.rules.messages === undefined ? undefined : terms;
}

async function decide(
  deps: ArrangeDeps,
  terms: SendTerms | undefined,
  fresh: readonly Delivery[],
  at: Instant,
): Promise<readonly Arrangement[]> {
  const facts = new Map((await gatherFacts(deps.ledger, fresh)).map((one) => [one.delivery.id, one]));
  const used = new Map<string, number>();
  const arrangements: Arrangement[] = [];
  for (const delivery of fresh) {
    const found = facts.get(delivery.id);
    if (found === undefined) arrangements.push({ id: delivery.id, do: 'fail', reason: 'no-such-event' });
    else arrangements.push(await decideOne(deps, terms, found, at, used));
  }
  return arrangements;
}

async function decideOne(
  deps: ArrangeDeps,
  terms: SendTerms | undefined,
  facts: DeliveryFacts,
  at: Instant,
  used: Map<string, number>,
): Promise<Arrangement> {
  const { delivery } = facts;
  const { id, person } = delivery;
  if (person === undefined) return { id, do: 'fail', reason: 'no-address' };
  const urgency = terms === undefined ? undefined : urgencyNow(terms, facts, at);
  const waits = delivery.channel === 'mail' && urgency === undefined;
  if (terms !== undefined && waits) return { id, do: 'hold', until: holdUntil(terms, facts) };
  const settled = settledBefore(facts);
  if (settled !== undefined) return { id, do: 'settle', reason: settled };
  const ways = await waysTo(deps, terms, person, { urgent: urgency !== undefined, address: delivery.address });
  if (terms === undefined || urgency === undefined) return { id, do: 'send', ...ways };
  const count = used.get(person) ?? (await deps.ledger.messages.singles(person, dayOf(at)));
  if (count >= terms.rules.messages.budgetPerPersonPerDay && !BEYOND_BUDGET.has(urgency))
    return { id, do: 'hold', until: digestAfter(terms, at), deferred: `${urgency}: over budget of the day` };
  used.set(person, count + 1);
  return { id, do: 'send', ...ways };
}

/** What is urgent by the rules, and what would come too late with the next digest though people may be told now. */
function urgencyNow(terms: SendTerms, facts: DeliveryFacts, at: Instant): Urgency | undefined {
  const { delivery, event, row } = facts;
  const listed = urgencyOf(terms, { delivery, event, row });
  if (listed !== undefined) return listed;
  const { dueAt } = delivery.params;
  const tooLate =
    delivery.about === 'reminder' && typeof dueAt === 'string' && dueAt > at && dueAt <= holdUntil(terms, facts);
  return tooLate && isInWindow(terms, at) ? 'due-before-digest' : undefined;
}

/** The morning to which a fact belongs, even if the engine wrote it later: its own instant counts, not that of the writing. */
function holdUntil(terms: SendTerms, { event }: DeliveryFacts): Instant {
  return digestFrom(terms, event.at > event.recordedAt ? event.recordedAt : event.at);
}

/** The channels of the rule set that are set up and for which the person has an address; short texts too for what is urgent. */
async function waysTo(
  { ledger, channels }: ArrangeDeps,
  terms: SendTerms | undefined,
  person: string,
  { urgent, address }: { readonly urgent: boolean; readonly address?: string | undefined },
): Promise<Ways> {
  const { mail = address, phone } = await ledger.messages.contact(person);
  const asked = terms?.rules.messages.channels ?? DEFAULT_CHANNELS;
  const wanted = new Set<ChannelName>(asked);
  if (urgent) wanted.add('text');
  const ways = [...wanted].flatMap((channel): readonly Way[] => {
    if (!channels.has(channel)) return [];
    if (channel === 'mail') return mail === undefined ? [] : [{ channel, address: mail }];
    if (channel === 'text') return phone === undefined ? [] : [{ channel, address: phone }];
    return [{ channel }];
  });
  // An office that wants the inbox alone has chosen so; else it reaches nobody who does not come.
  const reached = ways.some(({ channel }) => channel !== 'inbox') || asked.every((channel) => channel === 'inbox');
  return { ways, ...(reached ? {} : { unreached: true as const }) };
}

async function fixDigests(deps: ArrangeDeps, terms: SendTerms, at: Instant): Promise<Arranged> {
  const { messages } = deps.ledger;
  const ripe = await messages.ripe(at, MOST_DIGESTS);
  if (ripe.length === 0) return { more: false };
  if (!isDigestTime(terms, at)) {
    for (const { person } of ripe) await messages.postpone(person, at, digestAfter(terms, at));
    return { more: true };
  }
  const digests = await Promise.all(
    ripe.map(async (one) => ({ ...one, facts: await gatherFacts(deps.ledger, one.deliveries) })),
  );
  const facts = digests.flatMap((one) => one.facts);
  // Looked at again with the next poke: the sweeper's comes within seconds as long as something is ripe.
  if (await isBehind(deps, facts, at)) return { more: false };
  for (const digest of digests) await fixOne(deps, terms, digest, at);
  return { more: true };
}

/** One person's deliveries that are to become a digest. */
interface Ripe {
  readonly person: string;
  readonly deliveries: readonly Delivery[];
  readonly facts: readonly DeliveryFacts[];
}

/** A digest that went out while the engine is still writing down this morning's facts would leave the rest for tomorrow. */
async function isBehind({ ledger }: ArrangeDeps, ripe: readonly DeliveryFacts[], at: Instant): Promise<boolean> {
  const behind: readonly { readonly caseId: CaseId }[] = await ledger.forgotten(addMs(at, -BEHIND_MS), 1);
  if (behind.length === 0) return false;
  // After an outage the morning's facts are written when the engine is back, and the grace begins then. The oldest counts: the grace ends.
  const ready = ripe.map(({ delivery, event }) =>
    delivery.holdUntil !== undefined && delivery.holdUntil > event.recordedAt ? delivery.holdUntil : event.recordedAt,
  );
  return addMs(ready.sort()[0] ?? at, CATCH_UP_MS) > at;
}

async function fixOne(
  deps: ArrangeDeps,
  terms: SendTerms,
  { person, deliveries, facts }: Ripe,
  at: Instant,
): Promise<void> {
  const { messages } = deps.ledger;
  const settled = facts.flatMap((one) => {
    const reason = settledBefore(one);
    return reason === undefined ? [] : [{ id: one.delivery.id, reason }];
  });
  const done = new Set(settled.map(({ id }) => id));
  const address = deliveries.find((one) => one.address !== undefined)?.address;
  const ways = await waysTo(deps, terms, person, { urgent: false, address });
  const fixed = await messages.fixDigest({
    person,
    day: dayOf(at),
    deliveries: deliveries.map(({ id }) => id).filter((id) => !done.has(id)),
    settled,
    ...ways,
  });
  if (!fixed) await messages.postpone(person, at, digestAfter(terms, at));
}
