import { setup } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;

/** What may be said of an accident as long as it is not closed. */
const OPEN = {
  LevelForwarded: stay,
  SocialEffectFound: stay,
  FiguresCorrected: stay,
  MatterStarted: stay,
  InvestigationExtended: stay,
  NoteAdded: stay,
  DeadlineConfirmed: stay,
} as const;

/** The accident (事故): flash report upward, supplements, tracing back, and what the district decides, which is only watched. */
const machine = setup({ types: {} as { events: { type: string } }, actions: { record: () => {} } }).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'none',
      states: {
        none: { on: { AccidentRegistered: 'happened' } },
        happened: {
          on: { ...OPEN, UnitReported: 'reported', AccidentForwarded: 'forwarded', AccidentDismissed: 'dismissed' },
        },
        reported: { on: { ...OPEN, AccidentForwarded: 'forwarded', AccidentDismissed: 'dismissed' } },
        forwarded: {
          on: {
            ...OPEN,
            UnitReported: stay,
            InvestigationReported: 'investigated',
            AccidentDismissed: 'dismissed',
            AccidentClosed: 'closed',
          },
        },
        investigated: { on: { ...OPEN, InvestigationApproved: 'approved', AccidentClosed: 'closed' } },
        approved: { on: { ...OPEN, AccidentAssessed: 'closed' } },
        closed: { on: { CasesFrozen: stay, NoteAdded: stay } },
        dismissed: { on: { CasesFrozen: stay, NoteAdded: stay } },
      },
    },
    supplements: {
      initial: 'none',
      states: {
        none: { on: { AccidentRegistered: 'open' } },
        open: { on: { FiguresSupplemented: stay, SupplementsClosed: 'closed' } },
        closed: {},
      },
    },
    freeze: {
      initial: 'none',
      states: {
        none: { on: { AccidentRegistered: 'running' } },
        running: { on: { CasesFrozen: stay } },
      },
    },
    tracing: {
      initial: 'none',
      states: {
        none: { on: { TracingStarted: 'running' } },
        running: { on: { TracingConcluded: 'concluded' } },
        concluded: {},
      },
    },
    clue: {
      initial: 'none',
      states: {
        none: { on: { ClueTransferred: 'sent' } },
        sent: { on: { ClueReceived: 'received' } },
        received: { on: { ClueTransferred: 'sent' } },
      },
    },
    appraisal: {
      initial: 'none',
      states: {
        none: { on: { AppraisalStarted: 'running' } },
        running: { on: { AppraisalEnded: 'none' } },
      },
    },
  },
});

/** The accident's machine. */
export const accidentChart = statechart(machine);

/** Where the main line of an accident is over. */
export const ACCIDENT_ENDS: ReadonlySet<string> = new Set(['closed', 'dismissed']);
