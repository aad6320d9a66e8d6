import type { Refusal } from './case.ts';

/** Every refusal code of the core with its Chinese sentence: what happened, and what to do next. */
const SENTENCES = {
  'unknown-command': '没有这个操作，请刷新页面后重试。',
  invalid: '填写的内容有误，请按提示逐项修改后重新提交。',
  'not-allowed-now': '当前环节不能进行此操作，请先完成前面的步骤。',
  'not-your-duty': '您的岗位不能办理此事项，请由有权岗位办理，或联系安办核对岗位授权。',
  'acceptor-is-rectifier': '整改单位不得验收自己的整改，请由验收组或安办另派人员验收。',
  'acceptor-is-sole-orderer': '下达整改要求的人员不得独自验收，请增加验收组成员。',
  'document-missing': '缺少文书依据，请先上传或登记文书后再录入。',
  'reason-missing': '请写明理由。',
  'approver-missing': '此事项须经批准，请填写批准人岗位。',
  'second-person-missing': '重大及以上隐患须由第二人确认，请填写确认人。',
  'witnesses-missing': '拒签须有两名检查人员记明情况，请填写两名见证人。',
  'evidence-missing': '缺少规定的证明材料，请补齐后再提交。',
  'at-in-future': '发生时间不能晚于现在，请核对时间。',
  'at-before-stage': '发生时间早于当前环节开始的时间，请核对；如属更早的事实，请另行登记更正。',
  'late-entry-too-late': '补录已超过规定期限，须填写批准人和凭证文书。',
  'supervision-not-lifted': '该隐患仍在挂牌督办中，须先申请并取得摘牌，才能销号、撤销或合并。',
  'supervision-undecided': '挂牌督办提请尚未答复，请待答复或撤回提请后再销号、撤销或合并。',
  'lift-not-published': '摘牌尚未公示，请先登记摘牌公示再销号。',
  'restart-not-approved': '停产停业尚未经审查恢复，须先取得恢复审查意见，才能销号、撤销或合并。',
  'extension-not-possible': '该等级隐患不得延期，请按期整改。',
  'extension-count-exceeded': '延期次数已用完，请按原期限整改。',
  'extension-too-late': '已超过申请延期的最晚日期，按规则不予受理；确属不可抗力的，须由分管领导签字。',
  'extension-after-expiry': '期限已届满，不能再申请延期；可在下次验收或会商时提出新的期限。',
  'extension-beyond-cap': '申请的日期超过延期上限，请改为上限以内的日期。',
  'extension-incomplete': '延期申请材料不全，请补齐理由、拟延日期和临时防护措施等。',
  'term-missing': '请填写督办期限。',
  'reopen-too-late': '已超过可重新打开的期限，请登记为新的隐患。',
  'wrong-level': '会商层级与当前不符，请核对。',
  'notice-ahead-too-short': '约谈通知须提前足够的工作日送达，请改约更晚的时间。',
  'no-proxy': '约谈须由本人参加，不得委托他人，请另行安排或登记缺席。',
  'wrong-notice': '待签发的文书与所填不符，请核对。',
  'skip-not-approved': '越级须有批准人和理由，请补齐。',
  'already-paused': '期限已处于中止状态，无需重复办理。',
  'merge-into-itself': '不能合并到自身，请选择另一条隐患。',
  'merge-target-unknown': '没有可以并入的隐患：编号不存在，或该隐患已经办结，请核对。',
  'event-unrecordable': '填写的内容过长，或含有无法记录的字符，请删减后重新提交。',
  stale: '他人已先一步办理，页面内容已更新，请核对后再提交。',
  'command-id-reused': '同一操作编号已用于其他内容，请刷新后重新提交。',
  'case-not-found': '没有找到该案件，请核对编号。',
  'terms-unknown': '没有这个规则集或工作日历，请核对编号；草案和已撤回的规则集不能用于案件。',
  'rules-same': '案件已经适用该规则集，无需重复办理。',
  'rules-not-in-effect': '规则集尚未生效，案件不能提前改用。',
  'rules-drop-overdue': '案件有逾期未办的期限，新规则集中已没有这一期限；请先办结，或在新规则集中保留它。',
  'calendar-shorter': '该日历的覆盖范围比案件现在的短，不能改用。',
  'nothing-to-confirm': '案件没有因新日历而变化的期限，无需确认。',
  'pause-reason-unknown': '中止事由不在规则所列范围内，请重新选择。',
} as const;

export type RefusalCode = keyof typeof SENTENCES;

/** Builds a refusal with the catalogue's sentence. */
export function refuse(
  code: RefusalCode,
  more: Omit<Refusal, 'refused' | 'code' | 'message'> & { readonly detail?: string } = {},
): Refusal {
  const { detail, ...rest } = more;
  return { refused: true, code, message: detail ? `${SENTENCES[code]}（${detail}）` : SENTENCES[code], ...rest };
}
