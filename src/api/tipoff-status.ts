import type { z } from 'zod';
import { kinds, type SealedEvent, type TipoffState } from '../core/index.ts';
import { eventWord, postWord, stageWord } from '../core/words.ts';
import type { tipoffStatus } from './contract/tipoffs.ts';

type Status = z.input<typeof tipoffStatus>;
type ReporterAct = Status['can'][number];

/** What the reporter may do by his code, and the command that it is. */
export const REPORTER_ACTS: { readonly [Act in ReporterAct]: string } = {
  supplement: 'supplementTipoff',
  withdraw: 'withdrawTipoff',
  claim: 'claimReward',
  waive: 'waiveReward',
};

/** Steps that a reporter is told of; what the office writes down beside them is not his. */
const TOLD: ReadonlySet<string> = new Set([
  'TipoffReceived',
  'TipoffTriaged',
  'TipoffAccepted',
  'TipoffNotOurs',
  'TipoffTransferred',
  'TipoffTransferReceived',
  'TipoffTransferReturned',
  'TipoffJoined',
  'TipoffRevived',
  'TipoffWithdrawn',
  'SupplementReceived',
  'VerificationExtended',
  'TipoffVerified',
  'TipoffAnswered',
  'AnswerShared',
  'RewardOffered',
  'RewardClaimed',
  'RewardPaid',
  'RewardExpired',
  'RewardWaived',
  'TipoffClosed',
]);

/** Every look at the identity, the earliest first. */
export function openingsOf(events: readonly SealedEvent[]): Status['openings'] {
  return events
    .filter(({ type }) => type === 'IdentityOpened')
    .map(({ at, actor, payload }) => ({ at, by: postWord(actor.post), motive: String(payload.motive) }));
}

/** What the reporter sees by his code: how far it is, the answer, the reward, and every look at his identity. */
export function statusOf(state: TipoffState, events: readonly SealedEvent[]): Status {
  const answeredAt = events.findLast(
    ({ type, moves = [] }) => type === 'TipoffAnswered' || moves.includes('AnswerShared') || type === 'AnswerShared',
  )?.at;
  const offered = events.findLast(({ type }) => type === 'RewardOffered')?.payload;
  const claimBy = state.clocks['tipoff.claim']?.lastDay;
  const due = Object.values(state.clocks)
    .filter(({ does, lastDay }) => does === 'lapse' && lastDay !== undefined)
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0];
  const legal = new Set(kinds.tipoff.allowed(state).map(({ type }) => type));
  return {
    caseId: state.caseId,
    stage: state.stage,
    stageLabel: stageWord('tipoff', state.stage),
    receivedAt: events[0]?.at ?? state.stageSince,
    ...(due?.lastDay === undefined ? {} : { dueDay: due.lastDay }),
    progress: events
      .filter(({ type }) => TOLD.has(type))
      .map(({ at, type }) => ({ at, what: eventWord('tipoff', type) })),
    ...(answeredAt === undefined || state.result === undefined
      ? {}
      : { answer: { at: answeredAt, result: state.result } }),
    ...(offered === undefined
      ? {}
      : {
          reward: {
            amount: Number(offered.amount),
            basis: String(offered.amountBasis ?? ''),
            ...(claimBy === undefined ? {} : { claimBy }),
          },
        }),
    openings: openingsOf(events),
    can: (Object.keys(REPORTER_ACTS) as ReporterAct[]).filter((act) => legal.has(REPORTER_ACTS[act])),
  };
}
