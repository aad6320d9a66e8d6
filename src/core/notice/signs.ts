import type { PostRef } from '../effect.ts';

/** 代字 of the bodies that issue papers, without the name of the place. */
const ISSUER_SIGNS: { readonly [post: string]: string } = {
  'street.safetyOffice': '安办',
  'street.safetyCommittee': '安委',
  'street.partyCommittee': '街工',
  'street.leader': '街领',
  'street.office': '街办',
  'street.inspectors': '街检',
  acceptanceTeam: '验收',
  'village.head': '村居',
};

/** One character or two per kind of paper: numbers run per kind, so the sign must tell the kinds apart. */
const KIND_SIGNS: { readonly [notice: string]: string } = {
  rectificationNotice: '改',
  inspectionRecord: '检',
  plan: '案',
  majorReport: '报',
  supervisionRequest: '请挂',
  supervisionOrder: '挂',
  publication: '示',
  extensionRequest: '请延',
  extensionReply: '延',
  acceptanceRequest: '请验',
  acceptanceOpinion: '验',
  supervisionLift: '摘',
  reinspection: '复',
  urgeNotice: '催',
  caseTransfer: '移',
  closingProposal: '请关',
  rosterRecommendation: '荐',
  prompt: '提',
  notification: '告',
  warning: '警',
  criticism: '通',
  interviewNotice: '约',
  interviewMinutes: '约纪',
  interviewReport: '约报',
  clueTransfer: '线',
  consultationMinutes: '会纪',
  departmentTransfer: '移函',
  tipoffReceipt: '举受',
  tipoffAnswer: '举答',
  rewardNotice: '举奖',
  rosterNotice: '名告',
  monthlyReturn: '月',
  factSheet: '查',
  accidentFlash: '快',
  serviceProof: '送',
  notListedNote: '复函',
  superviseLetter: '督',
  redoOrder: '责',
  restartRequest: '请复',
  restartDecision: '复产',
  withdrawal: '撤',
  tipoffNotOurs: '举转',
  tipoffExtension: '举延',
  rosterDecision: '名决',
  rosterRemoval: '名移',
  returnRollup: '月报',
  interviewAbsence: '约缺',
  numberVoid: '废',
};

/** 代字 of a series of papers: place, issuing body, kind of paper. */
export function signOf(place: string, issuer: PostRef, notice: string): string {
  const body = ISSUER_SIGNS[issuer.post] ?? '';
  const where = issuer.organisation === undefined ? '' : `${issuer.organisation} `;
  return `${place}${where}${body}${KIND_SIGNS[notice] ?? notice}`;
}
