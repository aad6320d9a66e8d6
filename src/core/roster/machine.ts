import { setup } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;
const ALWAYS = { NoteAdded: stay, DeadlineConfirmed: stay } as const;

/** An entry of the internal list (红黑名单): proposed, noticed, heard, decided by the committee, listed for a term, and gone by itself. */
const machine = setup({ types: {} as { events: { type: string } }, actions: { record: () => {} } }).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'none',
      states: {
        none: { on: { EntryProposed: 'proposed' } },
        proposed: { on: { ...ALWAYS, EntryNoticed: 'noticed', ProposalWithdrawn: 'withdrawn' } },
        noticed: { on: { ...ALWAYS, EntryHeard: 'heard', HearingPassed: 'heard', ProposalWithdrawn: 'withdrawn' } },
        heard: {
          on: { ...ALWAYS, EntryListed: 'listed', EntryRejected: 'rejected', ProposalWithdrawn: 'withdrawn' },
        },
        listed: {
          on: { ...ALWAYS, EntryReviewed: stay, EntryRemoved: 'removed', EntryExpired: 'expired' },
        },
        rejected: { on: { NoteAdded: stay } },
        withdrawn: { on: { NoteAdded: stay } },
        removed: { on: { NoteAdded: stay } },
        expired: { on: { NoteAdded: stay } },
      },
    },
    publication: {
      initial: 'none',
      states: { none: { on: { EntryPublished: 'published' } }, published: {} },
    },
    objection: {
      initial: 'none',
      states: {
        none: { on: { ObjectionRaised: 'raised' } },
        raised: { on: { ObjectionDecided: 'decided' } },
        decided: { on: { ObjectionRaised: 'raised' } },
      },
    },
    removal: {
      initial: 'none',
      states: {
        none: { on: { RemovalRequested: 'requested' } },
        requested: { on: { RemovalRefused: 'none', EntryRemoved: 'none', EntryExpired: 'none' } },
      },
    },
    recommendation: {
      initial: 'none',
      states: {
        none: { on: { EntryRecommended: 'sent' } },
        sent: { on: { DistrictDecided: 'answered' } },
        answered: {},
      },
    },
    constraints: {
      initial: 'none',
      states: {
        none: { on: { DepartmentTold: 'told' } },
        told: { on: { DepartmentTold: stay, ConstraintAnswered: stay, ConstraintsAnswered: 'answered' } },
        answered: { on: { DepartmentTold: 'told' } },
      },
    },
  },
});

/** The machine of an entry. */
export const rosterChart = statechart(machine);

/** Where an entry is over. */
export const ROSTER_ENDS: ReadonlySet<string> = new Set(['rejected', 'withdrawn', 'removed', 'expired']);
