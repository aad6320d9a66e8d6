import type { JsonObject, Terms } from '../case.ts';
import { lastDayOf } from '../deadline/deadline.ts';
import { checkExtensionRequest, latestDayToAsk } from '../deadline/reminder.ts';
import { addDays, type Day, dayOf } from '../instant.ts';
import { tell } from '../lapse.ts';
import { refuse } from '../refusal.ts';
import type { DeadlineRule, TierId } from '../rules/rule-set.ts';
import { asResumed, dutyClock } from '../watch.ts';
import { replaceDay } from './rectify-day.ts';
import type { HazardState } from './state.ts';
import { anchored, type Handlers, type HazardDraft, isLeader, step } from './steps.ts';
import { hazardHolder, rectifyRule, watchHazard } from './watched.ts';

/** Extension (延期) of the day of rectification. */
export const EXTENSION = {
  requestExtension(context) {
    const { state, command, terms, payload } = context;
    const tier = state.tier as TierId;
    const rule = terms.rules.extension[tier];
    const rectify = rectifyRule(context, tier);
    const duty = rectify ? dutyClock(step(context, 'ExtensionRequested'), rectify.id) : undefined;
    if (!rule || rule.maxCount === 0) return refuse('extension-not-possible');
    if (!rectify || !duty || duty.lapsed) return refuse('extension-after-expiry');
    if (state.extensions >= rule.maxCount) return refuse('extension-count-exceeded');
    const standing = state.suspended[rectify.id] !== undefined;
    const clock = standing
      ? asResumed(
          step(context, 'ExtensionRequested'),
          watchHazard({ state, terms } as HazardDraft),
          rectify,
          duty.clock,
          command.at,
        )
      : duty.clock;
    const due = { dueAt: clock.dueAt, lastDay: clock.lastDay ?? null };
    const late = checkExtensionRequest({
      at: command.at,
      deadline: due,
      calendar: terms.calendar,
      ...(rule.requestBefore ? { requestBefore: rule.requestBefore } : {}),
      ...(rule.window ? { window: rule.window } : {}),
    });
    const latest = rule.requestBefore
      ? latestDayToAsk(lastDayOf(due), rule.requestBefore, terms.calendar)
      : lastDayOf(due);
    if (late === 'extension-too-late' && rule.window === 'within')
      return refuse('extension-too-early', { detail: `最早 ${latest}` });
    // Force majeure with a leader's signature is the only door (handbook §18).
    if (
      late &&
      !(late === 'extension-too-late' && payload.forceMajeure && isLeader(payload.approver) && payload.document)
    )
      return refuse(late, { detail: `最晚应于 ${latest} 申请` });
    const fields: JsonObject = payload;
    const missing = (rule.needs ?? []).filter((need) => !fields[need]);
    if (missing.length > 0)
      return refuse('extension-incomplete', { fields: Object.fromEntries(missing.map((need) => [need, '必填'])) });
    if (payload.newDay <= lastDayOf(due)) return refuse('invalid', { fields: { newDay: '拟延至日期应晚于原期限' } });
    const cap = extensionCap(context, rectify);
    if (cap && payload.newDay > cap) return refuse('extension-beyond-cap', { detail: `最晚可延至 ${cap}` });
    return anchored(
      step(context, 'ExtensionRequested', { ...payload, latestDayToAsk: latest, lastDay: lastDayOf(due) }),
      'extensionRequested',
    );
  },

  decideExtension(context) {
    const { state, command, payload } = context;
    const tier = state.tier ?? '';
    const outside = tier === 'T1';
    if (outside && !payload.document) return refuse('document-missing');
    if (outside && !payload.by) return refuse('approver-missing');
    if (!outside && command.actor.post !== 'street.safetyOffice.head' && !payload.approver)
      return refuse('approver-missing');
    const draft = anchored(
      step(context, payload.decision === 'granted' ? 'ExtensionGranted' : 'ExtensionRefused', payload),
      'extensionDecided',
    );
    if (payload.decision === 'refused') {
      if (outside)
        tell(draft, 'extensionRefused', hazardHolder(state)('unit'), undefined, undefined, {
          document: payload.document,
        });
      return draft;
    }
    const newDay = payload.newDay ?? state.extensionAsked?.newDay;
    const rectify = rectifyRule(draft, tier);
    if (!rectify || !newDay) return refuse('invalid', { fields: { newDay: '请填写延至日期' } });
    const before = dutyClock(draft, rectify.id)?.clock.lastDay;
    if (before && newDay <= before) return refuse('invalid', { fields: { newDay: `延至日期应晚于原期限 ${before}` } });
    // Decided late, the day asked for may be over: a term that has ended before it is told is none.
    if (newDay < dayOf(command.at))
      return refuse('invalid', { fields: { newDay: `延至日期 ${newDay} 不能早于决定之日 ${dayOf(command.at)}` } });
    const cap = extensionCap(context, rectify);
    if (cap && newDay > cap && !(outside && payload.by?.startsWith('district.')))
      return refuse('extension-beyond-cap', { detail: `最晚可延至 ${cap}` });
    draft.payload.newDay = newDay;
    replaceDay(draft, rectify, newDay, 'extension.approver');
    const { document } = payload;
    if (outside)
      tell(draft, 'extensionGranted', hazardHolder(state)('unit'), undefined, undefined, { document, newDay });
    return draft;
  },
} satisfies Handlers;

/** Latest day that an extension may reach under the rules. */
function extensionCap(
  context: { readonly state: HazardState; readonly terms: Terms },
  rectify: DeadlineRule,
): Day | undefined {
  const { state, terms } = context;
  const rule = terms.rules.extension[state.tier as TierId];
  const clock = state.clocks[rectify.id] ?? state.suspended[rectify.id] ?? state.overdue[rectify.id];
  if (!rule?.maxTotal || !clock) return undefined;
  const base =
    rule.maxTotalCountsFrom === 'start'
      ? dayOf(clock.start ?? clock.dueAt)
      : (state.firstLastDay ?? clock.lastDay ?? dayOf(clock.dueAt));
  return addDays(base, rule.maxTotal.value);
}
