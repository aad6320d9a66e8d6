import type { CaseEvent, Clock, Input, Terms } from '../case.ts';
import { computeDeadline } from '../deadline/deadline.ts';
import { type Draft, draftOf, finish, move } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { dayOf, type Instant } from '../instant.ts';
import { tell, workingMorning } from '../lapse.ts';
import { endPaperDuty, lapsePaper, tellAbove } from '../paper-duty.ts';
import { postAbove } from '../signing.ts';
import { noticeChart } from './machine.ts';
import { awaitsReview } from './review.ts';
import type { NoticeState } from './state.ts';

export type NoticeDraft = Draft<NoticeState>;

/** Who looks after papers on their way. */
export const OFFICE: PostRef = { post: 'street.safetyOffice' };

/** Starts an event of a paper. */
export function draftAs(
  state: NoticeState | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: Parameters<typeof draftOf>[6] = {},
): NoticeDraft {
  return draftOf<NoticeState>('notice', noticeChart, state, input, terms, type, payload);
}

/** What a message about a paper says. */
export function paperParams(
  paper: Pick<NoticeState, 'notice' | 'title'>,
  more: { readonly [key: string]: string } = {},
) {
  return { notice: paper.notice, label: paper.title, ...more };
}

/** Fields of a paper by their names in the form. */
export function labelsOf({ fields }: Pick<NoticeState, 'fields'>, ids: readonly string[]): string[] {
  return fields.filter((field) => ids.includes(field.id)).map((field) => field.label);
}

/** The next step while a draft waits: for what is missing (the office), or for its signer. */
export function armSignature(draft: NoticeDraft, holder: string, from: Instant, nth = 0): void {
  const step = draft.terms.rules.signing.steps[nth];
  if (!step) return;
  draft.set.set('signature', {
    id: 'signature',
    dueAt: workingMorning(draft, from, step.after.value),
    does: 'signature',
    rule: 'signing',
    start: from,
    nth,
    holder,
  });
}

/** The period within which a paper must have been served (the office's) or its receipt must have come (the addressee's); none where the rules do not chase receipts. */
export function armReceipt(draft: NoticeDraft, id: 'service' | 'receipt', from: Instant, nth = 0): void {
  const within = draft.terms.rules.answers.receiptWithin;
  if (!within) return;
  const { dueAt, lastDay, proof } = computeDeadline({
    rule: 'answers.receiptWithin',
    calendar: draft.terms.calendar,
    start: from,
    duration: within,
  });
  draft.set.set(id, {
    id,
    dueAt,
    does: 'answer',
    rule: 'answers.receiptWithin',
    ...(lastDay ? { lastDay } : {}),
    start: from,
    nth,
    holder: id === 'receipt' ? 'notice.addressee' : 'street.safetyOffice',
    proof,
  });
}

/** What lost its ground before it was served is dropped by the engine itself; a number that was given is explained in writing. */
export function dropDraft(draft: NoticeDraft, state: NoticeState): void {
  const reason = '已撤销';
  move(draft, 'NoticeVoided');
  draft.payload.reason = reason;
  dropClocks(draft);
  if (state.made) draft.effects.push(explanation(state, reason, OFFICE));
}

/** The paper is gone: its clocks end, and who was late on it stays late by name. */
export function dropClocks(draft: NoticeDraft): void {
  endSignature(draft, false);
  endDelivery(draft);
}

/** Served, received, or no longer to be: whoever was late with that gets the verdict, of the act at `at` or of none. */
export function endDelivery(draft: NoticeDraft, at?: Instant): void {
  for (const id of ['receipt', 'service']) {
    draft.cleared.add(id);
    endPaperDuty(draft, id, at);
  }
}

/** The paper that says in writing why a number is void or a paper recalled. */
export function explanation(state: NoticeState, reason: string, to: PostRef): NoticeDraft['effects'][number] {
  return {
    do: 'issueNotice',
    notice: 'numberVoid',
    issuer: state.issuer,
    to,
    params: { number: state.made?.reference ?? '', title: state.title, reason },
  };
}

