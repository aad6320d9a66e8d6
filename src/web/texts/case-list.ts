/** Words of a list of cases of one kind. */
export const CASE_LIST_TEXTS = {
  total: (total: number, more: boolean) => `共 ${total}${more ? ' 件以上' : ' 件'}，后果重的在前`,
  tooMany: '结果太多：请只看未结的，或到案件中检索。',
  more: '再列 50 件',
  standing: '范围',
  open: '未结',
  all: '全部',
} as const;
