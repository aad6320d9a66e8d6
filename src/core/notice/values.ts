import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Actor, Json, JsonObject } from '../case.ts';
import type { PostRef } from '../effect.ts';
import { canonicalJson } from '../log/canonical.ts';
import { openerNamed } from '../names.ts';
import { ABOVE } from '../signing.ts';
import type { NoticeDraft } from './clocks.ts';
import type { NoticeField, NoticeState } from './state.ts';

/** Whether a value says nothing. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

/** Ids of required fields without a value, in the order of the form. */
export function missingOf(fields: readonly NoticeField[], values: NoticeState['values']): readonly string[] {
  return fields.filter((field) => field.required && isEmpty(values[field.id]?.value)).map((field) => field.id);
}

/** SHA-256 of what is printed, lower-case hex: the signature is for these values and no others. */
export function valuesHash(values: NoticeState['values']): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(values))));
}

/** One series of numbers per issuer and kind of paper; per year it is counted from 1. */
export function numberKey({ issuer, notice }: Pick<NoticeState, 'issuer' | 'notice'>): string {
  return `${issuer.organisation === undefined ? issuer.post : `${issuer.post}@${issuer.organisation}`}/${notice}`;
}

/** Whether the actor is the paper's issuer (its head, its deputy by order, the post above that is asked when neither signs) or its addressee. Whoever has left a post no longer acts for it. */
export function mayServeFor(state: NoticeState, relation: string, actor: Actor): boolean {
  const ref = relation === 'notice.issuer' ? state.issuer : relation === 'notice.addressee' ? state.to : undefined;
  if (ref === undefined) return false;
  const above = relation === 'notice.issuer' && ref.organisation === undefined ? ABOVE[ref.post] : undefined;
  return speaksFor(actor, ref) || (above !== undefined && actor.post === above);
}

function speaksFor({ post, organisation, onBehalfOf }: Actor, ref: PostRef): boolean {
  if (ref.organisation !== undefined && organisation !== undefined && organisation !== ref.organisation) return false;
  if (ref.organisation !== undefined && organisation === undefined && onBehalfOf === undefined) return false;
  return [ref.post, `${ref.post}.head`, `${ref.post}.deputy`].includes(post) || onBehalfOf === ref.post;
}

/** Tells the matter whose rung the paper is what became of it on its way. */
export function tellOpener(draft: NoticeDraft, state: NoticeState, message: string, payload: JsonObject): void {
  const to = openerNamed(state.caseId);
  if (to === undefined || state.rung === undefined) return;
  draft.effects.push({
    do: 'send',
    to,
    kind: 'matter',
    message,
    payload: { notice: state.notice, rung: state.rung, ...payload },
  });
}
