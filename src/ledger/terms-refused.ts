import type { Finding } from '../core/rules/finding.ts';

/** Every refusal of an act on rule sets and calendars, with its Chinese sentence: what happened, and what to do next. */
const SENTENCES = {
  'not-your-duty': '规则和日历由街道安办起草和发布，请以安办岗位办理。',
  'reason-missing': '请写明理由：为什么要改、依据什么。',
  'rule-set-invalid': '规则集内容有误，请按所列路径逐项改正；没有保存任何内容。',
  'rule-set-not-found': '没有这个规则集，请用 duban rules list 核对编号。',
  'draft-not-found': '没有这个草案，请用 duban rules list 核对编号。',
  'rule-set-id-taken': '这个编号已经用过，规则集编号不能重复，请换一个编号。',
  'draft-id-differs': '草案内容中的编号与草案编号不一致，请改为一致；要换编号请另建草案。',
  'draft-stale': '草案已被他人修改，请重新读取后再办理。',
  'draft-closed': '草案已经发布或废止，不能再修改；请另建草案。',
  'approval-by-author': '起草或修改过草案的人不能批准自己的草案，请由另一人批准。',
  'not-approved': '草案尚未批准，请先由另一人批准后再发布。',
  'not-tested': '草案的这一内容还没有用场景检验过，请先用 duban rules test（或接口 …/test）检验；修改后须重新检验。',
  'test-failed':
    '草案的场景检验有不符合预期的：请修改草案，或改写场景后重新检验；不符之处正是本次修改的目的时，由批准人写明理由（--with-differences，接口 withDifferences）。',
  'no-what-if': '台账已有案件，而草案的这一内容还没有做过假设推演；请先推演，确有理由不推演的须写明理由。',
  'lint-errors': '规则检查有错误，须改正后才能批准或发布。',
  'effective-day-past': '生效日已经过去，规则不能追溯生效；请改为今天或以后的日期。',
  'effective-day-not-approved': '生效日与批准的内容不一致；请修改草案的生效日后重新批准。',
  'already-in-force': '规则集已经生效，不能撤回；请发布新的规则集取代它。',
  'already-withdrawn': '规则集已经撤回或草案已经废止，无需重复办理。',
  'case-not-found': '没有找到该案件，请核对编号。',
  'calendar-invalid': '放假安排有误，请按所列路径逐项改正；没有保存任何内容。',
  'calendar-not-found': '没有这个工作日历，请用 duban calendar list 核对编号。',
  'calendar-moved': '他人刚刚导入了同一系列的日历，请核对后重试。',
  'calendar-same': '该年度的放假安排已经导入，内容相同，无需重复导入。',
} as const;

export type TermsRefusalCode = keyof typeof SENTENCES;

/** What a refusal points at: a path in the rule set or the notice, and what is wrong there. */
export type TermsProblem = Pick<Finding, 'path' | 'message'> & Partial<Finding>;

/** An act on rule sets or calendars that was refused: a stable code and a Chinese sentence; nothing was written. */
export class TermsRefused extends Error {
  readonly code: TermsRefusalCode;
  readonly problems: readonly TermsProblem[];

  constructor(code: TermsRefusalCode, problems: readonly TermsProblem[] = [], detail?: string) {
    super(detail === undefined ? SENTENCES[code] : `${SENTENCES[code]}（${detail}）`);
    this.name = 'TermsRefused';
    this.code = code;
    this.problems = problems;
  }
}
