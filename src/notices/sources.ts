import { type Facts, type Found, lastDayOf, lastOf, said, sourceOf, stateOf } from './facts.ts';
import {
  acceptance,
  attachmentsOf,
  extensionAsked,
  grading,
  hazardItems,
  hazardWords,
  inspectors,
  interviewee,
  numbersOf,
  originalPaper,
  outcome,
  rectificationTerm,
  rewardBasis,
  team,
  tierWords,
  unitName,
} from './hazard-findings.ts';
import {
  answerFrom,
  chronology,
  earlierPapers,
  lapses,
  matterWords,
  nextRungs,
  rectificationDay,
  verdictRows,
  wholeScope,
} from './matter-findings.ts';
import { accidentScope, rosterGone, rosterHeard, rosterTerm } from './measure-findings.ts';

/** How a value is found in the record; undefined: the record does not have it, a person must say it. */
type Finder = (facts: Facts) => Found | undefined;

/** Only a person can know it. */
const byPerson: Finder = () => undefined;
const payload =
  (key: string, ...types: readonly string[]): Finder =>
  (facts) =>
    said(facts, types, key);
const dayOfClock =
  (clock: RegExp): Finder =>
  (facts) =>
    lastDayOf(facts, clock);
const first =
  (...finders: readonly Finder[]): Finder =>
  (facts) => {
    for (const find of finders) {
      const found = find(facts);
      if (found !== undefined) return found;
    }
    return undefined;
  };
const template: Finder = ({ kind }) => ({ value: kind.basis.text, from: { template: kind.id } });
const effectParam =
  (key: string): Finder =>
  ({ effect, event }) => {
    const value = effect.params?.[key];
    return value === undefined ? undefined : { value, from: sourceOf(event) };
  };
const momentOf =
  (...types: readonly string[]): Finder =>
  (facts) => {
    const event = lastOf(facts, ...types);
    return event === undefined ? undefined : { value: event.at, from: sourceOf(event) };
  };
const dayOfEvent =
  (...types: readonly string[]): Finder =>
  (facts) => {
    const event = lastOf(facts, ...types);
    return event === undefined ? undefined : { value: event.at.slice(0, 10), from: sourceOf(event) };
  };

/** The hour to which the interview of this notice was put off; that of an earlier one is another. */
const putOffTo: Finder = (facts) => {
  const put = lastOf(facts, 'InterviewPostponed');
  const value = put?.payload.interviewAt;
  return put === undefined || value === undefined || put.seq < facts.event.seq
    ? undefined
    : { value, from: sourceOf(put) };
};

const controls = payload('measures', 'ControlVerified', 'ControlOrdered');
const orders = payload('measures', 'RectificationOrdered');
const plan = (key: string) => payload(key, 'PlanFiled');

/**
 * Where each field's value is found: `kind.field` where a field means something of its own in one kind of paper, else `field`. Every field of the
 * catalogue stands here; those of papers that come from outside or are written by hand are `byPerson`.
 */
