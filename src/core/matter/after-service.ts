import type { Clock } from '../case.ts';
import { computeDeadline } from '../deadline/deadline.ts';
import type { Duration } from '../deadline/duration.ts';
import type { Instant } from '../instant.ts';
import { tell } from '../lapse.ts';
import { endPaperDuty, lapsePaper } from '../paper-duty.ts';
import type { Rung } from '../rules/rule-set.ts';
import { endsOn, rulesOf } from '../watch.ts';
import type { MatterDraft } from './ladder.ts';
import type { MatterState } from './state.ts';

type LadderId = MatterState['ladder'];

/**
 * What runs from the service of a paper: the receipt, and the answer, which starts with the receipt or so many days later at the latest
 * (handbook §21). A paper to the district that went out while an earlier transfer is open has its receipt here too: the duty of the
 * transfer is the earlier one's.
 */
export function armAfterService(draft: MatterDraft, rung: Rung, ladder: LadderId, at: Instant): void {
  const { answers } = draft.terms.rules;
  armAnswer(draft, rung, ladder, at, rung.receiptRequired ? answers.startsAtLatest.value : 0);
  if (rung.receiptRequired) armReceipt(draft, rung, ladder, at, 0);
}

/** The clock within which an answer is owed. */
function armAnswer(draft: MatterDraft, rung: Rung, ladder: LadderId, from: Instant, extraDays: number): void {
  // What comes of an interview is a report, of a transfer a result: duties of their own.
  if (!rung.answerWithin || rung.inPerson || isOfDistrict(rung)) return;
  const duration = { ...rung.answerWithin, value: rung.answerWithin.value + extraDays };
  arm(
    draft,
    { id: 'answer', rule: `${ladder}${rung.rung}`, start: from, holder: 'matter.subject' },
    duration,
    `${ladder}${rung.rung}.answer`,
  );
}

/** The clock within which a second person reviews an answer that is contested; the ladder waits meanwhile. */
export function armReview(draft: MatterDraft, from: Instant): void {
  const { reviewWithin } = draft.terms.rules.answers;
  arm(draft, { id: 'review', rule: 'answers.reviewWithin', start: from, holder: 'street.safetyOffice' }, reviewWithin);
}

/** The clock within which the receipt of a paper is owed; of a transfer as long as the rule of transfers gives, from whoever it went to. */
function armReceipt(draft: MatterDraft, rung: Rung, ladder: LadderId, from: Instant, nth: number): void {
  const clock = { id: 'receipt', rule: `${ladder}${rung.rung}`, start: from, nth };
  if (isOfDistrict(rung)) {
    const rule = rulesOf(draft.terms.rules, 'matter').find((one) => endsOn(one, 'transferReceived'));
    if (rule && !('monthlyOnDay' in rule.duration))
      arm(draft, { ...clock, holder: rung.target }, rule.duration, rule.id);
    return;
  }
  const { receiptWithin } = draft.terms.rules.answers;
  if (receiptWithin) arm(draft, { ...clock, holder: 'matter.subject' }, receiptWithin, 'answers.receiptWithin');
}

function isOfDistrict({ target }: Rung): boolean {
  return target.startsWith('district.');
}

function arm(
  draft: MatterDraft,
  clock: Pick<Clock, 'id' | 'rule' | 'holder' | 'nth'> & { readonly start: Instant },
  duration: Duration,
  rule = clock.rule,
): void {
  const { lastDay, dueAt, proof } = computeDeadline({
    rule,
    calendar: draft.terms.calendar,
    start: clock.start,
    duration,
  });
  draft.set.set(clock.id, { ...clock, dueAt, does: 'answer', ...(lastDay ? { lastDay } : {}), proof });
}

/** How a paper is served once more while its receipt is missing; after the last the missing receipt is a fact of its own. */
const SERVED_AGAIN = ['secondChannel', 'inPerson'] as const;

/** No receipt: the second channel, then in person, then a flag and the head of the office (handbook §21). */
export function serveAgain(draft: MatterDraft, state: MatterState, rung: Rung | undefined): void {
  const nth = state.clocks.receipt?.nth ?? 0;
  const step = SERVED_AGAIN[nth] ?? 'missing';
  Object.assign(draft.payload, { step, ...(rung ? { rung: rung.rung, notice: rung.notice } : {}) });
  draft.cleared.add('receipt');
  if (!rung) return;
  const ofDistrict = isOfDistrict(rung);
  if (ofDistrict && draft.type === 'ReceiptOverdue') {
    askDistrict(draft, state, rung, nth + 1);
    return;
  }
  const { receipt } = state.clocks;
  if (receipt && draft.type === 'ReceiptOverdue')
    lapsePaper(draft, { ...receipt, holder: receipt.holder ?? 'matter.subject' });
  const params = { notice: rung.notice, label: rung.label, step };
  tell(draft, 'receiptOverdue', { post: 'street.safetyOffice' }, undefined, undefined, params);
  if (step !== 'missing') {
    if (!ofDistrict || state.clocks.receipt) armReceipt(draft, rung, state.ladder, draft.input.at, nth + 1);
    return;
  }
  draft.flags.push('receipt-missing');
  tell(draft, 'receiptOverdue', { post: 'street.safetyOffice.head' }, undefined, undefined, params);
}

/** Of the district the street asks again, as often as it must; its silence decides nothing and is nobody's flag (handbook §14). */
function askDistrict(draft: MatterDraft, { ladder }: MatterState, rung: Rung, nth: number): void {
  draft.payload.step = 'askAgain';
  tell(draft, 'askAgain', { post: rung.target }, undefined, undefined, { label: rung.label, nth });
  armReceipt(draft, rung, ladder, draft.input.at, nth);
}

/** The paper was received, or its receipt refused before two witnesses: the answer runs from here if that is earlier than what already runs. */
export function received(draft: MatterDraft, state: MatterState, rung: Rung, at: Instant): void {
  draft.cleared.add('receipt');
  endPaperDuty(draft, 'receipt', at);
  const running = state.clocks.answer;
  if (!running) return;
  armAnswer(draft, rung, state.ladder, at, 0);
  const fresh = draft.set.get('answer');
  if (fresh && fresh.dueAt >= running.dueAt) draft.set.delete('answer');
}
