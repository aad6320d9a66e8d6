import type { Clock, Tally } from '../case.ts';
import { computeDeadline } from '../deadline/deadline.ts';
import { addWorkingDays, workingDaysBetween } from '../deadline/working-days.ts';
import { type Draft, momentOf, move } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { addDays, atTime, type Day, dayOf, type Instant, startOfDay } from '../instant.ts';
import { tell, workingMorning } from '../lapse.ts';
import { compileCondition, type Facts } from '../rules/condition.ts';
import type { Ladder, Rung } from '../rules/rule-set.ts';
import type { Cause, MatterState, RungTaken } from './state.ts';

export type MatterDraft = Draft<MatterState>;

/** What the ladder is computed from: the matter as the draft leaves it. */
export interface LadderView {
  readonly ladder: Ladder;
  readonly subject: MatterState['subject'];
  readonly causes: readonly Cause[];
  readonly rungs: readonly RungTaken[];
  readonly facts: Facts;
  readonly tier: string;
  readonly supervised: boolean;
  readonly pauses: MatterState['pauses'];
  /** Suspended, ended, or the last answer is contested. */
  readonly standing: boolean;
  /** The last answer was judged sufficient: the ladder waits for the result, only the days overdue count on. */
  readonly waitsForResult: boolean;
  /** The next rung is due at once: a poor answer, a missed report. */
  readonly hurry: boolean;
}

/** The ladder of a rule set; throws when the rule set has none of that name. */
export function ladderOf(draft: Pick<MatterDraft, 'terms'>, id: 'A' | 'B'): Ladder {
  const ladder = draft.terms.rules.ladders.find((one) => one.id === id);
  if (!ladder) throw new Error(`ladder ${id} is not in rule set ${draft.terms.rules.id}`);
  return ladder;
}

/** A post named by a rung, of the subject where it says so. */
export function rungPost(name: string, subject: MatterState['subject']): PostRef {
  if (name.startsWith('subject.'))
    return { post: `${subject.kind}.${name.slice('subject.'.length)}`, organisation: subject.organisation };
  if (name === 'unit.head') return { post: name, organisation: subject.organisation };
  return { post: name };
}

/** Clock id of the next rung. */
export const RUNG_CLOCK = 'ladder/rung';

/** Sets or clears the clock of the next rung: the earliest instant at which one of its triggers holds, never before the paper below is out of hand. */
export function armNext(draft: MatterDraft, view: LadderView): void {
  draft.set.delete(RUNG_CLOCK);
  draft.cleared.add(RUNG_CLOCK);
  const highest = Math.max(0, ...view.rungs.map((taken) => taken.rung));
  const next = view.ladder.rungs[highest];
  const first = [...view.causes].sort((a, b) => (a.lastDay < b.lastDay ? -1 : 1))[0];
  if (!next || !first || view.standing || draft.regions.main !== 'open' || draft.regions.paper === 'unsigned') return;
  const moment = momentOf(draft.input);
  const soonest = nextMorning(draft, moment, view.pauses);
  const candidates = next.trigger.any.flatMap((trigger) => {
    const at = triggerInstant(draft, view, trigger, first, soonest);
    return at === undefined ? [] : [at <= moment ? soonest : at];
  });
  if (view.hurry) candidates.push(soonest);
  const dueAt = candidates.sort()[0];
  if (dueAt === undefined) return;
  const clock: Clock = { id: RUNG_CLOCK, dueAt, does: 'rung', rule: `${view.ladder.id}${next.rung}`, nth: next.rung };
  draft.set.set(RUNG_CLOCK, clock);
}

/** The first working morning after an instant: of the same day if that is still to come, as after a lapse at 00:00. */
function nextMorning(draft: MatterDraft, moment: Instant, pauses: MatterState['pauses']): Instant {
  const early = moment < atTime(dayOf(moment), draft.terms.rules.messages.reminderTime);
  return workingMorning(draft, early ? noonOf(addDays(dayOf(moment), -1)) : moment, 1, pauses);
}

type Trigger = Rung['trigger']['any'][number];

/** When one trigger of a rung holds; undefined: not yet known to. */
function triggerInstant(
  draft: MatterDraft,
  view: LadderView,
  trigger: Trigger,
  cause: Cause,
  soonest: Instant,
): Instant | undefined {
  const { condition } = trigger;
  if (condition !== undefined && !compileCondition(condition)(conditionFacts(draft, view, cause, dayOf(soonest))))
    return trigger.overdue || trigger.afterRung !== undefined
      ? undefined
      : firstDayOf(draft, view, condition, cause, soonest);
  if (trigger.overdue) return workingMorning(draft, noonOf(cause.lastDay), trigger.overdue.value, view.pauses);
  if (trigger.afterRung !== undefined) {
    const below = view.rungs.find((taken) => taken.rung === trigger.afterRung);
    if (!below || !trigger.wait || view.waitsForResult) return undefined;
    return workingMorning(draft, below.dueAt, trigger.wait.value, view.pauses);
  }
  return soonest;
}

/** Most working days of lateness that are looked ahead for a condition that names them. */
const LONGEST_LATENESS = 750;

