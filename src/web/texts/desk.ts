/** Words of the desk (我的待办). */
export const DESK_TEXTS = {
  title: '我的待办',
  empty: '现在没有等您办理的事项',
  emptyHow: '有新的事项时会出现在这里，并按后果轻重排列。',
  act: '办理',
} as const;
