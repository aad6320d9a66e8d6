import type { CaseEvent, Terms } from '../src/core/case.ts';
import { isWorkingDay, nextWorkingDay, rollToWorkingDay } from '../src/core/deadline/working-days.ts';
import { atTime, type Day, dayOf, type Instant } from '../src/core/instant.ts';
import type { CaseRow, Delivery } from '../src/ledger/ledger.ts';

/** The parts of the terms that say when people are told. */
export type SendTerms = Pick<Terms, 'calendar'> & { readonly rules: Pick<Terms['rules'], 'messages'> };

/** Why something does not wait for the digest. */
export type Urgency = 'T0' | 'accident' | 'interview' | 'urgent' | 'due-before-digest';

/** These go out at once however full the day is. */
export const BEYOND_BUDGET: ReadonlySet<Urgency> = new Set(['T0', 'accident']);

/** Why a delivery breaks through, by the rule set's list of what is urgent; undefined: it waits. */
export function urgencyOf(
  { rules }: SendTerms,
  { delivery, event, row }: { readonly delivery: Delivery; readonly event: CaseEvent; readonly row: CaseRow },
): Urgency | undefined {
  const listed = new Set(rules.messages.urgent);
  if (listed.has('T0') && (row.tier === 'T0' || delivery.about === 'imminent')) return 'T0';
  if (listed.has('accident') && String(row.kind) === 'accident') return 'accident';
  const effect = event.effects[delivery.nth];
  if (effect?.do === 'notify' && effect.urgent) return 'urgent';
  const about = [delivery.about, delivery.params.clock, delivery.params.notice];
  if (listed.has('interview') && about.some((word) => typeof word === 'string' && word.startsWith('interview')))
    return 'interview';
  return undefined;
}

/** The first digest at or after an instant: the hour of the rule set, on a working day, not before the window opens. */
export function digestFrom(terms: SendTerms, instant: Instant): Instant {
  const day = rollToWorkingDay(terms.calendar, dayOf(instant));
  const same = digestOn(terms, day);
  return same >= instant ? same : digestOn(terms, nextWorkingDay(terms.calendar, day));
}

/** The first digest after an instant. */
export function digestAfter(terms: SendTerms, instant: Instant): Instant {
  const next = digestFrom(terms, instant);
  return next > instant ? next : digestOn(terms, nextWorkingDay(terms.calendar, dayOf(instant)));
}

/** Whether digests may go out: on a working day, from the digest's hour until the window closes. */
export function isDigestTime(terms: SendTerms, now: Instant): boolean {
  return isInWindow(terms, now) && now >= digestOn(terms, dayOf(now));
}

/** Whether people may be told what is not urgent: on a working day, within the window. */
export function isInWindow({ calendar, rules }: SendTerms, now: Instant): boolean {
  const day = dayOf(now);
  const { from, to } = rules.messages.sendWindow;
  return isWorkingDay(calendar, day) && now >= atTime(day, from) && now < atTime(day, to);
}

function digestOn({ rules }: SendTerms, day: Day): Instant {
  const { sendWindow, digestAt } = rules.messages;
  return atTime(day, digestAt < sendWindow.from ? sendWindow.from : digestAt);
}
