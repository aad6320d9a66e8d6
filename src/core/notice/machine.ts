import { setup } from 'xstate';
import { statechart } from '../statechart.ts';

const stay = { actions: { type: 'record' } } as const;

/** The paper (文书): drafted, reviewed, signed, served, received, answered; voided before it is served, recalled after. */
const machine = setup({ types: {} as { events: { type: string } }, actions: { record: () => {} } }).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'none',
      on: { NoteAdded: stay },
      states: {
        none: { on: { NoticeDrafted: 'draft' } },
        draft: {
          on: {
            NoticeCompleted: stay,
            NoticeRedrafted: stay,
            NoticeReviewed: 'reviewed',
            NoticeSigned: 'signed',
            NoticeIssued: 'signed',
            NoticeVoided: 'voided',
            SignatureOverdue: stay,
          },
        },
        reviewed: {
          on: {
            NoticeReturned: 'draft',
            NoticeRedrafted: 'draft',
            NoticeSigned: 'signed',
            NoticeIssued: 'signed',
            NoticeVoided: 'voided',
            SignatureOverdue: stay,
          },
        },
        signed: {
          on: {
            NoticeServed: 'served',
            NoticeUndelivered: stay,
            ServiceOverdue: stay,
            NoticeVoided: 'voided',
          },
        },
        served: {
          on: {
            NoticeServed: stay,
            NoticeReceived: 'received',
            NoticeUndelivered: stay,
            ReceiptOverdue: stay,
            ServiceOverdue: stay,
            NoticeRecalled: 'recalled',
            NoticeAnswered: 'answered',
            NoticeClosed: 'closed',
          },
        },
        received: { on: { NoticeRecalled: 'recalled', NoticeAnswered: 'answered', NoticeClosed: 'closed' } },
        answered: { on: { NoticeRecalled: 'recalled', NoticeClosed: 'closed' } },
        closed: {},
        voided: {},
        recalled: {},
      },
    },
  },
});

/** The paper's machine. */
export const noticeChart = statechart(machine);
