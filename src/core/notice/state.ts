import type { CaseState, Json } from '../case.ts';
import type { PostRef } from '../effect.ts';
import type { Instant } from '../instant.ts';

/** Where a figure of a paper comes from: an event, a register, a rule, or the person who gave it. */
export type NoticeSource = { readonly [key: string]: Json | undefined };

/** One figure or text of a paper. */
export interface NoticeValue {
  readonly value: Json;
  readonly from: NoticeSource;
}

/** A field of a paper's template. */
export interface NoticeField {
  readonly id: string;
  /** Chinese, as the form names it. */
  readonly label: string;
  readonly required: boolean;
}

/** The event that ordered the paper. */
export interface NoticeOrder {
  readonly seq: number;
  /** Place of the effect in its event. */
  readonly nth: number;
  readonly at: Instant;
  readonly type: string;
}

/** `none`: the engine issues it; `given`: signed where it was ordered (a ladder's rung); `required`: its issuer signs it here. */
export type NoticeSignature = 'none' | 'given' | 'required';

/** Ways in which a paper reaches its addressee. */
export const SERVICE_METHODS = ['mail', 'inPerson', 'posted', 'refusedWithWitness', 'publicNotice'] as const;
export type ServiceMethod = (typeof SERVICE_METHODS)[number];

/** The document as it was made when it was signed: files by SHA-256, lower-case hex. */
export interface NoticeMade {
  readonly number: number;
  readonly year: number;
  /** 发文字号 as it is printed. */
  readonly reference: string;
  /** Hash of the values that were printed. */
  readonly values: string;
  readonly docx: string;
  readonly pdf: string;
}

/** A service (送达): how, when, by whom, and its proof. */
export interface NoticeService {
  readonly method: ServiceMethod;
  readonly at: Instant;
  readonly by: string;
  readonly proof?: string;
  readonly witnesses?: readonly string[];
}

/** A paper (文书) from its draft to its receipt. */
export interface NoticeState extends CaseState {
  readonly kind: 'notice';
  /** Id in the catalogue of papers. */
  readonly notice: string;
  readonly title: string;
  /** Version of the template that was filled. */
  readonly template: string;
  readonly issuer: PostRef;
  readonly to: PostRef;
  readonly copies: readonly PostRef[];
  readonly signature: NoticeSignature;
  readonly receiptRequired: boolean;
  /** Its kind demands that somebody other than the drafter reviews it. */
  readonly review?: 'required';
  readonly ordered: NoticeOrder;
  /** The rung of the matter's ladder whose paper it is. */
  readonly rung?: number;
  readonly fields: readonly NoticeField[];
  readonly values: { readonly [field: string]: NoticeValue };
  /** Required fields without a value, by id. */
  readonly missing: readonly string[];
  readonly made?: NoticeMade;
  readonly issuedAt?: Instant;
  readonly services: readonly NoticeService[];
  readonly received?: { readonly at: Instant; readonly by: string; readonly refused: boolean };
  readonly undelivered: readonly { readonly at: Instant; readonly channel: string; readonly reason: string }[];
  /** Why it was voided or recalled. */
  readonly reason?: string;
}