/** The signer has not signed, or nobody gave what is missing: reminder, deputy, post above, a new draft with the facts of that day. */
export function signatureOverdue(state: NoticeState, clock: Clock, input: Input, terms: Terms): CaseEvent {
  const nth = clock.nth ?? 0;
  const step = terms.rules.signing.steps[nth]?.do ?? 'remind';
  const draft = draftAs(state, input, terms, 'SignatureOverdue', { clock: clock.id, step });
  move(draft, 'SignatureOverdue');
  const waitsFor = state.missing.length > 0 || awaitsReview(state) ? OFFICE : state.issuer;
  const to: PostRef =
    step === 'deputy'
      ? { ...waitsFor, post: `${waitsFor.post}.deputy` }
      : step === 'above'
        ? { post: postAbove(waitsFor.post) }
        : waitsFor;
  const params = { ...paperParams(state), step };
  if (state.missing.length > 0)
    tell(draft, 'noticeIncomplete', to, undefined, undefined, { ...params, missing: labelsOf(state, state.missing) });
  else if (awaitsReview(state)) tell(draft, 'noticeReview', to, undefined, undefined, params);
  else {
    tell(draft, 'signature', to, undefined, undefined, params);
    if (step !== 'remind') signerLate(draft, state, clock);
  }
  draft.cleared.add(clock.id);
  if (step === 'redraft') draft.effects.push(toEngine(state, 'redraft'));
  const last = nth + 1 >= terms.rules.signing.steps.length;
  armSignature(draft, clock.holder ?? 'notice.issuer', last ? input.at : (clock.start ?? input.at), last ? 0 : nth + 1);
  return finish(draft);
}

/** The signer's own time is over: a fact about him by name, and the post above is told; once a draft. */
function signerLate(draft: NoticeDraft, state: NoticeState, clock: Clock): void {
  if (state.overdue.signature) return;
  draft.flags.push('signature-late');
  lapsePaper(draft, { ...clock, holder: 'notice.issuer', lastDay: dayOf(clock.dueAt) });
  tellAbove(draft, state.issuer.post, { label: `签发“${state.title}”` });
}

/** The draft is off the signer's desk (signed, sent back to be worked on, dropped): if he was late, the verdict says so. */
export function endSignature(draft: NoticeDraft, signed: boolean): void {
  draft.cleared.add('signature');
  endPaperDuty(draft, 'signature', signed ? draft.input.at : undefined);
}

/** No receipt yet: first by a second channel, then in person by the office, which is asked again until it is done. */
export function receiptOverdue(state: NoticeState, clock: Clock, input: Input, terms: Terms): CaseEvent {
  const nth = clock.nth ?? 0;
  const step = nth === 0 ? 'secondChannel' : 'inPerson';
  const draft = draftAs(state, input, terms, 'ReceiptOverdue', { clock: clock.id, step });
  move(draft, 'ReceiptOverdue');
  draft.cleared.add(clock.id);
  lapsePaper(draft, { ...clock, holder: clock.holder ?? 'notice.addressee' });
  const told = paperParams(state, state.made ? { number: state.made.reference } : {});
  if (nth === 0)
    draft.effects.push({ do: 'notify', about: 'receipt', to: state.to, urgent: true, params: { ...told, step } });
  else {
    if (nth === 1) draft.flags.push('notice-receipt-late');
    tell(draft, 'inPerson', OFFICE, undefined, undefined, told);
  }
  armReceipt(draft, 'receipt', input.at, nth + 1);
  const again = draft.set.get('receipt');
  if (again && nth >= 1) draft.set.set('receipt', { ...again, holder: 'street.safetyOffice' });
  return finish(draft);
}

/** A signed paper that has not been served in time. */
export function serviceOverdue(state: NoticeState, clock: Clock, input: Input, terms: Terms): CaseEvent {
  const draft = draftAs(state, input, terms, 'ServiceOverdue', { clock: clock.id });
  move(draft, 'ServiceOverdue');
  draft.cleared.add(clock.id);
  lapsePaper(draft, { ...clock, holder: clock.holder ?? OFFICE.post });
  if ((clock.nth ?? 0) === 0) draft.flags.push('notice-served-late');
  tell(draft, 'inPerson', OFFICE, undefined, undefined, paperParams(state));
  tell(draft, 'inPerson', { post: 'street.safetyOffice.head' }, undefined, undefined, paperParams(state));
  armReceipt(draft, 'service', input.at, (clock.nth ?? 0) + 1);
  return finish(draft);
}

/** What the engine has to do next with a paper: a delivery row keeps it until it is done. */
export function toEngine(
  paper: Pick<NoticeState, 'notice' | 'issuer'>,
  act: 'issue' | 'redraft',
): NoticeDraft['effects'][number] {
  return { do: 'issueNotice', notice: paper.notice, issuer: paper.issuer, to: OFFICE, params: { act } };
}
