import type { DeliveryRead } from '../../db/delivery.ts';
import type { MessageFact, Sending } from '../../db/message.ts';
import type { Terms } from '../core/case.ts';
import type { ChannelName } from '../core/effect.ts';
import type { Day, Instant } from '../core/instant.ts';

/** When a delivery goes out, decided once. */
export type Arrangement =
  | { readonly id: string; readonly do: 'hold'; readonly until: Instant; readonly deferred?: string }
  | ({ readonly id: string; readonly do: 'send' } & Ways)
  | { readonly id: string; readonly do: 'settle'; readonly reason: string }
  | { readonly id: string; readonly do: 'fail'; readonly reason: string };

/** The ways to a person. */
export interface Ways {
  readonly ways: readonly Way[];
  /** None of them reaches him: it waits in his inbox, and goes on to others. */
  readonly unreached?: true;
}

/** A channel and where it leads. */
export interface Way {
  readonly channel: ChannelName;
  readonly address?: string;
}

/** A digest as it is to be fixed: never changed afterwards. */
export interface DigestPlan extends Ways {
  readonly person: string;
  readonly day: Day;
  readonly deliveries: readonly string[];
  readonly settled: readonly { readonly id: string; readonly reason: string }[];
}

/** How an attempt to send ended. `tried: false`: the server was away, which is no attempt of this message. */
export interface SendingOutcome {
  readonly state: 'sent' | 'failed' | 'due';
  readonly reason?: string;
  readonly tried: boolean;
  /** Deliveries in it whose own words could not be made: they have failed (`TEXT_NOT_MADE`) though the message was sent. */
  readonly unmade?: readonly string[];
}

/** Why a delivery failed whose words could not be made; stable, quoted in logs and lists. */
export const TEXT_NOT_MADE = 'text-not-made';

/** What a gateway reports of a mail that came back. */
export interface Bounce {
  readonly messageId: string;
  readonly action: 'failed' | 'delayed';
  /** Status code such as `5.1.1`; never the words of the server, which may quote the address. */
  readonly reason: string;
}

/** How what the ledger owes to people goes out: the only writer of holds, messages, sendings and their facts. */
export interface Messages {
  /** Terms in force on a day; undefined before anything is published. */
  termsOn(day: Day): Promise<Terms | undefined>;
  /** Owed, and nobody has decided yet when. */
  fresh(limit: number, channels: readonly DeliveryRead['channel'][]): Promise<readonly DeliveryRead[]>;
  /** Papers still to be handed on by themselves. */
  papers(limit: number): Promise<readonly DeliveryRead[]>;
  /** Decides for deliveries, each once: what is no longer fresh stays as it is. All or nothing. */
  arrange(arrangements: readonly Arrangement[]): Promise<void>;
  /** People (at most `limit`) with deliveries whose digest's instant has come. */
  ripe(at: Instant, limit: number): Promise<readonly { person: string; deliveries: readonly DeliveryRead[] }[]>;
  /** Lets ripe deliveries wait for a later digest. */
  postpone(person: string, at: Instant, until: Instant): Promise<void>;
  /** Fixes what a digest holds before it is sent. False if the person has had his of that day. */
  fixDigest(plan: DigestPlan): Promise<boolean>;
  /** Sendings still to be made. */
  due(limit: number): Promise<readonly Sending[]>;
  /** What a message carries. */
  carried(message: string): Promise<readonly DeliveryRead[]>;
  /** Records how an attempt ended; a message that can reach nobody any more goes on to the deputy and the office, once. */
  ended(sending: Sending, outcome: SendingOutcome): Promise<void>;
  /** The same for a delivery that is sent by itself, outside of messages (papers). */
  endedAlone(delivery: DeliveryRead, outcome: SendingOutcome): Promise<void>;
  /** A mail came back. `unknown`: no mail of ours. Reporting it twice changes nothing. */
  bounced(bounce: Bounce): Promise<'recorded' | 'known' | 'unknown'>;
  /** A person has opened a message in the product. */
  opened(person: string, id: string): Promise<'opened' | 'opened-before' | 'no-such'>;
  unread(person: string): Promise<number>;
  /** Puts a message into the person's inbox in the product, once. */
  putInbox(message: { id: string; person: string; subject: string; body: string }): Promise<void>;
  contact(person: string): Promise<{ readonly mail?: string; readonly phone?: string }>;
  /** Messages sent to a person by themselves on a day. */
  singles(person: string, day: Day): Promise<number>;
  facts(about: { readonly message?: string; readonly delivery?: string }): Promise<readonly MessageFact[]>;
  /** The earliest instant after `at` for which something is held. */
  nextHold(at: Instant): Promise<Instant | undefined>;
  /** Whether something should go out now that has not been tried yet. */
  owes(): Promise<boolean>;
}
