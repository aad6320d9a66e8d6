import type { Refusal } from '../case.ts';
import { computeDeadline } from '../deadline/deadline.ts';
import type { Duration } from '../deadline/duration.ts';
import { addWorkingDays, rollToWorkingDay } from '../deadline/working-days.ts';
import { addDays, type Day, dayOf, type Instant } from '../instant.ts';
import { tell } from '../lapse.ts';
import { refuse } from '../refusal.ts';
import { isReport, sameDuration } from '../rules/reports.ts';
import type { Rung } from '../rules/rule-set.ts';
import { anchor, dutyClock, endsOn, fixDuty, rulesOf, startDuty, type Watched } from '../watch.ts';
import { ladderOf, type MatterDraft, rungPost } from './ladder.ts';
import type { Demand, MatterState } from './state.ts';

/** What the paper must say and the signer may leave to be filled in before it is served (notices: interviewNotice). */
const NAMED = ['place', 'host', 'reasons', 'materials'] as const;

/** Earliest day of an interview: so many full working days lie between the notice and it. */
function earliestInterview(draft: Pick<MatterDraft, 'terms'>, rung: Rung, noticeAt: Instant): Day {
  return addDays(addWorkingDays(draft.terms.calendar, dayOf(noticeAt), rung.noticeAhead?.value ?? 0), 1);
}

/** Why this day cannot be named; undefined: it can. */
export function tooSoon(
  draft: Pick<MatterDraft, 'terms'>,
  rung: Rung,
  noticeAt: Instant,
  interviewAt: Instant,
): Refusal | undefined {
  const earliest = earliestInterview(draft, rung, noticeAt);
  return dayOf(interviewAt) < earliest ? refuse('notice-ahead-too-short', { detail: `最早 ${earliest}` }) : undefined;
}

/** The interview is named (from here its clock runs); what its notice still lacks goes to the office's desk. */
export function nameInterview(draft: MatterDraft, watched: Watched, rung: Rung): void {
  anchor(draft, watched, 'interviewDecided', draft.input.at);
  moveInterview(draft, watched, rollToWorkingDay(draft.terms.calendar, earliestInterview(draft, rung, draft.input.at)));
  const missing = NAMED.filter((field) => !draft.payload[field]);
  if (missing.length === 0) return;
  draft.payload.missing = missing;
  tell(draft, 'interviewIncomplete', { post: 'street.safetyOffice' }, undefined, undefined, {
    notice: rung.notice,
    label: rung.label,
    missing: [...missing],
  });
}

/** Why an interview cannot be put off to this day: too soon, too often, too far; undefined: it can. */
export function cannotPostpone(
  draft: Pick<MatterDraft, 'terms'>,
  state: MatterState,
  rung: Rung | undefined,
  noticeAt: Instant,
  interviewAt: Instant,
): Refusal | undefined {
  if (!rung) return undefined;
  const soon = tooSoon(draft, rung, noticeAt, interviewAt);
  const { postponement } = rung;
  if (soon || !postponement) return soon;
  if ((state.postponed ?? 0) >= postponement.most)
    return refuse('interview-postponed-enough', { detail: `规则最多改期 ${postponement.most} 次` });
  const { lastDay, dueAt } = computeDeadline({
    rule: 'postponement.within',
    calendar: draft.terms.calendar,
    start: state.interviewFirstAt ?? state.interviewAt ?? noticeAt,
    duration: postponement.within,
  });
  const latest = lastDay ?? dayOf(dueAt);
  return dayOf(interviewAt) > latest ? refuse('interview-postponed-too-far', { detail: `最晚 ${latest}` }) : undefined;
}

/** The day by which it must be held is this one, if that is later and has not lapsed: put off with leave, or no earlier day can be had for a long holiday. */
function moveInterview(draft: MatterDraft, watched: Watched, day: Day): void {
  for (const rule of rulesOf(draft.terms.rules, 'matter')) {
    const duty = endsOn(rule, 'interviewHeld') ? dutyClock(draft, rule.id) : undefined;
    if (duty && !duty.lapsed && day > (duty.clock.lastDay ?? ''))
      fixDuty(draft, watched, rule, duty.clock.start ?? draft.input.at, day);
  }
}

/** The rung that invited to the interview: the last one taken whose paper demands presence. */
function invitation(draft: Pick<MatterDraft, 'terms'>, { ladder, rungs }: MatterState): Rung | undefined {
  const all = ladderOf(draft, ladder).rungs;
  return rungs.flatMap(({ rung, skipped }) => (skipped ? [] : (all[rung - 1] ?? []))).findLast((rung) => rung.inPerson);
}

/** Held: from here the report is owed, within what the rung gives for an answer; where it gives nothing, within what the duty's own rule says. */
export function startReport(draft: MatterDraft, watched: Watched, state: MatterState): void {
  const { at } = draft.input;
  anchor(draft, watched, 'interviewHeld', at);
  const within = invitation(draft, state)?.answerWithin;
  if (!within) return;
  for (const rule of rulesOf(draft.terms.rules, 'matter'))
    if (isReport(rule) && draft.set.has(rule.id) && !sameDuration(rule, within))
      startDuty(draft, watched, rule, at, undefined, within);
}

/** The period of a report that the rung gives, for a clock that has its own. */
export function reportWithin(terms: MatterDraft['terms'], state: MatterState): Duration | undefined {
  return invitation({ terms }, state)?.answerWithin ?? undefined;
}

/** Put off: the clock goes along, and whoever must come in person is told the new hour. */
export function putOff(draft: MatterDraft, watched: Watched, state: MatterState, label: string, to: Instant): void {
  moveInterview(draft, watched, dayOf(to));
  const params = { label, interviewAt: to };
  tell(draft, 'interviewPostponed', rungPost('subject.head', state.subject), undefined, undefined, params);
}

/** Why these demands cannot stand in the minutes: each needs its day, not before the interview. */
export function checkDemands(demands: readonly Demand[], held: Instant): Refusal | undefined {
  const early = demands.findIndex((one) => one.due < dayOf(held));
  return early < 0
    ? undefined
    : refuse('invalid', { fields: { [`demands.${early}.due`]: '完成日期不能早于约谈之日' } });
}

/** Why this list of unmet demands is wrong: it names one that was not made. */
export function checkUnmet(state: MatterState, unmet: readonly number[]): Refusal | undefined {
  const made = state.demands?.length ?? 0;
  const wrong = unmet.find((nth) => nth > made);
  return wrong === undefined
    ? undefined
    : refuse('invalid', { fields: { unmet: `没有第 ${wrong} 项要求，约谈共提出 ${made} 项` } });
}
