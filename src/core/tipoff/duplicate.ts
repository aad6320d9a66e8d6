import type { CaseState, Deciding, Refusal } from '../case.ts';
import { move } from '../draft.ts';
import { refuse } from '../refusal.ts';
import type { TipoffState } from './state.ts';
import { type Handler, step, toReporter } from './steps.ts';

/** What a report is the same as: an earlier report, or a hazard that is known already. */
export const DUPLICATE: { readonly [Name in 'joinTipoff' | 'linkHazard']: Handler<Name> } = {
  *joinTipoff(context) {
    const { state, payload } = context;
    const first = (yield* caseNamed(payload.into)) as TipoffState | undefined;
    const wrong = notFirst(state, first);
    if (wrong || first === undefined) return wrong ?? refuse('join-target-unknown');
    const draft = step(context, 'TipoffJoined', payload);
    if (first.anchors.tipoffAnswered === undefined) {
      draft.effects.push({ do: 'send', to: first.caseId, kind: 'tipoff', message: 'duplicateTipoff', payload: {} });
      return draft;
    }
    // The first one has its answer: this one gets the same.
    draft.payload.result = first.result ?? '';
    move(draft, 'AnswerShared');
    toReporter(draft, 'tipoffAnswer');
    return draft;
  },

  *linkHazard(context) {
    const { state, payload } = context;
    const hazard = yield* caseNamed(payload.hazard);
    if (hazard?.kind !== 'hazard') return refuse('hazard-unknown');
    if (state.hazards.includes(payload.hazard)) return refuse('hazard-linked-already');
    // Nothing is said to the hazard: who is told of it must not learn that somebody reported.
    return step(context, 'HazardLinked', payload);
  },
};

function* caseNamed(caseId: string): Deciding<CaseState | undefined> {
  return (yield { ask: 'case', caseId }) as CaseState | undefined;
}

/** Only the first valid report counts for the reward: a later one joins it, never the other way round. */
function notFirst(state: TipoffState, first: TipoffState | undefined): Refusal | undefined {
  if (first?.kind !== 'tipoff' || first.caseId === state.caseId || first.stage === 'joined')
    return refuse('join-target-unknown');
  if (first.stage === 'closed' && first.anchors.tipoffAnswered === undefined) return refuse('join-target-unknown');
  return (first.anchors.tipoffReceived ?? '') > (state.anchors.tipoffReceived ?? '')
    ? refuse('join-not-first')
    : undefined;
}
