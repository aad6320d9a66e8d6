/**
 * Every named instant that an event of a kind can be: what starts and ends its deadlines. A deadline rule that names another one
 * would wait for ever, so the linter refuses it.
 */
export const ANCHORS = {
  hazard: [
    'found',
    'reported',
    'graded',
    'ordered',
    'orderServed',
    'planFiled',
    'progressReported',
    'extensionRequested',
    'extensionDecided',
    'rectificationSubmitted',
    'rectificationRestarted',
    'acceptanceConcluded',
    'accepted',
    'supervisionRequested',
    'supervisionDecided',
    'supervisionReturned',
    'supervisionOrdered',
    'supervisionFiled',
    'supervisionPublished',
    'liftRequested',
    'supervisionLifted',
    'liftPublished',
    'consultationOpened',
    'consultationLifted',
    'consultationDecided',
    'minutesFiled',
    'controlVerified',
    'stopped',
    'stopReviewed',
    'restartRequested',
    'restartDecided',
    'transferDecided',
    'transferSent',
    'transferReceived',
    'transferResultKnown',
  ],
  matter: [
    'interviewDecided',
    'interviewHeld',
    'interviewMinutesFiled',
    'interviewReportFiled',
    'interviewChecked',
    'transferSent',
    'transferReceived',
    'transferResultKnown',
  ],
  tipoff: [
    'tipoffReceived',
    'tipoffTriaged',
    'tipoffAccepted',
    'tipoffVerified',
    'tipoffAnswered',
    'rewardOffered',
    'rewardPaid',
  ],
} as const;

/** Name of an anchor of any kind. */
export type AnchorName = (typeof ANCHORS)[keyof typeof ANCHORS][number];

/** What each kind knows to do when a deadline lapses, beyond what all know. */
export const LAPSE_ACTS = {
  all: ['notify', 'reassign', 'flag', 'recommend', 'proposeTransfer', 'askAgain'],
  hazard: ['regrade', 'openMatter', 'liftUp', 'rearm'],
  matter: ['nextRung'],
  tipoff: ['expireReward'],
} as const;
