import { and, not, or, setup, stateIn } from 'xstate';
import { statechart } from '../statechart.ts';

/** Events that leave every region where it is, but are legal only where listed. */
const stay = { actions: { type: 'record' } } as const;

/** A paper goes out with the move. */
const issues = <Notice extends string>(notice: Notice) => ({ type: 'issueNotice', params: { notice } }) as const;

/** How the street itself takes a hazard back before it was accepted: not a hazard, or the same as another one. */
const withdrawal = {
  HazardDismissed: { guard: 'mayBeWithdrawn', target: 'dismissed', actions: issues('withdrawal') },
  HazardMerged: { guard: 'mayBeWithdrawn', target: 'merged', actions: issues('withdrawal') },
} as const;

/** What an acceptance (验收) comes to. */
const conclusion = {
  AcceptancePassed: { target: 'accepted', actions: issues('acceptanceOpinion') },
  AcceptanceFailed: { target: 'rectifying', actions: issues('acceptanceOpinion') },
} as const;

/** The street asks the district to list the hazard. */
const request = {
  SupervisionRequested: { guard: 'known', target: 'requested', actions: issues('supervisionRequest') },
} as const;

/**
 * The hazard (隐患) as seven parallel regions: the main line, supervision (挂牌督办), consultation (会商), interim control,
 * transfer (移送), extension (延期) and pause (中止). Guards look at the state value only; numbers and days are data of the rule set.
 * Time never closes a hazard: no lapse is an event of this machine.
 */
