import type { Command } from '../case.ts';
import { computeDeadline } from '../deadline/deadline.ts';
import { dayOf } from '../instant.ts';
import { refuse } from '../refusal.ts';
import type { TierId } from '../rules/rule-set.ts';
import { checkEvidence } from './evidence.ts';
import { endMatters, openMatter } from './matters.ts';
import { restartRectification } from './rectify-day.ts';
import type { HazardState } from './state.ts';
import { anchored, type Handlers, step } from './steps.ts';

/** Acceptance (验收), close-out (销号), and a hazard that comes back. */
export const ACCEPTANCE = {
  takeIntoAcceptance(context) {
    return step(context, 'AcceptanceTaken', context.payload);
  },

  concludeAcceptance(context) {
    const { state, command, terms, payload } = context;
    const { evidence } = terms.rules;
    // A village verifies small rectifications only (handbook §1).
    if (command.actor.post.startsWith('village.') && state.tier !== 'T3')
      return refuse('not-your-duty', { stage: state.stage, detail: '村（居）只能验收一般隐患' });
    const alone = (payload.team?.length ?? 0) < 2;
    if (
      evidence.acceptorNotSoleOrderer &&
      alone &&
      command.actor.person !== undefined &&
      command.actor.person === state.orderedBy?.person
    )
      return refuse('acceptor-is-sole-orderer');
    const needs = [
      ...(evidence.acceptance[state.tier as TierId] ?? []),
      ...(payload.passed ? [] : evidence.failedAcceptance),
    ];
    const missing = checkEvidence(needs, state, payload);
    if (missing) return missing;
    if (payload.passed) {
      const draft = anchored(step(context, 'AcceptancePassed', payload), 'acceptanceConcluded');
      anchored(draft, 'accepted');
      endMatters(draft, 'accepted');
      return draft;
    }
    const count = state.failedAcceptances + 1;
    const draft = anchored(
      step(context, 'AcceptanceFailed', { ...payload, failedAcceptances: count }),
      'acceptanceConcluded',
    );
    restartRectification(draft, command.at);
    // The second failure goes to law enforcement (总局令第16号; handbook §3): the street transfers, others punish.
    if (count >= 2)
      openMatter(
        draft,
        'B',
        { rule: 'failedAcceptance', label: '两次验收不合格', lastDay: dayOf(command.at), dueAt: command.at },
        { startRung: 3, facts: { failedAcceptances: count } },
      );
    return draft;
  },

  closeOut(context) {
    return step(context, 'HazardClosedOut', context.payload);
  },

  reopenHazard(context) {
    const { state, command, terms, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const limit = computeDeadline({
      rule: 'reopenWithin',
      calendar: terms.calendar,
      start: state.closedOutAt ?? state.stageSince,
      duration: terms.rules.reopenWithin,
    });
    if (command.at >= limit.dueAt) return refuse('reopen-too-late', { detail: `最晚 ${limit.lastDay ?? limit.dueAt}` });
    const draft = step(context, 'HazardReopened', payload);
    restartRectification(draft, command.at);
    return draft;
  },
} satisfies Handlers;

/** Accepting one's own work: by organisation, by post, or by the very person who handed it in. */
export function isRectifier(state: HazardState, { actor }: Command): boolean {
  return (
    actor.post.startsWith('unit.') ||
    actor.organisation === state.unit ||
    (actor.person !== undefined && actor.person === state.submittedBy?.person)
  );
}
