import { not, setup, stateIn } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;

/**
 * The matter (问责事项): one subject and its causes on one ladder. Regions: the matter itself, the paper of the open rung, the
 * interview (约谈), and what lies with somebody outside. Which rungs there are, and when, is data of the rule set.
 */
const machine = setup({
  types: {} as { events: { type: string } },
  actions: { record: () => {} },
  guards: { open: stateIn({ main: 'open' }), live: not(stateIn({ main: 'closed' })) },
}).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'none',
      on: {
        NoteAdded: stay,
        DeadlineConfirmed: { guard: 'live', ...stay },
        RulesAdopted: { guard: 'open', ...stay },
        FlagRaised: { guard: 'live', ...stay },
        FlagContested: stay,
        FlagContestDecided: stay,
        FactsRecorded: { guard: 'open', ...stay },
        SignatureOverdue: { guard: 'live', ...stay },
      },
      states: {
        none: { on: { MatterOpened: 'open' } },
        open: {
          on: {
            CauseAdded: stay,
            CauseDropped: stay,
            StandingChanged: stay,
            RungDue: stay,
            RungSkipped: stay,
            MatterSuspended: stay,
            MatterResumed: stay,
            MatterEnded: 'ended',
            MatterClosed: 'closed',
          },
        },
        // No further rung; what was demanded (report, check, receipt) is still owed.
        ended: { on: { MatterClosed: 'closed', MatterOpened: 'open' } },
        closed: { on: { MatterOpened: 'open' } },
      },
    },
    paper: {
      initial: 'none',
      on: { RungDue: '.unsigned', NoticeVoided: '.unsigned', NoticeRecalled: '.unsigned' },
      states: {
        none: {},
        unsigned: {
          on: { NoticeSigned: 'issued', NoticeIssued: 'issued', PaperDropped: 'none', NoticeRedrafted: stay },
        },
        issued: {
          on: {
            NoticeReceived: stay,
            NoticeUndelivered: stay,
            ReceiptOverdue: stay,
            AnswerFiled: 'answered',
            AnswerOverdue: stay,
            PaperDropped: 'none',
          },
        },
        answered: {
          on: { AnswerSufficient: 'none', AnswerPoor: 'none', AnswerContested: 'contested', PaperDropped: 'none' },
        },
        contested: { on: { AnswerSufficient: 'none', AnswerPoor: 'none', ReviewOverdue: stay, PaperDropped: 'none' } },
      },
    },
    interview: {
      initial: 'none',
      on: { InterviewNamed: '.decided' },
      states: {
        none: {},
        decided: {
          on: {
            MatterEnded: 'none',
            NoticeVoided: 'none',
            NoticeRecalled: 'none',
            InterviewHeld: 'held',
            InterviewMissed: 'failed',
            InterviewPostponed: stay,
          },
        },
        held: { on: { InterviewMinutesFiled: stay, InterviewReportFiled: 'reported' } },
        reported: { on: { InterviewMinutesFiled: stay, InterviewPassed: 'passed', InterviewFailed: 'failed' } },
        passed: { on: { InterviewMinutesFiled: stay } },
        failed: { on: { InterviewMinutesFiled: stay } },
      },
    },
    transfer: {
      initial: 'none',
      states: {
        none: { on: { TransferSent: 'sent' } },
        sent: { on: { TransferReceived: 'received', TransferReturned: 'none' } },
        received: { on: { OutsideDecided: 'resultKnown', TransferReturned: 'none' } },
        resultKnown: { on: { TransferSent: 'sent', OutsideDecided: stay } },
      },
    },
  },
});

/** The matter's machine. */
export const matterChart = statechart(machine);
