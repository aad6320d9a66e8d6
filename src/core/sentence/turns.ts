import type { KindName } from '../names.ts';

/** A region, where it must stand, who then holds the ball, and why. */
type Row = readonly [region: string, states: readonly string[], holder: string, why: string];

/**
 * Whose turn it is in which state (责任归属, handbook §8): first row that matches, after the engine, an end and a pause were ruled out. What somebody must decide comes before the work that
 * goes on meanwhile: the unit's own clock runs beside it and is shown among the open duties.
 */
export const TURNS: { readonly [Kind in KindName]: readonly Row[] } = {
  accident: [
    ['main', ['happened'], 'unit', '事故已登记，待单位报告'],
    ['main', ['reported'], 'street', '单位已报告，待上报区级'],
    ['main', ['forwarded'], 'district', '已上报，待区级调查'],
    ['main', ['investigated'], 'district', '调查报告待批复'],
    ['main', ['approved'], 'district', '批复待评估落实情况'],
  ],
  roster: [
    ['removal', ['requested'], 'street.safetyCommittee', '申请提前移出，待决定'],
    ['recommendation', ['sent'], 'district.lawEnforcement', '已建议，待区级依法审查'],
    ['main', ['proposed'], 'street.safetyOffice', '已提出建议，待告知单位'],
    ['main', ['noticed'], 'unit', '已告知，待单位陈述申辩'],
    ['main', ['heard'], 'street.safetyCommittee', '已听取陈述申辩，待研究决定'],
    ['main', ['listed'], 'street.safetyCommittee', '列入期间'],
  ],
  hazard: [
    ['extension', ['requested'], 'extension.approver', '延期申请待批'],
    ['consultation', ['village'], 'village', '村（居）会商中'],
    ['consultation', ['street'], 'street.safetyCommittee', '街道会商中'],
    ['consultation', ['district'], 'district.safetyCommittee', '区级会商中'],
    ['transfer', ['decided'], 'street.safetyOffice', '已决定移送，待发出'],
    ['transfer', ['received'], 'transfer.receiver', '移送已接收，待结果'],
    ['supervision', ['requested'], 'district.safetyOffice', '提请挂牌，待区级决定'],
    ['supervision', ['liftRequested'], 'district.safetyOffice', '申请摘牌，待区级决定'],
    ['control', ['restartRequested'], 'district.industryDepartment', '申请恢复生产，待审查'],
    ['main', ['identified'], 'street.safetyOffice', '待定级'],
    ['main', ['graded'], 'street.safetyOffice', '已定级，待下达整改要求'],
    ['main', ['ordered'], 'street.safetyOffice', '整改通知待送达'],
    ['main', ['rectifying'], 'unit', '整改通知已送达，整改中'],
    ['main', ['submitted', 'inAcceptance'], 'acceptanceTeam', '待验收结论'],
    ['main', ['accepted'], 'street.safetyOffice', '验收合格，待销号'],
  ],
  matter: [
    ['interview', ['decided'], 'street.safetyOffice', '约谈待召开'],
    ['interview', ['held'], 'matter.subject', '约谈后待报告'],
    ['interview', ['reported'], 'street.safetyOffice', '约谈整改待核查'],
    ['transfer', ['sent', 'received'], 'transfer.receiver', '已移送，待接收单位办理'],
    ['paper', ['unsigned'], 'rung.issuer', '督办文书待签发'],
    ['paper', ['issued'], 'matter.subject', '督办文书待答复'],
    ['paper', ['answered'], 'street.safetyOffice', '答复待审查'],
    ['paper', ['contested'], 'street.safetyOffice.head', '答复有争议，待第二人复核'],
    ['main', ['open'], 'matter.subject', '问责事由未消除'],
    ['main', ['ended'], 'street.safetyOffice', '问责已终止，待收尾'],
  ],
  tipoff: [
    ['main', ['received'], 'street.safetyOffice', '举报待分办、受理'],
    ['main', ['transferred'], 'street.safetyOffice', '已转送，待接收单位签收'],
    ['main', ['joined'], 'street.safetyOffice', '已并入在先举报，随其答复'],
    ['main', ['accepted'], 'tipoff.handler', '举报核查中'],
    ['main', ['verified'], 'tipoff.handler', '待答复举报人'],
    ['main', ['answered'], 'street.safetyOffice', '已答复，待办结'],
    ['main', ['rewardOffered'], 'tipoff.reporter', '待举报人领奖'],
    ['main', ['rewardClaimed'], 'street.safetyOffice', '举报人已申请领奖，待发放'],
  ],
  notice: [
    ['main', ['draft'], 'street.safetyOffice', '文书待补充、审核'],
    ['main', ['reviewed'], 'notice.issuer', '文书待签发'],
    ['main', ['signed'], 'street.safetyOffice', '文书待送达'],
    ['main', ['served', 'received'], 'notice.addressee', '文书待签收、回复'],
    ['main', ['answered'], 'street.safetyOffice', '文书待归档'],
  ],
  record: [],
  duty: [
    ['main', ['late'], 'duty.bearer', '逾期未履职'],
    ['main', ['due'], 'duty.bearer', '本期待履职'],
  ],
};