const machine = setup({
  types: {} as { events: { type: string } },
  actions: { record: () => {}, issueNotice: (_, _params: { notice: string }) => {} },
  guards: {
    open: not(
      or([
        stateIn({ main: 'closedOut' }),
        stateIn({ main: 'dismissed' }),
        stateIn({ main: 'merged' }),
        stateIn({ main: 'subjectGone' }),
      ]),
    ),
    known: or([
      stateIn({ main: 'graded' }),
      stateIn({ main: 'ordered' }),
      stateIn({ main: 'rectifying' }),
      stateIn({ main: 'submitted' }),
      stateIn({ main: 'inAcceptance' }),
      stateIn({ main: 'accepted' }),
    ]),
    working: or([
      stateIn({ main: 'ordered' }),
      stateIn({ main: 'rectifying' }),
      stateIn({ main: 'submitted' }),
      stateIn({ main: 'inAcceptance' }),
    ]),
    rectifying: stateIn({ main: 'rectifying' }),
    accepted: stateIn({ main: 'accepted' }),
    /** Nothing of the district's is left open: never asked, refused, or lifted and published. Else the street cannot take the hazard away. */
    supervisionSettled: or([
      stateIn({ supervision: 'none' }),
      stateIn({ supervision: 'refused' }),
      stateIn({ supervision: 'liftPublished' }),
    ]),
    /** A stopped unit is never struck off before its restart was approved (安全生产法 Art. 65). */
    controlSettled: not(or([stateIn({ control: 'stopped' }), stateIn({ control: 'restartRequested' })])),
    mayBeWithdrawn: and(['supervisionSettled', 'controlSettled']),
  },
}).createMachine({
  type: 'parallel',
  states: {
    main: {
      initial: 'identified',
      on: {
        NoteAdded: stay,
        RulesAdopted: { guard: 'open', ...stay },
        DeadlineConfirmed: stay,
        EvidenceAdded: { guard: 'open', ...stay },
        DistrictCalled: { guard: 'open', ...stay },
        SubjectCorrected: { guard: 'working', target: '.ordered', actions: { type: 'record' } },
        SubjectGone: { guard: 'open', target: '.subjectGone', actions: issues('withdrawal') },
        DuplicateLinked: { guard: 'open', ...stay },
        MatterStarted: { guard: 'open', ...stay },
        FlagContested: stay,
        FlagContestDecided: stay,
      },
      states: {
        identified: {
          on: { HazardGraded: 'graded', ...withdrawal },
        },
        graded: {
          on: {
            RectificationOrdered: { target: 'ordered', actions: issues('rectificationNotice') },
            HazardRegraded: stay,
            ...withdrawal,
          },
        },
        ordered: {
          on: {
            RectificationServed: 'rectifying',
            HazardRegraded: stay,
            ...withdrawal,
          },
        },
        rectifying: {
          on: {
            RectificationSubmitted: 'submitted',
            HazardRegraded: stay,
            ...withdrawal,
          },
        },
        submitted: {
          on: {
            AcceptanceTaken: 'inAcceptance',
            ...conclusion,
            HazardRegraded: stay,
          },
        },
        inAcceptance: {
          on: {
            ...conclusion,
            HazardRegraded: stay,
          },
        },
        accepted: {
          on: {
            HazardClosedOut: { guard: and(['supervisionSettled', 'controlSettled']), target: 'closedOut' },
            // The district does not lift and demands more work.
            ReworkDemanded: 'rectifying',
          },
        },
        closedOut: { on: { HazardReopened: 'rectifying' } },
        dismissed: {},
        merged: {},
        subjectGone: {},
      },
    },
    supervision: {
      initial: 'none',
      on: { LeaderAssigned: { guard: 'open', ...stay } },
      states: {
        none: {
          on: { ...request },
        },
        requested: {
          on: {
            SupervisionOrdered: { guard: 'open', target: 'ordered' },
            SupervisionReturned: { guard: 'open', target: 'returned' },
            SupervisionRefused: { guard: 'open', target: 'refused' },
            SupervisionWithdrawn: { guard: 'open', target: 'none' },
          },
        },
        returned: {
          on: {
            ...request,
            SupervisionWithdrawn: { guard: 'open', target: 'none' },
          },
        },
        // A new request needs new facts (handbook §14, step 4c).
        refused: {
          on: { ...request },
        },
        ordered: {
          on: {
            SupervisionFiled: stay,
            SupervisionPublished: stay,
            ProgressReported: { guard: 'open', ...stay },
            LiftRequested: { guard: 'accepted', target: 'liftRequested' },
          },
        },
        liftRequested: {
          on: {
            SupervisionLifted: 'lifted',
            LiftRefused: 'ordered',
            SupervisionFiled: stay,
            SupervisionPublished: stay,
            ProgressReported: stay,
          },
        },
        lifted: { on: { LiftPublished: 'liftPublished' } },
        liftPublished: {
          on: { ...request },
        },
      },
    },
    consultation: {
      initial: 'none',
      states: {
        none: { on: { ConsultationOpened: { guard: 'open', target: 'village' } } },
        village: {
          on: {
            MinutesFiled: stay,
            ConsultationLifted: { guard: 'open', target: 'street' },
            ConsultationDecided: 'resolved',
            ConsultationEnded: 'none',
          },
        },
        street: {
          on: {
            MinutesFiled: stay,
            ConsultationLifted: { guard: 'open', target: 'district' },
            ConsultationDecided: 'resolved',
            ConsultationSentDown: { guard: 'open', target: 'village' },
            ConsultationEnded: 'none',
          },
        },
        district: {
          on: {
            MinutesFiled: stay,
            ConsultationDecided: 'resolved',
            ConsultationSentDown: { guard: 'open', target: 'street' },
            ConsultationEnded: 'none',
          },
        },
        resolved: { on: { MinutesFiled: stay, ConsultationOpened: { guard: 'open', target: 'village' } } },
      },
    },
    control: {
      initial: 'none',
      states: {
        none: {
          on: {
            ControlOrdered: { guard: 'open', target: 'ordered' },
            ControlVerified: { guard: 'open', target: 'verified' },
            ProductionStopped: { guard: 'open', target: 'stopped' },
          },
        },
        ordered: {
          on: {
            ControlVerified: { guard: 'open', target: 'verified' },
            ProductionStopped: { guard: 'open', target: 'stopped' },
          },
        },
        verified: {
          on: {
            ControlVerified: { guard: 'open', ...stay },
            ControlOrdered: { guard: 'open', target: 'ordered' },
            ProductionStopped: { guard: 'open', target: 'stopped' },
          },
        },
        stopped: { on: { StopReviewed: stay, RestartRequested: 'restartRequested' } },
        restartRequested: { on: { StopReviewed: stay, RestartApproved: 'lifted', RestartRefused: 'stopped' } },
        lifted: {
          on: {
            ControlOrdered: { guard: 'open', target: 'ordered' },
            ProductionStopped: { guard: 'open', target: 'stopped' },
          },
        },
      },
    },
    transfer: {
      initial: 'none',
      states: {
        none: { on: { TransferDecided: { guard: 'open', target: 'decided' } } },
        decided: {
          on: {
            TransferSent: { target: 'sent', actions: issues('departmentTransfer') },
          },
        },
        sent: { on: { TransferReceived: 'received', TransferReturned: 'none' } },
        received: { on: { TransferResultKnown: 'resultKnown', TransferReturned: 'none' } },
        resultKnown: { on: { TransferDecided: { guard: 'open', target: 'decided' } } },
      },
    },
    extension: {
      initial: 'none',
      states: {
        none: { on: { ExtensionRequested: { guard: 'rectifying', target: 'requested' } } },
        requested: {
          on: {
            ExtensionGranted: { target: 'none', actions: issues('extensionReply') },
            ExtensionRefused: { target: 'none', actions: issues('extensionReply') },
            // The work was handed in before anybody decided: the request is void.
            RectificationSubmitted: 'none',
            SubjectCorrected: 'none',
            ExtensionVoided: 'none',
          },
        },
      },
    },
    plan: {
      initial: 'none',
      states: {
        none: { on: { PlanFiled: { guard: 'known', target: 'filed' } } },
        filed: { on: { PlanFiled: { guard: 'known', ...stay } } },
      },
    },
    pause: {
      initial: 'running',
      states: {
        running: { on: { CasePaused: { guard: 'working', target: 'paused' } } },
        paused: { on: { CaseResumed: 'running' } },
      },
    },
  },
});

/** The hazard's machine, the only source of what is legal in which state. */
export const hazardChart = statechart(machine);

/** Main-line states in which the hazard's own line is over. */
export const HAZARD_ENDS: ReadonlySet<string> = new Set(['closedOut', 'dismissed', 'merged', 'subjectGone']);
