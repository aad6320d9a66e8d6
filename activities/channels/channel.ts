import type { ChannelName } from '../../src/core/effect.ts';

/** A file that goes with a mail. */
export interface Attachment {
  readonly filename: string;
  readonly content: Uint8Array;
  readonly contentType: string;
}

/** A message that is ready to go to one person over one channel. */
export interface Outgoing {
  /** The same message always has the same id, whatever the channel. */
  readonly id: string;
  /** RFC 5322 Message-ID with its angle brackets, made of the id. */
  readonly messageId: string;
  /** Id of the person in the registers. */
  readonly person: string;
  /** Mail address or telephone number; empty where the channel needs none. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What fits into a short text. */
  readonly short: string;
  /** Mail only. */
  readonly attachments?: readonly Attachment[];
}

/**
 * `sent`: taken, however often it is sent again. `again`: this message later. `away`: the other side cannot be reached, so none now. `failed`:
 * never. Reasons are codes and hold no addresses.
 */
export type Outcome =
  | { readonly result: 'sent' }
  | { readonly result: 'again' | 'away' | 'failed'; readonly reason: string };

/** A way to people. Sending the same message twice must be recognisable by the receiver; `send` never throws for what the other side does. */
export interface Channel {
  readonly name: ChannelName;
  send(message: Outgoing): Promise<Outcome>;
  close(): void;
}
