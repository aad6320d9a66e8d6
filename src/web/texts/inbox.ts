/** Words of the inbox (我的消息). */
export const INBOX_TEXTS = {
  title: '我的消息',
  count: (unread: number) => (unread === 0 ? '没有未读消息' : `${unread} 条未读`),
  about: '打开一条消息即登记为已读（系统内已送达）。',
  filter: '显示',
  filters: { unread: '未读', all: '全部' },
  unread: '未读',
  readAt: (at: string) => `${at} 已读`,
  emptyUnread: '没有未读消息',
  empty: '还没有消息',
  emptyHow: '期限临近、逾期、文书待签发等事项会发到这里；要办理的事项在“我的待办”。',
  toDesk: '查看我的待办',
  more: '再列 50 条',
  notMarked: (why: string) => `没有登记为已读：${why}`,
} as const;
