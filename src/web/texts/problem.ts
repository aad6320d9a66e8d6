/** What the page says when no answer of the interface says it. */
export const PROBLEM_TEXTS = {
  notReached: '没有连上服务器：请检查网络。填写的内容已保存在本机，恢复后可以继续。',
  pageError: '页面出错了：请刷新后重试；如再次出现，请联系系统管理员。',
  unexpected: '服务器的答复无法识别，可能正在维护：请稍后重试。',
  requestId: '请求编号',
} as const;
