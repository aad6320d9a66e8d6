import type { Tally } from '../case.ts';
import { move } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { dayOf, type Instant } from '../instant.ts';
import { tell, workingMorning } from '../lapse.ts';
import { endPaperDuty, lapsePaper, tellAbove } from '../paper-duty.ts';
import type { RuleSet, Rung } from '../rules/rule-set.ts';
import { postAbove } from '../signing.ts';
import { armAfterService } from './after-service.ts';
import { countedFacts, ladderOf, type MatterDraft, overdueDays, rungPost } from './ladder.ts';
import type { MatterState, RungTaken } from './state.ts';

type Subject = MatterState['subject'];
type LadderId = MatterState['ladder'];

/** Clocks of the open rung's paper. */
const PAPER_CLOCKS = ['answer', 'receipt', 'signature', 'review'] as const;

/** The paper in hand is gone (another rung, an end, taken back): its clocks end, and who was late on it stays late by name. */
export function dropPaper(draft: MatterDraft): void {
  for (const id of PAPER_CLOCKS) {
    draft.cleared.add(id);
    endPaperDuty(draft, id);
  }
}

/** A rung becomes due: with no signature its paper goes out at once, else it waits for the signer. */
export function takeRung(draft: MatterDraft, rung: Rung, subject: Subject, ladder: LadderId): RungTaken {
  if (!move(draft, 'RungDue')) throw new Error(`matter: a rung became due in ${draft.regions.main}`);
  Object.assign(draft.payload, {
    ladder,
    rung: rung.rung,
    notice: rung.notice,
    signature: rung.signature,
    issuer: rung.issuer,
    target: rung.target,
  });
  dropPaper(draft);
  const at = draft.input.at;
  if (rung.signature === 'none') {
    move(draft, 'NoticeIssued');
    issue(draft, rung, subject);
    armAfterService(draft, rung, ladder, at);
  } else {
    tell(draft, 'signature', rungPost(rung.issuer, subject), undefined, undefined, {
      notice: rung.notice,
      label: rung.label,
    });
    armSignature(draft, ladder, rung, at, 0);
  }
  return { rung: rung.rung, notice: rung.notice, dueAt: at };
}

/** The paper goes out to its target and the copies. */
export function issue(
  draft: MatterDraft,
  rung: Rung,
  subject: Subject,
  params: { readonly [key: string]: string } = {},
): void {
  const issuer = rungPost(rung.issuer, subject);
  for (const name of [rung.target, ...(rung.copyTo ?? [])])
    draft.effects.push({
      do: 'issueNotice',
      notice: rung.notice,
      issuer,
      to: rungPost(name, subject),
      params: { label: rung.label, ...params },
    });
  if (rung.published) draft.effects.push({ do: 'publish', what: rung.notice, medium: rung.published });
}

/** The fact turned out wrong: what went out is recalled in writing, by the office (handbook §21); the numbers stay. */
export function tellRecall(draft: MatterDraft, { ladder, rungs }: MatterState): void {
  const papers = rungs.flatMap(({ rung, skipped, signedAt }) => {
    const of = ladderOf(draft, ladder).rungs[rung - 1];
    return of && !skipped && (signedAt !== undefined || of.signature === 'none') ? [of.label] : [];
  });
  if (papers.length > 0) tell(draft, 'recallDue', { post: 'street.safetyOffice' }, undefined, undefined, { papers });
}

// ----------------------------------------------------------------------------------------------------------- the signature

/** The next step while a signer does not sign: reminder, deputy, post above, a new draft with the facts of that day. */
export function armSignature(draft: MatterDraft, ladder: LadderId, rung: Rung, from: Instant, nth: number): void {
  const step = draft.terms.rules.signing.steps[nth];
  if (!step) return;
  draft.set.set('signature', {
    id: 'signature',
    dueAt: workingMorning(draft, from, step.after.value),
    does: 'signature',
    rule: `${ladder}${rung.rung}`,
    start: from,
    nth,
  });
}

/** The first step that is more than a reminder: there the signer's own time is over. */
function lateStep({ signing }: RuleSet): number {
  return signing.steps.findIndex((step) => step.do !== 'remind');
}

/** The signer has not signed: reminder, deputy, post above; at last the paper is drafted again with the facts of that day. */
export function signatureOverdue(
  draft: MatterDraft,
  state: MatterState,
  rung: Rung | undefined,
  tallies: readonly Tally[],
): void {
  const clock = state.clocks.signature;
  const { rules } = draft.terms;
  const nth = clock?.nth ?? 0;
  const step = rules.signing.steps[nth];
  const at = draft.input.at;
  draft.payload.step = step?.do ?? '';
  draft.cleared.add('signature');
  if (!rung || !step) return;
  const issuer = rungPost(rung.issuer, state.subject);
  const to: PostRef =
    step.do === 'deputy'
      ? { ...issuer, post: `${issuer.post}.deputy` }
      : step.do === 'above'
        ? { post: postAbove(issuer.post) }
        : issuer;
  const params = { notice: rung.notice, label: rung.label, step: step.do };
  tell(draft, 'signature', to, undefined, undefined, params);
  // His own time is over: a fact about the signer, and the office's to see (handbook §21).
  if (nth === lateStep(rules)) {
    Object.assign(draft.payload, { holder: rung.issuer });
    draft.flags.push('signature-late');
    tell(draft, 'signatureLate', { post: 'street.safetyOffice' }, undefined, undefined, {
      ...params,
      signer: rung.issuer,
    });
    if (clock && !state.overdue.signature) {
      lapsePaper(draft, { ...clock, holder: rung.issuer, lastDay: dayOf(clock.dueAt) });
      tellAbove(draft, rung.issuer, { label: `签发“${rung.label}”` });
    }
  }
  if (step.do === 'redraft')
    Object.assign(draft.payload, {
      rung: rung.rung,
      notice: rung.notice,
      facts: countedFacts(tallies, at),
      overdueWorkingDays: overdueDays(draft, state, dayOf(at)),
      causes: state.causes.map((cause) => cause.rule),
    });
  const again = step.do === 'redraft';
  armSignature(draft, ladderOf(draft, state.ladder).id, rung, again ? at : (clock?.start ?? at), again ? 0 : nth + 1);
}

/** The signer has signed: if his own time was over the verdict says so, and the payload by how many calendar days after it. */
export function endSignature(draft: MatterDraft): void {
  draft.cleared.add('signature');
  endPaperDuty(draft, 'signature', draft.input.at);
  const late = draft.verdicts.find(({ duty, result }) => duty === 'signature' && result === 'late');
  if (late) draft.payload.signedLate = { holder: late.holder, days: late.daysLate ?? 0 };
}

export { ABOVE } from '../signing.ts';
