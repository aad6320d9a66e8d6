import { setup } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;

/** What may be recorded wherever the tip-off stands, also when it is over: who looked at the identity is never refused a place in the record. */
const OPENED = { IdentityOpened: stay } as const;
/** What may be recorded as long as somebody is at work on it. */
const ALWAYS = {
  ...OPENED,
  NoteAdded: stay,
  SupplementReceived: stay,
  DuplicateJoined: stay,
  DeadlineConfirmed: stay,
  RulesAdopted: stay,
} as const;

/** The tip-off (举报): received, accepted, verified, answered, rewarded; the reporter's identity is in none of its events. */
const machine = setup({ types: {} as { events: { type: string } }, actions: { record: () => {} } }).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'none',
      states: {
        none: { on: { TipoffReceived: 'received' } },
        received: {
          on: {
            ...ALWAYS,
            TipoffTriaged: stay,
            TipoffAccepted: 'accepted',
            TipoffNotOurs: 'closed',
            TipoffTransferred: 'transferred',
            TipoffJoined: 'joined',
            TipoffWithdrawn: 'closed',
          },
        },
        transferred: {
          on: {
            ...ALWAYS,
            TipoffTransferReceived: 'closed',
            TipoffTransferReturned: 'received',
            TipoffWithdrawn: 'closed',
          },
        },
        joined: {
          on: { ...ALWAYS, AnswerShared: 'closed', TipoffRevived: 'received', TipoffWithdrawn: 'closed' },
        },
        accepted: {
          on: {
            ...ALWAYS,
            TipoffTriaged: stay,
            HazardOpened: stay,
            HazardLinked: stay,
            VerificationExtended: stay,
            TipoffVerified: 'verified',
            TipoffTransferred: 'transferred',
            TipoffJoined: 'joined',
            TipoffWithdrawn: 'closed',
          },
        },
        verified: {
          on: { ...ALWAYS, HazardOpened: stay, HazardLinked: stay, TipoffAnswered: 'answered' },
        },
        answered: {
          on: { ...ALWAYS, RewardOffered: 'rewardOffered', TipoffClosed: 'closed' },
        },
        rewardOffered: {
          on: {
            ...ALWAYS,
            RewardClaimed: 'rewardClaimed',
            RewardPaid: 'closed',
            RewardExpired: 'closed',
            RewardWaived: 'closed',
          },
        },
        rewardClaimed: {
          on: { ...ALWAYS, RewardPaid: 'closed', RewardWaived: 'closed' },
        },
        closed: { on: OPENED },
      },
    },
  },
});

/** The tip-off's machine. */
export const tipoffChart = statechart(machine);
