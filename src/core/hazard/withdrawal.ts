import type { Tally } from '../case.ts';
import { startOfDay } from '../instant.ts';
import { refuse } from '../refusal.ts';
import { dutyClock } from '../watch.ts';
import { type Handlers, step } from './steps.ts';
import { rectifyRule } from './watched.ts';

/** How a hazard ends without having been put right: it is none, it is the same as another, or its unit is gone. */
export const WITHDRAWAL = {
  dismissHazard(context) {
    const { state, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (
      (state.tier === 'T0' || state.tier === 'T1') &&
      (!payload.secondPerson || payload.secondPerson === context.command.actor.person)
    )
      return refuse('second-person-missing');
    return step(context, 'HazardDismissed', payload);
  },

  *mergeHazard(context) {
    const { state, command, payload } = context;
    if (payload.into === state.caseId) return refuse('merge-into-itself');
    if (!payload.reason) return refuse('reason-missing');
    const lives = (yield {
      ask: 'tally',
      subject: payload.into,
      what: ['hazardOpened', 'hazardEnded'],
      from: startOfDay('2000-01-01'),
      until: command.recordedAt,
      except: state.caseId,
    }) as readonly Tally[] | undefined;
    const count = (what: string) => (lives ?? []).filter((tally) => tally.what === what).length;
    if (count('hazardOpened') <= count('hazardEnded')) return refuse('merge-target-unknown', { detail: payload.into });
    const draft = step(context, 'HazardMerged', payload);
    const due = state.tier ? dutyClock(draft, rectifyRule(draft, state.tier)?.id ?? '')?.clock.lastDay : undefined;
    draft.effects.push({
      do: 'send',
      to: payload.into,
      kind: 'hazard',
      message: 'duplicateMerged',
      payload: due ? { lastDay: due } : {},
    });
    return draft;
  },

  recordSubjectGone(context) {
    if (!context.payload.document) return refuse('document-missing');
    return step(context, 'SubjectGone', context.payload);
  },
} satisfies Handlers;
