import { type Day, dayOf, type Instant } from '../instant.ts';
import { UNIT_WORDS } from '../words.ts';

/** What is to be done, by the anchor that ends the duty: the verb of the sentence. */
const ACT_WORDS: { readonly [anchor: string]: string } = {
  reported: '登记隐患',
  graded: '完成定级',
  ordered: '下达整改要求',
  orderServed: '送达整改通知',
  planFiled: '报送治理方案',
  progressReported: '报告整改进展',
  extensionDecided: '决定是否同意延期',
  rectificationSubmitted: '完成整改',
  acceptanceConcluded: '作出验收结论',
  supervisionRequested: '书面提请挂牌督办',
  supervisionDecided: '答复挂牌督办提请',
  supervisionFiled: '办理挂牌备案',
  supervisionPublished: '公示挂牌',
  liftRequested: '申请摘牌',
  liftPublished: '公示摘牌',
  consultationDecided: '会商并作出决定',
  consultationLifted: '会商并作出决定',
  minutesFiled: '形成会商纪要',
  controlVerified: '提交现场管控证明',
  stopReviewed: '复核停产停业',
  restartDecided: '决定是否同意恢复生产',
  transferSent: '发出移送',
  transferReceived: '回复移送接收情况',
  transferResultKnown: '反馈移送办理结果',
  interviewHeld: '召开约谈',
  interviewMinutesFiled: '形成约谈纪要',
  interviewReportFiled: '报送约谈整改报告',
  interviewChecked: '核查约谈整改情况',
  tipoffTriaged: '分办举报',
  tipoffAccepted: '受理或转送并告知',
  tipoffVerified: '完成核查',
  tipoffAnswered: '答复举报人',
  rewardClaimed: '领取奖励',
  rewardPaid: '发放奖励',
  tipoffTransferReceived: '签收转送的举报',
  accidentReported: '报告事故',
  accidentForwarded: '逐级上报事故',
  levelForwarded: '继续上报事故',
  supplementsClosed: '补报伤亡变化',
  investigationReported: '完成事故调查',
  assessed: '评估落实情况',
  rosterHeard: '陈述申辩',
  rosterDecided: '研究决定是否列入',
  rosterRemoved: '复核列入期限',
  removalDecided: '决定是否提前移出',
  districtDecided: '答复列入建议',
  constraintsAnswered: '答复拟采取的措施',
};

/** The act that ends a duty, as a verb; undefined for anchors that have none here. */
export function actWord(endsOn: string | readonly string[]): string | undefined {
  const first = typeof endsOn === 'string' ? endsOn : endsOn[0];
  return first === undefined ? undefined : ACT_WORDS[first];
}

/** `4 月 9 日`, with the year where it is not this one. */
export function dayWord(day: Day, now: Instant): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const head = now.startsWith(`${year}-`) ? '' : `${year} 年 `;
  return `${head}${Number(month)} 月 ${Number(date)} 日`;
}

/** Until when: `4 月 9 日前` where the period is in days, else `4 月 9 日 14:00 前`. */
export function dueWord({ dueAt, lastDay }: { readonly dueAt: Instant; readonly lastDay?: Day }, now: Instant): string {
  return lastDay === undefined ? `${instantWord(dueAt, now)} 前` : `${dayWord(lastDay, now)}前`;
}

/** `4 月 9 日 14:00`. */
export function instantWord(at: Instant, now: Instant): string {
  return `${dayWord(dayOf(at), now)} ${at.slice(11, 16)}`;
}

/** A period of a rule: `1 个工作日`. */
export function periodWord({ value, unit }: { readonly value: number; readonly unit: string }): string {
  return `${value} ${UNIT_WORDS[unit] ?? unit}`;
}
