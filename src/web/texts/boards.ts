/** Words of the boards: 督办、会商、问责、约谈. */
export const BOARDS_TEXTS = {
  title: '督办会商问责',
  boards: { supervision: '挂牌督办', consultation: '三级会商', accountability: '问责', interview: '约谈' },
  about: {
    supervision: '每列是提请挂牌后的一个状态。挂牌、摘牌由区级决定；街道提请、申请并登记结果。',
    consultation: '每列是会商所在的一级。本级不能解决的，提请上一级。',
    accountability: '每列是督办文书的一个状态。问责由有权机关决定；街道提示、通报、约谈、移送线索。',
    interview: '每列是约谈的一步。点开卡片，从通知到核查一步步办理。',
  },
  choose: '选择看板',
  organisation: '监管单位',
  tree: '含下级单位',
  tier: '隐患等级',
  clear: '清除筛选',
  column: (label: string, total: number) => `${label}：共 ${total} 件，查看全部`,
  only: (label: string, total: number, more: boolean) =>
    `${label}：共 ${total}${more ? ' 件以上' : ' 件'}，后果重的在前`,
  back: '返回看板',
  rest: (total: number) => `查看全部 ${total} 件`,
  none: '没有',
  empty: '现在没有案件',
  emptyHow: {
    supervision: '重大隐患由街道提请区级挂牌督办，从隐患详情“提请挂牌督办”开始。',
    consultation: '村（居）难以整改的隐患从隐患详情“提请会商”开始。',
    accountability: '履职逾期后系统按规则启动问责，文书待签发时出现在这里。',
    interview: '问责走到约谈一级、约谈通知签发后出现在这里。',
  },
  emptyFiltered: '换一个筛选条件。',
  more: '再列 50 件',
  scroll: '看板各列',
} as const;

/** Names of the boards. */
export type BoardName = keyof typeof BOARDS_TEXTS.boards;
