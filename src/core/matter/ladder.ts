import type { Clock, JsonObject, Tally } from '../case.ts';
import { workingDaysBetween } from '../deadline/working-days.ts';
import { type Draft, momentOf } from '../draft.ts';
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
  /** Highest rung to which the office was told that it may skip; 0: none. */
  readonly skipProposed: number;
}

/** The ladder of a rule set; throws when the rule set has none of that name. */
export function ladderOf(draft: Pick<MatterDraft, 'terms'>, id: 'A' | 'B'): Ladder {
  const ladder = draft.terms.rules.ladders.find((one) => one.id === id);
  if (!ladder) throw new Error(`ladder ${id} is not in rule set ${draft.terms.rules.id}`);
  return ladder;
}

/** Whether a ladder lets rungs be left out, and what it asks for is given. */
export function maySkip({ skipUpward }: Ladder, given: JsonObject): boolean {
  return skipUpward?.allowed === true && skipUpward.needs.every((need) => given[need]);
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
  const above = view.ladder.rungs.slice(Math.max(0, ...view.rungs.map((taken) => taken.rung)));
  const [next] = above;
  if (!next || view.causes.length === 0 || view.standing) return;
  if (draft.regions.main !== 'open' || draft.regions.paper === 'unsigned') return;
  const moment = momentOf(draft.input);
  const soonest = nextMorning(draft, moment, view.pauses);
  const now = conditionFacts(draft, view, dayOf(soonest));
  const start = above.findLast((rung) => rung.startsWhen !== undefined && compileCondition(rung.startsWhen)(now));
  const dueAt = start ? soonest : earliestTrigger(draft, view, next, { moment, soonest });
  if (!start) proposeSkip(draft, view, above.slice(1), now);
  if (dueAt === undefined) return;
  const { rung } = start ?? next;
  const clock: Clock = { id: RUNG_CLOCK, dueAt, does: 'rung', rule: `${view.ladder.id}${rung}`, nth: rung };
  draft.set.set(RUNG_CLOCK, clock);
}

function earliestTrigger(
  draft: MatterDraft,
  view: LadderView,
  next: Rung,
  { moment, soonest }: { readonly moment: Instant; readonly soonest: Instant },
): Instant | undefined {
  const candidates = next.trigger.any.flatMap((trigger) => {
    const at = triggerInstant(draft, view, trigger, soonest);
    return at === undefined ? [] : [at <= moment ? soonest : at];
  });
  if (view.hurry) candidates.push(soonest);
  return candidates.sort()[0];
}

/** A higher rung's trigger holds, but without an approver only the next rung follows (handbook §21): the office is told once, and decides. */
function proposeSkip(draft: MatterDraft, view: LadderView, higher: readonly Rung[], now: Facts): void {
  const holding = higher.findLast(({ trigger }) =>
    trigger.any.some((one) => one.condition !== undefined && compileCondition(one.condition)(now)),
  );
  if (!holding || !view.ladder.skipUpward?.allowed || holding.rung <= view.skipProposed) return;
  draft.payload.skipProposed = holding.rung;
  tell(draft, 'skipProposed', { post: 'street.safetyOffice' }, undefined, undefined, { label: holding.label });
}

/** The first working morning after an instant: of the same day if that is still to come, as after a lapse at 00:00. */
function nextMorning(draft: MatterDraft, moment: Instant, pauses: MatterState['pauses']): Instant {
  const early = moment < atTime(dayOf(moment), draft.terms.rules.messages.reminderTime);
  return workingMorning(draft, early ? noonOf(addDays(dayOf(moment), -1)) : moment, 1, pauses);
}

type Trigger = Rung['trigger']['any'][number];

/** The lapse from whose last day overdue days are counted; none where the matter is open for an event alone. */
function firstLapse({ causes }: Pick<LadderView, 'causes'>): Cause | undefined {
  return causes.filter((cause) => !cause.event).sort((a, b) => (a.lastDay < b.lastDay ? -1 : 1))[0];
}

/** When one trigger of a rung holds; undefined: not yet known to. */
function triggerInstant(draft: MatterDraft, view: LadderView, trigger: Trigger, soonest: Instant): Instant | undefined {
  const { condition } = trigger;
  const lapse = firstLapse(view);
  if (condition !== undefined && !compileCondition(condition)(conditionFacts(draft, view, dayOf(soonest))))
    return trigger.overdue || trigger.afterRung !== undefined || !lapse
      ? undefined
      : firstDayOf(draft, view, condition, lapse, soonest);
  if (trigger.overdue) return lapse && workingMorning(draft, noonOf(lapse.lastDay), trigger.overdue.value, view.pauses);
  if (trigger.afterRung !== undefined) {
    const below = view.rungs.find((taken) => taken.rung === trigger.afterRung);
    if (!below || !trigger.wait || view.waitsForResult) return undefined;
    return workingMorning(draft, below.reopenedAt ?? below.dueAt, trigger.wait.value, view.pauses);
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
  const facts = conditionFacts(draft, view, dayOf(soonest));
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

function conditionFacts(draft: MatterDraft, view: LadderView, on: Day): Facts {
  const days = overdueDays(draft, view, on);
  return { ...view.facts, tier: view.tier, supervised: view.supervised, overdueWorkingDays: days };
}

/** Working days between the last day of the earliest lapse and a day; 0 where nothing lapsed. */
export function overdueDays(draft: Pick<MatterDraft, 'terms'>, view: Pick<LadderView, 'causes'>, on: Day): number {
  const lapse = firstLapse(view);
  return lapse && on > lapse.lastDay ? workingDaysBetween(draft.terms.calendar, lapse.lastDay, on) : 0;
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
