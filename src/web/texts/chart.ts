/** Words around every chart. */
export const CHART_TEXTS = {
  asTable: '看数据',
  what: '项目',
} as const;
