/** Words of the states that every view has. */
export const STATE_TEXTS = {
  loading: '正在载入',
  error: '没有载入成功',
  retry: '重试',
  forbidden: '您的岗位不能查看这一页',
  forbiddenHow: '如工作需要，请联系系统管理员核对岗位授权。',
  offline: '没有连上服务器',
  notFound: '没有找到，或您的岗位看不到它',
  readOnly: '已办结，只能查看',
  partial: '部分内容暂时不能显示',
  tooMany: (most: number) => `结果太多，只列出最紧要的 ${most} 条：请用筛选或搜索缩小范围。`,
  requestId: (id: string) => `请求编号 ${id}`,
} as const;
