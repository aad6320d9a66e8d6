/** Chinese words of replay: who held the ball and why, marks beside a verdict, owners of overdue days. */

import type { RuleSet } from '../core/index.ts';

type Words = { readonly [id: string]: string };

/** How a duty stands. */
export const STANDING_WORDS = {
  running: '计时中',
  suspended: '已中止',
  overdue: '逾期未办',
  ended: '已结束',
} as const;

/** What a duty came to (履职认定). */
export const OUTCOME_WORDS = {
  met: '按期履职',
  late: '逾期履职',
  missed: '未履职',
  excused: '逾期免责',
  withdrawn: '未到期即终止',
  open: '尚在期限内',
  overdue: '逾期未履职',
} as const;

/** What stands beside a recorded verdict. */
export const BESIDE_WORDS = {
  lapseRecorded: '到期时尚未录入，系统当时已记录逾期',
  lateEntry: '系补录，按录入时间计',
  backdated: '经批准的倒签事实，按录入时间计',
  newEvidence: '认定之后补充的材料',
  note: '认定之后的说明',
  correction: '认定之后更正了责任单位或地点',
  contest: '相关标记的异议复核',
  calendar: '按其他版本日历重算',
} as const;

/** Duties of papers that the core has no word for. */
export const PAPER_WORDS: Words = { service: '文书送达' };

/** Whose an overdue day is. */
export const OWNER_WORDS = {
  holder: '责任岗位',
  paused: '期限中止',
  district: '等待区级',
  approver: '延期审批单位',
} as const;

const BECAUSE: Words = {
  holder: '现任该岗位',
  'office desk': '岗位无人可达，转安办收件台',
  'post empty: post above': '岗位空缺，转上级岗位',
};

/** The reason of a pause in words; the rule set names its own, the district's consultation is the machine's. */
export function pauseWord(reason: string, rules?: RuleSet): string {
  if (reason === 'consultation') return '区级会商';
  return rules?.pause.reasons.find((one) => one.id === reason)?.label ?? reason;
}

/** Why a message went to this person, in words. */
export function becauseWord(because: string): string {
  const [, order] = /^deputy by order no\. (.+)$/.exec(because) ?? [];
  if (order !== undefined) return `依 ${order} 号文件代理该岗位`;
  const [, reason] = /^undelivered: (.+)$/.exec(because) ?? [];
  if (reason !== undefined) return '原收件人未能送达，改由其接收';
  return BECAUSE[because] ?? because;
}