export const SOURCES: { readonly [field: string]: Finder } = {
  // Who and where.
  unit: unitName,
  creditCode: ({ names, ...facts }) => {
    const unit = stateOf({ names, ...facts }, 'hazard')?.unit;
    const value = unit === undefined ? undefined : names.unit(unit)?.creditCode;
    return value === undefined || unit === undefined ? undefined : { value, from: { register: 'unit', id: unit } };
  },
  site: payload('where', 'SubjectCorrected', 'HazardReported'),
  inspectedAt: payload('found', 'HazardReported'),
  inspectors,
  // Rectification notice and inspection record.
  items: hazardItems,
  'reinspection.items': byPerson,
  'rectificationNotice.due': rectificationTerm,
  basis: template,
  'rectificationNotice.basis': first(payload('legalBasis', 'RectificationOrdered'), template),
  'departmentTransfer.basis': first(payload('basis', 'TransferDecided'), template),
  rights: byPerson,
  servedBy: byPerson,
  unitSignature: byPerson,
  content: byPerson,
  problems: payload('what', 'HazardReported'),
  'interviewMinutes.problems': byPerson,
  handling: orders,
  signatures: byPerson,
  // The unit's plan and report.
  goals: plan('goals'),
  methods: plan('methods'),
  funds: plan('funds'),
  people: plan('people'),
  timetable: plan('timetable'),
  safeguards: plan('safeguards'),
  category: tierWords,
  cause: byPerson,
  difficulty: byPerson,
  emergency: plan('safeguards'),
  'majorReport.scope': byPerson,
  'majorReport.measures': plan('methods'),
  'majorReport.due': dayOfClock(/\.rectify$/),
  // Supervision.
  hazard: hazardWords,
  grading,
  why: payload('why', 'SupervisionRequested'),
  proposal: byPerson,
  interim: controls,
  attachments: attachmentsOf('SupervisionRequested', 'attachments'),
  'returnRollup.attachments': byPerson,
  number: payload('number', 'SupervisionOrdered'),
  'numberVoid.number': effectParam('number'),
  'numberVoid.reason': effectParam('reason'),
  'supervisionOrder.matter': byPerson,
  'supervisionOrder.due': payload('term', 'SupervisionOrdered'),
  responsible: payload('responsibleUnit', 'SupervisionOrdered'),
  supervisor: payload('supervisingUnit', 'SupervisionOrdered'),
  lifting: byPerson,
  contact: byPerson,
  term: payload('term', 'SupervisionOrdered'),
  medium: payload('medium', 'SupervisionPublished', 'LiftPublished'),
  acceptance,
  'supervisionLift.day': dayOfEvent('SupervisionLifted'),
  day: byPerson,
  'notListedNote.request': numbersOf('supervisionRequest'),
  'notListedNote.decision': outcome('SupervisionReturned', 'SupervisionRefused'),
  by: byPerson,
  // Extension.
  'extensionRequest.original': dayOfClock(/\.rectify$/),
  progress: payload('progress', 'ExtensionRequested'),
  'interviewReport.progress': byPerson,
  newDay: payload('newDay', 'ExtensionRequested'),
  'extensionReply.newDay': payload('newDay', 'ExtensionGranted'),
  'extensionRequest.interim': payload('interimMeasures', 'ExtensionRequested'),
  'extensionRequest.reason': payload('reason', 'ExtensionRequested'),
  'extensionReply.request': extensionAsked,
  'extensionReply.decision': outcome('ExtensionGranted', 'ExtensionRefused'),
  'extensionReply.reason': payload('reason', 'ExtensionGranted', 'ExtensionRefused'),
  opinion: byPerson,
  'acceptanceRequest.opinion': payload('opinion', 'RectificationSubmitted'),
  // Acceptance and re-inspection.
  completed: payload('done', 'RectificationSubmitted'),
  photos: attachmentsOf('RectificationSubmitted', 'photos'),
  cost: byPerson,
  team,
  onSite: byPerson,
  perItem: payload('perItem', 'AcceptancePassed', 'AcceptanceFailed'),
  conclusion: first(
    payload('conclusion', 'AcceptancePassed', 'AcceptanceFailed'),
    outcome('AcceptancePassed', 'AcceptanceFailed'),
  ),
  'acceptanceOpinion.signatures': team,
  original: originalPaper,
  // Ladders.
  matter: matterWords,
  facts: lapses,
  'redoOrder.facts': byPerson,
  'departmentTransfer.facts': hazardWords,
  reasons: lapses,
  requirement: byPerson,
  answerBy: dayOfClock(/^answer$/),
  answerFrom,
  policy: nextRungs,
  previous: earlierPapers,
  scope: byPerson,
  'urgeNotice.due': rectificationDay,
  evidence: attachmentsOf('HazardReported', 'photos'),
  measures: first(controls, orders),
  penalty: payload('what', 'OutsideDecided'),
  grounds: byPerson,
  round: byPerson,
  due: byPerson,
  // Interview.
  'interviewNotice.at': first(putOffTo, effectParam('interviewAt')),
  place: payload('place', 'NoticeSigned'),
  person: first(payload('person', 'NoticeSigned'), interviewee),
  materials: byPerson,
  attendees: byPerson,
  'interviewMinutes.at': momentOf('InterviewHeld'),
  host: payload('host', 'InterviewHeld'),
  recorder: byPerson,
  statement: byPerson,
  demands: payload('demands', 'InterviewHeld'),
  'interviewReport.measures': payload('report', 'InterviewReportFiled'),
  'interviewReport.evidence': byPerson,
  'interviewAbsence.notice': numbersOf('interviewNotice'),
  'interviewAbsence.reason': payload('reason', 'InterviewMissed', 'InterviewPostponed'),
  proof: byPerson,
  proposed: payload('interviewAt', 'InterviewPostponed'),
  // Clues, kept apart from the open record.
  persons: byPerson,
  secrecy: byPerson,
  // Consultation.
  'consultationMinutes.at': momentOf('ConsultationDecided'),
  issue: payload('issue', 'ConsultationOpened'),
  views: byPerson,
  'consultationMinutes.decision': payload('decision', 'ConsultationDecided'),
  owner: payload('owner', 'ConsultationDecided'),
  'consultationMinutes.due': payload('due', 'ConsultationDecided'),
  liftReason: payload('tried', 'ConsultationLifted'),
  // Tip-offs; who reported is no part of the record.
  code: effectParam('code'),
  'tipoffReceipt.matter': payload('matter', 'TipoffReceived'),
  'tipoffNotOurs.matter': payload('matter', 'TipoffReceived'),
  acceptedAt: momentOf('TipoffAccepted'),
  dueBy: dayOfClock(/^tipoff\.verify$/),
  result: payload('result', 'TipoffVerified', 'AnswerShared', 'TipoffJoined'),
  reward: byPerson,
  amount: payload('amount', 'RewardOffered'),
  amountBasis: first(payload('amountBasis', 'RewardOffered'), rewardBasis),
  claimBy: dayOfClock(/^tipoff\.claim$/),
  'tipoffNotOurs.reason': payload('reason', 'TipoffNotOurs', 'TipoffTransferred'),
  receiver: payload('receiver', 'TipoffNotOurs', 'TipoffTransferred'),
  'tipoffExtension.reason': payload('reason', 'VerificationExtended'),
  'tipoffExtension.newDay': dayOfClock(/^tipoff\.verify$/),
  // Lists, returns, accidents, service: written by people.
  replyBy: byPerson,
  'rosterNotice.replyBy': effectParam('replyBy'),
  'rosterNotice.grounds': payload('grounds', 'EntryProposed'),
  'rosterNotice.period': rosterTerm,
  'rosterDecision.notice': numbersOf('rosterNotice'),
  'rosterDecision.grounds': payload('grounds', 'EntryProposed'),
  'rosterDecision.statement': rosterHeard,
  'rosterDecision.decision': outcome('EntryListed', 'EntryRejected'),
  'rosterDecision.period': rosterTerm,
  'rosterRemoval.decision': numbersOf('rosterDecision'),
  'rosterRemoval.reason': rosterGone,
  'rosterRemoval.day': dayOfEvent('EntryRemoved', 'EntryExpired'),
  'rosterRecommendation.penalty': first(payload('penalty', 'EntryRecommended'), payload('what', 'OutsideDecided')),
  'rosterRecommendation.grounds': payload('grounds', 'EntryRecommended'),
  'accidentFlash.unitInfo': unitName,
  'accidentFlash.timePlace': payload('timePlace', 'AccidentRegistered'),
  'accidentFlash.course': payload('course', 'AccidentRegistered'),
  'accidentFlash.casualties': payload('casualties', 'AccidentRegistered', 'FiguresSupplemented', 'FiguresCorrected'),
  'accidentFlash.measures': payload('measures', 'AccidentRegistered'),
  'clueTransfer.facts': first(effectParam('facts'), lapses),
  period: byPerson,
  rows: byPerson,
  month: byPerson,
  seal: byPerson,
  summary: byPerson,
  late: byPerson,
  unitInfo: byPerson,
  timePlace: byPerson,
  course: byPerson,
  casualties: byPerson,
  other: byPerson,
  document: byPerson,
  recipient: byPerson,
  mode: byPerson,
  at: byPerson,
  recipientSignature: byPerson,
  refusal: byPerson,
  servers: byPerson,
  notice: byPerson,
  remedy: byPerson,
  replacedBy: byPerson,
  request: byPerson,
  decision: byPerson,
  reason: byPerson,
  // Fact sheet.
  'factSheet.scope': first(accidentScope, wholeScope),
  chronology,
  duties: verdictRows,
  attribution: byPerson,
  // Stop and restart.
  stopDocument: payload('document', 'ProductionStopped'),
  report: byPerson,
  'restartDecision.decision': outcome('RestartApproved', 'RestartRefused'),
  'restartDecision.reason': payload('reason', 'RestartApproved', 'RestartRefused'),
  conditions: byPerson,
  // Withdrawal.
  'withdrawal.hazard': ({ event }) => ({ value: event.caseId, from: sourceOf(event) }),
  kind: outcome('HazardDismissed', 'HazardMerged', 'DuplicateLinked', 'SubjectGone'),
  'withdrawal.reason': payload('reason', 'HazardDismissed', 'HazardMerged', 'SubjectGone'),
  seen: payload('seen', 'HazardDismissed', 'SubjectGone'),
  second: payload('secondPerson', 'HazardDismissed'),
};

/** How a field of a kind is found; undefined: the table has forgotten it. */
export function finderOf(kind: string, field: string): Finder | undefined {
  return SOURCES[`${kind}.${field}`] ?? SOURCES[field];
}
