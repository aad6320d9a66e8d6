import { setup } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;

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
            TipoffTriaged: stay,
            TipoffAccepted: 'accepted',
            TipoffNotOurs: 'closed',
            TipoffWithdrawn: 'closed',
            NoteAdded: stay,
            DeadlineConfirmed: stay,
            RulesAdopted: stay,
          },
        },
        accepted: {
          on: {
            HazardOpened: stay,
            VerificationExtended: stay,
            TipoffVerified: 'verified',
            TipoffWithdrawn: 'closed',
            NoteAdded: stay,
            DeadlineConfirmed: stay,
            RulesAdopted: stay,
          },
        },
        verified: {
          on: {
            HazardOpened: stay,
            TipoffAnswered: 'answered',
            NoteAdded: stay,
            DeadlineConfirmed: stay,
            RulesAdopted: stay,
          },
        },
        answered: {
          on: {
            RewardOffered: 'rewardOffered',
            TipoffClosed: 'closed',
            NoteAdded: stay,
            DeadlineConfirmed: stay,
            RulesAdopted: stay,
          },
        },
        rewardOffered: {
          on: {
            RewardPaid: 'closed',
            RewardExpired: 'closed',
            RewardWaived: 'closed',
            NoteAdded: stay,
            DeadlineConfirmed: stay,
            RulesAdopted: stay,
          },
        },
        closed: {},
      },
    },
  },
});

/** The tip-off's machine. */
export const tipoffChart = statechart(machine);
