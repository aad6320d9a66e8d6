import { contestFlag, decideFlagContest, isRefused, whoActs } from '../flag.ts';
import { figureMissing } from '../matter/grounds.ts';
import { maySkip } from '../matter/ladder.ts';
import { refuse } from '../refusal.ts';
import { startMatter } from './matters.ts';
import { type Handlers, step } from './steps.ts';

/** Who is to answer: matters (问责事项) without a lapse, flags that are contested. */
export const ACCOUNTABILITY = {
  startMatter(context) {
    const { terms, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const ladder = terms.rules.ladders.find((one) => one.id === payload.ladder);
    if (payload.startRung !== undefined) {
      if (!payload.approver || !ladder || !maySkip(ladder, payload)) return refuse('skip-not-approved');
      if (payload.startRung > ladder.rungs.length)
        return refuse('invalid', { fields: { startRung: `该阶梯共 ${ladder.rungs.length} 级` } });
    }
    const wrong = figureMissing(payload);
    if (wrong) return wrong;
    const draft = step(context, 'MatterStarted', payload);
    startMatter(draft, payload);
    return draft;
  },

  contestFlag(context) {
    const { state, command, payload } = context;
    const recorded = contestFlag(state, payload, whoActs(command.actor));
    return isRefused(recorded) ? recorded : step(context, 'FlagContested', recorded);
  },

  decideFlagContest(context) {
    const { state, command, payload } = context;
    const recorded = decideFlagContest(state, payload, whoActs(command.actor));
    return isRefused(recorded) ? recorded : step(context, 'FlagContestDecided', recorded);
  },
} satisfies Handlers;
