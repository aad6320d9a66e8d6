/** Words of the desk (我的待办). */
export const DESK_TEXTS = {
  title: '我的待办',
  count: (all: number, late: number) => (late === 0 ? `共 ${all} 项` : `共 ${all} 项，其中 ${late} 项已逾期`),
  groups: { red: '已逾期', amber: '临近期限', green: '期限内', grey: '等待' },
  empty: '现在没有等您办理的事项',
  emptyHow: '有新的事项时会出现在这里，后果重的在前。',
  emptyFinder: '发现隐患就登记，系统会算出期限并派发。',
  emptyNoPost: '您的账户没有担任岗位，没有待办。需要办理案件时，请联系系统管理员授权。',
  register: '登记隐患',
  act: '办理',
  actOn: (label: string, title: string) => `办理 ${label}：${title}`,
  exceptions: '需要关注的例外',
  exceptionsCount: (total: number) => `全街道逾期未办 ${total} 件，后果重的在前`,
  noExceptions: '全街道没有逾期未办的案件',
  allExceptions: '查看全部',
  most: 200,
  done: (label: string) => `已办理：${label}`,
} as const;
