import type { CaseState, Command, Refusal, Terms } from './case.ts';
import { computeDeadline } from './deadline/deadline.ts';
import type { Draft } from './draft.ts';
import { dayOf } from './instant.ts';
import { refuse } from './refusal.ts';

/** Whether the act lies before the beginning of what it ends: a resumption before its pause, a restart approved before it was asked for. */
export function checkOrder<State extends CaseState>({ state, regions, input }: Draft<State>): Refusal | undefined {
  for (const region in regions) {
    const since = state?.since?.[region];
    if (since !== undefined && regions[region] !== state?.regions[region] && input.at < since)
      return refuse('at-before-stage', { stage: state?.stage ?? '', detail: `${region} 自 ${since} 开始` });
  }
  return undefined;
}

/**
 * Whether the instant of an act is acceptable: not in the future, not before the current stage began, and, if entered late (补录),
 * within the rule set's limit or with an approver and a document.
 */
export function checkTime(state: CaseState | undefined, command: Command, terms: Terms): Refusal | undefined {
  const { at, recordedAt, payload } = command;
  if (at > recordedAt) return refuse('at-in-future');
  if (state && at < state.stageSince)
    return refuse('at-before-stage', { stage: state.stage, detail: `当前环节自 ${state.stageSince} 开始` });
  if (dayOf(at) === dayOf(recordedAt)) return undefined;
  const { lateEntry } = terms.rules;
  const limit = computeDeadline({ rule: 'lateEntry', calendar: terms.calendar, start: at, duration: lateEntry.within });
  if (recordedAt < limit.dueAt) return undefined;
  return lateEntry.beyondNeeds.every((need) => payload[need])
    ? undefined
    : refuse('late-entry-too-late', { detail: `最晚应于 ${limit.lastDay ?? limit.dueAt} 前补录` });
}