/** A condition that only so many overdue days will make true (`overdueWorkingDays >= 15`) is due on the day they are reached. */
function firstDayOf(
  draft: MatterDraft,
  view: LadderView,
  condition: string,
  cause: Cause,
  soonest: Instant,
): Instant | undefined {
  if (!condition.includes('overdueWorkingDays')) return undefined;
  const holds = compileCondition(condition);
  const facts = conditionFacts(draft, view, cause, dayOf(soonest));
  const now = Number(facts.overdueWorkingDays ?? 0);
  for (let days = now + 1; days <= LONGEST_LATENESS; days++) {
    if (holds({ ...facts, overdueWorkingDays: days }))
      return workingMorning(draft, noonOf(cause.lastDay), days, view.pauses);
    // Days only grow: what the longest lateness does not make true, none will. Looked at once, after the first failure.
    if (days === now + 1 && !holds({ ...facts, overdueWorkingDays: LONGEST_LATENESS })) return undefined;
  }
  return undefined;
}

function noonOf(day: Day): Instant {
  return atTime(day, '12:00');
}

function conditionFacts(draft: MatterDraft, view: LadderView, cause: Cause, on: Day): Facts {
  const overdueWorkingDays = on > cause.lastDay ? workingDaysBetween(draft.terms.calendar, cause.lastDay, on) : 0;
  return { ...view.facts, tier: view.tier, supervised: view.supervised, overdueWorkingDays };
}

/** Counts of earlier papers, failed interviews and penalties of a subject, from what other cases recorded. */
export function countedFacts(
  tallies: readonly Tally[],
  at: Instant,
): {
  readonly promptsIn90Days: number;
  readonly failedInterviewsIn6Months: number;
  readonly penaltiesIn180Days: number;
  readonly penaltiesIn365Days: number;
} {
  const within = (what: string, days: number) => {
    const since = startOfDay(addDays(dayOf(at), -days));
    return tallies.filter((tally) => tally.what === what && tally.at >= since && tally.at <= at).length;
  };
  return {
    promptsIn90Days: within('prompt', 90),
    failedInterviewsIn6Months: within('interviewFailed', 183),
    penaltiesIn180Days: within('penalty', 180),
    penaltiesIn365Days: within('penalty', 365),
  };
}

/** A rung becomes due: with no signature its paper goes out at once, else it waits for the signer. */
export function takeRung(draft: MatterDraft, rung: Rung, subject: MatterState['subject'], ladder: Ladder): RungTaken {
  if (!move(draft, 'RungDue')) throw new Error(`matter: a rung became due in ${draft.regions.main}`);
  const { terms } = draft;
  Object.assign(draft.payload, {
    ladder: ladder.id,
    rung: rung.rung,
    notice: rung.notice,
    signature: rung.signature,
    issuer: rung.issuer,
    target: rung.target,
  });
  for (const id of ['answer', 'signature', 'review']) draft.cleared.add(id);
  const at = draft.input.at;
  if (rung.signature === 'none') {
    move(draft, 'NoticeIssued');
    issue(draft, rung, subject);
    armAnswer(draft, rung, ladder, at, rung.receiptRequired ? terms.rules.answers.startsAtLatest.value : 0);
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
  subject: MatterState['subject'],
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

/** The clock within which an answer is owed. */
export function armAnswer(draft: MatterDraft, rung: Rung, ladder: Ladder, from: Instant, extraDays: number): void {
  if (!rung.answerWithin || rung.inPerson) return;
  const { lastDay, dueAt, proof } = computeDeadline({
    rule: `${ladder.id}${rung.rung}.answer`,
    calendar: draft.terms.calendar,
    start: from,
    duration: { ...rung.answerWithin, value: rung.answerWithin.value + extraDays },
  });
  draft.set.set('answer', {
    id: 'answer',
    dueAt,
    does: 'answer',
    rule: `${ladder.id}${rung.rung}`,
    ...(lastDay ? { lastDay } : {}),
    start: from,
    holder: 'matter.subject',
    proof,
  });
}

/** The clock within which a second person reviews an answer that is contested; the ladder waits meanwhile. */
export function armReview(draft: MatterDraft, from: Instant): void {
  const { lastDay, dueAt, proof } = computeDeadline({
    rule: 'answers.reviewWithin',
    calendar: draft.terms.calendar,
    start: from,
    duration: draft.terms.rules.answers.reviewWithin,
  });
  draft.set.set('review', {
    id: 'review',
    dueAt,
    does: 'answer',
    rule: 'answers.reviewWithin',
    ...(lastDay ? { lastDay } : {}),
    start: from,
    holder: 'street.safetyOffice',
    proof,
  });
}

/** The next step while a signer does not sign: reminder, deputy, post above, a new draft with the facts of that day. */
export function armSignature(draft: MatterDraft, ladder: Ladder, rung: Rung, from: Instant, nth: number): void {
  const step = draft.terms.rules.signing.steps[nth];
  if (!step) return;
  draft.set.set('signature', {
    id: 'signature',
    dueAt: workingMorning(draft, from, step.after.value),
    does: 'signature',
    rule: `${ladder.id}${rung.rung}`,
    start: from,
    nth,
  });
}

/** Earliest day of an interview: so many full working days lie between the notice and it. */
export function earliestInterview(draft: Pick<MatterDraft, 'terms'>, rung: Rung, noticeAt: Instant): Day {
  return addDays(addWorkingDays(draft.terms.calendar, dayOf(noticeAt), rung.noticeAhead?.value ?? 0), 1);
}
