import type { CaseId, JsonObject, KindName } from './names.ts';

/** A post, optionally of one organisation; a person is found for it when the event is recorded. */
export interface PostRef {
  readonly post: string;
  readonly organisation?: string;
}

/** Tell somebody something: becomes one delivery row (mail, later inbox) per person found. */
export interface Notify {
  readonly do: 'notify';
  /** What the message is about: `reminder`, `lapse`, `assigned`, `rung`, `askAgain`, `signature` … */
  readonly about: string;
  readonly to: PostRef;
  readonly clock?: string;
  readonly params?: JsonObject;
  /** Breaks through quiet hours (T0, interviews, accidents). */
  readonly urgent?: true;
}

/** Have an official paper made and served. */
export interface IssueNotice {
  readonly do: 'issueNotice';
  /** Id of the notice kind, as in the catalogue of notices. */
  readonly notice: string;
  readonly issuer: PostRef;
  readonly to: PostRef;
  readonly params?: JsonObject;
}

/** Put a message into another case's inbox, in the same transaction. */
export interface Send {
  readonly do: 'send';
  readonly to: CaseId;
  readonly kind: KindName;
  readonly message: string;
  readonly payload: JsonObject;
}

/** Make something known to the public or inside the street. */
export interface Publish {
  readonly do: 'publish';
  readonly what: string;
  readonly medium?: string;
  readonly params?: JsonObject;
}

/** Everything a step may owe to the outside: a closed list, plain data. */
export type Effect = Notify | IssueNotice | Send | Publish;

/** Ways on which a message reaches a person: mail, the product's own inbox, a signed webhook, a short text (SMS, WeCom). */
export const CHANNEL_NAMES = ['mail', 'inbox', 'webhook', 'text'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];
